"""A whole class presses Start at once: everybody gets a turn and sees their place, nobody a 429."""

from __future__ import annotations

import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from llmhub.ops.context import Context
from llmhub.ops.hub_api import HubApi
from tests.e2e.people import Student
from tests.e2e.test_bad_input import changed

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(400)]

CLASS = 6


def test_everybody_gets_a_turn_and_sees_their_place(
    make_student: Callable[..., Student], context: Context, api: HubApi
) -> None:
    students = [make_student() for _ in range(CLASS)]
    with changed(context, api, CONCURRENT_STARTS="1"), ThreadPoolExecutor(CLASS) as pool:
        for student in students:
            student.login()
        seen = list(pool.map(lambda student: student.start(), students))
        assert [events[-1].get("ready") for events in seen] == [True] * CLASS
        told = " / ".join(str(event.get("message")) for events in seen for event in events)
        assert re.search(r"you are [3-5](rd|th), about \d+ (seconds|minutes)", told), told
        assert "429" not in told
        for student in students:
            student.browser.get(f"{student.prefix}lab")
