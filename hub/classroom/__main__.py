"""`python -m classroom serve`: the course service."""

from __future__ import annotations

import asyncio
import sys

from classroom.settings import ClassroomSettings
from classroom.web.app import serve


def main() -> None:
    """Serve until told to stop."""
    if sys.argv[1:] != ["serve"]:
        raise SystemExit("usage: python -m classroom serve")
    asyncio.run(serve(ClassroomSettings()))


if __name__ == "__main__":
    main()
