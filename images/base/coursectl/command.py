"""The commands: `coursectl NOUN …`, and `llmlab submit week3` for students."""

from __future__ import annotations

import argparse
import io
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

from coursectl import (
    asking,
    dates,
    handins,
    login,
    marking,
    pushes,
    releases,
    submit,
    trail,
)
from coursectl.call import Call, standard_output
from coursectl.errors import CourseError
from coursectl.text import paragraph

ALL: tuple[ModuleType, ...] = (
    *(login, releases, dates, pushes, submit, handins, marking, asking, trail),
)
FOR_STUDENTS: tuple[ModuleType, ...] = (submit, asking)


def main(
    arguments: Sequence[str] | None = None,
    *,
    name: str = "coursectl",
    modules: Sequence[ModuleType] = ALL,
) -> int:
    """Do what the arguments say.

    Returns:
        0: done; 1: refused or failed, with a code; 2: wrong words (SystemExit).
    """
    said = _parser(name, modules).parse_args(arguments)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # a terminal that knows ASCII alone
    try:
        return _run(Call(said, os.environ, Path.home(), standard_output(json=said.json)))
    except KeyboardInterrupt:
        print("Stopped; what was begun at the course goes on there.", file=sys.stderr)
    except BrokenPipeError:
        # Whoever read has gone; Python would complain once more when it ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 1


def _run(call: Call) -> int:
    try:
        code: int = call.said.run(call)
        return code
    except CourseError as error:
        if call.out.json:
            call.out.tell(error.told())
        print(paragraph(str(error)), file=sys.stderr)
        return 1


def llmlab(arguments: Sequence[str] | None = None) -> int:
    """Do what a student says: the same commands, those for students alone."""
    return main(arguments, name="llmlab", modules=FOR_STUDENTS)


class _Parser(argparse.ArgumentParser):
    """Takes the words that every command takes, before the command's name and after it."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options, allow_abbrev=False)
        nothing = argparse.SUPPRESS  # not to take back what was said before the command's name
        self.add_argument("--url", default=nothing, help="address of the hub or its course")
        self.add_argument(
            "--token-file", type=Path, default=nothing, help="file that holds your token, mode 600"
        )
        self.add_argument("--json", action="store_true", default=nothing, help="print for programs")


def _parser(name: str, modules: Sequence[ModuleType]) -> argparse.ArgumentParser:
    parser = _Parser(prog=name, description=__doc__)
    parser.set_defaults(url="", token_file=None, json=False)
    words = parser.add_subparsers(metavar="command", required=True)
    for module in modules:
        module.add(words)
    return parser
