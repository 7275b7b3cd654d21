"""What a run will need, from the model's configuration alone: before anything is loaded.

Every line of the forecast is a product that you can check by hand. Bytes throughout.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from presets import Preset, Recipe

GB = 1e9
NF4_BYTES = 4.127 / 8  # per weight, with double quantisation (QLoRA paper, section 3)
HALF, FULL = 2, 4  # bytes of a 16-bit and a 32-bit number
PROGRAM = {"cpu": 0.9 * GB, "cuda": 0.6 * GB}  # Python and its libraries; on a card CUDA's context
HOST = {"cpu": PROGRAM["cpu"], "cuda": 1.4 * GB}  # the same in the lab's own memory
LOGIT_BYTES = 4 * FULL  # a score of the loss: itself, its logarithm, and both once more on the way
LOSS_TOKENS = 256  # at a time: TRL takes the loss in pieces
ROOM = 0.9  # of the free memory may be planned with
SHORTEST = 256


@dataclass(frozen=True)
class Shape:
    """The sizes of a model that count."""

    hidden: int
    layers: int
    attention: int  # width of all query heads
    keys: int  # width of all key heads
    feed_forward: int
    vocabulary: int
    tied: bool
    scaled: bool = False  # queries and keys are normalised too (Qwen3)

    @property
    def matrices(self) -> list[tuple[int, int]]:
        """Return (inputs, outputs) of the seven linear layers of one block."""
        h, f = self.hidden, self.feed_forward
        attention = [(h, self.attention), (h, self.keys), (h, self.keys), (self.attention, h)]
        return [*attention, (h, f), (h, f), (f, h)]

    @property
    def linear(self) -> int:
        """Return how many weights get quantised: those of all linear layers in the blocks."""
        return self.layers * sum(rows * columns for rows, columns in self.matrices)

    @property
    def embeddings(self) -> int:
        """Return how many weights stay in 16 bits: the token table, and the output layer."""
        return self.vocabulary * self.hidden * (1 if self.tied else 2)

    @property
    def parameters(self) -> int:
        """Return all weights but the norms, which are too few to count."""
        return self.linear + self.embeddings

    def adapter(self, rank: int) -> int:
        """Return the weights of LoRA on all linear layers: r (inputs + outputs) each."""
        return self.layers * rank * sum(rows + columns for rows, columns in self.matrices)


def read_shape(config: Mapping[str, Any]) -> Shape:
    """Return the sizes that a config.json of the Llama family states (Llama, Qwen, Mistral)."""
    heads = config["num_attention_heads"]
    width = config.get("head_dim") or config["hidden_size"] // heads
    return Shape(
        hidden=config["hidden_size"],
        layers=config["num_hidden_layers"],
        attention=heads * width,
        keys=(config.get("num_key_value_heads") or heads) * width,
        feed_forward=config["intermediate_size"],
        vocabulary=config["vocab_size"],
        tied=bool(config.get("tie_word_embeddings", False)),
        scaled=str(config.get("model_type", "")).startswith("qwen3"),
    )


@dataclass(frozen=True)
class Forecast:
    """What a run will need.

    Attributes:
        parts: name -> bytes of memory, all at the same time.
        merging: bytes of the lab's own memory while the adapter is merged, afterwards.
        disk: bytes for checkpoints, the merged model and the file for Ollama.
        minutes: from the first step to the last.
    """

    parts: Mapping[str, float]
    merging: float
    disk: float
    minutes: float

    @property
    def memory(self) -> float:
        """Return the bytes of memory while training."""
        return sum(self.parts.values())


def memory_parts(
    shape: Shape, preset: Preset, recipe: Recipe, kind: str, half: str = "bfloat16"
) -> dict[str, float]:
    """Return name -> bytes of all that is in memory at the same time while training.

    Where `half` is float16, numbers that are not quantised are kept in 32 bits (`qlora.freeze`).
    """
    trained, number = shape.adapter(recipe.rank), number_bytes(half)
    scores = min(preset.batch * preset.length, LOSS_TOKENS) * shape.vocabulary
    # The loss needs the output layer in 16 bits.
    copy = HALF * shape.vocabulary * shape.hidden if number == FULL else 0
    return {
        "program": PROGRAM[kind],
        "weights": NF4_BYTES * shape.linear + number * shape.embeddings,
        "adapter and gradients": 2 * number * trained,
        "optimiser": state_bytes(preset, half) * trained,
        "activations": activations(shape, preset, half),
        "logits": LOGIT_BYTES * scores + copy,
    }


def number_bytes(half: str) -> int:
    """Return how large a number is that is not quantised."""
    return FULL if half == "float16" else HALF


def state_bytes(preset: Preset, half: str) -> int:
    """Return what the optimiser notes of a trained number: two averages."""
    return 2 if preset.optimizer == "paged_adamw_8bit" else 2 * number_bytes(half)


def forecast(
    shape: Shape,
    preset: Preset,
    recipe: Recipe,
    device: tuple[str, str],
    work: tuple[int, float],
) -> Forecast:
    """Return what a run will need.

    Args:
        shape: the model's sizes.
        preset: the machine's settings.
        recipe: the model's settings.
        device: `cuda` or `cpu`, and its 16-bit type.
        work: how many tokens are trained on in all, padding included, and the floating-point
            operations a second of the device.
    """
    kind, half = device
    merged = HALF * shape.parameters
    gguf = (HALF if preset.gguf == "f16" else 1.07) * shape.parameters
    checkpoint = (number_bytes(half) + state_bytes(preset, half)) * shape.adapter(recipe.rank)
    return Forecast(
        parts=memory_parts(shape, preset, recipe, kind, half),
        # The sum is made in place, a matrix at a time.
        merging=HOST[kind] + 1.1 * merged,
        # The file for Ollama lies there twice until it is tidied up: here, and in Ollama's store.
        disk=2 * checkpoint + merged + 2 * gguf,
        minutes=seconds(shape, preset, *work) / 60,
    )


def activations(shape: Shape, preset: Preset, half: str = "bfloat16") -> float:
    """Return the bytes that the backward pass looks back on.

    A token leaves behind, per block:

    - the hidden size 6 times: what goes into the two norms in 32 bits, what comes out in 16;
    - queries, and what attention makes of them; keys and values: in 16 bits (where queries and keys
      are normalised, once more in 32);
    - 4 vectors of the feed-forward layer in 16 bits.

    On a card without bfloat16 much of it has 32 bits. With checkpointing only each block's input
    stays, and one block at a time is computed again. The largest matrix is unpacked to 16 bits
    while it is used.
    """
    number, tokens = number_bytes(half), preset.batch * preset.length
    hidden, forward = (12, 8) if number == HALF else (18, 14)
    token = hidden * shape.hidden + forward * shape.feed_forward
    token += 4 * (shape.attention + shape.keys) * (2 if shape.scaled else 1)
    unpacked = HALF * max(rows * columns for rows, columns in shape.matrices)
    if preset.checkpointing:
        return tokens * (shape.layers * number * shape.hidden + token) + unpacked
    return tokens * shape.layers * token + unpacked


def seconds(shape: Shape, preset: Preset, tokens: int, speed: float) -> float:
    """Return the seconds of training.

    A token costs 2 operations a weight forwards and 2 backwards (the frozen weights get no
    gradient), 2 more with checkpointing; unpacking and waiting leave about 40 % of the speed of a
    plain matrix product. Small models wait for the program instead: 1 ms a linear layer and batch.
    """
    work = (6 if preset.checkpointing else 4) * shape.parameters * tokens / (0.4 * speed)
    batches = tokens / (preset.batch * preset.length)
    waiting = 1e-3 * 7 * shape.layers * batches
    return work + waiting


def smaller(preset: Preset) -> tuple[Preset, str] | None:
    """Return the preset with less memory to need, and what changed; None when nothing is left."""
    if preset.batch > 1:
        return replace(preset, batch=1), "batch to 1"
    if not preset.checkpointing:
        return replace(preset, checkpointing=True), "checkpointing to True"
    if preset.length > SHORTEST:
        length = max(SHORTEST, preset.length // 2)
        return replace(preset, length=length), f"length to {length}"
    return None


def advice(
    shape: Shape, preset: Preset, recipe: Recipe, device: tuple[str, str], free: float
) -> str:
    """Return which settings make the run fit into `free` bytes, or that none does."""
    said: dict[str, str] = {}
    while sum(memory_parts(shape, preset, recipe, *device).values()) > ROOM * free:
        step = smaller(preset)
        if step is None:
            return "No setting makes this model fit: take a smaller one."
        preset = step[0]
        said[step[1].split()[0]] = step[1]  # of two lengths the last one counts
    return f"Set {' and '.join(said.values())}."
