"""What an update in a lab said of itself: text that a student may have written, made harmless.

The program runs as the student, who can stop it and answer in its place. So only what has the
report's form passes, every text is cut and freed of signs that do more than stand there, and
nothing here is believed beyond that student's own lab.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
)

from llmhub.errors import LabError

FORMAT = 1
MAX_FILES, MAX_CELLS = 500, 200
CODE = r"^(SYNC-[A-Z-]{1,24})?$"


def inside(path: str) -> str:
    """Return a path below the week's folder, or raise ValueError for one that leads elsewhere."""
    if path and any(part in ("", ".", "..") for part in path.split("/")):
        raise ValueError("a place outside of this week")
    return path


def harmless(limit: int) -> BeforeValidator:
    """Return what cuts a text and replaces control characters, line ends and the like."""

    def clean(text: object) -> object:
        if not isinstance(text, str):
            return text  # refused by the type
        cut = text if len(text) <= limit else text[: limit - 1] + "…"
        return "".join(sign if sign.isprintable() else "\N{REPLACEMENT CHARACTER}" for sign in cut)

    return BeforeValidator(clean)


Word = Annotated[str, harmless(64)]
Name = Annotated[str, harmless(300)]
Place = Annotated[Name, AfterValidator(inside)]
Code = Annotated[str, Field(pattern=CODE)]


class FileState(StrEnum):
    """What became of a file."""

    UNCHANGED = "unchanged"
    DELIVERED = "delivered"
    MERGED = "merged"
    KEPT = "kept-own"
    LEFT_DELETED = "left-deleted"
    SKIPPED = "skipped"
    FAILED = "failed"


class _Part(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)


class Cell(_Part):
    """What became of one change to a notebook."""

    id: Word
    state: FileState
    why: Word
    offered: Word = ""


class File(_Part):
    """What became of one file."""

    path: Place = Field(min_length=1)
    state: FileState
    code: Code = ""
    sentence: Name = ""
    at: Place = ""
    beside: Place = ""
    detail: Name = ""
    cells: list[Cell] = []


class Report(_Part):
    """What became of a whole week."""

    format: int = Field(strict=True, ge=FORMAT, le=FORMAT)
    week: int = Field(strict=True, ge=1, le=99)
    release: Word
    before: Word = ""
    dry_run: bool = Field(strict=True)
    seconds: float = Field(strict=True, ge=0, le=1e6)
    code: Code = ""
    sentence: Name = ""
    detail: Name = ""
    files: list[File] = []

    @property
    def open_files(self) -> int:
        """How many files could not be updated."""
        return sum(one.state in (FileState.SKIPPED, FileState.FAILED) for one in self.files)

    @property
    def ran_out_of_time(self) -> bool:
        """Whether the time was up before all was done."""
        return any(code == "SYNC-TIME" for code in (self.code, *(f.code for f in self.files)))

    def told(self) -> dict[str, Any]:
        """Return what is kept and told, bounded: files with news come before unchanged ones."""
        said = self.model_dump(mode="json", exclude_defaults=True, exclude={"files"})
        news_first = sorted(self.files, key=lambda one: one.state is FileState.UNCHANGED)
        said["complete"] = not self.code and not self.open_files
        said["files"] = [_told(one) for one in news_first[:MAX_FILES]]
        if len(self.files) > MAX_FILES:
            said["files_left_out"] = len(self.files) - MAX_FILES
        return said


def _told(file: File) -> dict[str, Any]:
    said = file.model_dump(mode="json", exclude_defaults=True)
    if len(file.cells) > MAX_CELLS:
        said["cells"] = said["cells"][:MAX_CELLS]
        said["cells_left_out"] = len(file.cells) - MAX_CELLS
    return said


def read(text: str, week: int, release: int, dry_run: bool) -> Report:
    """Return the report of an order, or raise LabError `bad-report` for anything else."""
    try:
        report = Report.model_validate_json(text)
    except (ValidationError, UnicodeError):
        raise bad() from None
    # Where the release could not be opened, the report has a code and no name for it.
    named = report.release or (f"{release:04d}" if report.code else "")
    said = (report.week, report.dry_run, named)
    if said != (week, dry_run, f"{release:04d}"):
        raise bad()
    return report


def bad() -> LabError:
    """Return the error of a report that is none."""
    return LabError(
        "bad-report",
        "The update in this lab ended without a report that can be read: try again; if it happens "
        "again, look at what the student runs there.",
    )
