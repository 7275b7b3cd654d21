"""Lets `python -m models` run the operators' command."""

import sys

from models.cli import main
from models.stopping import stop_politely

if __name__ == "__main__":
    stop_politely()
    sys.exit(main())
