"""Who did what: `audit`."""

from __future__ import annotations

from coursectl.call import Call, Words
from coursectl.text import moment, rows_of, table


def add(words: Words) -> None:
    """Add the command."""
    words.add_parser("audit", help="who did what").set_defaults(run=run)


def run(call: Call) -> int:
    """Show the audit log."""
    answer = call.client.get("audit")
    rows = [
        (
            moment(one.get("at") or ""),
            one.get("who"),
            one.get("action"),
            " ".join(filter(None, (str(one.get("subject") or ""), str(one.get("detail") or "")))),
        )
        for one in rows_of(answer, "audit")
    ]
    call.out.tell(answer, table(("when", "who", "did", "what"), rows) if rows else "Nothing yet.")
    return 0
