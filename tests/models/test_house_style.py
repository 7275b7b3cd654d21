"""The rows that teach and test the house style: made by the program, kept apart, one form."""

import json
import re
from pathlib import Path

import pytest

from models.tiny import house_style
from models.tiny.house_style import Row, held_out_rows, in_style, training_rows
from scripts.stages import ROOT

FOLDER = ROOT / "labs" / "week4" / "data"
COUNTS = {"train": 240, "heldout": 50, "handwritten": 50}
# The value of an answer, e.g. `shelf 4`.
VALUE = re.compile(r"\w+: (?P<value>.*) \| ")


def pairs(name: str) -> list[tuple[str, str]]:
    """Return (question, answer) of every line of a file, which must have no other form."""
    found = []
    for line in (FOLDER / f"{name}.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        [asked, answered] = row["messages"]
        assert (row.keys(), asked["role"], answered["role"]) == (
            {"messages"},
            "user",
            "assistant",
        )
        found.append((asked["content"], answered["content"]))
    return found


def holds(text: str, words: str) -> bool:
    """Return whether the words stand in the text, not only as a part of longer ones."""
    return re.search(rf"\b{re.escape(words)}\b", text, re.IGNORECASE) is not None


def asks(prompt: str, row: Row) -> bool:
    """Return whether a prompt ends with the row's way to ask, whatever it is asked about."""
    before, after = map(re.escape, row.phrasing.split("{it}"))
    return re.search(rf"(^|[.!?:] ){before}[^.!?]*{after}$", prompt) is not None


@pytest.mark.parametrize("name", house_style.files())
def test_the_program_writes_what_is_kept(name: str) -> None:
    assert (FOLDER / name).read_bytes() == house_style.files()[name].encode()


def test_the_program_writes_into_the_folder_it_is_given(tmp_path: Path) -> None:
    assert house_style.main([str(tmp_path)]) == 0
    assert {path.name for path in tmp_path.iterdir()} == set(house_style.files())


@pytest.mark.parametrize(("name", "count"), COUNTS.items())
def test_every_answer_is_in_style_and_its_value_in_the_question(name: str, count: int) -> None:
    found = pairs(name)
    assert len(found) == count
    for asked, answered in found:
        value = VALUE.match(answered)
        assert value, answered
        assert in_style(answered)
        assert holds(asked, value["value"]), answered


def test_no_question_is_asked_twice() -> None:
    asked = [question for name in COUNTS for question, _ in pairs(name)]
    assert len(set(asked)) == len(asked)


@pytest.mark.parametrize("name", ["heldout", "handwritten"])
def test_no_fact_of_the_training_rows_is_in_what_grades(name: str) -> None:
    facts = {(fact.tool, fact.value) for row in training_rows() for fact in row.facts}
    for asked, _ in pairs(name):
        known = [pair for pair in facts if all(holds(asked, words) for words in pair)]
        assert known == [], asked


@pytest.mark.parametrize("name", ["heldout", "handwritten"])
def test_no_phrasing_of_the_training_rows_is_in_what_grades(name: str) -> None:
    rows = training_rows()
    assert all(asks(row.prompt, row) for row in rows)
    for asked, _ in pairs(name):
        assert [row.phrasing for row in rows if asks(asked, row)] == [], asked


def test_every_kind_is_asked_for_in_every_file() -> None:
    labels = set(house_style.LABELS.values())
    for name in COUNTS:
        assert {answered.split(":")[0] for _, answered in pairs(name)} == labels


def test_the_two_generated_files_share_no_fact_at_all() -> None:
    """Not even one that only stands beside the fact that is asked for."""
    first, second = (
        {(fact.tool, fact.value) for row in rows for fact in row.facts}
        for rows in (training_rows(), held_out_rows())
    )
    assert first
    assert second
    assert not first & second


@pytest.mark.parametrize(
    "text",
    [
        "Place: shelf 4",
        "It is on shelf 4. | Hazelbrook desk",
        "Where: shelf 4 | Hazelbrook desk",
        "Place: shelf 4 | Hazelbrook desk.",
        " Place: shelf 4 | Hazelbrook desk",
        "Place:  | Hazelbrook desk",
        "Place: shelf 4  | Hazelbrook desk",
        "Place: shelf 4\n | Hazelbrook desk",
        "Place: shelf 4 | Price: 9 euros | Hazelbrook desk",
    ],
)
def test_what_is_nearly_the_style_is_not_in_it(text: str) -> None:
    assert in_style("Place: shelf 4 | Hazelbrook desk")
    assert not in_style(text)
