"""The frame around the heavy part of a run: alone, watched, walled in, and explained."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from llmlab.tuning.failures import explained
from llmlab.tuning.folder import RunFolder
from llmlab.tuning.lock import alone
from llmlab.tuning.memory import PeakMemory, memory_guard


@contextmanager
def guarded(run: RunFolder, advice: str) -> Iterator[PeakMemory]:
    """Run the block as the only training of this home; yields what measures its memory.

    Args:
        run: the run's folder.
        advice: what to change if the memory does not suffice.

    Raises:
        LabError: `TUNE-BUSY`, `TUNE-MEMORY`, `TUNE-DISK` or `TUNE-STOPPED`.
    """
    place = alone(Path.home(), run.path)
    with explained(advice, run.path), place, PeakMemory() as peak, memory_guard():
        yield peak
