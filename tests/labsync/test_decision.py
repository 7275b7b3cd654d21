"""What is done with one file: the whole table."""

from __future__ import annotations

import pytest
from labsync.decision import Action, Mine, Theirs, decide

TABLE = [
    # known, the student's, the course's, what is done
    (True, Mine.ABSENT, Theirs.SAME, Action.LEAVE_DELETED),
    (True, Mine.SAME, Theirs.SAME, Action.NOTHING),
    (True, Mine.CHANGED, Theirs.SAME, Action.NOTHING),
    (True, Mine.ODD, Theirs.SAME, Action.NOTHING),
    (True, Mine.ABSENT, Theirs.OTHER, Action.LEAVE_DELETED),
    (True, Mine.SAME, Theirs.OTHER, Action.REPLACE),
    (True, Mine.EQUAL, Theirs.OTHER, Action.ADOPT),
    (True, Mine.CHANGED, Theirs.OTHER, Action.MERGE),
    (True, Mine.ODD, Theirs.OTHER, Action.BESIDE),
    (True, Mine.ABSENT, Theirs.ABSENT, Action.NOTHING),
    (True, Mine.SAME, Theirs.ABSENT, Action.REMOVE),
    (True, Mine.CHANGED, Theirs.ABSENT, Action.KEEP),
    (True, Mine.ODD, Theirs.ABSENT, Action.KEEP),
    (False, Mine.ABSENT, Theirs.OTHER, Action.CREATE),
    (False, Mine.EQUAL, Theirs.OTHER, Action.ADOPT),
    (False, Mine.CHANGED, Theirs.OTHER, Action.BESIDE),
    (False, Mine.ODD, Theirs.OTHER, Action.BESIDE),
    (False, Mine.ABSENT, Theirs.ABSENT, Action.NOTHING),
    (False, Mine.CHANGED, Theirs.ABSENT, Action.NOTHING),
    (False, Mine.ODD, Theirs.ABSENT, Action.NOTHING),
]


@pytest.mark.parametrize(("known", "mine", "theirs", "action"), TABLE)
def test_the_table(known: bool, mine: Mine, theirs: Theirs, action: Action) -> None:
    assert decide(known=known, mine=mine, theirs=theirs) is action


def test_only_what_nobody_touched_is_ever_replaced_or_removed() -> None:
    taking = {Action.REPLACE, Action.REMOVE}
    assert {mine for _, mine, _, action in TABLE if action in taking} == {Mine.SAME}


def test_the_table_is_complete() -> None:
    assert {action for *_, action in TABLE} == set(Action)
