"""Progress for people goes to stderr: stdout ends with one line of JSON for programs."""

import sys


def say(sentence: str) -> None:
    """Print one line of progress at once."""
    print(sentence, file=sys.stderr, flush=True)
