"""What the lectures of week 4 print and can be computed: parameters, bits, bytes, tokens."""

from __future__ import annotations

import json
import math
import re

from tests.content.facts.week4 import LABS, LLAMA_8B, WEEK, lecture, memory_gb

# (inputs, outputs) of the seven linear layers of a block of Llama 3.1 8B, as its config.json says.
BLOCK = {
    "query": (4096, 4096),
    "key": (4096, 1024),
    "value": (4096, 1024),
    "output of attention": (4096, 4096),
    "gate": (4096, 14336),
    "up": (4096, 14336),
    "down": (14336, 4096),
}


def lora(rank: int, layers: list[tuple[int, int]]) -> int:
    return sum(rank * (inputs + outputs) for inputs, outputs in layers)


# -- the first lecture -----------------------------------------------------------------------------


def test_the_toys_three_steps() -> None:
    text, w, seen = lecture("01"), 2.0, []
    for _ in range(3):
        w -= 0.1 * 2 * (w - 3)
        seen.append(f"{w:.3f}".rstrip("0"))
    assert seen == ["2.2", "2.36", "2.488"]
    assert all(number in text for number in seen)
    scratch = [3 * (1 - 0.8**n) for n in (1, 2, 3)]
    assert [f"{one:.3f}".rstrip("0") for one in scratch] == ["0.6", "1.08", "1.464"]
    assert "to 0.6, 1.08\nand 1.464" in text
    assert f"loss is {(w - 3) ** 2:.2f}, the other one's {(scratch[-1] - 3) ** 2:.2f}" in text
    assert f"It is {(w - 2) ** 2:.2f} now" in text


def test_the_loss_of_three_tokens() -> None:
    text = lecture("01")
    losses = [-math.log(p) for p in (0.5, 0.9, 0.8)]
    for p, one in zip((0.5, 0.9, 0.8), losses, strict=True):
        assert f"$-\\ln {p} = {one:.2f}$" in text
    assert f"the mean is {sum(losses) / 3:.2f}" in text
    assert f"the first token alone cost {-math.log(0.01):.2f}" in text


def test_pre_training_reads_two_million_times_as_much() -> None:
    assert f"read {1.4e12 / (1000 * 256 * 3) / 1e6:.1f} million times as much" in lecture("01")


def test_the_price_of_a_long_prompt() -> None:
    assert 2_000 * 600 == 1.2e6
    assert "that is 1.2 million tokens to read each month" in lecture("01")


def test_the_demos_examples_are_counted_right() -> None:
    rows = (LABS / "data/train.jsonl").read_text().splitlines()
    assert f"our demo: {len(rows)}" in lecture("01")
    assert f"there are {len(rows)} good examples" in lecture("01")


def test_the_shapes_of_data_are_json() -> None:
    [block] = re.findall(r"```json\n(.*?)```", lecture("01"), re.DOTALL)
    rows = [json.loads(line) for line in block.splitlines()]
    assert [set(row) for row in rows] == [
        {"messages"},
        {"prompt", "completion"},
        {"prompt", "chosen", "rejected"},
    ]


# -- the second ------------------------------------------------------------------------------------


def test_sixteen_bytes() -> None:
    text = lecture("02")
    rows = re.findall(r"^\|[^|]+\| (\d) \|", text, re.MULTILINE)
    assert sum(int(row) for row in rows) == 16
    assert "8.03 × 16 = 128 GB" in text
    assert math.floor(8.03 * 16) == 128


def test_three_adapters_beside_one_base() -> None:
    text = lecture("02")
    size = lora(16, list(BLOCK.values()) * 32) * 2 / 1e6
    assert f"{size:.0f} MB" in text
    assert f"{size:.0f} MB" in lecture("03")


def test_ia3_by_hand() -> None:
    one = 4096 + 4096 + 11008
    text = lecture("02")
    assert f"= {one:,} numbers a block" in text
    assert f"so {one * 32:,}" in text


# -- the third -------------------------------------------------------------------------------------


