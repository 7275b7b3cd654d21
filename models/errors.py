"""Errors of the model store: a stable code for programs, a sentence for people."""


class ModelError(Exception):
    """Something is wrong with the models.

    `code` never changes between versions (`catalogue.unknown-key`, `store.corrupt-file` ...);
    the message says what to do about it.
    """

    def __init__(self, code: str, message: str) -> None:
        super().__init__(f"{message} [{code}]")
        self.code = code
        self.message = message
