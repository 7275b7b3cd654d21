"""What week 2 prints is what one gets when one computes it."""

from __future__ import annotations

import csv
import re
import subprocess
import sys
from collections import Counter
from math import exp, prod, sqrt
from pathlib import Path

import numpy as np
import pytest

from tests.content.conftest import ROOT, read_text

LECTURES = ROOT / "content/week2"
LAB = ROOT / "labs/week2"
ORGANISATION = ROOT / "content/organisation"


def text_of(path: Path) -> str:
    return read_text(path).markdown


@pytest.fixture(scope="module")
def rows() -> list[dict[str, str]]:
    """Give the vectors that students load, row by row."""
    with (LAB / "data/embeddings.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def vectors(rows: list[dict[str, str]]) -> np.ndarray:
    """Give the numbers alone."""
    return np.array([[float(row[f"v{n}"]) for n in range(1, 17)] for row in rows])


def test_the_vectors_are_what_the_script_makes(tmp_path: Path) -> None:
    made = tmp_path / "made.csv"
    options = ["--texts", str(ORGANISATION), "--items", "data/items.csv", "--out", str(made)]
    subprocess.run([sys.executable, "make_embeddings.py", *options], cwd=LAB, check=True)
    assert made.read_text() == (LAB / "data/embeddings.csv").read_text()


def test_there_are_as_many_texts_as_the_lab_says(rows: list[dict[str, str]]) -> None:
    assert len(rows) == 96
    assert set(Counter(row["topic"] for row in rows).values()) == {16}
    assert Counter(row["kind"] for row in rows) == {"word": 24, "sentence": 72}
    assert len({row["text"] for row in rows}) == 96
    assert "96 texts about the tool library: 24 single words and 72 sentences" in text_of(
        LAB / "lab.py"
    )


def test_numbers_in_the_sentences_are_the_organisations_own(rows: list[dict[str, str]]) -> None:
    known = " ".join(path.read_text() for path in ORGANISATION.glob("*.txt"))
    said = {number for row in rows for number in re.findall(r"\d+(?::\d+)?", row["text"])}
    assert said
    assert said <= set(re.findall(r"\d+(?::\d+)?", known))


def test_what_the_lab_says_of_neighbours_and_of_the_shadow(
    rows: list[dict[str, str]], vectors: np.ndarray
) -> None:
    near = vectors @ vectors.T
    np.fill_diagonal(near, -2)
    place = {row["text"]: number for number, row in enumerate(rows)}
    bike = place["The cargo bike helps to carry everything home."]
    assert f"{near[bike].max():.2f}" == "0.46"
    assert f"{near[place['tram'], place['bicycles']]:.2f}" == "1.00"
    first = np.argsort(-near[bike])[:5]
    assert "getting here" not in {rows[n]["topic"] for n in first}
    spread = np.linalg.svd(vectors - vectors.mean(axis=0), compute_uv=False) ** 2
    assert 0.60 < 1 - spread[:2].sum() / spread.sum() < 0.667  # "nearly two thirds"
    text = text_of(LAB / "lab.py")
    for words in ("only 0.46", "cosine of 1.00", "nearly two thirds", f"{15 / 95:.0%}"[:-1] + " %"):
        assert words in text, words


def test_attention_by_hand() -> None:
    text = text_of(LECTURES / "02-attention.md")
    powers = [exp(score / sqrt(2)) for score in (1, 0, 1)]
    assert f"{powers[0]:.3f}" in text
    assert f"{sum(powers):.3f}" in text
    weights = [power / sum(powers) for power in powers]
    output = [weights[0] + weights[2] / 2, weights[1] + weights[2] / 2]
    row = " | ".join(f"**{weight:.3f}**" for weight in weights)
    assert row in text
    assert f"**({output[0]:.3f}, {output[1]:.3f})**" in text
    masked = powers[0] / (powers[0] + powers[1])
    assert f"**{masked:.3f}**" in text
    assert f"**{1 - masked:.3f}**" in text


@pytest.mark.parametrize("size", [1, 2, 4])
def test_coins_have_the_variance_that_the_table_says(size: int) -> None:
    tosses = np.array(np.meshgrid(*[[-1, 1]] * 2 * size)).reshape(2 * size, -1)
    scores = (tosses[:size] * tosses[size:]).sum(axis=0)
    assert scores.var() == size
    assert re.search(rf"^\| {size} \|.*\b{size} \|$", text_of(LECTURES / "02-attention.md"), re.M)


@pytest.mark.parametrize(("score", "digits"), [(1, 3), (8, 4)])
def test_large_scores_leave_nothing_to_learn(score: int, digits: int) -> None:
    p = 1 / (1 + exp(-score))
    moved = f"{p * (1 - p):.{digits}f}"
    row = f"| {score} and 0 | {p:.{digits}f}, {1 - p:.{digits}f} | {moved} |"
    assert row in text_of(LECTURES / "02-attention.md")


def base_model() -> dict[str, int]:
    """Return the parts of the Transformer of 2017, in numbers."""
    d, inner = 512, 2048
    attention, feed_forward, norm = 4 * d * d, 2 * d * inner + inner + d, 2 * d
    encoder = attention + feed_forward + 2 * norm
    decoder = 2 * attention + feed_forward + 3 * norm
    table = 37_000 * d
    return {
        "attention": attention,
        "feed-forward": feed_forward,
        "norm": norm,
        "encoder block": encoder,
        "decoder block": decoder,
        "table": table,
        "all": 6 * (encoder + decoder) + table,
    }


def test_the_model_of_2017_has_about_65_million_parameters() -> None:
    text, parts = text_of(LECTURES / "03-transformers.md"), base_model()
    assert all(f"{number:,}" in text for number in parts.values()), parts
    assert f"{(parts['all'] + 18 * 4 * 512) / 1e6:.1f} million" in text  # with biases in attention
    assert 0.95 < parts["all"] / 65e6 < 1


def test_what_the_notes_say_of_counting() -> None:
    notes, parts = text_of(LECTURES / "instructor-notes.md"), base_model()
    biases, last_norms = 18 * 4 * 512, 2 * parts["norm"]
    assert f"{parts['all'] - parts['table'] + biases + last_norms:,}" in notes
    assert f"{biases:,}" in notes
    assert f"{last_norms:,}" in notes
    assert f"{12 * (2 * 512 * 2048 + 2048):,}" in notes


def test_a_quarter_of_qwen_is_its_table() -> None:
    # Its page states 0.6 B parameters, of which 0.44 B are not the table.
    table = 151_936 * 1_024
    text = text_of(LECTURES / "01-embeddings.md")
    assert f"151,936 × 1,024 = {table:,}" in text
    assert 0.24 < table / (0.44e9 + table) < 0.27
    ratio = (0.44e9 + table) / base_model()["all"]
    assert round(ratio) == 9
    assert "about nine times as many" in text_of(LECTURES / "03-transformers.md")


def test_cosines_by_hand() -> None:
    text = text_of(LECTURES / "01-embeddings.md")
    tools = {"drill": (4, 3), "sander": (3, 4), "press": (-3, 4)}
    for first, second in (("drill", "sander"), ("sander", "press"), ("drill", "press")):
        dot = sum(prod(pair) for pair in zip(tools[first], tools[second], strict=True))
        row = re.search(rf"^\| {first}, {second} \| .* = {dot} \| \*\*(.+?)\*\*", text, re.M)
        assert row is not None, (first, second, dot)
        assert float(row[1]) == pytest.approx(dot / 25)
    assert f"3 / {sqrt(10):.2f} = **{3 / sqrt(10):.2f}**" in text


def test_the_example_of_the_assignment() -> None:
    text = text_of(LAB / "assignment.py")
    powers = [exp(score) for score in (1, 2, 0)]
    assert f"{powers[0]:.3f}, {powers[1]:.3f}, 1; the sum is {sum(powers):.3f}" in text
    assert ", ".join(f"{power / sum(powers):.3f}" for power in powers) in text
