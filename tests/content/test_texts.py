"""Front matter, minutes, links, outline and worked examples agree with what is there."""

from __future__ import annotations

import doctest
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from labs.build.sources import Kind, find_sources
from tests.content.conftest import ROOT, Text, lessons, read_text

LINK = re.compile(r"(?<!!)\[[^\]]+\]\((?P<target>[^)\s]+)\)")
PYCON = re.compile(r"^```pycon\n(?P<code>.*?)^```$", re.DOTALL | re.MULTILINE)
MINUTES = re.compile(r"\| (?P<minutes>\d+) \|$", re.MULTILINE)
INSTALLS = re.compile(r"^\s*(?:[!%]\s*)?(?:pip|conda|apt(?:-get)?) install", re.MULTILINE)


def outline() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((ROOT / "content/outline.yml").read_text())
    return found


def test_a_lesson_states_its_facts(lesson: Text) -> None:
    assert lesson.facts.keys() >= {"title", "week", "minutes", "objectives", "last_checked"}
    assert 2 <= len(lesson.facts["objectives"]) <= 5
    assert f"week{lesson.facts['week']}" in lesson.path.parts
    assert lesson.markdown.startswith(f"# {lesson.facts['title']}")


def test_a_lecture_ends_with_its_key_points_and_sources(lesson: Text) -> None:
    if "labs" in lesson.path.parts:
        assert "needs" in lesson.facts
        return
    tail = lesson.markdown[lesson.markdown.index("## Key points") :]
    assert all(f"- {point}" in tail for point in lesson.facts["keypoints"])
    assert "## Sources" in tail


def test_minutes_at_the_top_are_those_of_the_front_matter(lesson: Text) -> None:
    minutes = lesson.facts["minutes"]
    if lesson.path.name == "lab.py":
        parts = [int(match["minutes"]) for match in MINUTES.finditer(lesson.markdown)]
        assert sum(parts) == minutes
    else:
        assert f"{minutes} minutes" in lesson.markdown[:300]


@pytest.mark.parametrize("week", [path.parent.name for path in ROOT.glob("labs/week*/README.md")])
def test_a_weeks_time_plan_is_the_sum_of_its_lessons(week: str) -> None:
    plan = read_text(ROOT / "labs" / week / "README.md").markdown
    planned = dict(re.findall(r"\]\((?P<file>[^)]+)\) \| (?P<minutes>\d+) \|", plan))
    stated = {
        text.path.relative_to(next(p for p in text.path.parents if p.name == week))
        .as_posix()
        .replace(".py", ".ipynb"): str(text.facts["minutes"])
        for text in lessons()
        if week in text.path.parts
    }
    assert planned == stated


def test_relative_links_resolve_for_students(text: Text) -> None:
    targets = {source.path: ROOT / "tree" / source.target for source in find_sources(ROOT)}
    there = {path for target in targets.values() for path in (target, *target.parents)}
    for match in LINK.finditer(text.markdown):
        target = match["target"].split("#")[0]
        if "://" in target or not target:
            continue
        if text.path in targets:
            # As students see it: below the release, where scripts have become notebooks.
            assert Path(targets[text.path].parent, target).resolve() in there, target
        else:
            assert (text.path.parent / target).exists(), target


def test_worked_examples_come_out_as_printed(text: Text) -> None:
    code = "\n".join(match["code"] for match in PYCON.finditer(text.markdown))
    test = doctest.DocTestParser().get_doctest(code, {}, str(text), str(text.path), 0)
    assert doctest.DocTestRunner(verbose=False).run(test).failed == 0


def test_examples_are_really_run() -> None:
    wrong = doctest.DocTestParser().get_doctest(">>> 1 + 1\n3\n", {}, "wrong", None, 0)
    assert doctest.DocTestRunner(verbose=False).run(wrong, out=lambda _: None).failed == 1


def test_no_notebook_installs_anything() -> None:
    for source in find_sources(ROOT):
        if source.kind is Kind.NOTEBOOK:
            assert INSTALLS.search(source.path.read_text()) is None, source.path


def test_every_lesson_is_in_the_outline_and_every_entry_exists() -> None:
    listed = [
        path for week in outline().values() for part in week.values() for path in part.values()
    ]
    assert sorted(listed) == sorted(str(text) for text in lessons())
    assert len(set(listed)) == len(listed)


def test_the_table_of_the_course_counts_right() -> None:
    table = (ROOT / "content/README.md").read_text()
    for week, parts in outline().items():
        row = re.search(rf"^\| {week[4:]} .*\| (\d+) \| (\d+) \| (\d+) \|$", table, re.MULTILINE)
        assert row is not None, week
        minutes = sum(
            text.facts["minutes"] for text in lessons() if f"week{text.facts['week']}" == week
        )
        practice = len(parts.get("lab", {})) + len(parts.get("beyond", {}))
        found = (len(parts["lectures"]), practice, minutes)
        assert tuple(map(int, row.groups())) == found


def test_the_labs_questions_are_the_organisations_own() -> None:
    data = yaml.safe_load((ROOT / "content/organisation/questions.yml").read_text())
    known = {one["question"] for one in [*data["questions"], *data["unanswerable"]]}
    sources = [*ROOT.glob("labs/week*/*.py"), *ROOT.glob("content/week*/*.py")]
    asked = {
        question
        for path in [*sources, *ROOT.glob("labs/apps/*.py")]
        for question in re.findall(r'"((?:When|What|Which|How|Does)\b[^"{}]*\?)"', path.read_text())
    }
    assert len(asked) >= 10
    assert asked <= known


def test_the_rubric_is_the_labs_own_points() -> None:
    for path in ROOT.glob("labs/week*/rubric.yml"):
        rubric = yaml.safe_load(path.read_text())
        source = path.with_name(rubric["lab"]).with_suffix(".py").read_text()
        points = dict(re.findall(r'"grade_id": "([^"]+)".*"points": (\d+)', source))
        assert {task["id"]: str(task["points"]) for task in rubric["tasks"]} == points
        assert rubric["points"] == sum(task["points"] for task in rubric["tasks"])
        for task in rubric["tasks"]:
            if task["kind"] == "manual":
                assert sum(one["points"] for one in task["criteria"]) == task["points"]
