"""What can be wrong with a rubric, a sample or a submission."""

from __future__ import annotations


class MarkingError(Exception):
    """Something about marking is not as it must be; the message says in which file.

    Attributes:
        code: stable name of the trouble, such as `MARK-RUBRIC`.
    """

    def __init__(self, code: str, message: str) -> None:
        super().__init__(f"{code}: {message}")
        self.code = code
