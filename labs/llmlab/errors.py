"""Errors that speak to two readers: a stable code for programs, a plain sentence for people."""

from __future__ import annotations

import httpx
import ollama

# The server says "not found" in words of its own in some versions, by its status alone in others.
_NOT_FOUND = 404
_BUSY = 503
_BROKEN = 500
# What Ollama 0.24 says of a model whose file has been changed. Where it stumbles over the file it
# says nothing at all.
_DAMAGED = ("exceeds file size", "unexpected eof", "invalid file magic", "unsupported version")
_DISK_FULL = ("no space left", "disk quota exceeded")


class LabError(Exception):
    """Something in the environment is not as it should be.

    Attributes:
        code: stable name of the trouble, such as `LAB-SERVER-DOWN`.
        message: what happened and what to do about it.
    """

    def __init__(self, code: str, message: str) -> None:
        super().__init__(f"{code}: {message}")
        self.code = code
        self.message = message

    def _render_traceback_(self) -> list[str]:
        """Show one sentence in a notebook instead of a traceback (a hook of IPython's)."""
        return [str(self)]


def explain(error: BaseException, *, model: str = "") -> LabError:
    """Turn what the `ollama` client raised into a sentence that says what to do.

    Args:
        error: the exception that was caught; a `LabError` comes back unchanged.
        model: name of the model that was asked, to be named in the sentence.
    """
    if isinstance(error, LabError):
        return error
    if isinstance(error, httpx.TimeoutException):
        return LabError(
            "LAB-SERVER-SLOW",
            "The model server took too long to answer. Try a shorter question or the smaller "
            "model, then try again.",
        )
    if isinstance(error, ConnectionError | httpx.TransportError):
        return LabError(
            "LAB-SERVER-DOWN",
            "Your model server does not answer. Wait half a minute and try again. If it stays "
            "away: in the hub, "
            "choose File > Hub Control Panel, stop your server and start it again; on a laptop, "
            "run `ollama serve`. If that does not help either, tell your instructor: `make doctor` "
            "finds a damaged model, which keeps the server from starting.",
        )
    if isinstance(error, ollama.ResponseError):
        return _explain_response(error, model)
    return LabError(
        "LAB-UNEXPECTED",
        f"Something unexpected happened: {error}. Show this line to your instructor.",
    )


def _explain_response(error: ollama.ResponseError, model: str) -> LabError:
    """Explain an answer of the server that is not an answer of the model."""
    name = f"'{model}'" if model else "you asked for"
    said = str(error.error).strip()
    if error.status_code == _NOT_FOUND:
        return LabError(
            "LAB-MODEL-MISSING",
            f"Your model server does not have the model {name}. Run `ollama list` in a terminal "
            "to see the names it has.",
        )
    if error.status_code == _BUSY:
        return LabError(
            "LAB-SERVER-BUSY",
            "Your model server has too much to do. Wait a minute, then try again.",
        )
    if _is_damaged(error.status_code, said.lower()):
        return LabError(
            "LAB-MODEL-DAMAGED",
            f"The model {name} is damaged. Tell your instructor: `make models` repairs it. Until "
            "then take another model; `ollama list` in a terminal shows what there is.",
        )
    if any(sign in said.lower() for sign in _DISK_FULL):
        return LabError(
            "LAB-DISK",
            "Your model server has no disk left to write on. Delete files or models you no longer "
            "need (`ollama rm NAME`), then try again.",
        )
    if "does not support" in said:
        return LabError(
            "LAB-MODEL-UNFIT",
            f"The model {name} cannot do this. The server says: {said}. Ask "
            "`model_name()` for one that can; if it is that one, it is damaged: tell your "
            "instructor that `make models` repairs it.",
        )
    return LabError(
        "LAB-MODEL-FAILED",
        f"The model {name} could not answer. The server says: {said}. Try the smaller model; if "
        "that works, "
        "this model needs more memory than your lab has.",
    )


def _is_damaged(status: int, said: str) -> bool:
    """Tell a file that is no model from a model that is too large."""
    return (status == _BROKEN and not said) or any(sign in said for sign in _DAMAGED)


TROUBLE = (LabError, ConnectionError, ollama.ResponseError, httpx.HTTPError)
"""What an app catches: all that is raised when its surroundings are at fault, not the program."""
