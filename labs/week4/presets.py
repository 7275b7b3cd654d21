"""The settings of a run: one preset for each size of machine, one recipe for each size of model."""

from __future__ import annotations

from dataclasses import dataclass, replace

GIB = 2**30
SMALL = 50e6  # parameters; such a model knows the words that it was trained on, and no others


@dataclass(frozen=True)
class Preset:
    """What a machine has room for.

    Attributes:
        models: published models in order of preference; the first that is here is taken.
        length: longest example in tokens; longer ones are cut.
        batch: examples at once, a divisor of `STEP`.
        checkpointing: whether activations are computed twice instead of kept.
        optimizer: `adamw_torch`, or `paged_adamw_8bit`, whose state is a quarter as large.
        gguf: number format of the file for Ollama: `f16`, or `q8_0`, which is half as large.
    """

    name: str
    models: tuple[str, ...]
    length: int
    batch: int
    checkpointing: bool
    optimizer: str
    gguf: str

    @property
    def accumulation(self) -> int:
        """Return how many batches' gradients are added before a step."""
        return STEP // self.batch


STEP = 8  # examples make a step on every machine

EIGHT_B = ("meta-llama/Llama-3.1-8B-Instruct", "Qwen/Qwen3-8B", "Qwen/Qwen3-0.6B")

PRESETS = {
    preset.name: preset
    for preset in (
        Preset("cpu", ("Qwen/Qwen3-0.6B",), 256, 8, False, "adamw_torch", "f16"),
        Preset("16gb", EIGHT_B, 1024, 1, True, "paged_adamw_8bit", "q8_0"),
        Preset("24gb", EIGHT_B, 2048, 2, True, "paged_adamw_8bit", "q8_0"),
        Preset("h200", EIGHT_B, 2048, 4, True, "paged_adamw_8bit", "q8_0"),
    )
}


def choose_preset(wanted: str, kind: str, memory: int) -> Preset:
    """Return the preset called `wanted`; `auto` takes the largest that the device has room for.

    Args:
        wanted: `auto` or a name of `PRESETS`.
        kind: `cuda` or `cpu`.
        memory: the device's memory in bytes.
    """
    if wanted != "auto":
        return PRESETS[wanted]
    if kind == "cpu":
        return PRESETS["cpu"]
    # A "24 GB" card reports a little less, and a slice of a larger one is called after what it has.
    if memory < 22 * GIB:
        return PRESETS["16gb"]
    return PRESETS["24gb" if memory < 40 * GIB else "h200"]


def for_model(preset: Preset, parameters: int, kind: str) -> Preset:
    """Return the preset for a model of so many parameters.

    Two examples keep a processor as busy as eight, once the model is a real one: it only pads less.
    """
    is_small = kind != "cpu" or parameters < SMALL
    return preset if is_small else replace(preset, batch=min(preset.batch, 2))


@dataclass(frozen=True)
class Recipe:
    """How long and how boldly a model is trained.

    Attributes:
        rank: rank r of LoRA's two matrices.
        alpha: their product is scaled by alpha / r.
        learning_rate: size of a step.
        epochs: how often every example is seen.
    """

    rank: int
    alpha: int
    learning_rate: float
    epochs: int


def choose_recipe(parameters: int, kind: str) -> Recipe:
    """Return the recipe for a model of so many parameters.

    2e-4 is what the QLoRA paper takes for 7B and 13B (arXiv:2305.14314, appendix B). A model of a
    few million parameters is no worse off with larger steps, and needs more of them.
    """
    if parameters < SMALL:
        return Recipe(rank=16, alpha=32, learning_rate=1e-3, epochs=6)
    recipe = Recipe(rank=16, alpha=32, learning_rate=2e-4, epochs=3)
    # A processor needs half an hour for what a card does in one minute.
    return replace(recipe, epochs=1) if kind == "cpu" else recipe


def steps_of(examples: int, recipe: Recipe, wanted: int = -1) -> tuple[int, int]:
    """Return how many steps a run has, and in how many the learning rate rises at first."""
    total = wanted if wanted > 0 else -(-examples // STEP) * recipe.epochs
    return total, max(1, total // 18)
