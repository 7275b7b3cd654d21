"""Command line of the course service: `serve`, and what a deployment calls."""

from __future__ import annotations

import argparse
import importlib
import json
import sys
from collections.abc import Sequence
from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session, sessionmaker

from classroom.audit import record
from classroom.errors import ClassroomError
from classroom.layout import ClassroomLayout
from classroom.ledger import open_ledger
from classroom.releases import choice, sources
from classroom.releases.making import Outcome, make
from classroom.releases.publication import publish
from classroom.releases.store import Store
from labs.build.numbered import Numbered, name_of

_BY = "deploy"


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; return 0, or 1 after saying on stderr what is wrong."""
    arguments = _parser().parse_args(argv)
    if arguments.command == "serve":
        _serve()
        return 0
    layout = ClassroomLayout(arguments.state)
    try:
        ledgers = open_ledger(layout.ledger)
        if arguments.command == "release":
            _release(layout, ledgers, arguments.source, arguments.by)
        else:
            _report(publish(layout, ledgers))
    except (ClassroomError, OSError, SQLAlchemyError) as error:
        print(f"Nothing was published. {error}", file=sys.stderr)
        return 1
    return 0


def _serve() -> None:
    """Run the service; its pages and their libraries are not needed by the other commands."""
    importlib.import_module("classroom.web.loops").serve_with_loops()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m classroom", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("serve", help="run the service")
    release = commands.add_parser("release", help="make a release of the course and publish it")
    release.add_argument(
        "--source", type=Path, default=Path("/srv/course"), help="holds labs/ and content/"
    )
    release.add_argument("--by", default=_BY, metavar="NAME", help="who does it")
    publish_now = commands.add_parser("publish", help="show what students may see by now")
    for command in (release, publish_now):
        command.add_argument("--state", type=Path, required=True, help="the state folder")
    return parser


def _release(
    layout: ClassroomLayout, ledgers: sessionmaker[Session], source: Path, by: str
) -> None:
    """Release, and let students see it; one JSON line on stdout tells a program what came of it."""
    made = make(layout, sources.course(source), by, _say)
    number = made.release.number
    with ledgers.begin() as session:
        if choice.follow(session, Store(layout.releases), made.release):
            record(session, by, "release", f"release {number}", f"all weeks, {made.release.source}")
    for warning in made.release.warnings:
        _say(f"Note: {warning}")
    _report(publish(layout, ledgers), made)


def _report(published: Numbered, made: Outcome | None = None) -> None:
    """Say what students have now."""
    changed = published.changed or bool(made and made.changed)
    told: dict[str, object] = {
        "status": "changed" if changed else "unchanged",
        "publication": published.name,
    }
    if made:
        told |= {
            "release": name_of(made.release.number),
            "digest": made.release.digest,
            "weeks": made.release.weeks,
            "files": made.kinds,
            "warnings": len(made.release.warnings),
        }
        _say(f"Release {told['release']} ({'new' if made.changed else 'unchanged'}).")
    _say(f"Publication {published.name} is current ({told['status']}).")
    print(json.dumps(told, sort_keys=True))


def _say(line: str) -> None:
    """Show progress where people look; stdout is left to the line that a program reads."""
    print(line, file=sys.stderr, flush=True)
