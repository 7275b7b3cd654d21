"""The fictional organisation: every listed answer stands in the file it names."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from models.tiny.organisation import read_organisation
from scripts.stages import ROOT

FOLDER = ROOT / "content" / "organisation"
LISTED: dict[str, Any] = yaml.safe_load((FOLDER / "questions.yml").read_text(encoding="utf-8"))
QUESTIONS: list[dict[str, Any]] = LISTED["questions"]


def test_numbers_of_questions() -> None:
    assert len(QUESTIONS) == 20
    assert len(LISTED["unanswerable"]) == 2


@pytest.mark.parametrize("entry", QUESTIONS, ids=lambda entry: str(entry["id"]))
def test_fact_stands_in_answer_and_source_alone(entry: dict[str, Any]) -> None:
    assert entry["fact"] in entry["answer"]
    holders = [path.name for path in FOLDER.glob("*.txt") if entry["fact"] in path.read_text()]
    assert holders == [entry["source"]]


def test_no_phrasing_is_listed_twice() -> None:
    phrasings = [text for entry in QUESTIONS for text in (entry["question"], *entry["also"])]
    assert len(phrasings) == len(set(phrasings))


def test_organisation_is_read() -> None:
    organisation = read_organisation(FOLDER)
    assert len(organisation.documents) >= 10
    assert all(len(document.paragraphs) >= 3 for document in organisation.documents)
    assert [one.answer for one in organisation.questions] == [one["answer"] for one in QUESTIONS]
    assert all("\n\n" not in one.passage for one in organisation.questions)


def test_question_without_its_fact_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Title\n\nNothing here.\n")
    entry = {"id": "x", "question": "?", "answer": "!", "source": "a.txt", "fact": "42"}
    (tmp_path / "questions.yml").write_text(yaml.safe_dump({"questions": [entry]}))
    with pytest.raises(ValueError, match="x: '42' is in no paragraph"):
        read_organisation(tmp_path)
