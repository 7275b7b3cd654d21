"""Who is in the course, as the hub tells it: page by page, while people come and go."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import httpx
import pytest

from classroom import hub_api
from classroom.errors import ClassroomError
from classroom.people import Member, Role
from tests.classroom.test_hub_api import hub


async def test_members_come_in_pages_with_role_and_sections() -> None:
    people: list[dict[str, Any]] = [
        {"name": f"s{number}", "groups": ["students", f"section-{number % 2}"]}
        for number in range(hub_api.PAGE)
    ]
    people += [{"name": "tina", "groups": ["instructors"]}, {"name": "boss", "admin": True}]

    def answer(request: httpx.Request) -> httpx.Response:
        assert request.headers["Authorization"] == "token secret"
        first, many = (int(request.url.params[name]) for name in ("offset", "limit"))
        return httpx.Response(200, json=people[first : first + many])

    members = await hub(answer).members()
    assert len(members) == len(people)
    assert members["s1"] == Member("s1", Role.STUDENT, frozenset({"1"}))
    assert (members["tina"].role, members["boss"].role) == (Role.INSTRUCTOR, Role.ADMIN)


class Leaving:
    """A hub at which people come and go after a page was told, the given steps one by one.

    A step is whom to remove, or `+name`, who joins: behind everybody, as JupyterHub sorts them.
    """

    def __init__(self, many: int, steps: Iterable[str]) -> None:
        self.people = [f"s{number}" for number in range(many)]
        self.steps = iter(steps)

    def __call__(self, request: httpx.Request) -> httpx.Response:
        first, many = (int(request.url.params[name]) for name in ("offset", "limit"))
        told = [{"name": name} for name in self.people[first : first + many]]
        for step in next(self.steps, "").split():
            if step.startswith("+"):
                self.people.append(step[1:])
            else:
                self.people.remove(step)
        return httpx.Response(200, json=told)


P = hub_api.PAGE


@pytest.mark.parametrize("many", [0, 1, P - 1, P, P + 1, 2 * P - 2, 2 * P - 1, 2 * P, 3 * P])
async def test_every_number_of_members_is_read_whole(many: int) -> None:
    assert set(await hub(Leaving(many, [])).members()) == {f"s{number}" for number in range(many)}


@pytest.mark.parametrize(
    "steps",
    [
        ["s0"],
        [f"s{P - 1}"],
        ["s0 +new"],
        ["s0 s1 +new +newer"],
        ["", "s5"],
        ["s0", "s1", "s2 +new"],
        [" ".join(f"s{number}" for number in range(2 * P))],
        ["+new", "s3"],
    ],
)
async def test_nobody_is_skipped_where_others_are_removed_between_two_pages(
    steps: list[str],
) -> None:
    answer = Leaving(2 * P + 50, steps)
    assert set(await hub(answer).members()) == set(answer.people)


async def test_hub_whose_people_do_not_stand_still_is_told() -> None:
    answer = Leaving(2 * P, (f"s{number}" for number in range(P)))
    with pytest.raises(ClassroomError) as caught:
        await hub(answer).members()
    assert (caught.value.code, caught.value.status) == ("hub-changing", 503)


async def test_members_are_asked_for_again_after_some_seconds(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        return httpx.Response(200, json=[])

    now = 1000.0
    monkeypatch.setattr("classroom.hub_api.time.monotonic", lambda: now)
    api = hub(answer)
    await api.members()
    now += 10
    await api.members()
    assert len(asked) == 1
    now += 0.1
    await api.members()
    assert len(asked) == 2


async def test_failed_look_at_the_people_is_not_remembered() -> None:
    answers = [httpx.Response(502), httpx.Response(200, json=[{"name": "ada"}])]
    api = hub(lambda request: answers.pop(0))
    with pytest.raises(ClassroomError):
        await api.members()
    assert set(await api.members()) == {"ada"}
