"""Command line of the release tooling."""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from labs.build.errors import BuildError, from_system
from labs.build.release import publish
from labs.build.tree import Options, build_tree

_ROOT = Path(__file__).resolve().parents[2]


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; return 0, or 1 after saying on stderr what is wrong with the sources."""
    arguments = _parser().parse_args(argv)
    options = Options(getattr(arguments, "instructor", False), arguments.execute)
    try:
        if arguments.command == "release":
            _release(arguments.source, arguments.out, options)
        else:
            _tree(arguments.source, arguments.out, options)
    except (BuildError, OSError) as failure:
        error = failure if isinstance(failure, BuildError) else from_system(failure)
        print(f"Nothing was released. {error}", file=sys.stderr)
        return 1
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m labs.build", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    release = commands.add_parser("release", help="make the students' version the current release")
    tree = commands.add_parser("tree", help="write one tree into an empty folder, to look at it")
    tree.add_argument("--instructor", action="store_true", help="with solutions and notes")
    for command in (release, tree):
        command.add_argument("--out", type=Path, required=True, metavar="DIR", help="goes here")
        command.add_argument("--execute", action="store_true", help="run every notebook first")
        command.add_argument(
            "--source", type=Path, default=_ROOT, metavar="DIR", help="holds labs/ and content/"
        )
    return parser


def _release(source: Path, out: Path, options: Options) -> None:
    """Release; one JSON line on stdout tells a program what came of it."""
    started = time.monotonic()
    files: dict[str, int] = {}
    published = publish(out, lambda tree: files.update(build_tree(source, tree, options, _say)))
    status = "changed" if published.changed else "unchanged"
    kinds = ", ".join(f"{count} {kind}" for kind, count in sorted(files.items()))
    seconds = time.monotonic() - started
    _say(f"Release {published.name} is current ({status}): {kinds}; {seconds:.1f} s.")
    print(
        json.dumps(
            {
                "status": status,
                "release": published.name,
                "digest": published.digest,
                "files": files,
            },
            sort_keys=True,
        )
    )


def _tree(source: Path, out: Path, options: Options) -> None:
    """Write a tree without number and link; refuse a folder that holds something."""
    out.mkdir(parents=True, exist_ok=True)
    if any(out.iterdir()):
        raise BuildError("COURSE-OUT", f"{out} is not empty. Name an empty or a new folder.")
    build_tree(source, out, options, _say)


def _say(line: str) -> None:
    """Show progress where people look; stdout is left to the line that a program reads."""
    print(line, file=sys.stderr, flush=True)
