"""What a command gets: its words, the service, and where to say what came of it."""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

from coursectl import access
from coursectl.client import Client
from coursectl.text import paragraph

if TYPE_CHECKING:
    Words = argparse._SubParsersAction[argparse.ArgumentParser]
else:
    Words = Any

_WEEK = re.compile(r"(?:week)?0?([1-9][0-9]?)", re.ASCII)
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,60}")


@dataclass(frozen=True)
class Output:
    """Where a command speaks, and whether to people or to programs."""

    stream: TextIO
    json: bool = False

    def tell(self, answer: object, *lines: str) -> None:
        """Print the answer for programs, the lines for people."""
        if self.json:
            print(json.dumps(answer), file=self.stream, flush=True)
            return
        for line in lines:
            print(line, file=self.stream, flush=True)

    def tell_people(self, line: str) -> None:
        """Print a line that programs have no use for."""
        if not self.json:
            print(line, file=self.stream, flush=True)

    @property
    def is_screen(self) -> bool:
        """Say whether what was printed can be drawn over."""
        return not self.json and self.stream.isatty()


@dataclass
class Call:
    """One call of the command."""

    said: argparse.Namespace
    environment: Mapping[str, str]
    home: Path
    out: Output

    @cached_property
    def client(self) -> Client:
        """The service, opened with the token that is found. Raises CourseError."""
        found = access.find(
            self.said.url or "",
            self.said.token_file,
            self.environment,
            access.places(self.home),
        )
        self.warn(found)
        return Client(found)

    def warn(self, found: access.Access) -> None:
        """Say, beside the answer, what is wrong with where a token is kept."""
        if said := access.warning(found, self.environment):
            print(paragraph(said), file=sys.stderr)


Run = Callable[[Call], int]


def week_of(text: str) -> int:
    """Return the number of a week.

    >>> week_of("week3"), week_of("3")
    (3, 3)
    """
    match = _WEEK.fullmatch(text.strip())
    if not match:
        raise argparse.ArgumentTypeError(f"{text!r} is no week; say 3, or week3")
    return int(match[1])


def name_of(text: str) -> str:
    """Return a name, such as a push's or a student's, that is safe in an address."""
    if not _NAME.fullmatch(text):
        raise argparse.ArgumentTypeError(f"{text!r} is no name or number of the course's")
    return text


def add_week(parser: argparse.ArgumentParser) -> None:
    """Add the word that names one week."""
    parser.add_argument("--week", type=week_of, required=True, help="such as 3")


def standard_output(*, json: bool) -> Output:
    """Return the output of this process."""
    return Output(sys.stdout, json)
