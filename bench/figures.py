"""Percentiles, spreads and ratios. Pure functions."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Spread:
    """Lowest, middle and highest of some values."""

    low: float
    middle: float
    high: float


def percentile(values: Sequence[float], share: float) -> float:
    """Return the value below which `share` (0 to 1) of `values` lie.

    Between two values by the straight line, numpy's default. Raises ValueError for no values or
    a share outside.
    """
    if not values or not 0 <= share <= 1:
        raise ValueError("a percentile needs values, and a share from 0 to 1")
    ordered = sorted(values)
    place = share * (len(ordered) - 1)
    below = math.floor(place)
    above = math.ceil(place)
    return ordered[below] + (place - below) * (ordered[above] - ordered[below])


def spread(values: Sequence[float]) -> Spread | None:
    """Return the spread of `values` (the middle is the median), None where nothing was measured."""
    if not values:
        return None
    return Spread(min(values), percentile(values, 0.5), max(values))


def ratios(pairs: Sequence[tuple[float | None, float | None]]) -> list[float]:
    """Return second / first of every pair in which both were measured."""
    return [
        second / first
        for first, second in pairs
        if first is not None and second is not None and first
    ]
