"""Releases of the course: `releases`, and making one of them."""

from __future__ import annotations

import argparse
import time
from typing import Any

from coursectl.call import Call, Words
from coursectl.errors import CourseError
from coursectl.text import clean, moment, paragraph, rows_of, table

COURSE, FOLDER, GIT = "course", "folder", "git"
_PAUSE, _LOOKS = 2.0, 450
_MADE = "Release {} is made."
_SAID = {
    "unchanged": "Nothing is new: release {} has the same files.",
    "running": "It is still being made: see `releases` later.",
}


def source_of(text: str) -> dict[str, Any]:
    """Return where a release is made from.

    >>> source_of("folder:draft")
    {'kind': 'folder', 'name': 'draft'}
    """
    if text == COURSE:
        return {"kind": COURSE}
    kind, colon, name = text.partition(":")
    if kind == FOLDER and colon and name:
        return {"kind": FOLDER, "name": name}
    if text.startswith("https://"):
        return {"kind": GIT, "url": text}
    raise argparse.ArgumentTypeError(
        f"{text!r} is no source; say course, folder:NAME, or https://… of a git repository"
    )


def add(words: Words) -> None:
    """Add the command."""
    parser = words.add_parser("releases", help="list the releases; --from makes a new one")
    parser.add_argument(
        "--from",
        dest="source",
        type=source_of,
        metavar="SOURCE",
        help="course, folder:NAME, or https://… of a git repository",
    )
    parser.add_argument("--ref", help="branch or tag of the git repository")
    parser.set_defaults(run=run)


def run(call: Call) -> int:
    """List, or make a release."""
    said = call.said
    if said.source is None:
        answer = call.client.get("releases")
        call.out.tell(answer, _listed(answer))
        return 0
    source = said.source | ({"ref": said.ref} if said.ref else {})
    made = _waited_for(call, call.client.post("releases", {"source": source}))
    if made.get("state") == "refused":
        raise CourseError(clean(made.get("code")) or "refused", clean(made.get("message")))
    warnings = made.get("warnings")
    call.out.tell(
        made,
        paragraph(_SAID.get(str(made.get("state")), _MADE).format(clean(number_of(made)))),
        *(paragraph(f"Look at this: {clean(one)}") for one in warnings or ()),
    )
    return 0


def _waited_for(call: Call, making: Any) -> dict[str, Any]:
    """Return how making a release ended, or still goes on after a while."""
    made = making if isinstance(making, dict) else {}
    for _ in range(_LOOKS):
        if made.get("state") != "running":
            break
        time.sleep(_PAUSE)
        known = {one.get("id"): one for one in rows_of(call.client.get("releases"), "making")}
        made = known.get(made.get("id"), made)
    return made


def number_of(release: dict[str, Any]) -> Any:
    """Return a release's number, by whichever name it is told."""
    return next((release[key] for key in ("release", "number", "id") if key in release), "")


def newest(answer: Any) -> int | None:
    """Return the highest number in a list of releases; None where there is none."""
    numbers = [number_of(one) for one in rows_of(answer, "releases")]
    return max((int(n) for n in numbers if str(n).isdecimal()), default=None)


def _listed(answer: Any) -> str:
    rows = [
        (
            number_of(one),
            moment(one.get("at") or ""),
            one.get("by") or "",
            _weeks(one.get("weeks")),
            _source(one.get("source")),
        )
        for one in rows_of(answer, "releases")
    ]
    if not rows:
        return "There is no release yet: coursectl releases --from course"
    return table(("release", "made", "by", "weeks", "from"), rows)


def _weeks(weeks: object) -> str:
    return " ".join(clean(week) for week in weeks) if isinstance(weeks, list | dict) else ""


def _source(source: object) -> str:
    if not isinstance(source, dict):
        return clean(source)
    return " ".join(clean(source[k]) for k in ("kind", "name", "url", "ref") if source.get(k))
