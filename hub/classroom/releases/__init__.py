"""Releases of the course: made from a source, checked, kept, and published when their day comes."""
