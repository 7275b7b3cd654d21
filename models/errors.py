"""Errors of the model store: a stable code for programs, a sentence for people."""

import errno


class ModelError(Exception):
    """Something is wrong with the models.

    `code` never changes between versions (`catalogue.unknown-key`, `store.corrupt-file` ...);
    the message says what to do about it.
    """

    def __init__(self, code: str, message: str) -> None:
        super().__init__(f"{message} [{code}]")
        self.code = code
        self.message = message


def from_system(error: OSError) -> ModelError:
    """Return the error for a file that the system did not let us read or write."""
    file = error.filename or "a temporary file"
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        sentence = (
            f"The disk is full ({file}). `make models PRUNE=1`, or make room; then try again."
        )
        return ModelError("disk-full", sentence)
    sentence = f"{file}: {error.strerror or error}. Run the command as root, and look at that file."
    return ModelError("file-failed", sentence)
