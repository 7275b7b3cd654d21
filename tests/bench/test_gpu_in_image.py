"""`bench.gpu` in the image for fine-tuning: its whole way on the processor, with a tiny model."""

from __future__ import annotations

import json
import subprocess

import pytest

from bench.gpu import in_docker
from bench.gpu.record import Sizes, from_text

pytestmark = [pytest.mark.docker, pytest.mark.timeout(300)]

TINY = Sizes(hidden=256, layers=2, heads=4, kv_heads=2, feed_forward=512, vocabulary=1024)
WORDS = ["--device=cpu", "--layers=2", "--hidden=256", "--heads=4", "--kv-heads=2"]
WORDS += ["--feed-forward=512", "--vocabulary=1024", "--length=64", "--warmup=1", "--steps=1"]
# What the measurement copies from week 4 because its modules need more packages.
SAME = """
import json, sys
sys.path[:0] = ["labs", "labs/week4"]
import torch, qlora
from presets import choose_recipe
from bench.gpu import model
from bench.gpu.record import Sizes
recipe = choose_recipe(8e9, "cuda")
lora = model.lora(recipe.rank, recipe.alpha)
same = lora.to_dict() == qlora.add_adapter(recipe).to_dict()  # before peft fills the rest in
made = model.make_4bit(model.make_config(Sizes(256, 2, 4, 2, 512, 1024)), torch.bfloat16, "cpu")
layer = made.model.layers[0].mlp.up_proj
tuned = model.add_adapter(made, lora, True, torch.bfloat16)
from bench.gpu import steps
from dataclasses import replace
from presets import PRESETS
made = model.make_4bit(model.make_config(Sizes(256, 2, 4, 2, 512, 1024)), torch.float16, "cpu")
wide = model.add_adapter(made, lora, False, torch.float16)
parts = [part for part in wide.parameters() if part.requires_grad]
before = [part.detach().clone() for part in parts]
preset = replace(PRESETS["24gb"], length=32)
optimizer = steps.optimizer_of("adamw_torch", parts, 1e-3)
steps.step_of(wide, preset, optimizer, "cpu", torch.float16)()
print(json.dumps({
    "lora": same,
    "layer": [type(layer).__name__, layer.weight.quant_type, layer.weight.quant_state.nested],
    "bytes": layer.weight.numel(),
    "left": [name for name, part in made.named_parameters() if part.is_meta],
    "wide": sorted({str(part.dtype) for part in parts}),
    "moved": any(not torch.equal(*pair) for pair in zip(before, parts)),
    "trained": sum(part.numel() for part in tuned.parameters() if part.requires_grad),
}))
"""


def test_the_whole_way_on_the_processor() -> None:
    run = from_text(in_docker.run([*WORDS, "--presets", "16gb", "24gb"], on_card=False))
    assert (run.device, run.sizes) == ("cpu", TINY)
    assert run.matmul > 0
    assert [one.preset for one in run.presets] == ["16gb", "24gb"]
    for one in run.presets:
        assert one.error == ""
        assert one.tokens_per_second
        # 6 N a token; N: two blocks, and the output layer
        block = 256 * (2 * 256 + 2 * 128) + 3 * 256 * 512
        weights = 2 * block + 1024 * 256
        assert one.flops == pytest.approx(6 * weights * one.tokens_per_second)


def test_too_large_a_model_is_refused_before_it_is_made() -> None:
    run = from_text(
        in_docker.run([*WORDS, "--vocabulary=900000000", "--presets", "16gb"], on_card=False)
    )
    assert "it would need" in run.presets[0].error
    assert run.presets[0].tokens_per_second is None


def test_it_measures_what_week_4_does() -> None:
    line = in_docker.command([], "")
    command = [*line[: line.index("-m")], "-c", SAME]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    told = json.loads(done.stdout.splitlines()[-1])
    adapter = 2 * 16 * ((256 + 256) * 2 + (256 + 128) * 2 + (256 + 512) * 3)
    assert told == {
        "lora": True,
        "layer": ["Linear4bit", "nf4", True],
        "bytes": 256 * 512 // 2,
        "left": [],
        "wide": ["torch.float32"],  # a card without bfloat16, and its scaled gradients
        "moved": True,
        "trained": adapter,
    }
