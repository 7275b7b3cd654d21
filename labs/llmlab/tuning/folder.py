"""The folder of a run: one run at a time, what it has reached, and nothing of it ever lost."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypeAlias

from llmlab.tuning.failures import explained
from llmlab.tuning.lock import check_alone

Unfinished: TypeAlias = Literal["ask", "resume", "fresh"]


@dataclass(frozen=True)
class Checkpoint:
    """A state of the training that can be gone on from."""

    path: Path
    step: int


@dataclass(frozen=True)
class RunFolder:
    """Where one run keeps what it makes.

    Attributes:
        path: the folder itself.
        resume_from: the checkpoint to go on from, None for a run from the start.
    """

    path: Path
    resume_from: Checkpoint | None = None

    @property
    def adapter(self) -> Path:
        """Return the folder of the trained adapter."""
        return self.path / "adapter"

    @property
    def checkpoints(self) -> Path:
        """Return the folder in which the trainer keeps its checkpoints."""
        return self.path / "checkpoints"

    @property
    def merged(self) -> Path:
        """Return the folder of the merged model."""
        return self.path / "merged"

    @property
    def gguf(self) -> Path:
        """Return the file that Ollama reads."""
        return self.path / "model.gguf"

    def note(self, **facts: object) -> None:
        """Write facts into the run's record, beside those that are there; whole or not at all."""
        record = self.path / "run.json"
        fresh = record.with_name("run.json.new")
        with explained("", self.path):
            fresh.write_text(json.dumps({**read_record(self.path), **facts}, indent=2), "utf-8")
            fresh.replace(record)

    def tidy(self) -> int:
        """Delete what can be made again from the adapter; return the bytes that got free."""
        rest = [path for path in (self.merged, self.checkpoints, self.gguf) if path.exists()]
        freed = sum(size_of(path) for path in rest)
        for path in rest:
            shutil.rmtree(path) if path.is_dir() else path.unlink()
        return freed


def read_record(path: Path) -> dict[str, object]:
    """Return what is known of the run in this folder; empty when nothing is."""
    try:
        record = json.loads((path / "run.json").read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return record if isinstance(record, dict) else {}


def size_of(path: Path) -> int:
    """Return the bytes of a file, or of all files below a folder."""
    files = path.rglob("*") if path.is_dir() else [path]
    return sum(one.stat().st_size for one in files if one.is_file() and not one.is_symlink())


def checkpoints_in(path: Path) -> list[Checkpoint]:
    """Return the whole checkpoints, newest first: the trainer writes its state file last."""
    found = []
    for state in (path / "checkpoints").glob("checkpoint-*/trainer_state.json"):
        step = state.parent.name.rpartition("-")[2]
        if step.isdigit() and _is_whole(state):
            found.append(Checkpoint(state.parent, int(step)))
    return sorted(found, key=lambda one: one.step, reverse=True)


def _is_whole(state: Path) -> bool:
    try:
        json.loads(state.read_text("utf-8"))
    except (OSError, ValueError):
        return False
    return (state.parent / "adapter_model.safetensors").is_file()


def open_run(
    path: Path,
    settings: Mapping[str, object],
    unfinished: Unfinished = "ask",
    ask: Callable[[str], str] = input,
) -> RunFolder:
    """Make the folder ready for a run with these settings, or find where an earlier one stopped.

    An earlier run that is finished, or had other settings, is set aside under another name.

    Args:
        path: where the run keeps what it makes.
        settings: all that decides the result; JSON values.
        unfinished: what to do with a run of the same settings that was stopped; `ask` asks the
            person, and goes on with it where nobody can answer.
        ask: how a person is asked.

    Raises:
        LabError: `TUNE-BUSY` while another training runs, for it may be the one of this folder;
            `TUNE-DISK`.
    """
    check_alone(Path.home())
    record = read_record(path)
    checkpoints = checkpoints_in(path)
    is_same = record.get("settings") == json.loads(json.dumps(settings))
    if record and is_same and not record.get("finished") and checkpoints:
        newest = checkpoints[0]
        if unfinished == "resume" or (unfinished == "ask" and _wants_to_resume(newest, ask)):
            print(f"Going on after step {newest.step} of the run in {path}.")
            return RunFolder(path, newest)
    if record or checkpoints:
        print(f"The earlier run is kept in {_set_aside(path)}.")
    with explained("", path):
        path.mkdir(parents=True, exist_ok=True)
    run = RunFolder(path)
    run.note(settings=dict(settings), finished=False)
    return run


def _wants_to_resume(newest: Checkpoint, ask: Callable[[str], str]) -> bool:
    question = f"An earlier run stopped after step {newest.step}. Go on with it? [Y/n] "
    try:
        return not ask(question).strip().lower().startswith("n")
    # No terminal, or a notebook that a program runs: its kernel has an error of its own for this.
    except (EOFError, OSError, RuntimeError):
        return True


def _set_aside(path: Path) -> Path:
    number = 1
    while (aside := path.with_name(f"{path.name}.{number}")).exists():
        number += 1
    path.rename(aside)
    return aside
