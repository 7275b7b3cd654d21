"""What can go wrong in a run, as a sentence that says what to do."""

from __future__ import annotations

import ctypes
import errno
import gc
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from llmlab.errors import LabError

_NO_MEMORY = ("out of memory", "can't allocate memory", "cannot allocate memory", "bad_alloc")


@contextmanager
def explained(advice: str, folder: Path) -> Iterator[None]:
    """Turn memory and disk errors of the block into a `LabError`; the kernel lives on.

    Args:
        advice: which setting makes the run smaller.
        folder: where the run keeps what it makes.

    Raises:
        LabError: `TUNE-MEMORY`, `TUNE-DISK` or `TUNE-STOPPED`.
    """
    try:
        yield
    except KeyboardInterrupt:
        raise stopped(folder) from None
    except Exception as error:  # safetensors' and CUDA's are their own
        if isinstance(error, LabError):
            raise
        found = explain(error, advice, folder)
        if found is None:
            raise
        # The traceback holds the tensors: without it they can be given back now.
        error.__traceback__ = None
        free_memory()
        raise found from None


def explain(error: BaseException, advice: str, folder: Path) -> LabError | None:
    """Return the sentence for an error, None for one that is neither memory nor disk."""
    text = str(error).lower()
    if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT):
        return _disk(folder)
    # safetensors and SQLite report a full disk as errors of their own.
    if (
        "no space left" in text
        or "os error 28" in text
        or "disk is full" in text
        or "quota exceeded" in text
    ):
        return _disk(folder)
    if isinstance(error, MemoryError) or any(sign in text for sign in _NO_MEMORY):
        return LabError(
            "TUNE-MEMORY",
            f"The memory is used up, so the run ended; your notebook lives on. {advice} What was "
            "saved until here is kept: run it again to go on.",
        )
    return None


def _disk(folder: Path) -> LabError:
    return LabError(
        "TUNE-DISK",
        f"The disk is full, so the run ended. What was saved until here is kept in {folder}. "
        "Delete files or models you no longer need (`ollama rm NAME`), then run it again.",
    )


def stopped(folder: Path) -> LabError:
    """Return the sentence for a run that somebody ended, with the step that is kept."""
    from llmlab.tuning.folder import checkpoints_in

    kept = checkpoints_in(folder)
    state = f"Step {kept[0].step} is kept" if kept else "Nothing was saved yet"
    return LabError("TUNE-STOPPED", f"Stopped. {state}: run it again to go on from there.")


def free_memory() -> None:
    """Give back what nobody refers to any more, on the card too."""
    gc.collect()
    # The C library keeps freed memory for itself; only glibc has a word for giving it back.
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim:
        trim(0)
    torch = sys.modules.get("torch")  # nothing lies on a card that nobody has loaded it for
    if torch is not None and torch.cuda.is_available():
        torch.cuda.empty_cache()
