"""Made-up classes: a notebook, what a student made of it, and what the instructor changed."""

from __future__ import annotations

import copy
import random

from tests.labsync.simulation.case import PAIRS, Case, lesson
from tests.labsync.simulation.course import COURSE
from tests.labsync.simulation.naming import Naming, named
from tests.labsync.simulation.students import STUDENTS


def cases(seeds: int, naming: Naming | None = None) -> list[Case]:
    """Return every setting of the course with every one of the students, `seeds` times.

    Args:
        seeds: how many times.
        naming: names the cells of each version by itself, as a build does; without it they keep
            the names that an editor gave them.
    """
    made = []
    for seed in range(seeds):
        for change in COURSE:
            for work in STUDENTS:
                name = f"{change.__name__}-{work.__name__}-{seed}"
                dice = random.Random(name)
                base = lesson(dice)
                mine, theirs = copy.deepcopy(base), copy.deepcopy(base)
                focus = dice.randrange(1, 2 * PAIRS, 2)
                case = Case(name, change.__name__, work.__name__, base, mine, theirs, focus)
                change(case)
                if naming is not None:
                    named(case, naming)
                work(case, dice)
                made.append(case)
    return made
