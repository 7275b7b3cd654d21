"""`python -m bench run` measures; `python -m bench docs` writes the table into the docs."""

from __future__ import annotations

import argparse
import signal
import sys
from collections.abc import Sequence
from pathlib import Path

from bench.gpu.record import load_if_there
from bench.plan import PARTS, Plan
from bench.record import load
from bench.render import document, terminal
from bench.run import go
from llmhub.errors import LabError
from scripts.suite import stop_gently

JSON = Path("build/bench.json")
GPU_JSON = Path("build/bench-gpu.json")
DOCUMENT = Path("docs/measurements.md")


def parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    run = commands.add_parser("run", help="measure both hubs and write the JSON")
    run.add_argument("--students", type=int, default=10)
    run.add_argument("--rounds", type=int, default=3)
    run.add_argument("--within", type=float, default=10, help="seconds in which all press Start")
    run.add_argument(
        "--state", type=Path, help="a deployed hub; without it one is made for the run"
    )
    run.add_argument("--image", default="base", choices=("base", "base-slim"))
    run.add_argument(
        "--only", default="", choices=PARTS, help="one part; the file keeps the others"
    )
    run.add_argument("--store", type=Path, help="a model store for week 4's demo, not the hub's")
    run.add_argument("--out", type=Path, default=JSON)
    run.add_argument("--said", default="make bench", help="the command to name in the report")
    docs = commands.add_parser("docs", help="write the table into the documentation")
    docs.add_argument("--json", type=Path, default=JSON)
    docs.add_argument("--gpu-json", type=Path, default=GPU_JSON)
    docs.add_argument("--out", type=Path, default=DOCUMENT)
    options = parser.parse_args(arguments)
    if options.command == "run" and min(options.students, options.rounds) < 1:
        parser.error("at least one student and one round")
    return options


def main(arguments: Sequence[str] | None = None) -> int:
    """Do what was asked; a known failure is one sentence with its code."""
    options = parse(arguments)
    try:
        if options.command == "docs":
            text = document(load(options.json), load_if_there(options.gpu_json))
            options.out.write_text(text, encoding="utf-8")
            return 0
        signal.signal(signal.SIGTERM, stop_gently)  # a polite kill removes both hubs too
        plan = Plan(
            options.students,
            options.rounds,
            options.within,
            options.state,
            options.image,
            options.out,
            options.said,
            options.only,
            options.store,
        )
        print(f"\n{terminal(go(plan))}")
        print(f"\n{options.out} holds every value; `make bench-docs` puts the table into the docs.")
    except LabError as error:
        print(f"[FAIL] {error}", file=sys.stderr)
        return 1
    except FileNotFoundError as error:
        print(f"[FAIL] {error.filename} is not there: run `make bench` first.", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
