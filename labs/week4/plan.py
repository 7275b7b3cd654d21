"""What is decided before a run: device, preset, model, recipe and examples."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from functools import cached_property
from pathlib import Path

import forecast
from limits import check_lengths, check_settings
from presets import SMALL, STEP, Preset, Recipe, choose_preset, choose_recipe, for_model

from llmlab.tuning import (
    Device,
    Example,
    LocalModel,
    find_device,
    find_model,
    get_ready,
    measure_speed,
    read_examples,
    split,
    whole_model,
)

get_ready()
from transformers import AutoTokenizer
from transformers.utils import logging

DATA = Path(__file__).parent / "data"


@dataclass(frozen=True)
class Plan:
    """All that decides a run: the same plan gives the same model."""

    model: LocalModel
    shape: forecast.Shape
    device: Device
    preset: Preset
    recipe: Recipe
    training: list[Example]
    held_out: list[Example]
    seed: int = 0
    steps: int = -1  # -1: as many as the recipe's epochs take

    @property
    def checks(self) -> int:
        """Return how many questions the merged model and Ollama are asked as well."""
        return len(self.held_out) if self.shape.parameters < SMALL else 10

    @cached_property  # asked for at every question
    def answer_tokens(self) -> int:
        """Return how long an answer may get: a little longer than the longest that is wanted."""
        tokenizer = load_tokenizer(self.model)
        wanted = [example.answer for example in self.held_out]
        return max(len(ids) for ids in tokenizer(wanted)["input_ids"]) + 8

    @property
    def settings(self) -> dict[str, object]:
        """Return what a run in the same folder must have in common to be gone on with.

        How many examples are computed at once, and what is kept or computed again, changes the
        memory and not the model: a run that ran out of it can be gone on with in smaller pieces.
        """
        return {
            "model": self.model.name,
            "length": self.preset.length,
            "optimizer": self.preset.optimizer,
            "recipe": asdict(self.recipe),
            "examples": [asdict(example) for example in self.training],
            "seed": self.seed,
            "steps": self.steps,
        }


def make_plan(
    preset: str = "auto",
    model: str = "",
    data: Path = DATA,
    seed: int = 0,
    steps: int = -1,
    **changes: int | bool | None,
) -> Plan:
    """Choose device, preset, model and recipe, and read the examples.

    `changes` are fields of the preset (`length`, `batch`, `checkpointing`); None changes nothing.

    Raises:
        LabError: `TUNE-SETTING` for a number that cannot be, and what the rest of it says.
    """
    given = {name: one for name, one in changes.items() if one is not None}
    check_settings(seed, steps, given)
    logging.disable_progress_bar()  # the files are on this disk: a bar would only flicker
    device = find_device()
    chosen = choose_preset(preset, device.kind, device.memory)
    base = find_model(model, chosen.models)
    with whole_model(base):
        shape = forecast.read_shape(base.config)
    chosen = replace(for_model(chosen, shape.parameters, device.kind), **given)
    training, held_out = load_data(data, shape)
    recipe = choose_recipe(shape.parameters, device.kind)
    lengths = [len(ids) for ids in tokenize(load_tokenizer(base), [*training, *held_out])]
    check_lengths(lengths, chosen.length)
    chosen = replace(chosen, length=max(lengths))
    return Plan(base, shape, device, chosen, recipe, training, held_out, seed, steps)


def load_data(data: Path, shape: forecast.Shape) -> tuple[list[Example], list[Example]]:
    """Return the examples to train on and those to measure with, which training never sees.

    The course's data has two exams: one in the words that even the smallest model knows, and one
    written by hand, for models that know English. A file of your own is split.
    """
    if data.is_file():
        return split(read_examples(data))
    exam = "heldout.jsonl" if shape.parameters < SMALL else "handwritten.jsonl"
    return read_examples(data / "train.jsonl"), read_examples(data / exam)


def load_tokenizer(base: LocalModel):
    """Return the model's tokenizer, with the chat template that it was published with."""
    with whole_model(base):
        tokenizer = AutoTokenizer.from_pretrained(base.path)
    if tokenizer.pad_token is None:
        tokenizer.pad_token = tokenizer.eos_token
    return tokenizer


def tokenize(tokenizer, examples: list[Example]) -> list[list[int]]:
    """Return the token ids of whole conversations, as the trainer sees them."""
    rows = [example.as_row() for example in examples]
    talks = [row["prompt"] + row["completion"] for row in rows]
    return [tokenizer.apply_chat_template(talk, return_dict=True)["input_ids"] for talk in talks]


def tokens_in(plan: Plan) -> int:
    """Return how many tokens are trained on in all, padding included."""
    examples = len(plan.training) * plan.recipe.epochs
    if plan.steps > 0:
        examples = plan.steps * STEP
    return examples * plan.preset.length


def predict(plan: Plan) -> forecast.Forecast:
    """Return what the run will need: memory, disk and minutes."""
    device = (plan.device.kind, plan.device.half)
    work = (tokens_in(plan), measure_speed(plan.device))
    return forecast.forecast(plan.shape, plan.preset, plan.recipe, device, work)


def way_out(plan: Plan) -> str:
    """Return what to change if the memory does not suffice after all."""
    step = forecast.smaller(plan.preset)
    return f"Set {step[1]}, then try again." if step else "Take a smaller model."
