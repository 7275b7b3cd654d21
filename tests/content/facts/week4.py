"""The texts of week 4, and the sum of memory that they do by hand, for the tests of its facts."""

from __future__ import annotations

from tests.content.conftest import ROOT, read_text

WEEK, LABS = ROOT / "content/week4", ROOT / "labs/week4"
LLAMA_8B = 8_030_261_248


def lecture(name: str) -> str:
    """Return the Markdown of the lecture whose file begins so."""
    [path] = WEEK.glob(f"{name}*.md")
    return read_text(path).markdown


def memory_gb(frozen: float, bits: float, trained: float) -> float:
    """Return GB: the frozen parameters in so many bits, 16 bytes for each that is trained."""
    return (frozen * bits / 8 + 16 * trained) / 1e9
