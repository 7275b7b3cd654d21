"""A course of one week: what its sources are."""

from pathlib import Path

QUIZ = """\
title: "Quiz: words"
questions:
  - id: first
    question: What is a word made of?
    choices:
      - {text: "Nothing but letters, always", why: "Some have a hyphen, or an apostrophe."}
      - {text: "Signs taken for one by a reader", right: true, why: "So its ends are a convention."}
      - {text: "Bits", why: "Those are how a machine keeps the signs."}
"""

FILES = {
    "labs/README.md": "# Course\n",
    "labs/week2/lab.py": "# ---\n# title: L\n# jupyter: {}\n# ---\n# %%\n1 + 1\n",
    "labs/week2/rubric.yml": "points: 1\n",
    "labs/week2/files.yml": "texts: shared/*.txt\n",
    "content/shared/a.txt": "A fact.\n",
    "content/week2/01-words.md": "---\ntitle: Words\n---\n\n# Words\n",
    "content/week2/quiz.yml": QUIZ,
    "content/week2/helper.py": "X = 1\n",
    "labs/apps/gradio_app.py": "X = 2\n",
}


def write_course(root: Path) -> Path:
    """Write the sources below `root`."""
    for name, text in FILES.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return root
