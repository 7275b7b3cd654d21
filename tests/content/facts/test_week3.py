"""The numbers of week 3, computed again and looked for in its texts."""

from __future__ import annotations

import math
import re

import pytest

from tests.content.facts.week3 import text

# Table 2 and Table 15 of arXiv 2302.13971: parameters, width, layers, tokens read, GPU hours.
LLAMA = {
    "7B": (6.7e9, 4096, 32, 1.0e12, 82_432),
    "13B": (13.0e9, 5120, 40, 1.0e12, 135_168),
    "33B": (32.5e9, 6656, 60, 1.4e12, 530_432),
    "65B": (65.2e9, 8192, 80, 1.4e12, 1_022_362),
}
DATA_SHARES = (67.0, 15.0, 4.5, 4.5, 4.5, 2.5, 2.0)
WATTS_WITH_COOLING, KG_PER_KWH = 400 * 1.1, 0.385
VOCABULARY = 32_000


def hidden_size(width: int) -> int:
    return math.ceil(2 / 3 * 4 * width / 256) * 256


def layer_size(width: int) -> int:
    return 4 * width**2 + 3 * width * hidden_size(width) + 2 * width


def parameters(width: int, layers: int) -> int:
    return layers * layer_size(width) + 2 * VOCABULARY * width + width


def test_softmax_by_hand() -> None:
    powers = [math.exp(score) for score in (2, 1, 0)]
    for name, power in zip(("library", "tool", "heron"), powers, strict=True):
        row = rf"\| {name} \| \d \| {power:.2f} \| {power / sum(powers):.3f} \|"
        assert re.search(row, text("01-transformers-library.py")), row
    assert f"divided by the sum, {sum(powers):.2f}" in text("01-transformers-library.py")
    low, high = (math.exp(z) / (1 + math.e) for z in (0, 1))
    assert f"{high:.3f} and {low:.3f}" in text("01-transformers-library.py")
    shares = "{:.3f}, {:.3f} and {:.3f}".format(*(power / sum(powers) for power in powers))
    assert shares in text("quiz.yml")


@pytest.mark.parametrize("name", LLAMA)
def test_the_sizes_of_llama_give_its_parameters(name: str) -> None:
    stated, width, layers, read, _ = LLAMA[name]
    assert abs(parameters(width, layers) - stated) / stated < 0.01
    row = rf"\| {name} \| {stated / 1e9:.1f} billion \| {width} \| \d+ \| {layers} \|"
    row += rf" \S+ \| {read / 1e12:.1f} trillion \|"
    assert re.search(row, text("02-llama-paper.md")), row


def test_the_parameters_of_7b_are_counted_right() -> None:
    width, layers = LLAMA["7B"][1:3]
    page = text("02-llama-paper.md")
    for number in (
        4 * width**2,
        hidden_size(width),
        3 * width * hidden_size(width),
        2 * width,
        layer_size(width),
        layers * layer_size(width),
        2 * VOCABULARY * width,
    ):
        assert f"{number:,}" in page, number
    assert f"{2 / 3 * 4 * width:,.2f}" in page
    total = parameters(width, layers)
    assert f"{total / 1e9:.2f} billion" in page
    assert f"comes out as {parameters(8192, 80) / 1e9:.2f}" in page
    assert f"{total / 1e9:.2f} × 2 = **{total * 2 / 1e9:.1f} GB**" in page
    assert f"in 4 bits about {total / 2 / 1e9:.1f} GB" in page
    assert f"13.0 × 4 / 8 = {13.0 * 4 / 8:g} GB" in page


def test_a_context_of_7b_takes_a_gigabyte() -> None:
    width, layers = LLAMA["7B"][1:3]
    per_token = 2 * layers * width * 2
    assert f"{per_token:,} bytes, half a megabyte" in text("02-llama-paper.md")
    assert f"2,048 tokens: {per_token * 2048 / 1e9:.2f} GB" in text("02-llama-paper.md")


def test_the_small_one_read_seven_times_as_much_for_its_size() -> None:
    each = {name: read / size for name, (size, _, _, read, _) in LLAMA.items()}
    assert f"{each['7B']:.0f} tokens per parameter" in text("02-llama-paper.md")
    assert round(each["7B"] / each["65B"]) == 7
    assert each["7B"] / 20 > 7
    assert f"read {each['7B']:.0f} tokens for each parameter" in text("quiz.yml")


def test_the_21_days() -> None:
    from_speed = 1.4e12 / (380 * 2048) / 86_400
    from_hours = LLAMA["65B"][4] / 2048 / 24
    assert f"{from_speed:.1f}" == f"{from_hours:.1f}" == "20.8"
    assert round(from_speed) == 21
    assert f"about {from_speed * 4:.0f}; (3)" in text("02-llama-paper.md")


@pytest.mark.parametrize("name", LLAMA)
def test_electricity_and_carbon(name: str) -> None:
    hours = LLAMA[name][4]
    megawatt_hours = hours * WATTS_WITH_COOLING / 1e6
    # The paper cuts the MWh off and rounds the tonnes.
    row = (
        f"| {name} | {hours:,} | {int(megawatt_hours)} MWh | {megawatt_hours * KG_PER_KWH:.0f} t |"
    )
    assert row in text("02-llama-paper.md"), row
    if name == "7B":
        assert f"= {megawatt_hours:.1f} MWh, and" in text("02-llama-paper.md")
        assert f"× 0.385 = {megawatt_hours * KG_PER_KWH:.1f} t" in text("02-llama-paper.md")


def test_all_work_together() -> None:
    assert abs(2638 * KG_PER_KWH - 1015) < 1
    assert "2,638 MWh and 1,015 t" in text("02-llama-paper.md")


def test_the_shares_of_the_data() -> None:
    assert sum(DATA_SHARES) == 100
    page = text("02-llama-paper.md")
    assert [float(x) for x in re.findall(r"\| ([\d.]+) % \|", page)] == list(DATA_SHARES)
    assert f"**{DATA_SHARES[0] + DATA_SHARES[1]:.0f} % is the web.**" in page


def row_after(name: str, page: str) -> str:
    """Return the cells of a table's row that begins with a name."""
    found = re.search(rf"\| {name} \|((?: [\d.]+ \|)+)", page)
    assert found is not None, name
    return found[1]


def test_most_is_not_all() -> None:
    page = text("02-llama-paper.md")
    large, small = (
        [float(number) for number in re.findall(r"[\d.]+", line)]
        for line in (row_after("GPT-3, 175B", page), row_after("LLaMA-13B", page))
    )
    assert len(large) == 7
    gains = [b - a for a, b in zip(large, small, strict=True)]
    assert f"ahead in {sum(gain > 0 for gain in gains)} of {len(gains)}" in page
    assert f"In HellaSwag by {gains[2]:.1f} points" in page
    assert f"in BoolQ by {gains[0]:.1f}" in page
    assert f"175 / 13 = {175 / 13:.1f}" in page


def test_tuning_moved_as_much_as_size() -> None:
    page = text("02-llama-paper.md")
    assert "| 35.1 | 46.9 | 57.8 | 63.4 | 43.9 | 67.5 | 69.3 |" in page
    assert f"These {68.9 - 63.4:.1f} points" in page
    assert f"brought ({63.4 - 57.8:.1f})" in page
