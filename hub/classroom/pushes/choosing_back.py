"""What everybody sees of a week once a push is taken back."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from classroom.pushes.tables import Kind, Push
from classroom.releases.choice import chosen


def back_to(session: Session, push: Push) -> dict[int, int | None]:
    """Return week -> release that is to be seen instead of a push's, None for none at all.

    Only of the weeks in which the push's release is seen now, and no other push that stands has
    brought it: to another section, say.
    """
    pushes = session.scalars(select(Push).where(Push.kind == Kind.UPDATE).order_by(Push.id)).all()
    undone = set(session.scalars(select(Push.undo_of).where(Push.undo_of.is_not(None))))
    others = [one for one in pushes if one.id != push.id]
    standing = [one for one in others if one.id not in undone]
    taken_back = [one for one in others if one.id in undone]
    now = chosen(session)
    mine = [
        week
        for week in push.weeks
        if now.get(week) == push.release and not _brought(standing, week, push.release)
    ]
    return {week: _before(push, week, standing, taken_back) for week in mine}


def _before(
    push: Push, week: int, standing: Sequence[Push], taken_back: Sequence[Push]
) -> int | None:
    """Return what was seen before a push; what only pushes taken back brought does not count."""
    before: int | None = push.shown_before.get(str(week))
    for earlier in reversed(taken_back):
        if earlier.id > push.id or before is None or _brought(standing, week, before):
            continue
        if week in earlier.weeks and earlier.release == before:
            before = earlier.shown_before.get(str(week))
    return before


def _brought(pushes: Sequence[Push], week: int, release: int) -> bool:
    return any(week in one.weeks and one.release == release for one in pushes)
