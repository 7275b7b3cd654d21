"""What was chosen in a quiz so far, and the score."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass
class Tries:
    """The choices somebody made; a question counts as right when the first one was.

    Attributes:
        questions: how many the quiz has.
        first: question -> whether its first choice was right.
        solved: the questions whose right choice was found.
    """

    questions: int
    first: dict[str, bool] = field(default_factory=dict)
    solved: set[str] = field(default_factory=set)

    def note(self, question: str, right: bool) -> None:
        """Remember one choice."""
        self.first.setdefault(question, right)
        if right:
            self.solved.add(question)

    @property
    def finished(self) -> bool:
        """Tell whether every question was answered right, at whatever try."""
        return len(self.solved) == self.questions

    def __str__(self) -> str:
        right = sum(self.first.values())
        if self.finished:
            return f"Finished. Your score: {right} of {self.questions} right at the first try."
        solved = f"{len(self.solved)} of {self.questions}"
        return f"Solved so far: {solved}; right at the first try: {right}."
