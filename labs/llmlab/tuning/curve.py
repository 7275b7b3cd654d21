"""The picture of a run: how the loss fell."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from llmlab.plots import use_course_style

Points = Sequence[tuple[int, float]]


def draw_losses(training: Points, held_out: Points, path: Path) -> str:
    """Draw both losses over the steps, save the picture, and return its file's name.

    Told apart by marker, dash and a label at the line, not by colour alone; the file's description
    says the same in words.
    """
    use_course_style()
    from matplotlib.figure import Figure

    figure = Figure(layout="constrained")
    axes = figure.add_subplot()
    for points, label in ((training, "training"), (held_out, "held out")):
        if points:
            steps, losses = zip(*points, strict=True)
            axes.plot(steps, losses, label=label)
            axes.annotate(
                f"{label} {losses[-1]:.2f}", (steps[-1], losses[-1]), (6, 0),
                textcoords="offset points", va="center",
            )  # fmt: skip
    axes.set(xlabel="step", ylabel="loss (nats per token)", yscale="log")
    axes.margins(x=0.25)
    axes.legend()
    figure.savefig(path, metadata={"Description": describe_losses(training, held_out)})
    return str(path)


def describe_losses(training: Points, held_out: Points) -> str:
    """Return the picture in words, for those who do not see it.

    >>> describe_losses([(1, 8.0), (20, 0.5)], [])
    'Training loss from 8.00 at step 1 to 0.50 at step 20.'
    """
    return " ".join(
        f"{name} loss from {points[0][1]:.2f} at step {points[0][0]} to {points[-1][1]:.2f} "
        f"at step {points[-1][0]}."
        for name, points in (("Training", training), ("Held-out", held_out))
        if points
    )
