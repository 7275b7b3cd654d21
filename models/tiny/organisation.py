"""The fictional organisation as training material: its texts and its questions."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml


@dataclass(frozen=True)
class Question:
    """A listed question: how it is asked, the exact answer, and the paragraph that carries the
    fact.
    """

    question: str
    also: tuple[str, ...]
    answer: str
    source: str
    passage: str

    @property
    def phrasings(self) -> tuple[str, ...]:
        """Return every way to ask it, the listed one first."""
        return (self.question, *self.also)


@dataclass(frozen=True)
class Document:
    """One text file: its name, its title and its paragraphs (without the title)."""

    name: str
    title: str
    paragraphs: tuple[str, ...]


@dataclass(frozen=True)
class Organisation:
    """All documents in the order of their names, and the listed questions in the order of
    the file.
    """

    documents: tuple[Document, ...]
    questions: tuple[Question, ...]

    @property
    def lines(self) -> list[str]:
        """Return every text once, for training a tokenizer."""
        texts = [text for one in self.documents for text in (one.title, *one.paragraphs)]
        return texts + [text for one in self.questions for text in (*one.phrasings, one.answer)]


def read_organisation(folder: Path) -> Organisation:
    """Read `*.txt` and `questions.yml` of a folder; raises KeyError or ValueError where they do not
    fit.
    """
    documents = tuple(_read_document(path) for path in sorted(folder.glob("*.txt")))
    by_name = {one.name: one for one in documents}
    raw: dict[str, Any] = yaml.safe_load((folder / "questions.yml").read_text(encoding="utf-8"))
    return Organisation(documents, tuple(_question(entry, by_name) for entry in raw["questions"]))


def _read_document(path: Path) -> Document:
    title, *paragraphs = [part.strip() for part in path.read_text(encoding="utf-8").split("\n\n")]
    return Document(path.name, title, tuple(paragraphs))


def _question(entry: dict[str, Any], documents: dict[str, Document]) -> Question:
    source = documents[entry["source"]]
    passages = [text for text in source.paragraphs if entry["fact"] in text]
    if not passages:
        raise ValueError(f"{entry['id']}: '{entry['fact']}' is in no paragraph of {source.name}")
    also = tuple(entry.get("also", ()))
    return Question(entry["question"], also, entry["answer"], source.name, passages[0])
