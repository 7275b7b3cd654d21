"""What came of running a notebook, and what is wrong with it. Pure functions."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

_DEPRECATED = re.compile(
    r"[^\n]*(?:DeprecationWarning|FutureWarning|is deprecated|are deprecated)[^\n]*"
)
_FAILED = re.compile(r"^\[FAIL\][^\n]*", re.MULTILINE)
MEASURES = {
    "memory_gb": "GB of memory",
    "cpu_minutes": "minutes of computing",
    "disk_gb": "GB of disk",
}


@dataclass(frozen=True)
class Outcome:
    """What a notebook did.

    Attributes:
        errors: `cell: error: message` for every cell that failed.
        said: everything that the cells printed or showed as text.
        took: what it used, by the names of front matter's `needs`.
    """

    errors: tuple[str, ...]
    said: str
    took: Mapping[str, float]


def read_outcome(notebook: Mapping[str, Any], took: Mapping[str, float]) -> Outcome:
    """Return the outcome of a notebook that was run, in the form of its JSON."""
    outputs = [(cell, output) for cell in notebook["cells"] for output in cell.get("outputs", ())]
    errors = tuple(
        f"{cell.get('id', '?')}: {output['ename']}: {output['evalue']}"
        for cell, output in outputs
        if output["output_type"] == "error"
    )
    said = "\n".join(text for _, output in outputs for text in _texts(output))
    return Outcome(errors, said, took)


def _texts(output: Mapping[str, Any]) -> Iterator[str]:
    """Yield the texts of one output; JSON keeps long ones as a list of lines."""
    for part in (output.get("text"), *output.get("data", {}).values()):
        if isinstance(part, str):
            yield part
        elif isinstance(part, list):
            yield "".join(map(str, part))


def complaints(outcome: Outcome, needs: Mapping[str, float]) -> list[str]:
    """Return a sentence for everything that is not as it must be; none where all is well.

    Args:
        outcome: of the model solution or a lecture.
        needs: what the notebook says that it needs; a measure that it leaves out is not held.
    """
    found = [*outcome.errors, *_FAILED.findall(outcome.said)]
    found += [f"deprecated: {line.strip()}" for line in _DEPRECATED.findall(outcome.said)]
    for name, words in MEASURES.items():
        used, stated = outcome.took.get(name, 0.0), needs.get(name)
        if stated is not None and used > stated:
            found.append(f"It took {used:.2f} {words}, and states {stated:g}.")
    return found
