"""What students get of a quiz: a notebook that plays it, and its questions with sealed answers."""

from __future__ import annotations

import base64
import hashlib
import json
from typing import cast

import nbformat
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from labs.build.notebooks import METADATA
from labs.build.quiz import Choice, Quiz

_HOW = """\
# {title}

{count}, to see whether you got it. Every choice tells you why it is right or not. Nobody sees your answers, and nothing is marked.

**How to:** select the cell below and press Ctrl+Enter. Then choose an answer with the mouse; or with the keyboard: Tab goes to the next answer, Shift+Tab back, and the space bar chooses. If you open this page again another day, run the cell again."""  # noqa: E501 - a paragraph is one line
_PLAIN = """\
No buttons? `quiz(plain=True)` prints the questions, and this answers the first one with its first choice:

```python
quiz.answer("{first}", 1)
```"""  # noqa: E501


def quiz_notebook(quiz: Quiz) -> NotebookNode:
    """Return the notebook that plays the quiz beside it."""
    count = len(quiz.questions)
    said = f"{count} questions" if count > 1 else "One question"
    cells = [
        new_markdown_cell(_HOW.format(title=quiz.title, count=said), id="how"),
        new_code_cell("from llmlab import quiz\n\nquiz()", id="play"),
        new_markdown_cell(_PLAIN.format(first=quiz.questions[0].id), id="plain"),
    ]
    return cast("NotebookNode", new_notebook(cells=cells, metadata=nbformat.from_dict(METADATA)))


def quiz_data(quiz: Quiz) -> str:
    """Return `quiz.dat`: questions and choices to read, and a sealed answer for each choice.

    Each choice's seal opens with the question's id and the choice's own text, so what is told is
    what was chosen. This keeps people from reading the answers by accident or at a glance; it is
    no secret from a student who writes a program, for `llmlab` holds all that one needs.
    """
    sealed = {
        (one.id, choice.text): _answer(choice) for one in quiz.questions for choice in one.choices
    }
    # All of one length: the longest text would be the right one's too often.
    longest = max(len(text.encode()) for text in sealed.values())
    questions = [
        {
            "id": one.id,
            "question": one.text,
            "choices": [
                {
                    "text": choice.text,
                    "sealed": seal(one.id, choice.text, sealed[one.id, choice.text], longest),
                }
                for choice in one.choices
            ],
        }
        for one in quiz.questions
    ]
    found = {"title": quiz.title, "questions": questions}
    return json.dumps(found, ensure_ascii=False, indent=1) + "\n"


def _answer(choice: Choice) -> str:
    return json.dumps({"right": choice.right, "why": choice.why}, ensure_ascii=False)


def seal(question: str, choice: str, answer: str, length: int) -> str:
    """Return an answer that opens with its question and choice; `llmlab.questions` opens it."""
    plain = answer.encode().ljust(length)
    key = hashlib.shake_256(f"{question}\n{choice}".encode()).digest(length)
    return base64.b64encode(bytes(a ^ b for a, b in zip(plain, key, strict=True))).decode()
