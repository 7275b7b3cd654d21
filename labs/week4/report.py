"""What a run says before and after: its needs, what they really were, and how good the model is."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from forecast import GB, ROOM, Forecast, advice
from plan import DATA, Plan

from llmlab import LabError
from llmlab.tuning import Example, PeakMemory, overlap


def show_plan(plan: Plan, needs: Forecast) -> None:
    """Print what will run where, and what it will need."""
    preset, recipe = plan.preset, plan.recipe
    print(f"Model      {plan.model.name}, {plan.shape.parameters / 1e6:,.1f} million parameters")
    print(f"Device     {plan.device.name}, {plan.device.memory_free / GB:.1f} GB free")
    print(f"Examples   {len(plan.training)} to train on, {len(plan.held_out)} held out")
    print(
        f"Settings   preset {preset.name}: length {preset.length}, batch {preset.batch} x "
        f"{preset.accumulation}; rank {recipe.rank}, learning rate {recipe.learning_rate:g}, "
        f"epochs {recipe.epochs}"
    )
    print("\nIt will need, all at the same time:")
    for name, size in needs.parts.items():
        print(f"  {name:<22} {size / GB:8.3f} GB")
    print(f"  {'memory while training':<22} {needs.memory / GB:8.3f} GB")
    print(f"  {'memory while merging':<22} {needs.merging / GB:8.3f} GB of the lab's own")
    print(f"  {'disk':<22} {needs.disk / GB:8.3f} GB")
    print(f"  {'time to train':<22} {needs.minutes:8.1f} minutes, a rough guess\n")


def check_plan(plan: Plan, needs: Forecast) -> None:
    """Refuse a run that cannot end well, before anything is loaded.

    Raises:
        LabError: `TUNE-TOO-LARGE` with the setting to change, `TUNE-NO-DISK`, `TUNE-OVERLAP`.
    """
    free = plan.device.memory_free
    if needs.memory > ROOM * free:
        device = (plan.device.kind, plan.device.half)
        change = advice(plan.shape, plan.preset, plan.recipe, device, free)
        raise LabError(
            "TUNE-TOO-LARGE",
            f"The run needs {needs.memory / GB:.1f} GB of memory and {free / GB:.1f} GB are free. "
            f"{change}",
        )
    if needs.merging > plan.device.lab_free:
        raise LabError(
            "TUNE-TOO-LARGE",
            f"Merging needs {needs.merging / GB:.1f} GB of your lab's own memory, beside any card, "
            f"and {plan.device.lab_free / GB:.1f} GB are free. Take a smaller model, or ask your "
            "instructor for a larger lab.",
        )
    if needs.disk > plan.device.disk_free:
        raise LabError(
            "TUNE-NO-DISK",
            f"The run needs {needs.disk / GB:.1f} GB of disk and {plan.device.disk_free / GB:.1f} "
            "GB are free. Delete files or models you no longer need (`ollama rm NAME`).",
        )
    both = overlap(plan.training, plan.held_out)
    if both:
        raise LabError(
            "TUNE-OVERLAP",
            f"{len(both)} held-out prompts are also trained on, such as '{both[0]}': what the "
            "model has seen measures nothing. Take them out of one of the two.",
        )


def show_measured(needs: Forecast, peak: PeakMemory, minutes: float, disk: int) -> None:
    """Print what was predicted beside what was measured."""
    print("                     predicted   measured")
    measured = peak.card or peak.host
    for name, guess, real, unit in (
        ("memory", needs.memory / GB, measured / GB, "GB"),
        ("disk", needs.disk / GB, disk / GB, "GB"),
        ("time to train", needs.minutes, minutes, "minutes"),
    ):
        print(f"  {name:<16} {guess:11.2f} {real:10.2f}   {unit}")


def show_exam(
    examples: Sequence[Example], found: Mapping[str, Sequence[str]], data: Path = DATA
) -> dict[str, dict[str, int]]:
    """Print how many held-out answers are right and how many keep the form; return the counts.

    Args:
        examples: what was asked, and what was wanted.
        found: name of a model -> its answers, in the same order; it may stop early.
        data: the folder whose style.json has the form, where there is one.
    """
    form = read_form(data)
    counts = {}
    for name, texts in found.items():
        right = sum(
            text.strip() == one.answer.strip() for text, one in zip(texts, examples, strict=False)
        )
        kept = sum(bool(form and form.fullmatch(text)) for text in texts)
        counts[name] = {"asked": len(texts), "exact": right, "form": kept}
        in_form = f", {kept} in the right form" if form else ""
        print(f"  {name:<14} {right:3d} of {len(texts)} exactly right{in_form}")
    print(f"\n  asked          {examples[0].prompt}\n  wanted         {examples[0].answer}")
    for name, texts in found.items():
        print(f"  {name:<14} {texts[0]}")
    return counts


def read_form(data: Path) -> re.Pattern[str] | None:
    """Return the pattern of an answer's form; None where the data does not bring one."""
    style = data / "style.json"
    if not style.is_file():
        return None
    return re.compile(json.loads(style.read_text("utf-8"))["pattern"])
