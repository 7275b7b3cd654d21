"""Every text of the course is spelt as the British do; names and terms stand in a list."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from tests.content.conftest import DOCS, ROOT
from tests.content.spelling import WORDS, is_british, is_known, misspelt, words

# Of YAML files these fields are texts; of a list of terms everything is.
FIELDS = {"title", "question", "text", "why", "looks_at", "summary", "comment"}
YAML = ("quiz.yml", "terms.yml", "rubric.yml", "samples/*.yml")
PROSE = ("content/**/*.md", "labs/**/*.md", "content/organisation/*.txt")
LESSONS = ("content/week*/**/*.py", "labs/week*/**/*.py")


def texts() -> list[Path]:
    """Return every file with texts of the course, for students and for those who teach it."""
    patterns = [*PROSE, *LESSONS, *(f"*/week*/{name}" for name in YAML)]
    found = {path for pattern in patterns for path in ROOT.glob(pattern)}
    return sorted(found | {ROOT / "docs" / name for name in DOCS})


def words_of(path: Path) -> Iterator[tuple[int, str]]:
    """Yield (line, word) of a file."""
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".yml":
        return of_yaml(text, every=path.name == "terms.yml")
    return words(markdown_only(text) if path.suffix == ".py" else text)


def markdown_only(percent: str) -> str:
    """Return a percent script's front matter and Markdown cells, in their lines."""
    kept, shown = [], percent.startswith("# ---")
    for number, line in enumerate(percent.splitlines()):
        if line.startswith("# %%"):
            shown = "[markdown]" in line
            kept.append("")
        else:
            bare = line.removeprefix("#").removeprefix(" ") if line.startswith("#") else ""
            kept.append(bare if shown else "")
            shown = shown and not (number and line == "# ---")
    return "\n".join(kept)


def of_yaml(text: str, every: bool) -> Iterator[tuple[int, str]]:
    """Yield (line, word) of the fields that are texts, of all keys and values with `every`."""
    for key, value in pairs(yaml.compose(text, Loader=yaml.SafeLoader)):
        for node in (key, value) if every else (value,):
            if isinstance(node, yaml.ScalarNode) and (every or key.value in FIELDS):
                first = node.start_mark.line + (1 if node.style in ("|", ">") else 0)
                yield from ((first + line, word) for line, word in words(node.value))


def pairs(node: yaml.Node | None) -> Iterator[tuple[yaml.Node, yaml.Node]]:
    """Yield (key, value) of all mappings, however deep."""
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            yield key, value
            yield from pairs(value)
    elif isinstance(node, yaml.SequenceNode):
        for one in node.value:
            yield from pairs(one)


@pytest.mark.parametrize("path", texts(), ids=lambda path: path.relative_to(ROOT).as_posix())
def test_every_word_is_spelt_as_the_british_do(path: Path) -> None:
    unknown = misspelt(path.relative_to(ROOT).as_posix(), words_of(path))
    told = "\n".join(map(str, unknown))
    assert not unknown, f"mend it, or add a name or term to content/words.txt:\n{told}"


def test_the_list_is_sorted_and_has_no_word_that_the_dictionary_knows() -> None:
    listed = [line for line in WORDS.read_text().splitlines() if line and line[0] != "#"]
    assert listed == sorted(set(listed), key=lambda word: (word.casefold(), word))
    assert [word for word in listed if is_british(word)] == []


@pytest.mark.parametrize(
    ("word", "known"),
    [
        ("colour", True),
        ("color", False),
        ("organise", True),
        ("organize", False),
        ("Normalization", False),
        ("Tokenizers", True),
        ("size", True),
        ("resized", True),
        ("teh", False),
        ("don’t", True),
        ("Hazelbrook's", True),
        ("hazelbrook", False),
        ("half-hearted", True),
        ("half-hearded", False),
        ("GPUs", True),
    ],
)
def test_who_is_known(word: str, known: bool) -> None:
    assert is_known(word) is known


MARKDOWN = """\
---
titel: A Wrod
needs: {memry: 1}
---

# Heding with `cde` and [a lnk](https://exampel.org/pge.md)

```python
prnt("x")
```

Then $x_{mxa}$, <https://exampel.org>, qwen3:0.6b, README.md and mny.

```mermaid
flowchart LR
  accTitle: A titel
  strt["a lable"] --> ende
```
"""


def test_only_prose_is_looked_at_and_lines_are_right() -> None:
    found = [(one.line, one.word) for one in misspelt("x.md", words(MARKDOWN))]
    assert found == [
        *((2, "Wrod"), (6, "Heding"), (6, "lnk"), (12, "mny")),
        *((16, "titel"), (17, "lable")),
    ]


def test_of_a_script_the_texts_and_the_front_matter_are_looked_at() -> None:
    script = (
        "# ---\n# title: A Wrod\n# ---\n\n# %% [markdown]\n# A heding\n\n# %%\n"
        "prnt = 1  # a coment\n# a coment\n\n# %% [markdown]\n# mny\n"
    )
    found = [(one.line, one.word) for one in misspelt("x.py", words(markdown_only(script)))]
    assert found == [(2, "Wrod"), (6, "heding"), (13, "mny")]


def test_of_yaml_the_texts_are_looked_at() -> None:
    quiz = (
        "titel: wrod\ntitle: wrod\nitems:\n  - {text: lable, idd: mny}\n  - comment: |\n      teh\n"
    )
    found = [(one.line, one.word) for one in misspelt("x.yml", of_yaml(quiz, every=False))]
    assert found == [(2, "wrod"), (4, "lable"), (6, "teh")]
    terms = "tokn: A piece of txet.\n"
    assert next(word for _, word in of_yaml(terms, every=True)) == "tokn"
    assert len(misspelt("x.yml", of_yaml(terms, every=True))) == 2
