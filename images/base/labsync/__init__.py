"""Bring a week's new release into a student's own copy, and never lose what the student did.

Runs inside the student's container as the student. Needs the standard library and, where notebooks
have to be merged, nbformat.
"""
