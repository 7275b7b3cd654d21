"""Waiting orders whose week is in their publication no more: nothing would come of them.

The course service takes a week out of every publication when it is taken back or hidden.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy.orm import Session

from llmhub.delivery import book
from llmhub.delivery.tables import Order
from llmhub.errors import LabError
from llmhub.layout import StateLayout

GONE = LabError(
    "week-withdrawn",
    "The week was taken back or hidden meanwhile: what the student has stays as it is.",
)


def call_off(db: Session, layout: StateLayout, waiting: Sequence[Order]) -> None:
    """Cancel those of some waiting orders that cannot be carried out any more."""
    if gone := [one for one in waiting if not _is_there(layout, one)]:
        book.call_off(db, gone, GONE)


def _is_there(layout: StateLayout, order: Order) -> bool:
    publication = layout.course_release(order.release)
    # Where there are no publications at all, the disk is not there: that is no word about a week.
    return (publication / f"week{order.week}").is_dir() or not publication.parent.is_dir()
