"""Stands in for the builder that llama-cpp-python's source names (see `build`)."""
