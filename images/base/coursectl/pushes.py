"""Bring a week to the students: `push`, `pushes`, `undo`, `retry`."""

from __future__ import annotations

import argparse
import re
import time
from typing import Any

from coursectl import push_table
from coursectl.call import Call, Words, name_of, week_of
from coursectl.client import path_of
from coursectl.errors import CourseError
from coursectl.releases import newest
from coursectl.text import clean, moment, rows_of, table
from coursectl.watch import watch

_TARGET = re.compile(r"everyone|(section|student):[A-Za-z0-9][A-Za-z0-9._-]{0,60}")


def target_of(text: str) -> str:
    """Return who gets it: everyone, section:NAME or student:NAME."""
    if not _TARGET.fullmatch(text):
        raise argparse.ArgumentTypeError(
            f"{text!r} is nobody; say everyone, section:NAME or student:NAME"
        )
    return text


def number_of(text: str) -> int:
    """Return the number of a release."""
    if not text.isdecimal() or not 0 < int(text) < 10_000:
        raise argparse.ArgumentTypeError(f"{text!r} is no release; say its number")
    return int(text)


def add(words: Words) -> None:
    """Add the commands."""
    push = words.add_parser("push", help="bring a release's weeks to the students")
    push.add_argument("--release", type=number_of, help="its number; the newest if not said")
    push.add_argument("--week", type=week_of, action="append", required=True, dest="weeks")
    push.add_argument(
        "--to", type=target_of, action="append", metavar="WHO", help=target_of.__doc__
    )
    push.add_argument("--dry-run", action="store_true", help="change nothing, show what would be")
    _add_wait(push)
    push.set_defaults(run=run_push)
    words.add_parser("pushes", help="list what was pushed").set_defaults(run=run_list)
    show = words.add_parser("show", help="what a push did, student by student")
    undo = words.add_parser("undo", help="take a push back; later edits of the students stay")
    retry = words.add_parser("retry", help="try again where a push failed")
    for parser, run in ((show, run_show), (undo, run_undo), (retry, run_retry)):
        parser.add_argument("push", type=name_of, help="as `pushes` names it")
        _add_wait(parser)
        parser.set_defaults(run=run)


def _add_wait(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--wait", action="store_true", help="until all that can be done is done")
    parser.add_argument("--seconds", type=float, default=120.0, help="how long to wait at most")


def run_push(call: Call) -> int:
    """Push what was said, or say what a push would do."""
    said = call.said
    release = said.release or newest(call.client.get("releases"))
    if release is None:
        raise CourseError("no-release", "There is no release yet: coursectl releases --from course")
    body = {
        "release": release,
        "weeks": sorted(set(said.weeks)),
        "targets": said.to or ["everyone"],
        "dry_run": said.dry_run,
    }
    return _follow(call, call.client.post("pushes", body))


def run_show(call: Call) -> int:
    """Show a push."""
    return _follow(call, call.client.get(path_of("pushes", call.said.push)))


def run_undo(call: Call) -> int:
    """Undo a push; that is a push of its own."""
    return _follow(call, call.client.post(path_of("pushes", call.said.push, "undo")))


def run_retry(call: Call) -> int:
    """Retry a push."""
    answer = call.client.post(path_of("pushes", call.said.push, "retry"))
    known = isinstance(answer, dict) and answer.get("id")
    return _follow(call, answer if known else {"id": call.said.push})


def _follow(call: Call, push: Any) -> int:
    """Show a push as it is now, and as it goes on if that was said."""
    if not isinstance(push, dict) or not push.get("id"):
        raise CourseError("not-json", "The course's answer names no push: see `pushes`.")
    path = path_of("pushes", push["id"])
    wait = call.said.seconds if call.said.wait else 0.0
    last = watch(lambda: call.client.get(path), call.out, wait, time.monotonic, time.sleep)
    return 1 if push_table.has_failed(last) or (wait and push_table.is_working(last)) else 0


def run_list(call: Call) -> int:
    """List the pushes."""
    answer = call.client.get("pushes")
    rows = [
        (
            one.get("id"),
            moment(one.get("at") or ""),
            one.get("by") or "",
            one.get("release"),
            _weeks_and_kind(one),
            clean(one.get("targets")),
        )
        for one in rows_of(answer, "pushes")
    ]
    columns = ("push", "when", "by", "release", "weeks", "to")
    call.out.tell(answer, table(columns, rows) if rows else "Nothing was pushed yet.")
    return 0


def _weeks_and_kind(push: dict[str, Any]) -> str:
    kind = "dry run" if push.get("dry_run") else str(push.get("kind") or "")
    weeks = clean(push.get("weeks"))
    return f"{weeks} ({clean(kind)})" if kind and kind != "update" else weeks
