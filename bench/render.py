"""The table of a run: for the terminal, and for docs/measurements.md. Pure functions."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bench import merge_report, push_report, tuning_report
from bench.gpu import report as gpu_report
from bench.gpu.record import GpuRun
from bench.record import Merging, Pushing, Run, Tuning
from bench.report import NOT_MEASURED, Row, added, app_path, class_start, costs, show

HEAD = ("", "stock", "ours", "ours / stock", "aim")
APP_HEAD = ("", "directly", "through the hub", "added, median", "aim")

TITLE = """\
# Measurements

Written by `make bench-docs` from what `make bench` and `make bench-gpu` left in `build/`; no number
is typed by hand.
"""

CLASS = """\
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
The seconds of each stage of `make rehearse-gpu` (week 4's fine-tuning, then an answer of the tuned
model) on a real card are {NOT_MEASURED}.
"""


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
    """Return machine and command, a line each; older files name the folder of the hub's state."""
    command = re.sub(r"STATE=\S+", "STATE=...", run.command)
    return [*(f"{name}: {value}" for name, value in run.machine.items()), f"command: {command}"]


def part_facts(part: Tuning | Pushing | Merging | None) -> list[str]:
    """Return on what a part was measured, a line each; a part may have a day of its own."""
    if part is None:
        return []
    return [*(f"{name}: {told}" for name, told in part.machine.items()), f"command: {part.command}"]


def terminal(run: Run) -> str:
    """Return what `make bench` prints at its end."""
    parts = ["\n".join(facts(run)), *map(plain, tables(run))]
    later = (
        (run.tuning, tuning_report.table(run.tuning)),
        (run.push, push_report.table(run.push)),
        (run.merge, merge_report.table(run.merge)),
    )
    for measured, rows in later:
        if measured:
            parts += ["\n".join(part_facts(measured)), plain(rows)]
    return "\n\n".join(parts)


def section(title: str, *parts: str, told: Sequence[str]) -> str:
    """Return a part of the document: heading, text and tables, then what it was measured on."""
    listed = "\n".join(f"- {fact}" for fact in told)
    return "\n".join([f"## {title}\n", *(f"{part.rstrip()}\n" for part in parts if part), listed])


def document(run: Run, card: GpuRun | None = None) -> str:
    """Return docs/measurements.md; each part names its own machine, day and command."""
    told = CLASS.format(students=run.students, arrival=run.arrival, rounds=len(run.pairs))
    demo, shown = tuning_report.table(run.tuning), gpu_report.documented(card)
    sections = [
        section("A class start", told, *map(markdown, tables(run)), told=facts(run)),
        section(
            "Week 4's demo on the processor",
            tuning_report.INTRODUCTION,
            markdown(demo),
            told=part_facts(run.tuning),
        ),
        section(
            "A push to the class",
            push_report.introduction(run.push),
            markdown(push_report.table(run.push)),
            told=part_facts(run.push),
        ),
        section(
            "Merging students' and instructors' changes",
            merge_report.INTRODUCTION,
            markdown(merge_report.table(run.merge)),
            told=part_facts(run.merge),
        ),
        section(
            "Fine-tuning on a graphics card",
            gpu_report.INTRODUCTION,
            markdown(gpu_report.table(shown)),
            gpu_report.matmul(shown),
            CARD,
            told=gpu_report.facts(shown),
        ),
    ]
    return "\n".join([TITLE, *(f"{one.rstrip()}\n" for one in sections)])
