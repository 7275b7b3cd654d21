"""Remember from which release a week's folder was copied that is not from here."""

from __future__ import annotations

from pathlib import Path

from labsync.found import files, look
from labsync.record import FileRecord, Record
from labsync.recovery import recover
from labsync.release import open_release
from labsync.store import open_store
from labsync.update import open_home

_WAIT = 5.0  # seconds, for an update that is running


def remember(home: Path, release: Path, week: int) -> None:
    """Remember that `~/labs/weekN` was made of `release` a moment ago, so that updates can merge.

    Quick, for it is done when a server starts: what a power cut takes away costs merges, not work.

    Args:
        home: the student's; this process must be its owner.
        release: the folder of a release, which holds `weekN`.
        week: its number.

    Raises:
        SyncError, OSError: nothing is remembered. Updates then know only what nobody has touched.
    """
    name = f"week{week}"
    with (
        open_home(home) as folder,
        open_release(release, name) as course,
        open_store(folder, name, _WAIT) as store,
    ):
        recover(store, None)
        known = {}
        for path in files(course.week):
            found = look(course.week, path, None)
            known[path] = FileRecord(found.sha)
            if found.data is not None:
                store.keep_base(found.sha, found.data, durable=False)
        store.write_record(Record(course.name, known), durable=False)
        store.forget_bases(one.sha for one in known.values())
