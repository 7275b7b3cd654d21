"""The ways of merging that are compared: ours here, others by programs of their own."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Sequence
from pathlib import Path

import nbformat
from labsync.blend import blend
from labsync.outcome import State

from tests.labsync.simulation.case import Case
from tests.labsync.simulation.judge import Answer, Found, verdict

SIDES = ("base", "mine", "theirs")
PROGRAMS = Path(__file__).parent


def as_file(notebook: object) -> bytes:
    """Return a notebook as Jupyter saves it."""
    return (str(nbformat.writes(nbformat.from_dict(notebook))) + "\n").encode()


def ours(cases: Sequence[Case]) -> Found:
    """Merge as an update does, from bytes to bytes."""
    found = {}
    for case in cases:
        base, mine, theirs = (as_file(one) for one in (case.base, case.mine, case.theirs))
        made = blend("lab.ipynb", base, mine, theirs)
        named = {one.cell for one in made.cells if one.state in (State.KEPT, State.LEFT_DELETED)}
        found[case.name] = verdict(case, Answer(made.data or mine, frozenset(named), made.code))
    return found


Run = Callable[[str, Path], "subprocess.CompletedProcess[str]"]
"""Runs one of the programs beside this file over a folder."""


def other(cases: Sequence[Case], folder: Path, program: str, run: Run) -> Found:
    """Let a program merge `base`, `mine` and `theirs` in `folder`; it writes into `merged`."""
    folder.chmod(0o777)
    for side in (*SIDES, "merged"):
        (folder / side).mkdir(mode=0o777)
        (folder / side).chmod(0o777)
    for case in cases:
        for side in SIDES:
            (folder / side / f"{case.name}.ipynb").write_bytes(as_file(getattr(case, side)))
    done = run(program, folder)
    assert done.returncode == 0, done.stderr[-2000:] + done.stdout[-2000:]
    found = {}
    for case in cases:
        path = folder / "merged" / f"{case.name}.ipynb"
        data = path.read_bytes() if path.exists() else b""
        found[case.name] = verdict(case, Answer(data))
    return found
