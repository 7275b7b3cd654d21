"""What a student sees while a server starts: stages in plain words. Pure functions."""

from __future__ import annotations

from enum import StrEnum
from typing import TypedDict

from llmhub.start_queue import ordinal


class Stage(StrEnum):
    """Where a start is; the start page shows these in order."""

    QUEUE = "queue"
    NOTEBOOK = "notebook"
    MODELS = "models"
    READY = "ready"
    FAILED = "failed"


class Event(TypedDict, total=False):
    """One event of JupyterHub's progress API."""

    stage: str
    progress: int
    message: str
    note: str


PERCENT = {Stage.QUEUE: 5, Stage.NOTEBOOK: 30, Stage.MODELS: 60, Stage.READY: 95}
WORDS = {
    Stage.NOTEBOOK: "Starting your notebook",
    Stage.MODELS: "Starting your model server",
    Stage.READY: "Ready",
}


def event(stage: Stage, position: int = 0, seconds: float = 0.0, note: str = "") -> Event:
    """Return the event for a stage; `position` and `seconds` count in the queue only.

    `note` says what is started, and why; "" while that is not known.
    """
    message = waiting(position, seconds) if stage is Stage.QUEUE else WORDS[stage]
    told: Event = {"stage": stage.value, "progress": PERCENT[stage], "message": message}
    return {**told, "note": note} if note else told


def waiting(position: int, seconds: float) -> str:
    """Tell the place in the queue, with seconds rounded so that they do not flicker.

    >>> waiting(7, 18.2)
    'Waiting for your turn: you are 7th, about 20 seconds'
    """
    if not position:
        return "Your turn has come"
    return f"Waiting for your turn: you are {ordinal(position)}, about {rounded(seconds)}"


def rounded(seconds: float) -> str:
    """Return a time as one says it: `5 seconds`, `20 seconds`, `2 minutes`."""
    if seconds > 90:
        return f"{round(seconds / 60)} minutes"
    return f"{max(5, 5 * round(seconds / 5))} seconds"
