"""Which numbers a run can be given."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from presets import STEP

from llmlab import LabError

SHORTEST = 16  # tokens: hardly a question has fewer


def check_settings(seed: int, steps: int, changes: Mapping[str, int | bool]) -> None:
    """Refuse numbers that cannot be, before anything is looked at.

    Raises:
        LabError: `TUNE-SETTING` with those that can.
    """
    batches = [size for size in range(1, STEP + 1) if STEP % size == 0]
    if changes.get("batch", 1) not in batches:
        allowed = f"one of {', '.join(map(str, batches))}: {STEP} examples make a step"
        raise _setting("batch", changes["batch"], allowed)
    if changes.get("length", SHORTEST) < SHORTEST:
        raise _setting("length", changes["length"], f"{SHORTEST} tokens or more")
    if steps != -1 and steps < 1:
        raise _setting("steps", steps, "1 or more; left out, the recipe says how many")
    if seed < 0:
        raise _setting("seed", seed, "0 or more")


def check_lengths(lengths: Sequence[int], taken: int) -> None:
    """Refuse examples of more tokens than are taken: training would never see how they end.

    Raises:
        LabError: `TUNE-DATA-LONG` with the length that would do.
    """
    longest = max(lengths)
    if longest > taken:
        raise LabError(
            "TUNE-DATA-LONG",
            f"The longest example has {longest} tokens and {taken} are taken: its answer would be "
            f"cut off. Shorten it, or set length to {longest}, which takes more memory.",
        )


def _setting(name: str, value: int, allowed: str) -> LabError:
    return LabError("TUNE-SETTING", f"{name} cannot be {value}. Take {allowed}.")
