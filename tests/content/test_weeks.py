"""Every week is whole: the outline's items, its minutes, notes, quiz, rubric and samples."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from labs.build.frontmatter import split_front_matter
from labs.marking.rubric import read_rubrics
from labs.marking.sample import FULL, read_sample
from tests.content.conftest import ROOT, lessons, read_text

KINDS = ("lectures", "lab", "assignment")
# What the course asks of a week, in minutes: least and most.
MINUTES = {"lectures": (60, 75), "lab": (60, 75), "assignment": (120, 180)}
NOTES = ("Timing", "Misconceptions", "Demonstration", "When something is missing", "Marking")


def read_yaml(path: Path) -> Any:
    return yaml.safe_load(path.read_text(encoding="utf-8"))


OUTLINE: dict[str, Any] = read_yaml(ROOT / "content/outline.yml")
ITEMS: dict[str, Any] = read_yaml(ROOT / "tests/content/outline_items.yml")
WEEKS = sorted(ITEMS)


def minutes_of(files: list[str]) -> int:
    facts = [split_front_matter((ROOT / f).read_text(), ROOT / f)[0] for f in files]
    return sum(one["minutes"] for one in facts)


def test_the_outline_has_its_seven_weeks_and_the_front_page_names_them() -> None:
    assert sorted(OUTLINE) == WEEKS == [f"week{n}" for n in range(1, 8)]
    page = (ROOT / "labs/README.md").read_text()
    assert re.findall(r"`labs/(week\d)/`", page) == WEEKS


def test_every_lesson_is_in_the_outline_and_every_entry_exists() -> None:
    listed = [path for week in OUTLINE.values() for part in week.values() for path in part.values()]
    assert sorted(listed) == sorted(str(text) for text in lessons())
    assert len(set(listed)) == len(listed)


@pytest.mark.parametrize("week", WEEKS)
@pytest.mark.parametrize("kind", KINDS)
def test_every_item_of_the_outline_has_its_file(week: str, kind: str) -> None:
    assert list(OUTLINE[week][kind]) == ITEMS[week][kind]


@pytest.mark.parametrize("week", WEEKS)
@pytest.mark.parametrize("kind", KINDS)
def test_a_weeks_minutes_fit_into_a_class(week: str, kind: str) -> None:
    files = list(OUTLINE[week][kind].values())
    if kind == "lab":
        files += OUTLINE[week].get("beyond", {}).values()
    low, high = MINUTES[kind]
    assert low <= minutes_of(files) <= high


@pytest.mark.parametrize("week", WEEKS)
def test_a_lab_says_at_its_head_what_it_needs(week: str) -> None:
    for part in ("lab", "assignment"):
        path = ROOT / "labs" / week / f"{part}.py"
        needs = split_front_matter(path.read_text(), path)[0]["needs"]
        assert set(needs) == {"memory_gb", "disk_gb", "download_mb", "cpu_minutes"}
        head = re.search(r"\*\*Needs:\*\* (.*)", read_text(path).markdown[:3000])
        assert head is not None
        numbers = re.findall(r"\d+(?:\.\d+)?", head[1])
        wanted = [needs[key] for key in ("memory_gb", "disk_gb", "download_mb", "cpu_minutes")]
        assert [float(n) for n in numbers] == [float(n) for n in wanted if n], head[0]


@pytest.mark.parametrize("week", WEEKS)
def test_the_notes_help_somebody_who_teaches_tomorrow(week: str) -> None:
    notes = read_text(ROOT / "content" / week / "instructor-notes.md").markdown
    assert re.findall(r"^## (.+)$", notes, re.MULTILINE) == list(NOTES)
    sections = dict(zip(NOTES, re.split(r"^## .+$", notes, flags=re.MULTILINE)[1:], strict=True))
    rows = [int(n) for n in re.findall(r"^\| (\d+) \|", sections["Timing"], re.MULTILINE)]
    parts = [*OUTLINE[week]["lectures"].values(), *OUTLINE[week]["lab"].values()]
    parts += OUTLINE[week].get("beyond", {}).values()
    # A pause is not counted among the course's minutes.
    assert max(rows) <= 15
    assert minutes_of(parts) <= sum(rows) <= minutes_of(parts) + 15
    misconceptions = sections["Misconceptions"].split("\n### ")[1:]
    assert len(misconceptions) >= 3
    assert all("**Ask:**" in one for one in misconceptions)
    for missing in ("GPU", "network", "Ollama"):
        assert f"| {missing}" in sections["When something is missing"]


@pytest.mark.parametrize("week", WEEKS)
def test_a_quiz_explains_every_choice(week: str) -> None:
    quiz = read_yaml(ROOT / "content" / week / "quiz.yml")
    assert set(quiz) == {"title", "questions"}
    assert 4 <= len(quiz["questions"]) <= 6
    assert len({one["id"] for one in quiz["questions"]}) == len(quiz["questions"])
    for one in quiz["questions"]:
        assert set(one) == {"id", "question", "choices"}
        assert 3 <= len(one["choices"]) <= 5
        assert [choice.get("right", False) for choice in one["choices"]].count(True) == 1
        assert all(len(choice["why"]) >= 30 for choice in one["choices"])
        assert len({choice["why"] for choice in one["choices"]}) == len(one["choices"])


@pytest.mark.parametrize("week", WEEKS)
def test_the_right_answer_of_a_quiz_is_not_known_by_its_length(week: str) -> None:
    questions = read_yaml(ROOT / "content" / week / "quiz.yml")["questions"]
    longest = 0
    for one in questions:
        others = [len(each["text"]) for each in one["choices"] if not each.get("right")]
        [right] = [len(each["text"]) for each in one["choices"] if each.get("right")]
        longest += right > max(others)
    assert longest <= len(questions) / 2


def test_the_right_choice_is_not_always_in_one_place() -> None:
    places = [
        [choice.get("right", False) for choice in one["choices"]].index(True)
        for week in WEEKS
        for one in read_yaml(ROOT / "content" / week / "quiz.yml")["questions"]
    ]
    assert max(places.count(place) for place in set(places)) <= 0.5 * len(places)


@pytest.mark.parametrize("path", sorted(ROOT.glob("labs/week*/rubric.yml")), ids=str)
def test_the_rubric_is_the_cells_own_points(path: Path) -> None:
    for part, rubric in read_rubrics(path).items():
        source = path.with_name(f"{part}.py").read_text()
        points = dict(re.findall(r'"grade_id": "([^"]+)".*"points": (\d+)', source))
        assert {t.id: f"{t.points:g}" for t in rubric.tasks if not t.file} == points


@pytest.mark.parametrize("week", WEEKS)
def test_two_sample_answers_are_marked_and_explained(week: str) -> None:
    rubric = read_rubrics(ROOT / "labs" / week / "rubric.yml")["assignment"]
    notes = (ROOT / "content" / week / "instructor-notes.md").read_text()
    samples = sorted((ROOT / "labs" / week / "samples").glob("*.yml"))
    wrong = [read_sample(path, rubric) for path in samples if path.name != FULL]
    assert len(wrong) >= 2
    for sample in wrong:
        link = f"../../labs/{week}/samples/{sample.name}.yml"
        row = f"[{sample.name}]({link}) | {sample.total:g} of {rubric.points:g} |"
        assert row in notes, row
        assert len(sample.comment) >= 80
        assert sample.total < rubric.points
    assert len({sample.total for sample in wrong}) == len(wrong)


@pytest.mark.parametrize("week", WEEKS)
def test_the_table_of_the_course_counts_right(week: str) -> None:
    table = (ROOT / "content/README.md").read_text()
    parts = OUTLINE[week]
    lab = {**parts["lab"], **parts.get("beyond", {})}
    groups = (parts["lectures"], lab, parts["assignment"])
    minutes = " + ".join(str(minutes_of(list(group.values()))) for group in groups)
    questions = len(read_yaml(ROOT / "content" / week / "quiz.yml")["questions"])
    counts = " | ".join(str(len(group)) for group in groups)
    rest = f"| {counts} | {questions} questions | yes | {minutes} |"
    row = rf"^\| {week[4:]} [^|]+ {re.escape(rest)}$"
    assert re.search(row, table, re.MULTILINE), rest


@pytest.mark.parametrize("week", WEEKS)
def test_terms_are_explained(week: str) -> None:
    terms = read_yaml(ROOT / "content" / week / "terms.yml")
    assert len(terms) >= 8
    assert all(len(meaning) >= 30 and meaning.endswith(".") for meaning in terms.values())
