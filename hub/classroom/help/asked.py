"""What a student asks: a file and some words, in a form that can be kept and shown. Pure."""

from __future__ import annotations

from classroom.errors import ClassroomError
from classroom.handins.names import check_name

MOST_WORDS = 2000


def check_words(words: object) -> str:
    """Return somebody's words; raises ClassroomError `help-words`."""
    if isinstance(words, str) and len(words) <= MOST_WORDS:
        said = words.strip()
        if all(one.isprintable() or one in "\n\t" for one in said):
            return said
    raise ClassroomError("help-words", f"Say it in plain text of at most {MOST_WORDS} characters.")


def check_path(path: object) -> str:
    """Return the name of a file in the student's home, "" for none.

    Files whose name begins with a dot hold keys and settings: nobody asks about them by mistake.

    Raises:
        ClassroomError: `help-path`.
    """
    if path == "":
        return ""
    try:
        name = check_name(path)
    except ClassroomError:
        name = "."
    if any(part.startswith(".") for part in name.split("/")):
        raise ClassroomError(
            "help-path",
            "Name a file of your own by its path in your home, such as labs/week3/lab.ipynb.",
        )
    return name


def check_question(path: object, words: object) -> tuple[str, str]:
    """Return a file and words, of which one at least says something.

    Raises:
        ClassroomError: `help-path` or `help-words`.
    """
    named, said = check_path(path), check_words(words)
    if not named and not said:
        raise ClassroomError("help-words", "Say what you need, or which file it is about.")
    return named, said
