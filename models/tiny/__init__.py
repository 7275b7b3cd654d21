"""The embedded family: tiny models trained on the texts of the course's fictional organisation.

Runs inside the students' image (torch, transformers, tokenizers, gguf) without a network; see
`models.tiny.__main__`.
"""
