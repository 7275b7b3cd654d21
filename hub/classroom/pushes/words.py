"""What instructors read about a student's week, a file or a cell: sentences by state and code."""

from __future__ import annotations

STATES = {
    "new": "is being sent",
    "held": "waits for the week's date",
    "pending": "waits for its turn",
    "waiting": "waits for the next start",
    "running": "is being updated",
    "done": "arrived",
    "kept-own": "kept own edit",
    "failed": "failed",
    "replaced": "replaced by a later push",
    "cancelled": "called off",
    "gone": "left the course",
    "not-running": "not running",
    "not-shown-yet": "not shown yet",
    "skipped": "not in full",
}
"""How far a student's week is."""

FILES = {
    "unchanged": "unchanged",
    "delivered": "delivered",
    "merged": "merged",
    "kept-own": "kept own edit",
    "left-deleted": "left deleted",
    "skipped": "not this time",
    "failed": "failed",
}
"""What became of a file."""

TRIAL_FILES = {
    "unchanged": "would stay as it is",
    "delivered": "would be delivered",
    "merged": "would be merged",
    "kept-own": "would keep own edit",
    "left-deleted": "would stay deleted",
    "skipped": "could not be updated",
    "failed": "could not be updated",
}
"""What would become of a file."""

SIGNS = {
    "delivered": "✓",
    "merged": "✓",
    "done": "✓",
    "kept-own": "≠",
    "left-deleted": "−",
    "skipped": "…",
    "waiting": "…",
    "pending": "…",
    "held": "…",
    "new": "…",
    "running": "…",
    "failed": "!",
}
"""A sign beside the words, so that a table can be scanned."""

WHY = {
    "SYNC-BUSY": "another update was running in this lab",
    "SYNC-OWNER": "the home does not belong to the student: run `make doctor` on the host",
    "SYNC-HOME": "the home cannot be opened: run `make doctor` on the host",
    "SYNC-STORE": "the student has to delete the folder ~/.llmhub/labsync first",
    "SYNC-RELEASE": "the publication cannot be read in this lab",
    "SYNC-FOLDER": "the week's folder is a link or a file: the student has to rename it first",
    "SYNC-CONFLICT": "both changed the same lines",
    "SYNC-CELLS": "both changed the same cell",
    "SYNC-NO-BASE": "it is not known which version the student began from",
    "SYNC-BINARY": "not a text, and changed by the student",
    "SYNC-LARGE": "too large to be merged, and changed by the student",
    "SYNC-NOTEBOOK": "the student's notebook cannot be read as one",
    "SYNC-NOT-PLAIN": "the student has a link there, or something else that is no file",
    "SYNC-DELETED": "the student deleted or renamed it",
    "SYNC-AMBIGUOUS": "the student renamed it, and several files could be it",
    "SYNC-KEPT": "the course has it no more; the student changed it, so it stays",
    "SYNC-CHANGING": "it was being changed at that moment",
    "SYNC-WAY": "a folder on the way is a link",
    "SYNC-UNREADABLE": "the student made it unreadable",
    "SYNC-NAME": "the name is too long or taken",
    "SYNC-DISK-FULL": "the student's disk is full",
    "SYNC-TIME": "there was no time left for it",
    "SYNC-FAILED": "the update could not do it",
}
"""Why, by the code of the update in the lab."""

CHANGES = {
    "new": "a new cell",
    "text": "its text",
    "type": "its type",
    "removed": "removed it",
    "moved": "moved it",
    "outputs": "its outputs",
    "metadata": "its settings",
}
"""What the course did to a cell."""


def why(code: object, sentence: object = "") -> str:
    """Return the reason behind a code; the lab's own sentence for one that is not known here."""
    return WHY.get(str(code or ""), str(sentence or code or ""))


def shown_state(state: str, code: str) -> str:
    """Return the state that people read: not to be tried is another thing than to have failed."""
    return code if code in ("not-running", "not-shown-yet") else state


def state(key: str) -> str:
    """Return how far a student's week is, in words."""
    return STATES.get(key, key)


def file_state(key: str, trial: bool) -> str:
    """Return what became of a file, or in a trial would, in words."""
    return (TRIAL_FILES if trial else FILES).get(key, key)
