"""The whole of week 4 as one program: tune a model with QLoRA and put it into your Ollama.

python qlora_demo.py                        what fits this machine, with the course's data
python qlora_demo.py --preset 16gb --model Qwen/Qwen3-8B
python qlora_demo.py --data my_examples.jsonl --name my-model
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from presets import PRESETS

from llmlab import LabError
from llmlab.tuning import (
    ask,
    check_alone,
    check_name,
    draw_losses,
    explained,
    free_memory,
    guarded,
    open_run,
    size_of,
)


def parse(arguments: list[str] | None) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--preset", choices=["auto", *PRESETS], default="auto")
    parser.add_argument("--model", default="", help="a Hugging Face name or a folder")
    parser.add_argument(
        "--data", type=Path, help="examples, one JSON object a line (default: the course's)"
    )
    parser.add_argument("--out", type=Path, default=Path.home() / "tuning" / "hazelbrook")
    parser.add_argument("--name", default="hazelbrook-tuned", help="what Ollama calls the result")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--steps", type=int, default=-1, help="fewer steps than the recipe's")
    parser.add_argument("--length", type=int, help="cut examples after so many tokens")
    parser.add_argument("--batch", type=int, help="examples at once; 8 make a step in any case")
    parser.add_argument(
        "--checkpointing", action="store_true", default=None, help="less memory, more time"
    )
    parser.add_argument("--forecast", action="store_true", help="say what it needs, and stop")
    parser.add_argument("--keep", action="store_true", help="keep checkpoints and merged weights")
    again = parser.add_mutually_exclusive_group()
    how = {"dest": "unfinished", "action": "store_const", "default": "ask"}
    again.add_argument("--resume", const="resume", **how, help="go on with a run that was stopped")
    again.add_argument("--fresh", const="fresh", **how, help="begin anew; the old run is kept")
    return parser.parse_args(arguments)


def settle(options: argparse.Namespace):
    """Return the plan and what it will need, both shown; refuse what cannot end well."""
    check_alone(Path.home())
    check_name(options.name)
    # torch and its friends take seconds: not for --help, nor for the refusals above.
    from plan import DATA, make_plan, predict
    from report import check_plan, show_plan

    plan = make_plan(
        options.preset,
        options.model,
        options.data or DATA,
        options.seed,
        options.steps,
        length=options.length,
        batch=options.batch,
        checkpointing=options.checkpointing,
    )
    needs = predict(plan)
    show_plan(plan, needs)
    check_plan(plan, needs)
    return plan, needs


def run(options: argparse.Namespace) -> None:
    """Go through the steps of the notebook; the figures are in run.json of the folder."""
    plan, needs = settle(options)
    if options.forecast:
        return
    import qlora
    from plan import DATA, load_tokenizer, way_out
    from report import show_exam, show_measured

    folder = open_run(options.out, plan.settings, options.unfinished)
    tokenizer = load_tokenizer(plan.model)
    questions = [example.prompt for example in plan.held_out]
    with guarded(folder, way_out(plan)) as peak:
        model = qlora.load_4bit(plan)
        before = qlora.answers(model, tokenizer, questions, plan.answer_tokens)
        trainer = qlora.make_trainer(plan, model, tokenizer, folder)
        with qlora.without_adapter(model):
            loss_before = trainer.evaluate()["eval_loss"]
        minutes = qlora.train(trainer, folder)
        loss_after = trainer.evaluate()["eval_loss"]
        tuned = qlora.answers(trainer.model, tokenizer, questions, plan.answer_tokens)
        print(draw_losses(*qlora.losses(trainer), folder.path / "loss.png"))
    del model, trainer
    free_memory()  # merging loads the base once more, and Ollama needs the card
    with guarded(folder, way_out(plan)):
        asked = questions[: plan.checks]
        merged = qlora.answers(qlora.merge(plan, folder), tokenizer, asked, plan.answer_tokens)
    name = qlora.serve(plan, folder.merged, folder.gguf, options.name)
    served = [ask(name, question, plan.answer_tokens) for question in asked]
    right = show_exam(
        plan.held_out,
        {"base": before, "with adapter": tuned, "merged": merged, "in Ollama": served},
        options.data or DATA,
    )
    print(f"\nHeld-out loss {loss_before:.2f} before, {loss_after:.2f} after training.")
    disk = size_of(folder.path) + size_of(folder.gguf)  # Ollama has a copy of the file
    show_measured(needs, peak, minutes, disk)
    folder.note(
        finished=True,
        exam=right,
        eval_loss=[loss_before, loss_after],
        minutes=minutes,
        memory=peak.card or peak.host,
        memory_predicted=needs.memory,
        agree={"merged": agree(tuned, merged), "ollama": agree(tuned, served)},
    )
    if not options.keep:
        print(f"Tidied up: {folder.tidy() / 1e6:,.0f} MB are free again. The adapter stays.")
    print(f"Your tuned model answers as {name}: try `ollama run {name}`.")


def agree(left: list[str], right: list[str]) -> int:
    """Return how many answers are the same, as far as both go."""
    return sum(one == other for one, other in zip(left, right, strict=False))


def main(arguments: list[str] | None = None) -> int:
    """Run the steps; 0, or 1 with one sentence."""
    options = parse(arguments)
    try:
        with explained("", options.out):
            run(options)
    except LabError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
