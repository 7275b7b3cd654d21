"""What students write in words: it is found, and its form is checked with kind sentences."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from labs.build.student import TEXT_STUB
from llmlab import (
    CheckFailed,
    answer_text,
    check_headings,
    check_mentions,
    check_words,
    file_text,
    section_text,
)


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Stand in an empty folder."""
    monkeypatch.chdir(tmp_path)


def save(source: Any, name: str = "assignment.ipynb") -> None:
    """Save a notebook with one answer, as JupyterLab does."""
    about = {"nbgrader": {"grade_id": "w9-essay"}}
    cells = [{"metadata": {}, "source": ["x"]}, {"metadata": about, "source": source}]
    Path(name).write_text(json.dumps({"cells": cells}))


@pytest.mark.parametrize("source", ["One.\nTwo.", ["One.\n", "Two."]])
def test_an_answer_is_found_by_its_name(source: Any) -> None:
    save(source)
    assert answer_text("w9-essay") == "One.\nTwo."
    save("Elsewhere.", "other.ipynb")
    assert answer_text("w9-essay", "other.ipynb") == "Elsewhere."


@pytest.mark.parametrize(
    ("prepare", "hint"),
    [
        (lambda: None, "There is no assignment.ipynb in this folder"),
        (lambda: Path("assignment.ipynb").mkdir(), "There is no assignment.ipynb"),
        (lambda: Path("assignment.ipynb").write_text("{"), "cannot be read as a notebook"),
        (lambda: Path("assignment.ipynb").write_text("[]"), "cannot be read as a notebook"),
        (lambda: Path("assignment.ipynb").write_text('{"cells": [7]}'), "cannot be read"),
        (lambda: Path("assignment.ipynb").write_bytes(b"\xff"), "cannot be read"),
        (lambda: Path("assignment.ipynb").write_text('{"cells": []}'), "'w9-essay' is gone"),
        (lambda: save(""), "Your answer is not written yet"),
        (lambda: save(" \n"), "Your answer is not written yet"),
        (lambda: save("**"), "Your answer is not written yet"),
        (lambda: save(TEXT_STUB), "Your answer is not written yet"),
        (lambda: save(f"{TEXT_STUB}\nMine."), "still has the line 'Double-click here"),
    ],
)
def test_a_missing_answer_is_said_kindly(prepare: Callable[[], object], hint: str) -> None:
    prepare()
    with pytest.raises(CheckFailed, match=hint):
        answer_text("w9-essay")


def test_a_file_is_read_whatever_its_letters() -> None:
    Path("analysis.md").write_bytes(b"caf\xe9 au lait")
    assert file_text("analysis.md") == "caf\N{REPLACEMENT CHARACTER} au lait"


@pytest.mark.parametrize(
    ("prepare", "hint"),
    [
        (lambda: None, "There is no analysis.md in this folder yet"),
        (lambda: None, "If you write it yourself: File, New, Text File"),
        (lambda: None, "If a program writes it: run that program"),
        (lambda: Path("analysis.md").mkdir(), "There is no analysis.md"),
        (lambda: Path("analysis.md").write_text(" \n"), "analysis.md is not written yet"),
        (lambda: Path("analysis.md").write_text(TEXT_STUB), "analysis.md is not written yet"),
    ],
)
def test_a_missing_file_is_said_kindly(prepare: Callable[[], object], hint: str) -> None:
    prepare()
    with pytest.raises(CheckFailed, match=hint):
        file_text("analysis.md")


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("one two three", 3),
        ("don't re-count 1,000.5 or e.g. it's", 6),
        ("## A heading\n\n- a point", 4),
        ("naïve café", 2),
        ("-- ... ** ##", 0),
        ("", 0),
        ("snake_case", 2),
    ],
)
def test_words_are_counted_as_people_do(text: str, count: int) -> None:
    check_words(text, "It", count, count)
    for low, high, hint in (
        (count + 1, count + 9, "Say more"),
        (-2, count - 1, "Cut what repeats itself"),
    ):
        with pytest.raises(CheckFailed, match=f"It has {count} words.*{hint}"):
            check_words(text, "It", low, high)


@pytest.mark.parametrize("text", ["The Token count", "tokens", "a (token)", "TOKEN"])
def test_a_word_is_mentioned_whatever_its_case_and_ending(text: str) -> None:
    check_mentions(text, "It", ["token"], "Look at lecture 1.")


@pytest.mark.parametrize(
    ("text", "terms", "named"),
    [
        ("", ["token"], "token"),
        ("a subtoken", ["token"], "token"),
        ("a token", ["token", "cost"], "cost"),
        ("a token", ["token", ["price", "cost"]], "price or cost"),
        ("a (b", ["(c"], r"\(c"),
    ],
)
def test_a_word_that_is_missing_is_named(text: str, terms: list[Any], named: str) -> None:
    with pytest.raises(CheckFailed, match=rf"does not mention {named}\. Look at lecture 1\."):
        check_mentions(text, "It", terms, "Look at lecture 1.")


def test_one_of_several_words_is_enough(capsys: pytest.CaptureFixture[str]) -> None:
    check_mentions("It costs much.", "It", [["price", "cost"]], "")
    assert capsys.readouterr().out == "[OK] It mentions all that is asked for.\n"


@pytest.mark.parametrize(
    "text",
    [
        "## Model A\ntext\n## Model B\ntext",
        "# model a\n\ntext\n\n###### MODEL B\n\ntext",
        "## Model A ##\ntext\r\n## Model B  \r\ntext",
        "## Model A\n### Licence\ntext\n## Model B\n### Size\n#### In MB\n8",
        "## Model B\ntext\n## Model A\ntext\n## Model A\n",
        "## Model A\n```\n# a comment\n```\n## Model B\n| a | b |",
    ],
)
def test_headings_are_found(text: str) -> None:
    check_headings(text, "It", ["Model A", "Model B"])


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("", "lacks the heading 'Model A'"),
        ("Model A\ntext\nModel B\ntext", "lacks the heading 'Model A'"),
        ("##Model A\ntext\n## Model B\ntext", "lacks the heading 'Model A'"),
        ("## Model A\ntext\n## Model BB\ntext", "lacks the heading 'Model B'"),
        ("## Model A\n## Model B\ntext", "nothing below 'Model A' yet"),
        ("## Model A\ntext\n## Model B\n\n---\n", "nothing below 'Model B' yet"),
        ("### Model A\n\n## Model B\ntext", "nothing below 'Model A' yet"),
    ],
)
def test_a_heading_that_is_missing_or_empty_is_named(text: str, hint: str) -> None:
    with pytest.raises(CheckFailed, match=hint):
        check_headings(text, "It", ["Model A", "Model B"])


REPORT = """# Report
## Five Right ##
### r07
Quoted.
```sh
# no heading
```
## Next
More.
"""


def test_a_section_holds_its_subheadings_and_its_code() -> None:
    below = section_text(REPORT, "report.md", "Five right")
    assert below.strip() == "### r07\nQuoted.\n```sh\n# no heading\n```"
    assert section_text(REPORT, "report.md", "next") == "\nMore.\n"
    assert section_text(REPORT, "report.md", "Report").endswith("More.\n")


def test_a_missing_section_is_said_kindly() -> None:
    with pytest.raises(CheckFailed, match="lacks the heading 'Five wrong'"):
        section_text(REPORT, "report.md", "Five wrong")
