"""A student's folders: made before each start, with the student's own uid.

The hub is root and parts of these folders are written by students, so nothing here follows a
symbolic link that a student may have made: every step below a student's folder is opened with
O_NOFOLLOW relative to its parent.
"""

from __future__ import annotations

import errno
import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from llmhub.errors import PairError
from llmhub.layout import StateLayout, StudentFolders
from llmhub.settings import Settings

OLD = ".old-"
DIRECTORY = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC


def prepare(settings: Settings, user: str, server: str, uid: int, release: int) -> StudentFolders:
    """Make what one start needs and return it; everything is there already at the next one.

    Raises PairError `disk-full` or `folders-refused`.
    """
    layout, sidecar_uid = StateLayout(settings.state_dir), settings.sidecar_uid
    folders = layout.student(user)
    try:
        for path in (folders.root, folders.tmp(server).parent, folders.etc):
            path.mkdir(mode=0o711, parents=True, exist_ok=True)
        ensure_owned(folders.home, uid)
        renew_tmp(folders.tmp(server), uid)
        renew_tmp(folders.sidecar_tmp(server), sidecar_uid)
        name_uid(folders.etc, user, uid)
        for kind, owner in (("ollama", sidecar_uid), ("huggingface", uid)):
            prepare_overlay(folders, kind, layout.model_release(release) / kind, owner)
        prepare_course(layout, user, settings.course_uid)
    except OSError as error:
        raise explain(error) from error
    return folders


def ensure_owned(path: Path, uid: int) -> None:
    """Make a folder of mode 0700 that belongs to `uid`; its contents are left alone."""
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    with opened(path) as fd:
        if os.fstat(fd).st_uid != uid:
            os.fchown(fd, uid, uid)


def prepare_course(layout: StateLayout, user: str, course_uid: int) -> None:
    """Make what the course shows to a student; whose containers see it is the mounts' matter.

    Every instructor has a uid of their own, so the class folder is for all who have it writable.
    """
    feedback = layout.feedback(user)
    for path, mode, owner in (
        (feedback.parent, 0o711, course_uid),
        (feedback, 0o755, course_uid),
        (layout.class_folder, 0o1777, 0),
    ):
        if path.is_symlink():  # it would lead a mount elsewhere
            path.unlink()
        if not path.exists():
            path.mkdir()
            path.chmod(mode)
            os.chown(path, owner, owner)


def renew_tmp(path: Path, uid: int) -> None:
    """Give one server an empty /tmp; the old one is only moved aside, for `sweep` to remove."""
    with suppress(FileNotFoundError):
        path.rename(path.with_name(f"{OLD}{secrets.token_hex(4)}"))
    ensure_owned(path, uid)


def sweep(folders: StudentFolders) -> None:
    """Remove what `renew_tmp` moved aside: minutes, where a student left a million files."""
    for leftover in folders.tmp().parent.glob(f"{OLD}*"):
        shutil.rmtree(leftover, ignore_errors=True)  # uses dir_fd: follows no link


def explain(error: OSError) -> PairError:
    """Return what a student is told when the folders could not be made."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return PairError(
            "disk-full", "The disk is full, so your lab cannot start: tell your instructor."
        )
    return PairError(
        "folders-refused",
        f"Your folders could not be made ready ({error.strerror}): tell your instructor.",
    )


def name_uid(etc: Path, user: str, uid: int) -> None:
    """Write passwd and group, so that the uid has its proper name inside the container."""
    passwd = (
        "root:x:0:0:root:/root:/usr/sbin/nologin\n"
        f"{user}:x:{uid}:{uid}:{user}:/home/student:/bin/bash\n"
        "nobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin\n"
    )
    group = f"root:x:0:\n{user}:x:{uid}:\nnogroup:x:65534:\n"
    for name, text in (("passwd", passwd), ("group", group)):
        path = etc / name
        if not path.is_file() or path.read_text() != text:
            path.write_text(text)
            path.chmod(0o644)


def prepare_overlay(folders: StudentFolders, kind: str, lower: Path, uid: int) -> None:
    """Make the writable layer with the lower layer's folders, owned by the student.

    A folder that exists in the lower layer alone belongs to root, and nothing could be created
    or deleted in it; once it exists above as well, the upper one's owner counts.
    """
    upper, work = folders.upper(kind), folders.work(kind)
    ensure_owned(upper, uid)
    ensure_owned(work, uid)
    if not lower.is_dir():
        return
    with opened(upper) as fd:
        for folder in _folders_below(lower):
            _mkdirs(fd, folder.relative_to(lower).parts, uid)


def _folders_below(root: Path) -> Iterator[Path]:
    for path, names, _ in os.walk(root):
        for name in names:
            folder = Path(path, name)
            if not folder.is_symlink():
                yield folder


def _mkdirs(root: int, parts: tuple[str, ...], uid: int) -> None:
    """Make a path of folders below the open folder `root`; stop where something else stands."""
    fd = os.dup(root)
    try:
        for part in parts:
            with suppress(FileExistsError):
                os.mkdir(part, 0o700, dir_fd=fd)
                os.chown(part, uid, uid, dir_fd=fd, follow_symlinks=False)
            try:
                below = os.open(part, DIRECTORY, dir_fd=fd)
            except OSError:  # a whiteout, a file or a link of the student's: theirs to keep
                return
            os.close(fd)
            fd = below
    finally:
        os.close(fd)


@contextmanager
def opened(path: Path) -> Iterator[int]:
    """Open a folder without following a link in its last step."""
    fd = os.open(path, DIRECTORY)
    try:
        yield fd
    finally:
        os.close(fd)
