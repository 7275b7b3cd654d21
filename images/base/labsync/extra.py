"""The student's own files, among which may be one of the course's that they have renamed."""

from __future__ import annotations

from collections.abc import Collection

from labsync.errors import SyncError
from labsync.folder import Folder
from labsync.found import Kind, files, look, size
from labsync.renames import Body, Doubt, find

_NOTEBOOKS, _ROOM = 100, 50_000_000  # as many are looked into, of so many bytes together


class Extra:
    """Files of a week's folder that the course does not have. Read when they are asked for, once.

    Args:
        folder: the student's folder of the week.
        known: paths that are the course's, or that an update put there.
    """

    def __init__(self, folder: Folder, known: Collection[str]) -> None:
        self._folder = folder
        self._known = known
        self._sizes: dict[str, int] | None = None
        self._notebooks: dict[str, Body] | None = None

    def find(self, path: str, gone: Body) -> str | Doubt | None:
        """Return where the file goes on that was at `path`; a file is found once.

        Only what has the same length is compared, and notebooks. So a home full of files costs
        no more time than another.
        """
        if gone.data is None:
            return None
        if self._sizes is None:
            names = (name for name in files(self._folder) if name not in self._known)
            self._sizes = {name: self._size(name) for name in names}
        length = len(gone.data)
        found = {name: self._body(name) for name, size in self._sizes.items() if size == length}
        if path.endswith(".ipynb"):
            found |= self._of_notebooks(self._sizes)
        match = find(path, gone, {name: body for name, body in found.items() if body is not None})
        if isinstance(match, str):
            del self._sizes[match]
            (self._notebooks or {}).pop(match, None)
        return match

    def _of_notebooks(self, sizes: dict[str, int]) -> dict[str, Body | None]:
        if self._notebooks is None:
            self._notebooks = {}
            room = _ROOM
            for name in [name for name in sizes if name.endswith(".ipynb")][:_NOTEBOOKS]:
                room -= sizes[name]
                body = self._body(name) if room >= 0 else None
                if body is not None:
                    self._notebooks[name] = body
        return dict(self._notebooks)

    def _size(self, name: str) -> int:
        try:
            return size(self._folder, name)
        except (SyncError, OSError):
            return -1

    def _body(self, name: str) -> Body | None:
        try:
            found = look(self._folder, name)
        except (SyncError, OSError):
            return None
        return Body(found.sha, found.data) if found.kind is Kind.PLAIN else None
