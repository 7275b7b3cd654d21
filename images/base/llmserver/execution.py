"""Runs the notebook of a hand-in for marking, and writes it down with what came out.

Runs in a container of its own without network, with the server's Python; the cells run with the
kernel's. By its exit code the hub knows how it ended (`Ending`). Whatever happened, each cell that
did not run to its end carries an error: a test that was never run must not count as passed.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import shutil
import time
import urllib.request
from enum import IntEnum
from pathlib import Path
from typing import Any

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import DeadKernelError
from nbformat import NotebookNode
from nbformat.v4 import new_output

MODELS = "http://127.0.0.1:11434/api/version"
MODELS_SECONDS = 45.0
CELL_OUTPUT, ALL_OUTPUT = 2**20, 12 * 2**20  # bytes of JSON: what a person can look through
LARGEST = 20 * 2**20
COUNTED = frozenset({"stream", "display_data", "execute_result", "error", "update_display_data"})


class Ending(IntEnum):
    """How it ended: the exit codes."""

    WHOLE = 0
    BAD_NOTEBOOK = 20
    NO_MODELS = 21
    TIME = 22
    DEAD_KERNEL = 23
    TOO_LARGE = 24


class Unfinished(Exception):
    """It ended in another way than it should."""

    def __init__(self, ending: Ending) -> None:
        super().__init__(ending.name)
        self.ending = ending


class BoundedClient(NotebookClient):
    """Keeps no more of the outputs than there is room for, and remembers which cells ended."""

    def __init__(self, notebook: NotebookNode, **options: Any) -> None:
        super().__init__(notebook, on_cell_executed=self._note_end, **options)
        self.ended: set[int] = set()
        self._all, self._of_cell = 0, dict[int, int]()

    def _note_end(self, cell: NotebookNode, cell_index: int, execute_reply: Any) -> None:
        self.ended.add(cell_index)

    def process_message(self, msg: dict[str, Any], cell: NotebookNode, cell_index: int) -> Any:
        """Drop an output that is too much; the first one dropped leaves a note in its place."""
        if msg["msg_type"] not in COUNTED:
            return super().process_message(msg, cell, cell_index)
        size = len(json.dumps(msg["content"], default=str))
        before = self._of_cell.get(cell_index, 0)
        self._of_cell[cell_index] = before + size
        self._all += size
        if before + size <= CELL_OUTPUT and self._all <= ALL_OUTPUT:
            return super().process_message(msg, cell, cell_index)
        self._all -= size  # what is dropped takes no other cell's room
        if before <= CELL_OUTPUT:
            self._of_cell[cell_index] = CELL_OUTPUT + 1
            cell.outputs.append(new_output("stream", name="stderr", text="[too much output]\n"))
        if msg["msg_type"] == "error":  # a test that failed must be seen to have failed
            cell.outputs.append(not_run("The error's own text was too long."))
        return None


def main() -> None:
    """Read the command line, run, and end with the code of what happened."""
    parser = argparse.ArgumentParser()
    parser.add_argument("given", type=Path)
    parser.add_argument("notebook")
    parser.add_argument("work", type=Path)
    parser.add_argument("result", type=Path, help="a file that is there, and is written in place")
    parser.add_argument("--cell", type=int, required=True, help="seconds for each cell")
    parser.add_argument("--seconds", type=float, required=True, help="for all cells together")
    words = parser.parse_args()
    ending = Ending.WHOLE
    try:
        shutil.copytree(words.given, words.work, copy_function=shutil.copyfile)
        notebook = read(words.work / words.notebook)
        wait_for_models(MODELS_SECONDS)
        ending = asyncio.run(execute(notebook, words.work, words.cell, words.seconds))
        write(notebook, words.result)
    except Unfinished as unfinished:
        ending = unfinished.ending
    # At once: no thread that a kernel left hanging keeps this from ending.
    os._exit(ending)


def read(path: Path) -> NotebookNode:
    """Return the notebook, without what it brought along from where it was run before."""
    try:
        notebook: NotebookNode = nbformat.read(path, as_version=4)
        nbformat.validate(notebook)
    except Exception as error:  # the parsers' errors are of many kinds
        raise Unfinished(Ending.BAD_NOTEBOOK) from error
    for cell in code_cells(notebook):
        cell.outputs, cell.execution_count = [], None
    return notebook


def code_cells(notebook: NotebookNode) -> list[NotebookNode]:
    """Return the cells that can be run."""
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def wait_for_models(seconds: float) -> None:
    """Return when the model server answers; without it honest answers would fail."""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    end = time.monotonic() + seconds
    while True:
        try:
            opener.open(MODELS, timeout=5).close()
        except OSError as error:
            if time.monotonic() > end:
                raise Unfinished(Ending.NO_MODELS) from error
            time.sleep(0.2)
        else:
            return


async def execute(notebook: NotebookNode, folder: Path, cell: int, seconds: float) -> Ending:
    """Run all cells, failing ones too; what did not end is marked so."""
    client = BoundedClient(
        notebook,
        timeout=cell,
        interrupt_on_timeout=True,
        kernel_name="python3",
        allow_errors=True,
        shutdown_kernel="immediate",
        # The image's kernel says this itself, and takes it once only.
        ipython_hist_file="",
        resources={"metadata": {"path": str(folder)}},
    )
    ending = Ending.WHOLE
    try:
        async with asyncio.timeout(seconds) as clock:
            await client.async_execute()
    # A kernel that does not even start is a RuntimeError; nbclient takes an end that comes from
    # outside for the kernel's own.
    except (DeadKernelError, RuntimeError, TimeoutError):
        ending = Ending.TIME if clock.expired() else Ending.DEAD_KERNEL
    for number, one in enumerate(notebook.cells):
        if one.cell_type == "code" and one.source.strip() and number not in client.ended:
            one.outputs.append(not_run(f"This cell did not run to its end ({ending.name})."))
    return ending


def not_run(why: str) -> NotebookNode:
    """Return the output of a cell that has no true one; for the marks it is a failure."""
    failure: NotebookNode = new_output("error", ename="NotRun", evalue=why, traceback=[why])
    return failure


def write(notebook: NotebookNode, path: Path) -> None:
    """Write the notebook into the file that is there."""
    data = nbformat.writes(notebook).encode("utf-8", "replace")
    if len(data) > LARGEST:
        raise Unfinished(Ending.TOO_LARGE)
    with path.open("r+b") as file:
        file.truncate()
        file.write(data)


if __name__ == "__main__":
    main()
