"""Give feedback back: files in the student's folder, a row in the ledger, once for each text."""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from classroom.audit import record
from classroom.handins.receive import shown
from classroom.handins.tables import HandIn
from classroom.layout import ClassroomLayout
from classroom.ledger import now
from classroom.marking.feedback import Head, as_markdown, as_page, items
from classroom.marking.giving import sheets
from classroom.marking.material import Material
from classroom.marking.sheet import Sheet
from classroom.marking.tables import Return
from labs.build.numbered import DRAFT, alone


@dataclass(frozen=True)
class Given:
    """What became of one student's feedback.

    Attributes:
        state: returned, unchanged (that very text was returned before), incomplete, or failed.
        message: why, where it was not returned.
    """

    user: str
    state: str
    message: str = ""


@dataclass(frozen=True)
class Returns:
    """What giving feedback needs."""

    layout: ClassroomLayout
    sessions: sessionmaker[Session]
    zone: ZoneInfo

    def give_all(self, who: str, material: Material, handins: Sequence[HandIn]) -> list[Given]:
        """Give feedback for every hand-in whose marks are complete; one that fails stops none.

        One after the other: who presses the button twice gives back once.
        """
        with alone(self.layout.own):
            return self._give_all(who, material, handins)

    def _give_all(self, who: str, material: Material, handins: Sequence[HandIn]) -> list[Given]:
        rubric, as_given = material.rubric(), material.as_given()
        with self.sessions() as session:
            found = sheets(session, rubric, handins)
        given = []
        for handin in handins:
            sheet = found[handin.id]
            if missing := sheet.missing:
                words = f"Without marks: {', '.join(missing)}."
                given.append(Given(handin.user, "incomplete", words))
                continue
            head = self._head(handin)
            said = items(sheet, as_given)
            texts = {
                "feedback.md": as_markdown(head, sheet, said),
                "feedback.html": as_page(head, sheet, said),
            }
            given.append(self._give(who, handin, sheet, texts))
        if not any(one.state == "returned" for one in given):  # else each student has an entry
            with self.sessions.begin() as session:
                record(session, who, "return", f"week{material.week}", "nobody's feedback")
        return given

    def _head(self, handin: HandIn) -> Head:
        at = shown(handin.at, self.zone)
        return Head(handin.week, handin.user, handin.number, at, handin.late)

    def _give(self, who: str, handin: HandIn, sheet: Sheet, texts: dict[str, str]) -> Given:
        """Write one student's files, then the row; a folder without a row is never used again."""
        digest = hashlib.sha256("\0".join(texts.values()).encode()).hexdigest()
        with self.sessions() as session:
            last = last_return(session, handin.week, handin.user)
        if last is not None and last.digest == digest:
            return Given(handin.user, "unchanged", "This feedback was returned before.")
        week = self.layout.feedback(handin.user) / f"week{handin.week}"
        try:
            number = write(week, texts, last.number if last else 0)
        except OSError:
            return Given(handin.user, "failed", "The disk did not take it: tell the admin.")
        with self.sessions.begin() as session:
            session.add(
                Return(
                    handin_id=handin.id,
                    week=handin.week,
                    user=handin.user,
                    number=number,
                    total=sheet.total,
                    digest=digest,
                    by=who,
                    at=now(),
                )
            )
            subject = f"week{handin.week} {handin.user}"
            record(session, who, "return", subject, f"feedback {number}")
        return Given(handin.user, "returned")


def last_return(session: Session, week: int, user: str) -> Return | None:
    """Return when a student last got feedback for a week."""
    query = select(Return).where(Return.week == week, Return.user == user)
    return session.scalar(query.order_by(Return.id.desc()).limit(1))


def returns_of(session: Session, user: str) -> Sequence[Return]:
    """Return all feedback that a student got, the newest first."""
    query = select(Return).where(Return.user == user).order_by(Return.id.desc())
    return session.scalars(query).all()


def write(week: Path, texts: dict[str, str], last: int) -> int:
    """Write files into a new numbered folder, whole or not at all, and return its number.

    The student reads them in a container of another Unix user; others' folders are not there.
    """
    for folder in (week.parent, week):
        if not folder.exists():
            folder.mkdir(parents=True)
            folder.chmod(0o755)  # whatever the service's mask is
    for left in week.glob(f"{DRAFT}*"):
        shutil.rmtree(left, ignore_errors=True)
    draft = Path(tempfile.mkdtemp(prefix=DRAFT, dir=week))
    try:
        for name, text in texts.items():
            with (draft / name).open("x", encoding="utf-8") as file:
                file.write(text)
                file.flush()
                os.fchmod(file.fileno(), 0o644)
                os.fsync(file.fileno())
        draft.chmod(0o755)
        taken = [int(one.name) for one in week.iterdir() if one.name.isdecimal()]
        number = max([last, *taken]) + 1
        draft.rename(week / str(number))
        _sync(week)
        return number
    except BaseException:
        shutil.rmtree(draft, ignore_errors=True)
        raise


def _sync(folder: Path) -> None:
    opened = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
