"""The same run with three tools: our own steps, TRL's command, and Axolotl's configuration.

python compare_tools.py               twenty steps each
python compare_tools.py --steps 180   the whole run
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import time
from pathlib import Path

import yaml

from llmlab import LabError
from llmlab.tuning import Example, guarded, open_run

HERE = Path(__file__).parent
LOG_LINES = 5


def trl_command(plan, out: Path, steps: int) -> list[str]:
    """Return the command line of TRL for this plan's model and machine."""
    command = ["trl", "sft", "--config", str(HERE / "configs/trl-sft.yaml")]
    command += ["--model_name_or_path", str(plan.model.path), "--output_dir", str(out)]
    command += ["--max_steps", str(steps)]
    return [*command, "--use_cpu", "true"] if plan.device.kind == "cpu" else command


def axolotl_command(plan, out: Path, steps: int) -> list[str]:
    """Write Axolotl's configuration for this plan's model and machine; return the command line."""
    config = yaml.safe_load((HERE / "configs/axolotl-qlora.yml").read_text("utf-8"))
    config |= {
        "base_model": str(plan.model.path),
        "output_dir": str(out),
        "dataset_prepared_path": str(out / "prepared"),
        "max_steps": steps,
    }
    if plan.device.kind == "cpu":
        config |= {"bf16": False, "fp16": False}  # Axolotl takes 16 bits on cards alone
    out.mkdir(parents=True, exist_ok=True)
    file = out / "axolotl.yml"
    file.write_text(yaml.safe_dump(config, sort_keys=False), "utf-8")
    return ["axolotl", "train", str(file)]


def run_tool(name: str, command: list[str], out: Path) -> float:
    """Run a tool's command in week 4's folder, its words in a log; return the seconds."""
    print(f"{name}: {' '.join(command)}", flush=True)
    log, began = out.with_suffix(".log"), time.monotonic()
    with log.open("w") as words:
        done = subprocess.run(
            command, cwd=HERE, stdout=words, stderr=subprocess.STDOUT, check=False
        )
    if done.returncode:
        end = "\n".join(log.read_text("utf-8", "replace").splitlines()[-LOG_LINES:])
        raise LabError("TUNE-TOOL", f"{name} ended with an error. The end of {log}:\n{end}")
    return time.monotonic() - began


def held_out_loss(model, tokenizer, examples: list[Example]) -> float:
    """Return the mean loss of the answers' tokens in nats, whatever tool has trained the model."""
    import torch
    from plan import tokenize

    total, count = 0.0, 0
    for example in examples:
        row = example.as_row()
        asked = tokenizer.apply_chat_template(
            row["prompt"], add_generation_prompt=True, return_dict=True
        )["input_ids"]
        [whole] = tokenize(tokenizer, [example])
        labels = [-100] * len(asked) + whole[len(asked) :]  # -100: not counted
        tokens = torch.tensor([whole, labels], device=model.device)
        with torch.inference_mode():
            loss = model(input_ids=tokens[:1], labels=tokens[1:]).loss
        answer = len(whole) - len(asked)
        total, count = total + loss.item() * answer, count + answer
    return total / count


def compare(out: Path, steps: int) -> None:
    """Run all three and print their results beside each other."""
    import qlora
    from plan import load_tokenizer, make_plan, way_out
    from report import show_exam

    plan = make_plan(steps=steps)
    folder = open_run(out, plan.settings, "fresh")
    tokenizer, seconds = load_tokenizer(plan.model), {}
    with guarded(folder, way_out(plan)):
        model = qlora.load_4bit(plan)
        began = time.monotonic()
        qlora.train(qlora.make_trainer(plan, model, tokenizer, folder), folder)
        seconds["our steps"] = time.monotonic() - began
        for name, command in (("TRL", trl_command), ("Axolotl", axolotl_command)):
            place = folder.path / name.lower()
            seconds[name] = run_tool(name, command(plan, place, steps), place)
    questions = [example.prompt for example in plan.held_out]
    adapters = {"our steps": folder.adapter, "TRL": out / "trl", "Axolotl": out / "axolotl"}
    found, losses = {}, {}
    for name, place in adapters.items():
        tuned = qlora.load_tuned(plan, place)
        found[name] = qlora.answers(tuned, tokenizer, questions)
        losses[name] = held_out_loss(tuned, tokenizer, plan.held_out)
    counts = show_exam(plan.held_out, found)
    print(f"\n{steps} steps; starting the tool is part of its time.")
    for name, taken in seconds.items():
        print(f"  {name:<14} {taken:6.1f} seconds, held-out loss {losses[name]:.3f}")
    folder.note(finished=True, exam=counts, seconds=seconds, losses=losses)


def main(arguments: list[str] | None = None) -> int:
    """Compare; 0, or 1 with one sentence."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--steps", type=int, default=20)
    parser.add_argument("--out", type=Path, default=Path.home() / "tuning" / "tools")
    options = parser.parse_args(arguments)
    try:
        compare(options.out, options.steps)
    except LabError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
