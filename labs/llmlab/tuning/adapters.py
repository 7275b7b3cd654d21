"""Adapters as files: what is wrong with one, in a sentence."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from llmlab.errors import LabError

_FILES = ("adapter_config.json", "adapter_model.safetensors")


@contextmanager
def whole_adapter(folder: Path) -> Iterator[None]:
    """Say what is wrong with an adapter that cannot be loaded in the block.

    Raises:
        LabError: `TUNE-ADAPTER` for a file that is missing or damaged, or for an adapter that was
            made for another model.
    """
    missing = [name for name in _FILES if not (folder / name).is_file()]
    if missing:
        raise LabError("TUNE-ADAPTER", f"{folder} lacks {' and '.join(missing)}. {_WAY_OUT}")
    try:
        yield
    except Exception as error:  # json, safetensors, peft and torch each have their own
        if isinstance(error, MemoryError) or "memory" in str(error).lower():
            raise
        reason = str(error).strip().splitlines()[0][:200] if str(error).strip() else repr(error)
        raise LabError(
            "TUNE-ADAPTER",
            f"The adapter in {folder} is damaged, or was made for another model ({reason}). "
            f"{_WAY_OUT}",
        ) from error


_WAY_OUT = "Nothing else is lost: train again with --fresh, which keeps the old folder."
