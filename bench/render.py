"""The table of a run: for the terminal, and for docs/measurements.md. Pure functions."""

from __future__ import annotations

from collections.abc import Sequence

from bench.figures import Spread
from bench.record import Run
from bench.report import NOT_MEASURED, Row, added, app_path, class_start, costs

HEAD = ("", "stock", "ours", "ours / stock", "aim")
APP_HEAD = ("", "directly", "through the hub", "added, median", "aim")

INTRODUCTION = """\
# Measurements

Written by `make bench` and `make bench-docs` from `build/bench.json`; no number is typed by hand.

A class start: {students} students press Start, evenly within {arrival:g} seconds. Each is ready
when a cell has run in a kernel of their own and, on our hub, their own Ollama has answered a token.
Stock is JupyterHub with DockerSpawner and a plain JupyterLab image (`bench/stock`): the same
versions, byte-compiled, without any Ollama. The two take turns on one machine, {rounds} rounds
each, new students in every round. Every field is *median (lowest to highest)* over the rounds; a
ratio is that of two neighbouring rounds. An idle lab is one in which a cell has run, the kernel is
shut down and no model is loaded; its memory is the control group's working set.
"""

# `make rehearse-gpu` tells the seconds of its stages; no number of a real card is known yet.
CARD = f"""\
A graphics card: the seconds of each stage of `make rehearse-gpu` (week 4's fine-tuning, then an
answer of the tuned model) on a real card are {NOT_MEASURED}.
"""


def show(values: Spread | None, places: int) -> str:
    """Return "median (lowest to highest)"."""
    if values is None:
        return NOT_MEASURED
    low, middle, high = (f"{each:.{places}f}" for each in (values.low, values.middle, values.high))
    return f"{middle} ({low} to {high})"


def cells(row: Row) -> tuple[str, str, str, str, str]:
    """Return the five fields of a row; no ratio is claimed where one side was not measured."""
    ratio = show(row.ratio, 2) if row.ratio else ""
    return (row.what, show(row.stock, row.places), show(row.ours, row.places), ratio, row.aim)


def app_cells(run: Run) -> tuple[str, str, str, str, str]:
    """Return the row of the proxied app."""
    row, more = app_path(run), added(run)
    direct, proxied = show(row.stock, row.places), show(row.ours, row.places)
    return (row.what, direct, proxied, NOT_MEASURED if more is None else f"{more:.1f}", row.aim)


def plain(lines: Sequence[Sequence[str]]) -> str:
    """Return a table for the terminal."""
    widths = [max(len(line[column]) for line in lines) for column in range(len(lines[0]))]
    return "\n".join(
        "  ".join(text.ljust(width) for text, width in zip(line, widths, strict=True)).rstrip()
        for line in lines
    )


def markdown(lines: Sequence[Sequence[str]]) -> str:
    """Return the same table as Markdown; the first line is its head."""
    rule = ["---"] * len(lines[0])
    return "\n".join(f"| {' | '.join(line)} |" for line in (lines[0], rule, *lines[1:]))


def tables(run: Run) -> list[list[Sequence[str]]]:
    """Return the two tables: class start with its costs, and the proxied app."""
    rows = [*class_start(run.pairs), *costs(run.pairs)]
    return [[HEAD, *map(cells, rows)], [APP_HEAD, app_cells(run)]]


def facts(run: Run) -> list[str]:
    """Return machine and command, a line each."""
    return [*(f"{name}: {value}" for name, value in run.machine.items()), f"command: {run.command}"]


def terminal(run: Run) -> str:
    """Return what `make bench` prints at its end."""
    return "\n\n".join(["\n".join(facts(run)), *map(plain, tables(run))])


def document(run: Run) -> str:
    """Return docs/measurements.md."""
    told = INTRODUCTION.format(students=run.students, arrival=run.arrival, rounds=len(run.pairs))
    listed = "\n".join(f"- {fact}" for fact in facts(run))
    return "\n".join([told, *(f"{markdown(table)}\n" for table in tables(run)), CARD, listed, ""])
