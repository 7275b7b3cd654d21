"""Hand in a week: `submit week3`."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from coursectl import receipts, snapshot
from coursectl.call import Call, Words, week_of
from coursectl.client import Client, path_of
from coursectl.errors import CourseError
from coursectl.text import clean, count, moment, paragraph
from coursectl.week_files import LeftOut


@dataclass(frozen=True)
class HandedIn:
    """What came of it.

    Attributes:
        receipt: the service's answer.
        left_out: what did not go along.
        files: how many went along.
        kept: the receipt's file; None: it could not be written.
    """

    receipt: dict[str, Any]
    left_out: list[LeftOut]
    files: int
    kept: Path | None

    def told(self) -> dict[str, Any]:
        """Return it for JSON: the receipt, and what did not go along."""
        return self.receipt | {
            "left_out": [asdict(one) for one in self.left_out],
            "kept": str(self.kept or ""),
        }


def hand_in(client: Client, home: Path, week: int) -> HandedIn:
    """Send the week's folder as it is now, and keep the receipt. Raises CourseError."""
    taken = snapshot.take(home, week)
    receipt = client.post(path_of("handins", week), snapshot.body(taken))
    if not isinstance(receipt, dict):
        raise CourseError(
            "no-receipt", "The course gave no receipt: hand in again, or ask your instructor."
        )
    try:
        kept = receipts.keep(home, week, receipt)
    except OSError:
        kept = None  # a full disk: it is handed in all the same
    return HandedIn(receipt, taken.left_out, len(taken.files), kept)


def add(words: Words) -> None:
    """Add the command."""
    parser = words.add_parser("submit", help="hand in a week's assignment")
    parser.add_argument("week", type=week_of, help="such as week3")
    parser.set_defaults(run=run)


def run(call: Call) -> int:
    """Hand in, and print the receipt."""
    done = hand_in(call.client, call.home, call.said.week)
    call.out.tell(done.told(), *_lines(done, call.said.week))
    return 0


def _lines(done: HandedIn, week: int) -> list[str]:
    receipt = done.receipt
    when = clean(receipt.get("at_local")) or moment(receipt.get("at", ""))
    late = f"late {clean(receipt.get('late_by'))}".strip() if receipt.get("late") else "in time"
    lines = [
        f"Week {week} is handed in, {late}: {count(done.files, 'file')}, {when}",
        f"Receipt: number {clean(receipt.get('number'))}, hash {clean(receipt.get('sha256'))}",
    ]
    lines += [f"Left out: {clean(one.path)}, {one.why}" for one in done.left_out]
    if done.kept is None:
        lines.append("The receipt could not be kept in your home; is your disk full?")
    else:
        lines.append(f"The receipt is kept in {done.kept}")
    lines.append(paragraph("You may hand in again as often as you like; the newest counts."))
    return lines
