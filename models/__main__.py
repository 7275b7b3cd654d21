"""Lets `python -m models` run the operators' command."""

import sys

from models.cli import main

if __name__ == "__main__":
    sys.exit(main())
