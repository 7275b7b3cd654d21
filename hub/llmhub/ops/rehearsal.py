"""`make rehearse-gpu`: week 4 on the card, as a student would do it, before the class does.

What the lab runs is data: a command of its terminal, and the model that the command makes.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import docker

from llmhub import image_choice
from llmhub.errors import LabError
from llmhub.layout import StateLayout
from llmhub.ops import smoke
from llmhub.ops.browser import Browser
from llmhub.ops.checks import cards, engine
from llmhub.ops.checks.finding import Level
from llmhub.ops.context import Context
from llmhub.ops.kernel import run_cell
from llmhub.settings import Settings

COMMAND = "python ~/labs/week4/qlora_demo.py --preset 16gb"
MODEL = "hazelbrook-tuned"
QUESTION = "When is the library open on Saturday?"
PATIENCE = 7200.0
"""Seconds for the command: a model may have to be downloaded first."""

CARD = """
import glob, os, shutil, subprocess
found = sorted(glob.glob("/dev/nvidia[0-9]*"))
if os.environ.get("LLMHUB_GPU") != "device" or not found:
    raise RuntimeError("this lab has no card")
print(*found)
if shutil.which("nvidia-smi"):
    print(subprocess.run(["nvidia-smi", "-L"], capture_output=True, text=True).stdout.strip())
print(os.environ.get("LLMHUB_IMAGE_WHY", ""))
"""
TUNE = """
import os, subprocess
command = ["bash", "-c", {command!r}]
home = os.path.expanduser("~")
with subprocess.Popen(
    command, cwd=home, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
) as running:
    for line in running.stdout:
        print(line, end="", flush=True)
if running.returncode:
    raise RuntimeError(f"the command ended with status {{running.returncode}}")
"""
ASK = """
import ollama
answer = ollama.chat({model!r}, [{{"role": "user", "content": {question!r}}}]).message.content
if not answer.strip():
    raise RuntimeError("the answer is empty")
print(answer.strip())
"""


@dataclass(frozen=True)
class Rehearsal:
    """A line for the lab's terminal, the model that it leaves there, seconds it may take."""

    command: str = COMMAND
    model: str = MODEL
    question: str = QUESTION
    patience: float = PATIENCE

    def work(self, browser: Browser, server: str) -> None:
        """Look for the card, run the command, ask the model; see `smoke.Work`.

        Raises LabError `rehearsal-card`, `rehearsal-tuning` or `rehearsal-answer`.
        """
        with stage("rehearsal-card", "The lab sees the card"):
            run_cell(browser, server, CARD, tell=show)
        with stage("rehearsal-tuning", f"`{self.command}` has ended well"):
            code = TUNE.format(command=self.command)
            run_cell(browser, server, code, self.patience, tell=show, late="rehearsal-tuning")
        with stage("rehearsal-answer", f"{self.model} answers in the lab's own model server"):
            code = ASK.format(model=self.model, question=self.question)
            run_cell(browser, server, code, tell=show)


def show(text: str) -> None:
    """Print what a cell prints, further to the right."""
    print("".join(f"       {line}" for line in text.splitlines(keepends=True)), end="", flush=True)


@contextmanager
def stage(code: str, text: str) -> Iterator[None]:
    """Time one stage as the smoke check does; what failed in its cell carries the stage's code."""
    with smoke.step(code, text):
        try:
            yield
        except LabError as error:
            if error.code != "smoke-cell":
                raise
            raise LabError(code, f"{text}: no, {error.message}.") from None


def run(context: Context, rehearsal: Rehearsal) -> None:
    """Rehearse in a throw-away account of a running hub; raises LabError as the smoke check does.

    Raises `no-gpu`, `no-cdi`, `device-missing` or `rehearsal-image` before anything is done.
    """
    check(context)
    smoke.run(context, rehearsal.work, rehearsal.patience)


def look(state_dir: Path, devices: Path = cards.DEV) -> None:
    """Raise LabError `no-gpu` where a first deploy would find no card; a hub is judged later."""
    if not StateLayout(state_dir).env_file.exists() and not cards.is_here(devices):
        raise LabError(
            "no-gpu",
            "This machine has no graphics card with NVIDIA's driver (no /dev/nvidia0, no "
            "nvidia-smi): there is nothing to rehearse here.",
        )


def check(context: Context) -> None:
    """Raise LabError unless this hub's notebooks get a card that Docker knows, and the tools."""
    settings = context.settings
    if settings.gpu != "device" or settings.gpu_parts == "sidecar":
        raise LabError(
            "no-gpu",
            "This hub hands no graphics card to its notebooks, so there is nothing to rehearse: "
            "`make deploy GPU=device` on a machine that has one.",
        )
    if image_choice.choose(settings, [smoke.GROUP]).image != settings.gpu_image:
        raise LabError(
            "rehearsal-image",
            f"In week {settings.week} the rehearsal would get {settings.notebook_image}, without "
            f"the tools for fine-tuning: {_how_to_get_tools(settings)}, or give them to its group "
            f"too, LLMHUB_GPU_IMAGE_GROUPS={smoke.GROUP}.",
        )
    client = engine.connect()
    if client is None:
        raise LabError("docker-down", "Docker does not answer: run `make deploy`.")
    for finding in cards.check(_info(client), settings):
        if finding.level is Level.FAIL:
            raise LabError(finding.code, f"{finding.text}. {finding.advice}")


def _how_to_get_tools(settings: Settings) -> str:
    """Return what brings the rehearsal into a week with the tools, if there is such a week."""
    if settings.gpu_image_weeks:
        return f"`make deploy WEEK={min(settings.gpu_image_weeks)}`"
    return "name weeks in LLMHUB_GPU_IMAGE_WEEKS"


def _info(client: docker.APIClient) -> dict[str, object]:
    try:
        return dict(client.info())
    finally:
        client.close()
