"""The LLM Lab Hub: a JupyterHub in which every student has their own notebook and model server."""
