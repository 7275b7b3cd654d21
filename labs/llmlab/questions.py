"""The questions of a quiz, read from the file beside it; answers open one by one, when chosen."""

from __future__ import annotations

import base64
import hashlib
import json
from dataclasses import dataclass
from pathlib import Path

from llmlab.errors import LabError


@dataclass(frozen=True)
class Verdict:
    """What is said of a choice: whether it is right, and why."""

    right: bool
    why: str

    def __str__(self) -> str:
        return f"{'Right' if self.right else 'Not yet'}: {self.why}"


@dataclass(frozen=True)
class Choice:
    """One answer to choose; what is said of it is sealed until somebody does."""

    text: str
    sealed: str


@dataclass(frozen=True)
class Question:
    """One question, its name within the quiz, and its choices."""

    id: str
    text: str
    choices: tuple[Choice, ...]

    def verdict(self, number: int) -> Verdict:
        """Return what is said of a choice; the first one is number 1.

        Raises:
            LabError: `LAB-QUIZ-CHOICE` when there is no such choice, `LAB-QUIZ-DAMAGED` when the
                file was changed.
        """
        # True is 1 for Python, and nobody means it.
        if isinstance(number, bool) or number not in range(1, len(self.choices) + 1):
            raise LabError(
                "LAB-QUIZ-CHOICE",
                f"'{self.id}' has the choices 1 to {len(self.choices)}, not {number!r}.",
            )
        choice = self.choices[number - 1]
        return open_answer(self.id, choice.text, choice.sealed)


@dataclass(frozen=True)
class Quiz:
    """The questions of one week, in their order."""

    title: str
    questions: tuple[Question, ...]

    def question(self, name: str) -> Question:
        """Return the question of that name.

        Raises:
            LabError: `LAB-QUIZ-QUESTION`; the sentence lists the names there are.
        """
        found = {one.id: one for one in self.questions}
        if name not in found:
            raise LabError(
                "LAB-QUIZ-QUESTION",
                f"No question is called {name!r}. There are: {', '.join(found)}.",
            )
        return found[name]


def read_quiz(path: Path) -> Quiz:
    """Return the quiz of a week's `quiz.dat`.

    Raises:
        LabError: `LAB-QUIZ-MISSING` or `LAB-QUIZ-DAMAGED`.
    """
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        questions = tuple(
            Question(one["id"], one["question"], tuple(Choice(**c) for c in one["choices"]))
            for one in found["questions"]
        )
        return Quiz(found["title"], questions)
    except FileNotFoundError:
        raise LabError(
            "LAB-QUIZ-MISSING",
            f"There is no {path.name} in this folder. Open the quiz of your week's folder, or copy "
            f"{path.name} into this one from the folder `course/`.",
        ) from None
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise _damaged() from error


def open_answer(question: str, choice: str, sealed: str) -> Verdict:
    """Return the verdict that was sealed for a choice of a question (labs/build/quiz_files.py).

    Raises:
        LabError: `LAB-QUIZ-DAMAGED` when it does not open.
    """
    try:
        hidden = base64.b64decode(sealed, validate=True)
        key = hashlib.shake_256(f"{question}\n{choice}".encode()).digest(len(hidden))
        found = json.loads(bytes(a ^ b for a, b in zip(hidden, key, strict=True)))
        return Verdict(bool(found["right"]), str(found["why"]))
    except (ValueError, KeyError, TypeError) as error:
        raise _damaged() from error


def _damaged() -> LabError:
    return LabError(
        "LAB-QUIZ-DAMAGED",
        "The quiz's file was changed and cannot be read. Copy it again from the folder `course/`.",
    )
