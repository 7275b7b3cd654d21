"""Plot defaults that do not rely on colour alone."""

from __future__ import annotations

# Okabe and Ito's palette (https://jfly.uni-koeln.de/color/), told apart with the common kinds of
# colour blindness;
# its yellow is left out because it is hard to see on white.
COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9")
MARKERS = ("o", "s", "^", "D", "v", "P")
LINES = ("-", "--", "-.", ":", (0, (5, 1)), (0, (1, 1)))


def use_course_style() -> None:
    """Set matplotlib's defaults: a colour, marker and dash for every line, and readable text."""
    # Imported here: matplotlib takes half a second, and most labs draw nothing.
    import matplotlib as mpl
    from cycler import cycler

    mpl.rcParams.update(
        {
            "axes.prop_cycle": cycler(color=COLOURS)
            + cycler(marker=MARKERS)
            + cycler(linestyle=LINES),
            "axes.grid": True,
            "axes.spines.right": False,
            "axes.spines.top": False,
            "figure.dpi": 110,
            "figure.figsize": (7.0, 4.2),
            "font.size": 12.0,
            "grid.alpha": 0.3,
            "lines.linewidth": 2.0,
        }
    )