def test_the_table_of_layers_adds_up() -> None:
    text = lecture("03")
    for name, (inputs, outputs) in BLOCK.items():
        assert f"| {name} | {inputs:,} | {outputs:,} | {inputs + outputs:,} |" in text
    total = sum(inputs + outputs for inputs, outputs in BLOCK.values())
    assert f"| **sum** | | | **{total:,}** |" in text
    assert f"16 × {total:,} × 32 = **{lora(16, list(BLOCK.values()) * 32):,}**" in text


def test_one_matrix_of_rank_eight() -> None:
    trained, whole = lora(8, [(4096, 4096)]), 4096**2
    assert (
        f"**{trained:,}** parameters instead of {whole:,}, which is {100 * trained / whole:.2f} %"
        in lecture("03")
    )


def test_small_matrices_save_nothing() -> None:
    for rank, word in ((1, "a half"), (2, "no saving at all"), (4, "twice as many")):
        half = 4 * rank
        assert f"| {rank} | {half} + {half} = {lora(rank, [(4, 4)])} | {word} |" in lecture("03")


def test_gpt_3_in_the_lora_paper() -> None:
    trained = lora(4, [(12288, 12288)] * 2 * 96)
    assert f"({trained}, {175e9 / trained:.0f}, {trained * 2 / 1e6:.1f})" in lecture("03")
    assert f"{trained:_}" in (LABS / "lab.py").read_text()


def test_bits_of_double_quantisation() -> None:
    once, twice = 32 / 64, 8 / 64 + 32 / (64 * 256)
    text = lecture("03")
    assert f"= 0.125 + 0.002 = {twice:.3f}" in text
    assert f"brings {4 + once} bits a weight down to **{4 + twice:.3f}**" in text
    assert f"it is {(once - twice) * 65e9 / 8 / 1e9:.0f} GB" in text
    assert f"saves {once - twice:.2f} bits a weight" in (WEEK / "terms.yml").read_text()


def test_the_table_of_quantised_weights() -> None:
    text = lecture("03")
    [values] = re.findall(r'>>> numbers = """(.*?)"""', text, re.DOTALL)
    nf4 = [float(number) for number in values.replace("...", "").split()]
    assert len(nf4) == 16
    assert nf4 == sorted(nf4)
    for weight in (-0.4, 0.1):
        code = min(range(16), key=lambda i: abs(nf4[i] - weight / 0.8))
        back = nf4[code] * 0.8
        row = f"| {nf4[code]} | {code} | {back:.4f} | {abs(back - weight):.4f} |"
        assert row.replace("-", "−") in text, row


def test_the_drawing_has_the_sixteen_values() -> None:
    drawing = (WEEK / "figures/nf4.svg").read_text()
    assert len(re.findall(r'stroke-width="3"', drawing)) == 16


def test_memory_of_the_three_ways() -> None:
    trained = lora(16, list(BLOCK.values()) * 32)
    text = lecture("03")
    ways = {"full": (0, 16, LLAMA_8B), "LoRA": (LLAMA_8B, 16, trained)}
    for name, numbers in (ways | {"QLoRA": (LLAMA_8B, 4.127, trained)}).items():
        assert f"{name:<6} {memory_gb(*numbers):6.1f} GB" in text
    table = 2 * 128256 * 4096
    assert f"{table / 1e9:.2f} billion parameters of an 8B Llama" in text
    assert f"so {table * (16 - 4.127) / 8 / 1e9:.1f} GB more than the rule" in text


def test_llamas_size_is_what_its_layers_have() -> None:
    linear = 32 * sum(inputs * outputs for inputs, outputs in BLOCK.values())
    norms = 65 * 4096
    assert linear + 2 * 128256 * 4096 + norms == LLAMA_8B


# -- what the instructors are told -----------------------------------------------------------------


def test_the_answers_to_check_yourself() -> None:
    notes = (WEEK / "instructor-notes.md").read_text()
    assert f"1.7 × 16 = {1.7 * 16:.1f} GB" in notes
    assert f"4 × (1,024 + 4,096) = {lora(4, [(1024, 4096)]):,}" in notes
    assert f"4 + 32/32 = {4 + 32 / 32:.0f} bits" in notes
    in_16, in_4 = memory_gb(13e9, 16, 0), memory_gb(13e9, 4.127, 0)
    assert f"13 billion take {in_16:.0f} GB in 16 bits, but {in_4:.1f} GB in 4.127" in notes
