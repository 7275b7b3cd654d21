"""The glossary of the course: the terms of all weeks on one page, in the order of the alphabet."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import groupby
from pathlib import Path

import yaml

from labs.build.errors import BuildError
from labs.build.text import read_text

_HEAD = """\
# Glossary

Every word of the field that the course explains, with the week in which it does.
"""


@dataclass(frozen=True)
class Entry:
    """One term, what it means, and the weeks that explain it (so)."""

    term: str
    meaning: str
    weeks: tuple[int, ...]


def find_terms(content: Path) -> list[Path]:
    """Return the lists of terms of all weeks."""
    return sorted(content.glob("week*/terms.yml"))


def read_glossary(paths: Iterable[Path]) -> list[Entry]:
    """Return the terms of all lists, sorted; one that two weeks explain alike comes once.

    Raises:
        BuildError: `COURSE-TERMS` when a list is not `term: meaning`, names a term twice, or
            explains one otherwise than another week.
    """
    found: dict[str, Entry] = {}
    for path in paths:
        week = int(path.parent.name.removeprefix("week"))
        for term, meaning in _read_terms(path):
            key = term.casefold()
            known = found.get(key)
            if known is None:
                found[key] = Entry(term, meaning, (week,))
            elif (known.term, known.meaning) == (term, meaning) and week not in known.weeks:
                found[key] = replace(known, weeks=tuple(sorted((*known.weeks, week))))
            else:
                where = ", ".join(f"week {number}" for number in known.weeks)
                raise BuildError(
                    "COURSE-TERMS",
                    f"{path}: '{term}' is explained in {where} already. Say it in one place, or "
                    "with the very same words in both.",
                )
    return [found[key] for key in sorted(found)]


def _read_terms(path: Path) -> Iterator[tuple[str, str]]:
    """Yield (term, meaning) as they are written: to YAML, `bias: 0` or `no: ...` are no texts."""
    try:
        node = yaml.compose(read_text(path), Loader=yaml.SafeLoader)
    except yaml.YAMLError as error:
        raise BuildError("COURSE-TERMS", f"{path} is not YAML: {error}") from error
    pairs = node.value if isinstance(node, yaml.MappingNode) else []
    texts = [one for pair in pairs for one in pair]
    if not texts or not all(isinstance(one, yaml.ScalarNode) and one.value for one in texts):
        raise BuildError("COURSE-TERMS", f"{path}: write `term: meaning`, one a line.")
    yield from ((" ".join(t.value.split()), " ".join(m.value.split())) for t, m in pairs)


def glossary_page(entries: Iterable[Entry]) -> str:
    """Return the page, with a heading for each letter, by which screen readers find their way."""
    parts = [_HEAD]
    for letter, group in groupby(entries, lambda entry: _letter(entry.term)):
        parts.append(f"## {letter}\n")
        parts += [f"**{one.term}** ({_weeks(one.weeks)}): {one.meaning}\n" for one in group]
    return "\n".join(parts)


def _letter(term: str) -> str:
    return term[0].upper() if term[0].isalpha() else "0 to 9"


def _weeks(weeks: tuple[int, ...]) -> str:
    """Return the weeks in words.

    >>> _weeks((1, 4))
    'weeks 1 and 4'
    """
    words = " and ".join(map(str, weeks))
    return f"week {words}" if len(weeks) == 1 else f"weeks {words}"
