"""The terms of all weeks become one page; two explanations of one term are refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from labs.build.errors import BuildError
from labs.build.glossary import find_terms, glossary_page, read_glossary
from labs.build.tree import Options, build_tree
from tests.labs.student_lab import ROOT

WEEK_1 = "token: A piece of text.\nBERT: A model that reads a text from both ends.\n"


def write(content: Path, **weeks: str) -> list[Path]:
    """Write the lists of terms, and return them."""
    for week, text in weeks.items():
        path = content / week / "terms.yml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return find_terms(content)


def test_terms_are_sorted_whatever_their_case_and_say_their_week(tmp_path: Path) -> None:
    page = glossary_page(
        read_glossary(
            write(tmp_path, week1=WEEK_1, week3="attention: Weights.\n4-bit: Sixteen values.\n")
        )
    )
    assert page.partition("\n\n## ")[2] == (
        "0 to 9\n\n**4-bit** (week 3): Sixteen values.\n\n"
        "## A\n\n**attention** (week 3): Weights.\n\n"
        "## B\n\n**BERT** (week 1): A model that reads a text from both ends.\n\n"
        "## T\n\n**token** (week 1): A piece of text.\n"
    )


def test_the_same_words_in_two_weeks_are_one_entry(tmp_path: Path) -> None:
    entries = read_glossary(write(tmp_path, week2=WEEK_1, week10=WEEK_1))
    assert [entry.weeks for entry in entries] == [(2, 10), (2, 10)]
    assert "**token** (weeks 2 and 10): A piece" in glossary_page(entries)


def test_a_meaning_may_run_over_two_lines(tmp_path: Path) -> None:
    [entry] = read_glossary(write(tmp_path, week1="token: >\n  A piece\n  of text.\n"))
    assert entry.meaning == "A piece of text."


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("token: Another thing.\n", "'token' is explained in week 1"),
        ("Token: A piece of text.\n", "'Token' is explained in week 1"),
        ("loss: One.\nloss: Two.\n", "'loss' is explained in week 2"),
        ("loss: One.\nloss: One.\n", "'loss' is explained in week 2"),
        ("loss: [One]\n", "write `term: meaning`"),
        ("loss:\n", "write `term: meaning`"),
        ("- loss\n", "write `term: meaning`"),
        ("", "write `term: meaning`"),
        ("loss: a: b\n", "not YAML"),
    ],
)
def test_a_bad_list_is_refused_with_its_file(tmp_path: Path, text: str, reason: str) -> None:
    paths = write(tmp_path, week1=WEEK_1, week2=text)
    with pytest.raises(BuildError) as caught:
        read_glossary(paths)
    assert caught.value.code == "COURSE-TERMS"
    assert str(paths[1]) in caught.value.message
    assert reason in caught.value.message


def test_what_yaml_takes_for_something_else_is_a_term(tmp_path: Path) -> None:
    entries = read_glossary(write(tmp_path, week1="no: An answer.\n8: A number of bits.\n"))
    assert [entry.term for entry in entries] == ["8", "no"]


def test_the_courses_glossary_lies_beside_the_weeks_and_has_every_term(tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    build_tree(ROOT, out, Options(), lambda _: None)
    page = (out / "glossary.md").read_text()
    paths = find_terms(ROOT / "content")
    assert paths
    assert all(f"**{entry.term}** (" in page for entry in read_glossary(paths))
    assert [line for line in page.splitlines() if line.startswith("# ")] == ["# Glossary"]
    assert not list(out.rglob("terms.yml"))
