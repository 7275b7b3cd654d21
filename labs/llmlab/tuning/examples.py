"""Examples to learn from: pairs of a prompt and the answer that is wanted, one a line of JSON."""

from __future__ import annotations

import codecs
import json
import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from llmlab.errors import LabError

HELD_OUT_SHARE = 10  # every tenth example, if a data set brings no held-out file of its own
HELD_OUT_MOST = 50


@dataclass(frozen=True)
class Example:
    """One pair: what is asked, and what is to be answered."""

    prompt: str
    answer: str

    def as_row(self) -> dict[str, list[dict[str, str]]]:
        """Return the conversational form of TRL; the loss is taken on the completion alone."""
        return {
            "prompt": [{"role": "user", "content": self.prompt}],
            "completion": [{"role": "assistant", "content": self.answer}],
        }


def read_examples(path: Path) -> list[Example]:
    """Return the examples of a JSON-lines file, with `messages` or `prompt` and `completion`.

    Raises:
        LabError: `TUNE-DATA-MISSING` without the file, `TUNE-DATA-EMPTY` without an example,
            `TUNE-DATA-LINE` for the first line that is not JSON or not UTF-8,
            `TUNE-DATA-COLUMNS` for one that has other columns; both name the line.
    """
    if not path.is_file():
        raise LabError("TUNE-DATA-MISSING", f"There is no file {path}. Is its name spelled right?")
    try:
        lines = path.read_bytes().removeprefix(codecs.BOM_UTF8).splitlines()
    except OSError as error:
        raise LabError(
            "TUNE-DATA-MISSING",
            f"{path} cannot be read: {error.strerror}. Look at its permissions.",
        ) from error
    found = [_read_line(line, path, number) for number, line in enumerate(lines, 1) if line.strip()]
    if not found:
        raise LabError(
            "TUNE-DATA-EMPTY",
            f"{path} has no examples. Write one JSON object a line, such as "
            '{"prompt": "...", "completion": "..."}.',
        )
    return found


def _read_line(line: bytes, path: Path, number: int) -> Example:
    try:
        row = json.loads(line.decode("utf-8"))
        json.dumps(row, ensure_ascii=False).encode("utf-8")  # half a sign (\\ud800) is no text
    except (ValueError, RecursionError) as error:
        raise LabError(
            "TUNE-DATA-LINE",
            f"{path}, line {number} is not JSON in UTF-8 ({error}). Mend this line or take it out.",
        ) from error
    pair = _pair(row) if isinstance(row, Mapping) else None
    if pair is None or not all(isinstance(text, str) and text.strip() for text in pair):
        columns = ", ".join(map(str, row)) if isinstance(row, Mapping) else type(row).__name__
        raise LabError(
            "TUNE-DATA-COLUMNS",
            f"{path}, line {number} needs `prompt` and `completion`, or `messages` with one user "
            f"and one assistant, each with text; it has: {columns or 'nothing'}.",
        )
    return Example(*pair)


def _pair(row: Mapping[str, Any]) -> tuple[Any, Any] | None:
    """Return prompt and answer, None where the columns are others."""
    if "messages" in row:
        messages = row["messages"]
        if not (isinstance(messages, list) and all(isinstance(m, Mapping) for m in messages)):
            return None
        if [message.get("role") for message in messages] != ["user", "assistant"]:
            return None
        return messages[0].get("content"), messages[1].get("content")
    if "prompt" in row and "completion" in row:
        return _content(row["prompt"]), _content(row["completion"])
    return None


def _content(value: Any) -> Any:
    """Return the text of a plain or a conversational column."""
    if isinstance(value, list) and len(value) == 1 and isinstance(value[0], Mapping):
        return value[0].get("content")
    return value


def split(examples: Sequence[Example], seed: int = 0) -> tuple[list[Example], list[Example]]:
    """Return (training, held-out): every tenth, at most 50, in an order that the seed decides.

    A prompt that stands in several rows is held out from all of them: it would be trained on.

    Raises:
        LabError: `TUNE-DATA-FEW` with fewer than ten examples.
    """
    prompts: dict[str, list[Example]] = {}
    for example in dict.fromkeys(examples):
        prompts.setdefault(_key(example), []).append(example)
    if len(prompts) < HELD_OUT_SHARE:
        raise LabError(
            "TUNE-DATA-FEW",
            f"{len(prompts)} different prompts are too few: one in {HELD_OUT_SHARE} is held out to "
            f"measure with. Write at least {HELD_OUT_SHARE}; some hundred make a difference.",
        )
    order = list(prompts.values())
    random.Random(seed).shuffle(order)
    count = min(HELD_OUT_MOST, len(order) // HELD_OUT_SHARE)
    training = [example for group in order[count:] for example in group]
    return training, [group[0] for group in order[:count]]


def overlap(training: Iterable[Example], held_out: Iterable[Example]) -> list[str]:
    """Return the prompts that stand in both: what was trained on measures nothing."""
    seen = {_key(example) for example in training}
    return [example.prompt for example in held_out if _key(example) in seen]


def _key(example: Example) -> str:
    """Return what makes two prompts the same."""
    return example.prompt.strip().lower()
