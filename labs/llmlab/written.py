"""Checks for what students write in words: is it there, long enough, and about the subject."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from pathlib import Path

from llmlab.checks import CheckFailed

_STUB = "Double-click here and write your answer."
# The signs behind a title, as in `## Numbers ##`, do not belong to it.
_HEADING = re.compile(r"^(#{1,6}) +(.+?)(?: +#+)?\s*?$", re.MULTILINE)
# A comment in a block of code is no heading.
_FENCE = re.compile(r"^```.*?^```", re.DOTALL | re.MULTILINE)
_WORD = re.compile(r"[^\W_]+(?:['\u2019.,-][^\W_]+)*")


def answer_text(grade_id: str, notebook: str = "assignment.ipynb") -> str:
    """Return what a student wrote in the answer cell of that name, as it was saved last.

    Raises:
        CheckFailed: the notebook or the cell is missing, or still holds its stub.
    """
    path = Path(notebook)
    if not path.is_file():
        raise CheckFailed(
            f"There is no {notebook} in this folder. Was it renamed? Name it so again."
        )
    try:
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        found = [
            "".join(cell["source"])
            for cell in cells
            if cell["metadata"].get("nbgrader", {}).get("grade_id") == grade_id
        ]
    except (ValueError, KeyError, TypeError, AttributeError):
        raise CheckFailed(f"{notebook} cannot be read as a notebook. Save it again.") from None
    if found:
        return _written(found[0], "Your answer")
    raise CheckFailed(
        f"The answer cell '{grade_id}' is gone. Take the notebook from `course/` again."
    )


def file_text(name: str) -> str:
    """Return the text of a file that is handed in.

    Raises:
        CheckFailed: there is no such file, or it still holds its stub.
    """
    path = Path(name)
    if not path.is_file():
        raise CheckFailed(
            f"There is no {name} in this folder yet. If you write it yourself: File, New, Text "
            "File. If a program writes it: run that program, then this cell again."
        )
    return _written(path.read_text(encoding="utf-8", errors="replace"), name)


def _written(text: str, what: str) -> str:
    """Return the text, unless nobody has written anything."""
    rest = text.replace(_STUB, "")
    if not _WORD.search(rest):
        raise CheckFailed(
            f"{what} is not written yet. If you did write it: save (Ctrl+S), then run this again."
        )
    if rest != text:
        raise CheckFailed(f"{what} still has the line '{_STUB}' in it. Take that line out.")
    return text


def check_words(text: str, what: str, low: int, high: int) -> None:
    """Check that a text has from `low` to `high` words, code and headings included."""
    count = len(_WORD.findall(text))
    if not low <= count <= high:
        more = "Say more: examples of your own help." if count < low else "Cut what repeats itself."
        raise CheckFailed(f"{what} has {count} words; {low} to {high} are asked for. {more}")
    print(f"[OK] {what} has {count} words.")


def check_mentions(text: str, what: str, terms: Sequence[str | Sequence[str]], hint: str) -> None:
    """Check that a text mentions every term, whatever its case.

    Args:
        text: the text itself.
        what: its name in the message.
        terms: each a word, or several of which one is enough.
        hint: what to do if one is missing.
    """
    lower = text.lower()
    for term in terms:
        choices = [term] if isinstance(term, str) else list(term)
        if not any(re.search(rf"\b{re.escape(one.lower())}", lower) for one in choices):
            raise CheckFailed(f"{what} does not mention {' or '.join(choices)}. {hint}")
    print(f"[OK] {what} mentions all that is asked for.")


def check_headings(text: str, what: str, headings: Sequence[str]) -> None:
    """Check that a Markdown text has these headings and that something stands below each."""
    below = _sections(text)
    for heading in headings:
        if heading.lower() not in below:
            raise CheckFailed(f"{what} lacks the heading '{heading}'. Write it as in the task.")
        if not _WORD.search(below[heading.lower()]):
            raise CheckFailed(f"{what} has nothing below '{heading}' yet.")
    print(f"[OK] {what} has all {len(headings)} headings.")


def section_text(text: str, what: str, heading: str) -> str:
    """Return what stands below a heading, as it was written, subheadings included.

    Raises:
        CheckFailed: there is no such heading.
    """
    titles = list(_HEADING.finditer(_without_comments(text)))
    for place, title in enumerate(titles):
        if title[2].strip().lower() == heading.lower():
            higher = (one for one in titles[place + 1 :] if len(one[1]) <= len(title[1]))
            return text[title.end() : next((one.start() for one in higher), len(text))]
    raise CheckFailed(f"{what} lacks the heading '{heading}'. Write it as in the task.")


def _without_comments(text: str) -> str:
    """Return a text of the same length in which no line of a block of code looks like a heading."""
    return _FENCE.sub(lambda block: block[0].replace("#", " "), text)


def _sections(text: str) -> dict[str, str]:
    """Return heading in small letters -> what stands below it, subheadings' texts included."""
    parts = _HEADING.split(_without_comments(text))
    found: dict[str, str] = {}
    above: list[tuple[int, str]] = []
    for signs, title, body in zip(parts[1::3], parts[2::3], parts[3::3], strict=True):
        # What is below a heading is below those of higher levels as well.
        above = [one for one in above if one[0] < len(signs)]
        above.append((len(signs), title.strip().lower()))
        for _, name in above:
            found[name] = found.get(name, "") + body
    return found
