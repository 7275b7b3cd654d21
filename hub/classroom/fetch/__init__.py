"""`python -m classroom.fetch URL REF OUT`: fetches a git repository, in a container of its own.

Uses the standard library and git; of the service only the rules for addresses.
"""
