"""A student asks for help: `help-me`."""

from __future__ import annotations

from typing import Any

from coursectl import one_file
from coursectl.call import Call, Words, name_of
from coursectl.client import path_of
from coursectl.errors import CourseError
from coursectl.text import clean, moment, paragraph, rows_of, table


def add(words: Words) -> None:
    """Add the command."""
    parser = words.add_parser("help-me", help="ask your instructor; without words: what you asked")
    parser.add_argument("words", nargs="*", help="what you need, in a sentence")
    parser.add_argument("--path", default="", help="the notebook or app it is about")
    parser.add_argument("--allow", type=name_of, metavar="ID", help="let your instructor look")
    parser.add_argument("--end", type=name_of, metavar="ID", help="you need no help any more")
    parser.set_defaults(run=run)


def run(call: Call) -> int:
    """Ask, allow, end, or list."""
    said = call.said
    if said.allow:
        answer = allow(call, said.allow)
        call.out.tell(answer, paragraph(_allowed(answer)))
    elif said.end:
        call.out.tell(call.client.delete(path_of("help", said.end)), "That request is ended.")
    elif said.words:
        answer = ask(call, " ".join(said.words), said.path)
        call.out.tell(answer, paragraph(_asked(answer)))
    else:
        answer = call.client.get("help")
        call.out.tell(answer, _listed(answer))
    return 0


def ask(call: Call, words: str, path: str) -> Any:
    """Send the request. Raises CourseError."""
    if len(words) > 2000:
        raise CourseError("too-long", "Say it in 2000 characters or fewer.")
    return call.client.post("help", {"path": path, "words": words})


def allow(call: Call, number: str) -> Any:
    """Let the instructors look, and send the file as it is now. Raises CourseError."""
    answer = call.client.post(path_of("help", number, "consent"))
    path = answer.get("path") if isinstance(answer, dict) else None
    if isinstance(path, str) and path:
        return call.client.put(path_of("help", number, "copy"), one_file.take(call.home, path))
    return answer


def _asked(answer: Any) -> str:
    number = clean(answer.get("id")) if isinstance(answer, dict) else ""
    return (
        "Your instructor is told. Nobody can look into your lab unless you allow it: "
        f"help-me --allow {number}"
    )


def _allowed(answer: Any) -> str:
    until = moment(answer.get("until") or "") if isinstance(answer, dict) else ""
    how_long = f" until {until}" if until else ""
    return f"Your instructor may look{how_long}; help-me --end takes it back."


def _listed(answer: Any) -> str:
    rows = [
        (
            one.get("id"),
            moment(one.get("at") or ""),
            one.get("state"),
            one.get("path") or "",
            one.get("words") or "",
        )
        for one in rows_of(answer, "help")
    ]
    return table(("id", "when", "state", "about", "words"), rows) if rows else "You asked nothing."
