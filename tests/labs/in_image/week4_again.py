"""Interrupt a training, go on with it, and go on once more; prints JSON. Used by the tests.

As in a notebook: the same objects, the same cells run again.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path.home() / "labs/week4"))

import qlora
from plan import load_tokenizer, make_plan
from transformers import TrainerCallback

from llmlab import LabError
from llmlab.tuning import explained, open_run

STEPS = 18


class Interrupt(TrainerCallback):
    """Does to the training what a person does, once, at a step."""

    def __init__(self, step: int, what: Any) -> None:
        self.step, self.what, self.seen = step, what, [0]

    def on_step_end(self, args: Any, state: Any, control: Any, **_: Any) -> None:
        """Count the step, and interrupt at the one told."""
        self.seen.append(state.global_step)
        if state.global_step == self.step:
            self.step = 0
            self.what()


def interrupt() -> None:
    """Be the square of the notebook."""
    raise KeyboardInterrupt


def terminate() -> None:
    """Be `kill`."""
    os.kill(os.getpid(), signal.SIGTERM)


def again(name: str, what: Any) -> dict[str, Any]:
    """Train, be interrupted, train again, and once more when all is done."""
    plan = make_plan(steps=STEPS)
    run = open_run(Path.home() / name, plan.settings, "fresh")
    model = qlora.load_4bit(plan)
    trainer = qlora.make_trainer(plan, model, load_tokenizer(plan.model), run)
    guest = Interrupt(10 if what else 0, what)
    trainer.add_callback(guest)
    before = base_loss(trainer, model)
    said = ""
    try:
        with explained("", run.path):
            qlora.train(trainer, run)
    except LabError as error:
        error.__traceback__ = None
        said = str(error)
    listening = signal.getsignal(signal.SIGTERM) is not signal.SIG_DFL
    first, guest.seen = guest.seen, []
    qlora.train(trainer, run)
    second, guest.seen = guest.seen, []
    after = trainer.evaluate()["eval_loss"]
    qlora.train(trainer, run)
    return {
        "said": said,
        "listening": listening,
        "first": first[-1],
        "second": second,
        "third": guest.seen,
        "base": [before, base_loss(trainer, model)],
        "tuned": [after, trainer.evaluate()["eval_loss"]],
        "held_out": len(qlora.losses(trainer)[1]),
    }


def base_loss(trainer: Any, model: Any) -> float:
    """Return the held-out loss of the base, whatever the adapter has learned."""
    with qlora.without_adapter(model):
        return float(trainer.evaluate()["eval_loss"])


if __name__ == "__main__":
    ways = {"none": None, "int": interrupt, "term": terminate}
    found = {name: again(name, what) for name, what in ways.items()}
    print(json.dumps(found))
