"""What labsync keeps for a week, in ~/.llmhub/labsync/weekN: record, journal, base texts, stage."""

from __future__ import annotations

import fcntl
import hashlib
import stat
import time
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from typing import Any

from labsync import disk
from labsync import journal as journals
from labsync import record as records
from labsync.errors import SyncError, as_sync_error
from labsync.folder import Folder
from labsync.sealed import Damaged, seal, unseal

PLACE = (".llmhub", "labsync")
_RECORD, _JOURNAL, _NEW = "record.json", "journal.json", ".new"
LATEST = "latest.json"
"""What the last run with news told; see `labsync.latest`."""
_BASE, _STAGE = "base", "stage"
_LARGEST = 16 << 20  # bytes of a record; a thousand files make 200 kB
LOST = "lost"
"""How the names of files begin that were in the stage of a damaged journal: whose is not known."""


@dataclass(frozen=True)
class Store:
    """The open folders of one week. Methods raise OSError."""

    top: Folder
    base: Folder
    stage: Folder

    def record(self) -> records.Record | None:
        """Return what is remembered, None when there is nothing or it is damaged."""
        try:
            data = self.top.read(_RECORD, _LARGEST)
            return None if data is None else records.load(data)
        except (OSError, SyncError, Damaged):
            return None

    def write_record(self, new: records.Record, *, durable: bool = True) -> None:
        """Remember `new`: whole, or what was remembered before."""
        self._write(_RECORD, records.dump(new), durable=durable)

    def latest(self) -> dict[str, Any] | None:
        """Return what the last run with news told, None when there is nothing or it is damaged."""
        with suppress(OSError, SyncError, Damaged):
            data = self.top.read(LATEST, _LARGEST)
            return None if data is None else dict(unseal(data))
        return None

    def write_latest(self, told: dict[str, Any] | None) -> None:
        """Keep what a run told, in the place of the one before; None: keep nothing."""
        if told is not None:
            # Worth no wait for the disk: at worst a student is not told.
            self._write(LATEST, seal(told), durable=False)
        elif self.top.state(LATEST) is not None:
            self.top.clear(LATEST)

    def journal(self) -> journals.Journal | None:
        """Return the journal of a run that did not end, None when there is none.

        Raises:
            Damaged: there is one, and it cannot be believed.
        """
        if self.top.state(_JOURNAL) is None:
            return None
        try:
            return journals.load(self.top.read(_JOURNAL, _LARGEST) or b"")
        except SyncError as error:
            raise Damaged("no file") from error

    def write_journal(self, release: str, entries: Iterable[journals.Entry]) -> None:
        """Write down what is about to be done."""
        self._write(_JOURNAL, journals.dump(release, list(entries)), durable=True)

    def close_journal(self) -> None:
        """Empty the stage, then forget the journal: nothing in the stage is needed any more."""
        for name in self.stage.names():
            self.stage.clear(name)
        if self.top.state(_JOURNAL) is not None:
            self.top.clear(_JOURNAL)
            self.top.sync()

    def base_text(self, sha: str) -> bytes | None:
        """Return the bytes with this sum, None when they are not there or damaged."""
        with suppress(OSError, SyncError):
            data = self.base.read(sha, _LARGEST)
            if data is not None and hashlib.sha256(data).hexdigest() == sha:
                return data
        return None

    def keep_base(self, sha: str, data: bytes, *, durable: bool = True) -> None:
        """Keep bytes under their sum."""
        if self.base_text(sha) != data:
            self.base.clear(sha)
            self.base.write(sha, iter([data]), durable=durable)

    def forget_bases(self, wanted: Iterable[str]) -> None:
        """Remove the texts that nothing began from any more."""
        for name in set(self.base.names()) - set(wanted):
            with suppress(OSError):
                self.base.clear(name)

    def set_aside(self, name: str) -> None:
        """Move a file from the stage to where it stays: it may be the student's."""
        new = f"{LOST}-{time.time_ns()}-{name}"
        disk.rename(self.stage.descriptor, name, self.top.descriptor, new)

    def _write(self, name: str, data: bytes, *, durable: bool) -> None:
        self.top.clear(name + _NEW)
        self.top.write(name + _NEW, iter([data]), durable=durable)
        state = self.top.state(name)
        if state is not None and stat.S_ISDIR(state.st_mode):
            self.top.clear(name)  # nothing can be renamed over a folder
        disk.rename(self.top.descriptor, name + _NEW, self.top.descriptor, name)
        if durable:
            self.top.sync()


@contextmanager
def open_store(home: Folder, week: str, wait: float) -> Iterator[Store]:
    """Open the store of `week`, for this process alone.

    Args:
        home: the student's.
        week: such as `week3`.
        wait: seconds to wait for another process that has it.

    Raises:
        SyncError: `SYNC-BUSY`, `SYNC-STORE`, `SYNC-DISK-FULL`.
    """
    with ExitStack() as stack:
        try:
            place = stack.enter_context(home.below(PLACE, make=True))
            _lock(place, wait)
            top = stack.enter_context(place.child(week, make=True))
            base = stack.enter_context(top.child(_BASE, make=True))
            stage = stack.enter_context(top.child(_STAGE, make=True))
        except OSError as error:
            code = as_sync_error(error).code
            raise SyncError(
                code if code == "SYNC-DISK-FULL" else "SYNC-STORE", str(error)
            ) from error
        yield Store(top, base, stage)


def _lock(place: Folder, wait: float) -> None:
    """Lock a folder until it is closed; the lock ends with the process, however that ends."""
    deadline = time.monotonic() + wait
    while True:
        try:
            fcntl.flock(place.descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return
        except BlockingIOError:
            if time.monotonic() >= deadline:
                raise SyncError("SYNC-BUSY") from None
            time.sleep(0.05)
