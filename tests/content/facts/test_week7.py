"""What week 7 prints as numbers and facts, computed anew."""

from __future__ import annotations

import re
import sys
import types
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from labs.build.frontmatter import split_front_matter
from tests.content.conftest import ROOT

CONTENT, LABS = ROOT / "content/week7", ROOT / "labs/week7"
ORGANISATION = ROOT / "content/organisation"


def body(path: Path) -> str:
    text: str = split_front_matter(path.read_text(encoding="utf-8"), path)[1]
    return text


WHY, GRADIO = body(CONTENT / "01-why-uis.md"), body(CONTENT / "02-gradio.py")
STREAMLIT, CHATBOT = (body(CONTENT / f"{n}/README.md") for n in ("03-streamlit", "04-chatbot"))
ASSIGNMENT = body(LABS / "assignment.py")
FULL = yaml.safe_load((LABS / "samples/full.yml").read_text(encoding="utf-8"))["files"]


def fee(tools: int, days: int) -> int:
    return tools * min(days, 20)


def test_the_wait_of_the_worked_example() -> None:
    first, tokens, speed = 0.5, 60, 15
    whole = first + tokens / speed
    assert f"0.5 + 60 / 15 = **{whole:g} seconds**" in WHY
    reading = tokens / (238 / 60 * 1.4)
    assert f"**{(whole + reading) - (first + reading):g} seconds** earlier" in WHY
    assert f"[{', '.join(str(visitor * whole) for visitor in (1, 2, 3))}]" in WHY
    assert 2 * whole == 9
    assert "stares at a page for nine seconds" in WHY


def test_the_answers_to_check_yourself() -> None:
    notes = (CONTENT / "instructor-notes.md").read_text(encoding="utf-8")
    assert f"(1) after {0.8 + 120 / 20:.1f} seconds; 0.8 with streaming" in notes
    assert f"(2) after {5 * 3} seconds" in notes


def test_contrast_of_black_on_white_by_hand() -> None:
    assert f"Black on white: 1.05 / 0.05 = **{(1 + 0.05) / (0 + 0.05):.0f}**" in WHY


def test_the_late_fee_is_the_librarys_own() -> None:
    rule = (ORGANISATION / "fees.txt").read_text(encoding="utf-8")
    assert "costs one euro per tool and day, and never more than 20 euros per tool" in rule
    for text in (GRADIO, STREAMLIT):
        assert "one euro per tool and day" in text
    assert f"3 × 4 = **{fee(3, 4)}** euros" in GRADIO
    assert f"2 × 20 = **{fee(2, 30)}** euros" in GRADIO
    assert f"| 3 tools, 4 days | 3 × 4 | {fee(3, 4)} |" in STREAMLIT
    assert f"| 2 tools, 30 days | 2 × 20, the limit | {fee(2, 30)} |" in STREAMLIT
    assert f"It prints {fee(3, 4)}," in STREAMLIT


def test_what_is_said_about_hazelbrook_is_in_its_files() -> None:
    def stands_in(name: str, *facts: str) -> None:
        text = (ORGANISATION / name).read_text(encoding="utf-8")
        assert [fact for fact in facts if fact not in text] == []

    stands_in("volunteers.txt", "36 volunteers", "Mira Okafor")
    stands_in("contact.txt", "555 0163")
    stands_in("fees.txt", "tool that comes back late costs one euro per tool and day")
    stands_in("opening-hours.txt", "On Saturday it is open from 10:00")
    stands_in("borrowing.txt", "up to five tools at a time")
    for fact in ("36 volunteers", "Mira Okafor", "555 0163", "On Saturday at ten"):
        assert fact in WHY


def test_queue_and_cache_by_hand() -> None:
    assert f"the last one waits 3 × 0.4 = {3 * 0.4:.1f} seconds" in GRADIO
    assert f"10 × 2 = {10 * 2} seconds" in STREAMLIT


def test_lengths_of_scripts_are_as_stated() -> None:
    lines = {path: len(path.read_text().splitlines()) for path in CONTENT.glob("0*/*.py")}
    assert "in about 40 lines" in STREAMLIT
    assert abs(lines[CONTENT / "03-streamlit/05_chat.py"] - 40) <= 5
    assert "Three files, each under 80 lines" in CHATBOT
    chatbot = [count for path, count in lines.items() if path.parent.name == "04-chatbot"]
    assert len(chatbot) == 3
    assert max(chatbot) < 80
    assert "Five short scripts" in STREAMLIT
    assert len(list((CONTENT / "03-streamlit").glob("*.py"))) == 5


@pytest.mark.parametrize("part", ["lab", "assignment"])
def test_the_front_page_lists_the_points_of_the_rubric(part: str) -> None:
    page = (LABS / "README.md").read_text(encoding="utf-8")
    table = page.partition(f"| {part} | points | how |\n")[2].partition("\n\n")[0]
    listed = [int(n) for n in re.findall(r"^\| [^|]+ \| (\d+) \|", table, re.MULTILINE)]
    rubric = yaml.safe_load((LABS / "rubric.yml").read_text(encoding="utf-8"))[part]
    assert listed == [task["points"] for task in rubric["tasks"]]


def test_the_assignment_tells_its_own_points() -> None:
    tasks = yaml.safe_load((LABS / "rubric.yml").read_text())["assignment"]["tasks"]
    checks = sum(task["points"] for task in tasks if "criteria" not in task)
    by_hand = [c["points"] for task in tasks for c in task.get("criteria", ())]
    assert f"the checks give {checks} points" in ASSIGNMENT
    assert f"gives up to {sum(by_hand)} more" in ASSIGNMENT
    table = ASSIGNMENT.partition("| what the reader looks for | points |\n")[2].partition("\n\n")[0]
    assert [int(n) for n in re.findall(r"\| (\d) \|$", table, re.MULTILINE)] == by_hand


def test_the_quiz_has_as_many_questions_as_stated() -> None:
    questions = yaml.safe_load((CONTENT / "quiz.yml").read_text(encoding="utf-8"))["questions"]
    assert len(questions) == 6
    assert "has six questions" in (LABS / "README.md").read_text(encoding="utf-8")


@pytest.fixture
def solution() -> Iterator[types.ModuleType]:
    """Give the model solution's core as a module, beside the library's texts."""
    core = types.ModuleType("assignment_core")
    core.__file__ = str(LABS / "assignment_core.py")
    exec(compile(FULL["assignment_core.py"], "assignment_core.py", "exec"), core.__dict__)
    sys.modules["assignment_core"] = core
    yield core
    del sys.modules["assignment_core"]


def test_the_model_solution_finds_and_fails_where_it_says(solution: types.ModuleType) -> None:
    among = [
        (path.name, paragraph)
        for path in sorted(ORGANISATION.glob("*.txt"))
        for paragraph in path.read_text(encoding="utf-8").split("\n\n")
    ]
    assert solution.find_passage("Which tram stops at the library?", among)[0] == "contact.txt"
    assert solution.find_passage("Can you sing?", among) is None
    assert solution.find_passage("What is the late fee?", among)[0] == "opening-hours.txt"
    assert '"What is the late fee?" finds a paragraph of opening-hours.txt' in FULL["FEATURE.md"]
