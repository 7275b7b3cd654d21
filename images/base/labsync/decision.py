"""What is done with one file: a table of what the student and the course did to it. Pure."""

from __future__ import annotations

from enum import Enum


class Mine(Enum):
    """How the student has the file."""

    ABSENT = "absent"
    SAME = "as it was"
    EQUAL = "as the course has it now"
    CHANGED = "changed"
    ODD = "no plain file"


class Theirs(Enum):
    """How the course has the file now."""

    ABSENT = "absent"
    SAME = "as it was"
    OTHER = "changed or new"


class Action(Enum):
    """What is done with the file."""

    NOTHING = "nothing to do"
    ADOPT = "is as it should be: remember it"
    CREATE = "put it there"
    REPLACE = "replace it"
    MERGE = "merge both"
    BESIDE = "put the course's beside"
    REMOVE = "remove it"
    KEEP = "keep the student's, say so"
    LEAVE_DELETED = "leave it deleted, say so"


_KNOWN = {
    Theirs.SAME: {
        Mine.ABSENT: Action.LEAVE_DELETED,
        Mine.SAME: Action.NOTHING,
        Mine.EQUAL: Action.NOTHING,
        Mine.CHANGED: Action.NOTHING,
        Mine.ODD: Action.NOTHING,
    },
    Theirs.OTHER: {
        Mine.ABSENT: Action.LEAVE_DELETED,
        Mine.SAME: Action.REPLACE,
        Mine.EQUAL: Action.ADOPT,
        Mine.CHANGED: Action.MERGE,
        Mine.ODD: Action.BESIDE,
    },
    Theirs.ABSENT: {
        Mine.ABSENT: Action.NOTHING,
        Mine.SAME: Action.REMOVE,
        Mine.CHANGED: Action.KEEP,
        Mine.ODD: Action.KEEP,
    },
}
_UNKNOWN = {
    Mine.ABSENT: Action.CREATE,
    Mine.EQUAL: Action.ADOPT,
    Mine.CHANGED: Action.BESIDE,
    Mine.ODD: Action.BESIDE,
}


def decide(*, known: bool, mine: Mine, theirs: Theirs) -> Action:
    """Return what is done with a file.

    Args:
        known: whether there is a record of the version that the student's began from.
        mine: how the student has it; never `SAME` when nothing is known.
        theirs: how the course has it; then never `SAME` either.
    """
    if known:
        return _KNOWN[theirs][mine]
    return Action.NOTHING if theirs is Theirs.ABSENT else _UNKNOWN[mine]
