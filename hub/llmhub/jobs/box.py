"""A job's folder while it runs, and how files come into it and out of it.

The course service lays down `classroom/jobs/ID/in` and finds `classroom/jobs/ID/out`. Its folder
is never mounted: it could swap a part of it for a link to anything on this machine between a
look at it and the mount. So the job works in a folder of the hub's own, and files are copied.
"""

from __future__ import annotations

import errno
import os
import secrets
import shutil
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from llmhub.errors import LabError
from llmhub.jobs import copying
from llmhub.jobs.copying import FOLDER, Allowance, Unfit, opened
from llmhub.jobs.recipe import EXECUTED, IN, OUT
from llmhub.layout import StateLayout

PART = ".out"  # the result while it is being copied
CLASSROOM, JOBS = "classroom", "jobs"


@dataclass(frozen=True)
class Box:
    """The folders of one job."""

    layout: StateLayout
    job: str

    @property
    def path(self) -> Path:
        """The hub's own folder."""
        return self.layout.running_jobs / self.job

    def make(self) -> None:
        """Make the folder afresh; nobody but the hub gets into it by this path."""
        self.layout.running_jobs.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.remove()
        self.path.mkdir(mode=0o755)

    def make_out(self, uid: int) -> None:
        """Make a folder for the result, the job's own."""
        out = self.path / OUT
        out.mkdir(mode=0o700)
        os.chown(out, uid, uid)

    def make_executed(self, uid: int) -> None:
        """Make the one file that the result goes into; the folder is not the job's."""
        out = self.path / OUT
        out.mkdir(mode=0o755)
        (out / EXECUTED).touch(mode=0o600)
        os.chown(out / EXECUTED, uid, uid)

    def take_in(self, allowance: Allowance) -> None:
        """Copy what the service laid down, or raise LabError `job-files`."""
        (self.path / IN).mkdir(mode=0o755)
        try:
            with (
                self._of_the_service() as folder,
                opened(IN, FOLDER, folder) as source,
                opened(str(self.path / IN), FOLDER) as target,
            ):
                copying.copy_tree(source, target, allowance)
        except Unfit as error:
            raise LabError("job-files", f"What the job is given is not fit: {error}.") from error
        except (FileNotFoundError, NotADirectoryError) as error:
            raise _no_folder(error) from error

    def fits(self, size: int, files: int) -> bool:
        """Tell whether what the job has written keeps within bounds."""
        with opened(str(self.path / OUT), FOLDER) as folder:
            return copying.fits(folder, Allowance(size, files, 0))

    def give_out(self, size: int, files: int) -> None:
        """Lay the result down for the service, whole or not at all; `job-output` if it is unfit."""
        try:
            with self._of_the_service() as folder:
                _remove(PART, folder)
                owner = os.fstat(folder).st_uid
                os.mkdir(PART, 0o700, dir_fd=folder)
                try:
                    with opened(PART, FOLDER, folder) as target:
                        self._copy_out(target, Allowance(size, files, owner))
                    _remove(OUT, folder)
                    os.rename(PART, OUT, src_dir_fd=folder, dst_dir_fd=folder)
                finally:
                    _remove(PART, folder)
        except Unfit as error:
            raise LabError("job-output", f"What came of the job is not fit: {error}.") from error
        except (FileNotFoundError, NotADirectoryError) as error:
            raise _no_folder(error) from error

    def _copy_out(self, target: int, allowance: Allowance) -> None:
        with opened(str(self.path / OUT), FOLDER) as source:
            copying.copy_tree(source, target, allowance)
        os.fchown(target, allowance.owner, allowance.owner)
        os.fchmod(target, 0o755)

    def clear_out(self) -> None:
        """Remove what an earlier run laid down, so that nobody takes it for this one's."""
        with suppress(FileNotFoundError, NotADirectoryError), self._of_the_service() as folder:
            _remove(OUT, folder)

    def has_result(self) -> bool | None:
        """Tell whether a result lies there; None if the service has no such folder."""
        try:
            with self._of_the_service() as folder:
                return _is_there(OUT, folder)
        except OSError:
            return None

    def remove(self) -> None:
        """Remove the hub's folder; follows no link."""
        shutil.rmtree(self.path, ignore_errors=True)

    @contextmanager
    def _of_the_service(self) -> Iterator[int]:
        """Open the service's folder of this job, step by step and by no link."""
        with (
            opened(str(self.layout.state_dir), os.O_RDONLY | os.O_DIRECTORY) as state,
            opened(CLASSROOM, FOLDER, state) as own,
            opened(JOBS, FOLDER, own) as jobs,
            opened(self.job, FOLDER, jobs) as folder,
        ):
            yield folder


def guarded(work: Callable[[], None]) -> None:
    """Do something with a job's folders; what the disk says becomes a LabError."""
    try:
        work()
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise LabError("disk-full", "The disk is full: free some space.") from error
        raise LabError(
            "job-folders", f"The job's folders could not be made or read ({error.strerror})."
        ) from error


def put_aside(layout: StateLayout, known: Collection[str]) -> list[Path]:
    """Move the folders of jobs that do not run, an earlier hub's, to where no job looks."""
    aside = []
    with suppress(FileNotFoundError):
        for path in sorted(layout.running_jobs.iterdir()):
            if path.name not in known:
                aside.append(path.rename(path.with_name(f".old-{secrets.token_hex(4)}")))
    return aside


def remove_all(folders: Iterable[Path]) -> None:
    """Remove folders; follows no link."""
    for path in folders:
        shutil.rmtree(path, ignore_errors=True)


def _is_there(name: str, folder: int) -> bool:
    try:
        os.stat(name, dir_fd=folder, follow_symlinks=False)
    except FileNotFoundError:
        return False
    return True


def _remove(name: str, folder: int) -> None:
    """Remove what is called so, a link as such."""
    try:
        os.unlink(name, dir_fd=folder)
    except FileNotFoundError:
        return
    except (IsADirectoryError, PermissionError):
        shutil.rmtree(name, dir_fd=folder)


def _no_folder(error: OSError) -> LabError:
    return LabError(
        "job-files", f"The job's folder, or what it is given, is not there ({error.strerror})."
    )
