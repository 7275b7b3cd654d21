"""A class of made-up students and instructors: nothing is lost, and nobody is left guessing."""

from __future__ import annotations

import pytest

from tests.images.base_container import BASE
from tests.labsync.simulation.__main__ import compare
from tests.labsync.simulation.cases import cases
from tests.labsync.simulation.course import COURSE
from tests.labsync.simulation.judge import score
from tests.labsync.simulation.naming import Naming, by_text
from tests.labsync.simulation.students import STUDENTS
from tests.labsync.simulation.ways import ours

FEW, MANY = 6, 40


@pytest.mark.parametrize("naming", [None, by_text])
def test_some_hundred_merges(naming: Naming | None) -> None:
    made = cases(FEW, naming)
    total = score(made, ours(made))
    assert len(made) == FEW * len(COURSE) * len(STUDENTS) > 300
    for key in ("valid", "edits", "results"):
        assert total.share(key) == f"{len(made)}/{len(made)}", key
    assert total.sums["silent"] == 0


@pytest.mark.slow
@pytest.mark.docker
@pytest.mark.timeout(1800)
def test_thousands_of_merges_beside_nbgitpullers() -> None:
    made = cases(MANY)
    assert len(made) >= 2000
    shown, ways = compare(MANY, BASE)
    print(f"\n{shown}")
    total, other = (score(made, ways[way]) for way in ("ours", "nbgitpuller"))
    for key in ("valid", "edits", "results"):
        assert total.sums[key] == len(made), key
    assert total.sums["silent"] == 0
    # The comparison is one: where nbgitpuller says nothing, it has something not to say.
    assert other.sums["silent"] > 0


@pytest.mark.parametrize("seed", range(3))
def test_the_cases_are_what_they_say(seed: int) -> None:
    for case in cases(seed + 1):
        assert case.base["cells"] != case.theirs["cells"], case.name
        assert all(text in str(case.mine) or "\n" in text for text in case.written), case.name
        assert (case.base == case.mine) == (case.student == "ran_nothing"), case.name
