"""Play a quiz in a notebook: with buttons, or by typing where there are none."""

from __future__ import annotations

from pathlib import Path

from llmlab.questions import Quiz, read_quiz
from llmlab.tries import Tries

_FILE = "quiz.dat"


class QuizPlayer:
    """The quiz of the folder a notebook lies in: `quiz()` draws it, `quiz.answer(...)` answers."""

    def __init__(self) -> None:
        self._quiz: Quiz | None = None
        self._tries = Tries(0)

    def __call__(self, file: str = _FILE, *, plain: bool = False) -> None:
        """Begin the quiz anew and draw it; `plain` prints it instead.

        Raises:
            LabError: `LAB-QUIZ-MISSING` or `LAB-QUIZ-DAMAGED`.
        """
        quiz = self._begin(file)
        if plain or not _draw(quiz):
            print(plain_text(quiz))

    def answer(self, question: str, choice: int) -> None:
        """Print whether a choice is right, and why; the first choice is number 1.

        Raises:
            LabError: `LAB-QUIZ-QUESTION` or `LAB-QUIZ-CHOICE` when there is none of that name or
                number, `LAB-QUIZ-MISSING` or `LAB-QUIZ-DAMAGED`.
        """
        quiz = self._quiz or self._begin(_FILE)
        verdict = quiz.question(question).verdict(choice)
        self._tries.note(question, verdict.right)
        print(verdict)
        print(self._tries)

    def _begin(self, file: str) -> Quiz:
        quiz = read_quiz(Path(file))
        self._quiz, self._tries = quiz, Tries(len(quiz.questions))
        return quiz


def plain_text(quiz: Quiz) -> str:
    """Return all questions with their numbered choices, and how to answer by typing."""
    lines = [quiz.title]
    for number, question in enumerate(quiz.questions, start=1):
        lines += ["", f"Question {number} of {len(quiz.questions)}: {question.text}"]
        lines += [f"  {place}. {one.text}" for place, one in enumerate(question.choices, start=1)]
        lines += [f'  Type: quiz.answer("{question.id}", 1) or another number']
    return "\n".join(lines)


def _draw(quiz: Quiz) -> bool:
    """Show the quiz with buttons; False where the libraries for it are not installed."""
    try:
        # Imported here: it takes half a second, and most notebooks have no quiz.
        from llmlab.quiz_form import draw
    except ImportError:
        return False
    draw(quiz, plain_text(quiz))
    return True


quiz = QuizPlayer()
