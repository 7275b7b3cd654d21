"""A class of made-up students and instructors: nothing is lost, and nobody is left guessing."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from bench.merge_report import WAYS
from tests.images.base_container import BASE
from tests.labsync.simulation.__main__ import compare
from tests.labsync.simulation.cases import cases
from tests.labsync.simulation.course import COURSE
from tests.labsync.simulation.judge import score
from tests.labsync.simulation.naming import Naming, by_text
from tests.labsync.simulation.students import STUDENTS
from tests.labsync.simulation.ways import PROGRAMS, ours

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


@pytest.mark.parametrize(("version", "is_fine"), [("1.3.0", True), ("1.2.2", False)])
def test_figures_are_those_of_the_version_they_name(
    tmp_path: Path, version: str, is_fine: bool
) -> None:
    package, about = tmp_path / "nbgitpuller", tmp_path / f"nbgitpuller-{version}.dist-info"
    for folder in (package, about):
        folder.mkdir()
    (package / "__init__.py").touch()
    (package / "pull.py").write_text("GitPuller = None\n")
    (about / "METADATA").write_text(f"Name: nbgitpuller\nVersion: {version}\n")
    check = "import with_nbgitpuller; with_nbgitpuller.check_version()"
    done = subprocess.run(
        [sys.executable, "-c", check],
        env={"PYTHONPATH": f"{tmp_path}{os.pathsep}{PROGRAMS}"},
        check=False,
        capture_output=True,
        text=True,
    )
    assert (done.returncode == 0) is is_fine, done.stderr
    assert is_fine or "This is nbgitpuller 1.2.2" in done.stderr
    assert WAYS["nbgitpuller"] == "nbgitpuller 1.3.0"


@pytest.mark.parametrize("seed", range(3))
def test_the_cases_are_what_they_say(seed: int) -> None:
    for case in cases(seed + 1):
        assert case.base["cells"] != case.theirs["cells"], case.name
        assert all(text in str(case.mine) or "\n" in text for text in case.written), case.name
        assert (case.base == case.mine) == (case.student == "ran_nothing"), case.name
