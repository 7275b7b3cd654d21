"""`python -m bench.gpu`: QLoRA of an 8B model with random weights on this machine's card.

Where torch, transformers, peft and bitsandbytes are, it runs in this Python; else in the image for
fine-tuning, by Docker. `--device cpu` with small sizes tries the program; its figures mean nothing.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from dataclasses import fields
from importlib.util import find_spec
from pathlib import Path

from bench.gpu import report
from bench.gpu.record import GpuBenchError, GpuRun, Sizes, from_text, to_text, write

NEEDED = ("torch", "transformers", "peft", "bitsandbytes")
OUT = {"cuda": Path("build/bench-gpu.json"), "cpu": Path("build/bench-gpu-trial.json")}


def parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="python -m bench.gpu", description=__doc__)
    parser.add_argument("--device", default="cuda", choices=tuple(OUT))
    parser.add_argument("--card", default="", help="its CDI name, such as nvidia.com/gpu=1")
    parser.add_argument("--presets", nargs="+", default=list(report.GOALS), choices=report.GOALS)
    for one in fields(Sizes):
        parser.add_argument(f"--{one.name.replace('_', '-')}", type=int, default=one.default)
    parser.add_argument("--length", type=int, default=0, help="tokens (the preset's own)")
    parser.add_argument("--warmup", type=int, default=2, help="steps that are not counted")
    parser.add_argument("--steps", type=int, default=5, help="steps that are measured")
    parser.add_argument("--out", default="", help="the JSON; - prints it")
    parser.add_argument("--said", default="python -m bench.gpu", help="the command to report")
    parser.add_argument("--source", default="", help="the commit to report")
    options = parser.parse_args(arguments)
    if min(options.steps, options.warmup + 1) < 1:
        parser.error("at least one step")
    return options


def sizes_of(options: argparse.Namespace) -> Sizes:
    """Return the model that was asked for."""
    return Sizes(**{one.name: getattr(options, one.name) for one in fields(Sizes)})


def is_complete() -> bool:
    """Return whether this Python has what the measurement needs."""
    return all(find_spec(name) for name in NEEDED)


def here(options: argparse.Namespace) -> GpuRun:
    """Measure in this process."""
    os.environ.setdefault("TRANSFORMERS_VERBOSITY", "error")
    from bench import machine
    from bench.gpu.measure import Ask, measure

    ask = Ask(
        options.device,
        sizes_of(options),
        tuple(options.presets),
        options.length,
        options.warmup,
        options.steps,
        options.said,
        options.source or machine.source(),
    )
    return measure(ask, lambda text: print(text, file=sys.stderr, flush=True))


def elsewhere(options: argparse.Namespace, arguments: Sequence[str]) -> GpuRun:
    """Measure in the image for fine-tuning."""
    from bench import machine
    from bench.gpu import in_docker

    words = [*arguments, f"--source={machine.source()}"]
    return from_text(in_docker.run(words, options.device == "cuda", options.card))


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure; a known failure is one sentence with its code, and nothing was done."""
    arguments = sys.argv[1:] if arguments is None else arguments
    options = parse(arguments)
    try:
        run = here(options) if is_complete() else elsewhere(options, arguments)
    except GpuBenchError as error:
        print(f"[FAIL] {error}", file=sys.stderr)
        return 1
    if options.out == "-":
        print(to_text(run))
        return 0
    out = Path(options.out) if options.out else OUT[run.device]
    write(run, out)
    lines = [*report.facts(run), report.matmul(run), *map("  ".join, report.table(run))]
    print("\n".join(lines))
    documented = (
        "`make bench-docs` puts it into the docs"
        if report.documented(run)
        else ("a trial, which no document takes in")
    )
    print(f"\n{out} holds every value: {documented}.")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
