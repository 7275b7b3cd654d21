"""Call week 4's script with each of a table's arguments, in one process; used by the tests.

Prints, as its last line, JSON: for each call the exit status and what it said to stderr.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import sys
from pathlib import Path

WEEK = Path.home() / "labs/week4"
sys.path.insert(0, str(WEEK))

import qlora_demo  # noqa: E402

HOME = os.environ["HOME"]


def call(arguments: list[str], home: str) -> dict[str, object]:
    """Run the script's `main` in another home; the status, and what it said."""
    os.environ["HOME"] = home or HOME
    said = io.StringIO()
    with contextlib.redirect_stderr(said):
        status = qlora_demo.main(arguments)
    return {"status": status, "said": said.getvalue()}


if __name__ == "__main__":
    print(json.dumps([call(**one) for one in json.loads(sys.argv[1])]))
