"""The picture of a run: how the loss fell."""

from __future__ import annotations

import base64
import html
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from llmlab.plots import use_course_style
from llmlab.tuning.failures import explained

Points = Sequence[tuple[int, float]]


@dataclass(frozen=True)
class Curve:
    """A picture of the losses; `description` says the same in words.

    A notebook shows the picture, with the words for those who do not see it; `print` says them.
    """

    path: Path
    description: str

    def __str__(self) -> str:
        return self.description

    def _repr_html_(self) -> str:
        # JupyterLab gives a plain image output no alternative text.
        data = base64.b64encode(self.path.read_bytes()).decode("ascii")
        words = html.escape(self.description, quote=True)
        return f'<img src="data:image/png;base64,{data}" alt="{words}" style="max-width: 100%">'


def draw_losses(training: Points, held_out: Points, path: Path) -> Curve:
    """Draw both losses over the steps, save the picture, and return it.

    Told apart by marker and dash, not by colour alone; the file's description
    says the same in words.
    """
    use_course_style()
    from matplotlib.figure import Figure
    from matplotlib.ticker import FuncFormatter, LogLocator, NullFormatter

    figure = Figure(layout="constrained")
    axes = figure.add_subplot()
    for points, label in ((training, "training"), (held_out, "held out")):
        if points:
            steps, losses = zip(*points, strict=True)
            axes.plot(steps, losses, label=f"{label}, {losses[-1]:.2f} at the end")
    axes.set(xlabel="step", ylabel="loss (nats per token)", yscale="log")
    axes.yaxis.set_major_locator(LogLocator(subs=(1, 2, 5)))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda loss, _: f"{loss:g}"))  # not 10 to the 0
    axes.yaxis.set_minor_formatter(NullFormatter())
    axes.legend()
    with explained("", path.parent):
        figure.savefig(path, metadata={"Description": describe(training, held_out)})
    return Curve(path, describe(training, held_out))


def describe(training: Points, held_out: Points) -> str:
    """Return the picture in words, for those who do not see it.

    >>> describe([(1, 8.0), (20, 0.5)], [])
    'Training loss from 8.00 at step 1 to 0.50 at step 20.'
    """
    return " ".join(
        f"{name} loss from {points[0][1]:.2f} at step {points[0][0]} to {points[-1][1]:.2f} "
        f"at step {points[-1][0]}."
        for name, points in (("Training", training), ("Held-out", held_out))
        if points
    )
