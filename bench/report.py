"""From a run to the rows of its table. Pure functions."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bench.figures import Spread, percentile, ratios, spread
from bench.record import Pair, Round, Run

MIB = 2**20
NOT_MEASURED = "not measured"
STUDENTS_PARTS = ("notebook", "sidecar")
SERVICES = ("hub", "proxy", "guard", "docker")


@dataclass(frozen=True)
class Row:
    """One line: what, and spreads over the rounds; `places` are digits after the point."""

    what: str
    stock: Spread | None
    ours: Spread | None
    ratio: Spread | None
    places: int = 1
    aim: str = ""


def show(values: Spread | None, places: int, unit: str = "") -> str:
    """Return "median (lowest to highest)"; `unit` comes after the median."""
    if values is None:
        return NOT_MEASURED
    low, middle, high = (f"{each:.{places}f}" for each in (values.low, values.middle, values.high))
    return f"{middle}{unit} ({low} to {high})"


def seconds(one: Round, mark: str, share: float) -> float | None:
    """Return a percentile of the seconds to `mark` over the visits that did not fail."""
    values = [visit.marks[mark] for visit in one.visits if not visit.error]
    return percentile(values, share) if values else None


def processor(one: Round, parts: Sequence[str]) -> float | None:
    """Return CPU seconds a student for some parts together; None where none was measured."""
    found = [one.cpu[part] for part in parts if part in one.cpu]
    return sum(found) / len(one.visits) if found and one.visits else None


def working_set(one: Round, parts: Sequence[str]) -> float | None:
    """Return the middle student's working set in MiB: the parts of one student together."""
    columns = [one.memory[part] for part in parts if one.memory.get(part)]
    if not columns:
        return None
    return percentile([sum(values) / MIB for values in zip(*columns, strict=True)], 0.5)


def failures(one: Round) -> float:
    """Return how many visits failed."""
    return float(sum(bool(visit.error) for visit in one.visits))


def row(
    pairs: Sequence[Pair],
    what: str,
    figure: Callable[[Round], float | None],
    *,
    places: int = 1,
    aim: str = "",
    compare: bool = True,
) -> Row:
    """Return the row of one figure; the ratio is that of each two neighbouring rounds."""
    both = [(figure(pair.stock), figure(pair.ours)) for pair in pairs]
    return Row(
        what,
        spread([stock for stock, _ in both if stock is not None]),
        spread([ours for _, ours in both if ours is not None]),
        spread(ratios(both)) if compare else None,
        places,
        aim,
    )


def class_start(pairs: Sequence[Pair]) -> list[Row]:
    """Return how long students wait, and who failed."""
    rows = [
        row(
            pairs,
            f"Start until ready to work, {name} (s)",
            lambda one, share=share: seconds(one, "done", share),  # type: ignore[misc]
            aim=aim,
        )
        for name, share, aim in (("p50", 0.5, ""), ("p95", 0.95, "at most 0.4"), ("max", 1.0, ""))
    ]
    stages = (("ready", "the hub says ready"), ("cell", "a cell has run"))
    rows += [
        row(
            pairs,
            f"of it until {text}, p95 (s)",
            lambda one, mark=mark: seconds(one, mark, 0.95),  # type: ignore[misc]
        )
        for mark, text in stages
    ]
    return [*rows, row(pairs, "Failures", failures, places=0, aim="none", compare=False)]


def costs(pairs: Sequence[Pair]) -> list[Row]:
    """Return what a student's start costs in CPU seconds, and what an idle lab holds in memory."""
    shown = (
        ("notebook and model server", STUDENTS_PARTS),
        ("the notebook alone", ("notebook",)),
        ("the model server alone", ("sidecar",)),
        ("the hub", ("hub",)),
        ("proxy and packet filter", ("proxy", "guard")),
        ("Docker's own processes", ("docker",)),
        ("all of these", (*STUDENTS_PARTS, *SERVICES)),
        ("the whole machine, other work included", ("machine",)),
        ("the load generator", ("generator",)),
    )
    rows = [
        row(
            pairs,
            f"CPU seconds a student: {text}",
            lambda one, parts=parts: processor(one, parts),  # type: ignore[misc]
            places=2,
        )
        for text, parts in shown
    ]
    rows.append(
        row(
            pairs,
            "Memory of an idle lab: notebook and model server (MiB)",
            lambda one: working_set(one, STUDENTS_PARTS),
            aim="at most 1",
        )
    )
    rows.append(row(pairs, "of it the notebook (MiB)", lambda one: working_set(one, ("notebook",))))
    return rows


def app_path(run: Run) -> Row:
    """Return the first token of a Gradio app in milliseconds: directly, and through the hub."""
    app = run.app
    if app is None:
        return Row("First token of a Gradio app (ms)", None, None, None, 1, "20 ms more at most")
    direct, proxied = ([1000 * each for each in way] for way in (app.direct, app.proxied))
    return Row(
        "First token of a Gradio app (ms)",
        spread(direct),
        spread(proxied),
        None,
        1,
        "20 ms more at most",
    )


def added(run: Run) -> float | None:
    """Return how many milliseconds the way through the hub adds, median against median."""
    way = app_path(run)
    return way.ours.middle - way.stock.middle if way.ours and way.stock else None
