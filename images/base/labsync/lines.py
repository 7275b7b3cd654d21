"""Three-way merge of texts by line. Pure.

Our own, because the one kept-up library for it (`merge3`) is under the GPL, and what is needed here
is less: a text merges without a conflict, or it is left alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher


@dataclass(frozen=True)
class Change:
    """Lines `start` to `end` (exclusive) of the base are `lines` now."""

    start: int
    end: int
    lines: tuple[bytes, ...]


def is_text(data: bytes) -> bool:
    """Say whether bytes are a text that can be merged: UTF-8 without zero bytes."""
    try:
        return "\0" not in data.decode("utf-8")
    except UnicodeDecodeError:
        return False


def merge_lines(base: bytes, mine: bytes, theirs: bytes) -> bytes | None:
    """Return both sides' changes in one text, None where they touch each other.

    Neighbouring lines count as touching, as they do for git. The same change on both sides is one.
    """
    old = base.splitlines(keepends=True)
    ours, others = _changes(old, mine), _changes(old, theirs)
    result: list[bytes] = []
    done = 0
    for group in _groups(ours, others):
        start = min(one.start for one in (*group.ours, *group.others))
        end = max(one.end for one in (*group.ours, *group.others))
        versions = {_applied(old, side, start, end) for side in (group.ours, group.others) if side}
        if len(versions) > 1:
            return None
        result += [*old[done:start], *versions.pop()]
        done = end
    return b"".join(result + old[done:])


def _changes(old: Sequence[bytes], new: bytes) -> list[Change]:
    """Return what has to be done to `old` to get `new`."""
    lines = new.splitlines(keepends=True)
    return [
        Change(i1, i2, tuple(lines[j1:j2]))
        for tag, i1, i2, j1, j2 in SequenceMatcher(None, old, lines).get_opcodes()
        if tag != "equal"
    ]


@dataclass
class _Group:
    """Changes that touch each other, by side."""

    ours: list[Change]
    others: list[Change]
    end: int = -1


def _groups(ours: Sequence[Change], others: Sequence[Change]) -> list[_Group]:
    """Return the changes of both sides, in order, those that touch each other together."""
    both = [(one, True) for one in ours] + [(one, False) for one in others]
    groups: list[_Group] = []
    for one, is_ours in sorted(both, key=lambda pair: (pair[0].start, pair[0].end)):
        if not groups or one.start > groups[-1].end:
            groups.append(_Group([], []))
        (groups[-1].ours if is_ours else groups[-1].others).append(one)
        groups[-1].end = max(groups[-1].end, one.end)
    return groups


def _applied(
    old: Sequence[bytes], changes: Sequence[Change], start: int, end: int
) -> tuple[bytes, ...]:
    """Return lines `start` to `end` of `old` after the changes."""
    result: list[bytes] = []
    done = start
    for one in changes:
        result += [*old[done : one.start], *one.lines]
        done = one.end
    return tuple(result + list(old[done:end]))
