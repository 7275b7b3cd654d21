"""Front matter, minutes, links, outline and worked examples agree with what is there."""

from __future__ import annotations

import doctest
import re
from pathlib import Path

import pytest
import yaml

from labs.build.sources import Kind, Source, find_sources
from tests.content.conftest import ROOT, Text, lessons, read_text

LINK = re.compile(r"(?<!!)\[[^\]]+\]\((?P<target>[^)\s]+)\)")
PYCON = re.compile(r"^```pycon\n(?P<code>.*?)^```$", re.DOTALL | re.MULTILINE)
CODE = re.compile(r"```.*?```|`[^`\n]+`", re.DOTALL)
SOURCES = find_sources(ROOT)
HOME = Path("/home/student")
MINUTES = re.compile(r"\| (?P<minutes>\d+) \|$", re.MULTILINE)
INSTALLS = re.compile(r"^\s*(?:[!%]\s*)?(?:pip|conda|apt(?:-get)?) install", re.MULTILINE)


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
    if lesson.path.name in ("lab.py", "assignment.py"):
        table = lesson.markdown.partition("| minutes |\n")[2].partition("\n\n")[0]
        assert sum(int(match["minutes"]) for match in MINUTES.finditer(table)) == minutes
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


def at(source: Source) -> list[str]:
    """Return where students find a file: as published, and a week's in their own copy too."""
    target = source.target.as_posix()
    return [f"course/{target}", *([f"labs/{target}"] if target.startswith("week") else [])]


def test_relative_links_resolve_for_students(text: Text) -> None:
    seen = [HOME / place for source in SOURCES if source.path == text.path for place in at(source)]
    there = {HOME / place for source in SOURCES for place in at(source)}
    there |= {folder for path in there for folder in path.parents}
    for match in LINK.finditer(CODE.sub("", text.markdown)):
        target = match["target"].split("#")[0]
        if "://" in target or not target:
            continue
        for path in seen:
            assert Path(path.parent, target).resolve() in there, f"{target} from {path.parent}"
        assert seen or (text.path.parent / target).exists(), target


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
