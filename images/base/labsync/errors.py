"""Everything that can go wrong or be decided: a stable code, and a sentence for the student."""

from __future__ import annotations

import errno

SENTENCES = {
    # Of a whole run: nothing was changed.
    "SYNC-BUSY": "Another update of these labs is running; try again in a minute.",
    "SYNC-OWNER": "This home belongs to somebody else; the update runs as its owner alone.",
    "SYNC-HOME": "The home cannot be opened.",
    "SYNC-STORE": "The folder ~/.llmhub/labsync cannot be used; delete it, then try again.",
    "SYNC-RELEASE": "The course's release cannot be read, or does not have this week.",
    "SYNC-FOLDER": "The week's folder in ~/labs is not a plain folder; rename it, then try again.",
    # Of one file.
    "SYNC-CONFLICT": "You and the course changed the same lines: yours stays as it is, the "
    "course's new version lies beside it.",
    "SYNC-CELLS": "You and the course changed the same cells: yours stay, the course's new text "
    "comes right below each, marked.",
    "SYNC-NO-BASE": "It is not known which version yours began from: yours stays as it is, the "
    "course's new version lies beside it.",
    "SYNC-BINARY": "This file is not text and you changed it: yours stays as it is, the course's "
    "new version lies beside it.",
    "SYNC-LARGE": "This file is too large to be merged and you changed it: yours stays as it is, "
    "the course's new version lies beside it.",
    "SYNC-NOTEBOOK": "This notebook cannot be read as one: it stays as it is, the course's new "
    "version lies beside it.",
    "SYNC-NOT-PLAIN": "There is a link or something else that is no plain file: it stays as it is, "
    "the course's new version lies beside it.",
    "SYNC-DELETED": "You deleted or renamed this file, so it does not come back; the course has a "
    "newer one.",
    "SYNC-AMBIGUOUS": "You renamed this file, and several files could be it: none was changed; the "
    "newest is in ~/course.",
    "SYNC-KEPT": "The course no longer has this file; you changed it, so yours stays.",
    "SYNC-CHANGING": "This file was changed at the same moment; it stays as it is and is updated "
    "the next time.",
    "SYNC-WAY": "A folder on the way to this file is a link or no folder; nothing was changed.",
    "SYNC-UNREADABLE": "This file or its folder cannot be read; give yourself the right to, then "
    "try again.",
    "SYNC-NAME": "The name is too long or already taken; nothing was changed.",
    "SYNC-DISK-FULL": "Your disk is full, so this file was left as it is; delete what you no "
    "longer need, then try again.",
    "SYNC-TIME": "There was no time left for this file; it is updated the next time.",
    "SYNC-FAILED": "This could not be updated and was left as it is.",
}
"""Every code there is, with the sentence that people read."""

_BY_ERRNO = {
    errno.ENOSPC: "SYNC-DISK-FULL",
    errno.EDQUOT: "SYNC-DISK-FULL",
    errno.EFBIG: "SYNC-DISK-FULL",
    errno.EACCES: "SYNC-UNREADABLE",
    errno.EPERM: "SYNC-UNREADABLE",
    errno.ENAMETOOLONG: "SYNC-NAME",
    errno.EEXIST: "SYNC-CHANGING",
    errno.ENOENT: "SYNC-CHANGING",
    errno.ENOTDIR: "SYNC-WAY",
    errno.ELOOP: "SYNC-WAY",
}


class SyncError(Exception):
    """Something that stops a run, or one file of it.

    Attributes:
        code: one of `SENTENCES`.
        detail: what exactly, for the log; may be empty.
    """

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(f"{code}: {SENTENCES[code]} {detail}".rstrip())
        self.code = code
        self.detail = detail


def as_sync_error(error: Exception) -> SyncError:
    """Return the error with a code for any other."""
    if isinstance(error, SyncError):
        return error
    if isinstance(error, OSError):
        code = _BY_ERRNO.get(error.errno or 0, "SYNC-FAILED")
        return SyncError(code, error.strerror or str(error))
    return SyncError("SYNC-FAILED", repr(error)[:200])
