"""The same run with three tools: our own steps, TRL's command, and Axolotl's configuration.

python compare_tools.py               the whole run, three times
python compare_tools.py --steps 20    the first steps
python compare_tools.py --write my    the configurations for this lab's model and machine, no run
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import time
from pathlib import Path

import yaml
from presets import steps_of

from llmlab import LabError
from llmlab.tuning import Example, free_memory, guarded, open_run

LOG_LINES = 5
CONFIGS = {"TRL": "trl-sft.yaml", "Axolotl": "axolotl-qlora.yml"}
COMMANDS = {"TRL": ["trl", "sft", "--config"], "Axolotl": ["axolotl", "train"]}
SEEN = 9  # times that the loss is told


def place_of(plan) -> str:
    """Return where the model lies, wherever the tool is started; a name stays a name."""
    place = Path(plan.model.path)
    return str(place.resolve() if place.is_dir() else place)


def trl_settings(plan) -> dict[str, object]:
    """Return the plan in the words of TRL's command."""
    preset, recipe, half = plan.preset, plan.recipe, plan.device.half
    total, warmup = steps_of(len(plan.training), recipe, plan.steps)
    # TRL makes every such adapter bfloat16, which a card without it cannot train in float16.
    is_narrow = half == "bfloat16"
    return {
        "model_name_or_path": place_of(plan),
        "datasets": [{"path": "json", "data_files": "trl.jsonl", "split": "train"}],
        "output_dir": "trl",
        "load_in_4bit": True,
        "bnb_4bit_quant_type": "nf4",
        "use_bnb_nested_quant": True,
        "dtype": half if is_narrow else "float32",
        "use_peft": True,
        "lora_r": recipe.rank,
        "lora_alpha": recipe.alpha,
        "lora_dropout": 0.0,
        "lora_target_modules": ["all-linear"],
        "max_length": preset.length,
        "per_device_train_batch_size": preset.batch,
        "gradient_accumulation_steps": preset.accumulation,
        "gradient_checkpointing": preset.checkpointing,
        "max_steps": total,
        "learning_rate": recipe.learning_rate,
        "lr_scheduler_type": "cosine",
        "warmup_steps": warmup,
        "optim": preset.optimizer,
        "bf16": is_narrow,
        "fp16": False,
        "use_cpu": plan.device.kind == "cpu",
        "logging_steps": max(1, total // SEEN),
        "save_strategy": "no",
        "report_to": "none",
        "seed": plan.seed,
    }


def axolotl_settings(plan) -> dict[str, object]:
    """Return the plan in the words of Axolotl."""
    preset, recipe = plan.preset, plan.recipe
    total, warmup = steps_of(len(plan.training), recipe, plan.steps)
    return {
        "base_model": place_of(plan),
        "output_dir": "axolotl",
        "dataset_prepared_path": "prepared",
        "adapter": "qlora",
        "load_in_4bit": True,
        "lora_r": recipe.rank,
        "lora_alpha": recipe.alpha,
        "lora_dropout": 0.0,
        "lora_target_linear": True,
        "datasets": [
            {
                "path": "axolotl.jsonl",
                "ds_type": "json",
                "type": "chat_template",
                "field_messages": "messages",
                "roles_to_train": ["assistant"],
                "train_on_eos": "turn",
            }
        ],
        "chat_template": "tokenizer_default",
        "sequence_len": preset.length,
        "sample_packing": False,
        "micro_batch_size": preset.batch,
        "gradient_accumulation_steps": preset.accumulation,
        "gradient_checkpointing": preset.checkpointing,
        "max_steps": total,
        "learning_rate": recipe.learning_rate,
        "lr_scheduler": "cosine",
        "warmup_steps": warmup,
        "optimizer": preset.optimizer,
        **axolotl_numbers(plan),
        "logging_steps": max(1, total // SEEN),
        "save_strategy": "no",
        "seed": plan.seed,
        # Its own kernels are for cards alone; so the run is the same everywhere.
        "attn_implementation": "sdpa",
        "lora_qkv_kernel": False,
        "lora_mlp_kernel": False,
        "lora_o_kernel": False,
        "lora_embedding_kernel": False,
    }


def axolotl_numbers(plan) -> dict[str, bool]:
    """Return the number formats; Axolotl (0.21) takes 16 bits on cards alone."""
    half = plan.device.half if plan.device.kind == "cuda" else ""
    return {"bf16": half == "bfloat16", "fp16": half == "float16"}


def write_configs(plan, folder: Path) -> None:
    """Write both configurations and the examples in both forms into a folder."""
    from qlora import as_rows

    for name, settings in (("TRL", trl_settings(plan)), ("Axolotl", axolotl_settings(plan))):
        text = yaml.safe_dump(settings, sort_keys=False)
        (folder / CONFIGS[name]).write_text(text, "utf-8")
    rows = as_rows(plan.training)
    write_rows(folder / "trl.jsonl", rows)
    talks = [{"messages": row["prompt"] + row["completion"]} for row in rows]
    write_rows(folder / "axolotl.jsonl", talks)


def write_rows(file: Path, rows: list[dict[str, object]]) -> None:
    """Write one JSON object a line."""
    file.write_text("".join(f"{json.dumps(row)}\n" for row in rows), "utf-8")


def run_tool(name: str, folder: Path) -> float:
    """Run a tool with its configuration in a folder, its words in a log; return the seconds."""
    command = [*COMMANDS[name], CONFIGS[name]]
    print(f"{name}: cd {folder}; {' '.join(command)}", flush=True)
    log, began = folder / f"{name.lower()}.log", time.monotonic()
    with log.open("w") as words:
        done = subprocess.run(
            command, cwd=folder, stdout=words, stderr=subprocess.STDOUT, check=False
        )
    if done.returncode:
        end = "\n".join(log.read_text("utf-8", "replace").splitlines()[-LOG_LINES:])
        raise LabError("TUNE-TOOL", f"{name} ended with an error. The end of {log}:\n{end}")
    return time.monotonic() - began


def held_out_loss(model, tokenizer, examples: list[Example]) -> float:
    """Return the mean loss of the answers' tokens in nats, whatever tool has trained the model."""
    import torch
    from plan import tokenize
    from qlora import as_asked

    total, count = 0.0, 0
    for example in examples:
        asked = as_asked(tokenizer, example.as_row()["prompt"], return_dict=True)["input_ids"]
        [whole] = tokenize(tokenizer, [example])
        labels = [-100] * len(asked) + whole[len(asked) :]  # -100: not counted
        tokens = torch.tensor([whole, labels], device=model.device)
        with torch.inference_mode():
            loss = model(input_ids=tokens[:1], labels=tokens[1:]).loss
        answer = len(whole) - len(asked)
        total, count = total + loss.item() * answer, count + answer
    return total / count


def write_only(out: Path, model: str) -> None:
    """Write the configurations, and say how to use them."""
    from plan import make_plan

    out.mkdir(parents=True, exist_ok=True)
    write_configs(make_plan(model=model), out)
    for name, words in COMMANDS.items():
        print(f"{name}: cd {out}; {' '.join([*words, CONFIGS[name]])}")


def compare(out: Path, steps: int, model: str) -> None:
    """Run all three and print their results beside each other."""
    import qlora
    from plan import load_tokenizer, make_plan, way_out
    from report import show_exam

    plan = make_plan(model=model, steps=steps)
    folder = open_run(out, plan.settings, "fresh")
    tokenizer, seconds = load_tokenizer(plan.model), {}
    with guarded(folder, way_out(plan)):
        began = time.monotonic()
        trainer = qlora.make_trainer(plan, qlora.load_4bit(plan), tokenizer, folder)
        qlora.train(trainer, folder)
        seconds["our steps"] = time.monotonic() - began
        trainer = None
        free_memory()  # the next tool is a program of its own
        write_configs(plan, folder.path)
        for name in CONFIGS:
            seconds[name] = run_tool(name, folder.path)
    questions = [example.prompt for example in plan.held_out]
    adapters = {"our steps": folder.adapter, "TRL": out / "trl", "Axolotl": out / "axolotl"}
    found, losses = {}, {}
    for name, place in adapters.items():
        tuned = qlora.load_tuned(plan, place)
        found[name] = qlora.answers(tuned, tokenizer, questions)
        losses[name] = held_out_loss(tuned, tokenizer, plan.held_out)
    counts = show_exam(plan.held_out, found)
    total, _ = steps_of(len(plan.training), plan.recipe, plan.steps)
    print(f"\n{total} steps; starting the tool is part of its time.")
    for name, taken in seconds.items():
        print(f"  {name:<14} {taken:6.1f} seconds, held-out loss {losses[name]:.3f}")
    folder.note(finished=True, exam=counts, seconds=seconds, losses=losses)


def main(arguments: list[str] | None = None) -> int:
    """Compare; 0, or 1 with one sentence."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--steps", type=int, default=-1, help="fewer than the recipe's")
    parser.add_argument("--model", default="", help="a Hugging Face name or a folder")
    parser.add_argument("--out", type=Path, default=Path.home() / "tuning" / "tools")
    parser.add_argument("--write", type=Path, help="a folder for the configurations; no run")
    options = parser.parse_args(arguments)
    try:
        if options.write:
            write_only(options.write, options.model)
        else:
            compare(options.out, options.steps, options.model)
    except LabError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
