"""What students have handed in: `handins`, `collect`."""

from __future__ import annotations

import os
import shutil
import tempfile
import time
from pathlib import Path

from coursectl import archive
from coursectl.call import Call, Words, add_week
from coursectl.client import path_of
from coursectl.errors import CourseError
from coursectl.text import count, moment, paragraph, rows_of, table

ARCHIVE_BYTES = 4 << 30
DAMAGED = "DAMAGED.txt"
"""Where the archive says whose hand-ins are missing from it."""


def add(words: Words) -> None:
    """Add the commands."""
    listed = words.add_parser("handins", help="who has handed in a week")
    add_week(listed)
    listed.set_defaults(run=run_list)
    collect = words.add_parser("collect", help="fetch the newest hand-in of everybody")
    add_week(collect)
    collect.add_argument(
        "--out", type=Path, metavar="FOLDER", help="a folder that is not there yet"
    )
    collect.set_defaults(run=run_collect)


def run_list(call: Call) -> int:
    """List who has handed in."""
    answer = call.client.get(path_of("handins", call.said.week))
    rows = [
        (
            one.get("user"),
            one.get("number") or one.get("id"),
            one.get("at_local") or moment(one.get("at") or ""),
            "late" if one.get("late") else "",
            one.get("sha256") or "",
        )
        for one in rows_of(answer, "handins")
    ]
    shown = table(("student", "number", "when", "late", "hash"), rows)
    call.out.tell(answer, shown if rows else "Nobody has handed in yet.")
    return 0


def run_collect(call: Call) -> int:
    """Fetch all into a new folder: whole, or not there."""
    stamp = time.strftime("%Y%m%d-%H%M%S")
    out: Path = call.said.out or Path(f"handins-week{call.said.week}-{stamp}")
    if os.path.lexists(out):
        raise CourseError("file-exists", f"{out} is there already: name another one.")
    try:
        number = _fetched(call, out)
        damaged = _damaged(out, call.said.week)
        number -= bool(damaged)  # the note is nobody's file
    except OSError as error:
        raise CourseError("disk", f"{out} cannot be written: {error.strerror}.") from error
    told = f"{count(number, 'file')} of week {call.said.week} lie in {out}, for you alone."
    lines = [paragraph(told), *(paragraph(f"Missing: {one}") for one in damaged)]
    answer = {"folder": str(out), "files": number, "damaged": damaged}
    call.out.tell(answer, "\n".join(lines))
    return 0


def _damaged(out: Path, week: int) -> list[str]:
    """Return what the archive says of hand-ins that are missing, a sentence each."""
    note = out / f"week{week}" / DAMAGED
    if not note.is_file():
        return []
    return note.read_text(encoding="utf-8", errors="replace").splitlines()


def _fetched(call: Call, out: Path) -> int:
    with tempfile.TemporaryDirectory(
        prefix=f".{out.name}.", suffix=".part", dir=out.parent
    ) as aside:
        packed, folder = Path(aside, "archive.zip"), Path(aside, "files")
        with packed.open("wb") as file:
            path = path_of("handins", call.said.week, "archive")
            call.client.download(path, file, ARCHIVE_BYTES)
        free = shutil.disk_usage(aside).free
        folder.mkdir(mode=0o700)
        number = archive.unpack(packed, folder, min(free, archive.MOST_BYTES))
        folder.rename(out)
        return number
