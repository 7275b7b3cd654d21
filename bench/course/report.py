"""What a run of the whole course says: a line for each notebook, a sentence at the end."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bench.course.outcome import Outcome
from labs.build.sources import Source

_LONGEST = 300


@dataclass(frozen=True)
class Played:
    """One notebook and what came of it; `outcome` is None for one that could not be run."""

    source: Source
    outcome: Outcome | None
    complaints: Sequence[str]

    @property
    def ok(self) -> bool:
        """Tell whether it ran as it must."""
        return not self.complaints


def lines(number: int, count: int, played: Played) -> list[str]:
    """Return what is said of one notebook: a line, and one for each complaint.

    Args:
        number: its place, from 1 on.
        count: how many there are.
        played: the notebook.
    """
    word = "ok  " if played.ok else "FAIL"
    took = ""
    if played.outcome is not None:
        used = played.outcome.took
        took = f"{used['cpu_minutes']:6.2f} min {used['memory_gb']:6.2f} GB"
    head = f"[{number:2d}/{count}] {word} {played.source.target!s:<36} {took}".rstrip()
    return [head, *(f"        {one.strip()[:_LONGEST]}" for one in played.complaints)]


def verdict(played: Sequence[Played], models: str) -> str:
    """Return the sentence at the end."""
    failed = [str(one.source.target) for one in played if not one.ok]
    minutes = sum(one.outcome.took["cpu_minutes"] for one in played if one.outcome)
    if failed:
        return f"{len(failed)} of {len(played)} notebooks failed: {', '.join(failed)}."
    return f"All {len(played)} notebooks ran with {models}: {minutes:.1f} minutes of computing."
