"""What a student is told when a start is refused: a sentence and a code, never a traceback."""

from __future__ import annotations

from jupyterhub.spawner import SpawnException

from llmhub.errors import LabError, PairError
from llmhub.start_queue import Ticket


def refusal(error: LabError) -> SpawnException:
    """Return what a student sees: a sentence and a code, never a traceback."""
    refused = SpawnException(str(error), reason=error.code, status_code=503)
    # Without it JupyterHub's start page shows the exception's own name and numbers.
    refused.jupyterhub_message = refused.message
    return refused


def too_slow(ticket: Ticket, seconds: float) -> PairError:
    """Return the error for a start that took too long, in the queue or after it."""
    if not ticket.turn.is_set():
        return PairError("queue-timeout", "Too many are starting at once: try again in a minute.")
    return PairError(
        "start-timeout",
        f"Your lab did not start within {seconds:g} seconds. Try again; if it happens twice, "
        "tell your instructor.",
    )
