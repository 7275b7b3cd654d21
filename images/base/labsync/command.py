"""The command: `python -m labsync update|afresh --home DIR --release DIR --week N`."""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from pathlib import Path

from labsync.afresh import start_afresh
from labsync.update import Options, update

_WHAT = {"update": update, "afresh": start_afresh}


def main(arguments: Sequence[str] | None = None) -> int:
    """Do what the arguments say, print the report as one line of JSON.

    Returns:
        0: all is in the report; 1: something was skipped or failed; 2: wrong words (SystemExit).
    """
    said = _parser().parse_args(arguments)
    options = Options(dry_run=said.dry_run, seconds=said.seconds, wait=said.wait)
    report = _WHAT[said.what](said.home, said.release, said.week, options)
    print(json.dumps(report.told()), flush=True)
    return 0 if report.complete else 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="labsync", description=__doc__, allow_abbrev=False)
    parser.add_argument("what", choices=sorted(_WHAT), help="update, or begin a lab afresh")
    parser.add_argument("--home", type=Path, required=True, help="the student's home")
    parser.add_argument("--release", type=Path, required=True, help="a release of the course")
    parser.add_argument("--week", type=_week, required=True, help="the number of the week")
    parser.add_argument("--dry-run", action="store_true", help="change nothing, say what would be")
    defaults = Options()
    parser.add_argument(
        "--seconds", type=float, default=defaults.seconds, help="time for the whole run"
    )
    parser.add_argument(
        "--wait", type=float, default=defaults.wait, help="seconds to wait for another run"
    )
    return parser


def _week(text: str) -> int:
    number = int(text)
    if not 1 <= number <= 99:
        raise ValueError(text)
    return number
