"""A quiz as buttons on a page: usable with the keyboard alone, and read out in its order."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import escape

import ipywidgets as widgets
from IPython.display import display

from llmlab.questions import Question, Quiz
from llmlab.tries import Tries

# ipywidgets cuts long buttons off, and hardly shows which one has the keyboard. Nothing here tells
# by colour: the signs and words do.
_STYLE = """<style>
.llmlab-quiz { max-width: 46em; }
.llmlab-quiz .llmlab-choice {
  width: auto; height: auto; min-height: 2.4em; margin: 3px; padding: .4em .8em;
  white-space: normal; text-align: left; line-height: 1.4;
  border: 1px solid var(--jp-border-color0, #757575); border-radius: 4px;
}
.llmlab-quiz .llmlab-choice:focus-visible {
  outline: 3px solid var(--jp-brand-color1, #0072B2); outline-offset: 1px;
}
.llmlab-quiz .widget-html-content { line-height: 1.4; }
.llmlab-quiz .llmlab-said { min-height: 0; height: auto; margin: 0 1em; }
.llmlab-quiz .llmlab-said p { margin: .3em 0 .6em; }
</style>"""
_CODE = re.compile(r"`([^`]+)`")

Chosen = Callable[[str, bool], None]


def draw(quiz: Quiz, plain: str) -> None:
    """Show the quiz; `plain` is what appears where widgets cannot be shown."""
    page = QuizForm(quiz).page
    forms = dict(page._repr_mimebundle_())
    forms["text/plain"] = plain
    display(forms, raw=True)  # type: ignore[no-untyped-call]


class QuizForm:
    """The widgets of one quiz: its questions, below them the score and a button to start again."""

    def __init__(self, quiz: Quiz) -> None:
        self.tries = Tries(len(quiz.questions))
        self.score = widgets.HTML()
        self.questions = [
            QuestionForm(question, f"Question {number} of {len(quiz.questions)}", self._chosen)
            for number, question in enumerate(quiz.questions, start=1)
        ]
        self.again = _button("Start the quiz again")
        self.again.on_click(lambda _: self.restart())
        self.page = widgets.VBox(
            [widgets.HTML(_STYLE), *(one.box for one in self.questions), self.score, self.again]
        )
        self.page.add_class("llmlab-quiz")
        self._show_score()

    def restart(self) -> None:
        """Forget what was chosen."""
        self.tries = Tries(len(self.questions))
        for one in self.questions:
            one.clear()
        self._show_score()

    def _chosen(self, question: str, right: bool) -> None:
        self.tries.note(question, right)
        self._show_score()

    def _show_score(self) -> None:
        # Read out of itself only at the end: after each choice its own explanation is.
        role = "alert" if self.tries.finished else "note"
        self.score.value = f'<p role="{role}"><strong>{escape(str(self.tries))}</strong></p>'


class QuestionForm:
    """One question: its text, a button for each choice, and below it what is said of the choice.

    The explanation is an alert: screen readers read one out when it appears, while the keyboard
    stays on the button that was pressed. That button gets a sign for what it was.
    """

    def __init__(self, question: Question, place: str, chosen: Chosen) -> None:
        self.question = question
        self._chosen = chosen
        heading = f"<h2>{escape(place)}</h2><p>{with_code(question.text)}</p>"
        # Heard after the choice itself by somebody who came here by Tab.
        hint = f"{place}: {question.text}"
        self.buttons = [_button(label(choice.text), hint) for choice in question.choices]
        for number, button in enumerate(self.buttons, start=1):
            button.on_click(lambda _, number=number: self.choose(number))
        self.said = [widgets.HTML() for _ in question.choices]
        for one in self.said:
            one.add_class("llmlab-said")
        pairs = zip(self.buttons, self.said, strict=True)
        self.box = widgets.VBox([widgets.HTML(heading), *(one for pair in pairs for one in pair)])

    def choose(self, number: int) -> None:
        """Open a choice: show what is said of it, and mark its button."""
        verdict = self.question.verdict(number)
        text = label(self.question.choices[number - 1].text)
        self.buttons[number - 1].description = f"{'✓' if verdict.right else '✗'} {text}"
        word, _, why = str(verdict).partition(":")
        said = f'<p role="alert"><strong>{word}:</strong>{with_code(why)}</p>'
        # The same twice would be no change, and would not be read out again.
        place = self.said[number - 1]
        place.value = f"{said} " if place.value == said else said
        self._chosen(self.question.id, verdict.right)

    def clear(self) -> None:
        """Show the question as nobody had answered it."""
        for button, said, choice in zip(
            self.buttons, self.said, self.question.choices, strict=True
        ):
            button.description = label(choice.text)
            said.value = ""


def _button(text: str, hint: str = "") -> widgets.Button:
    button = widgets.Button(description=text, tooltip=hint or None)
    button.add_class("llmlab-choice")
    return button


def label(text: str) -> str:
    """Return a text for a button, which shows no code: without its backticks."""
    return _CODE.sub(r"\1", text)


def with_code(text: str) -> str:
    """Return a text as HTML, with what stands between backticks as code."""
    return _CODE.sub(r"<code>\1</code>", escape(text, quote=False))
