"""Names of files that a student may hand in. Pure functions."""

from __future__ import annotations

from pathlib import PurePosixPath

from classroom.errors import ClassroomError

PART_BYTES, NAME_BYTES, MOST_PARTS = 255, 1000, 13

# What Windows, where some instructors unpack, takes for something else.
_ELSEWHERE = set('<>:"|?*')
_RESERVED = frozenset(
    {"con", "prn", "aux", "nul"} | {f"{port}{n}" for port in ("com", "lpt") for n in range(10)}
)


def check_name(name: object) -> str:
    """Return the name of a file inside the week's folder, such as `data/answers.csv`.

    Raises:
        ClassroomError: `handin-name` for a name that leads elsewhere or cannot be kept as it is.
    """
    if not isinstance(name, str) or not name or not _is_text(name):
        raise _refused(name, "it is empty, or not text")
    parts = name.split("/")
    if name.startswith("/") or any(part in ("", ".", "..") for part in parts):
        raise _refused(name, "it must lie inside the week's folder")
    if "\\" in name or not name.isprintable():
        raise _refused(name, "it has a sign that cannot be kept")
    sizes = [len(part.encode()) for part in parts]
    if max(sizes) > PART_BYTES or len(name.encode()) > NAME_BYTES or len(parts) > MOST_PARTS:
        raise _refused(name, "it is too long")
    return name


def check_together(names: list[str]) -> None:
    """Refuse names that cannot lie side by side: one twice, or one as a file and a folder.

    Raises:
        ClassroomError: `handin-name`.
    """
    seen = set(names)
    if len(seen) < len(names):
        twice = next(name for name in names if names.count(name) > 1)
        raise _refused(twice, "it is there twice")
    for name in names:
        for folder in PurePosixPath(name).parents:
            if str(folder) in seen:
                raise _refused(str(folder), "it is a file and a folder at once")


def name_elsewhere(name: str) -> str:
    """Return a name under which any system can unpack the file.

    >>> name_elsewhere("what?/con.md")
    'what_/_con.md'
    """
    return "/".join(_part_elsewhere(part) for part in name.split("/"))


def _part_elsewhere(part: str) -> str:
    plain = "".join("_" if sign in _ELSEWHERE else sign for sign in part).rstrip(". ") or "_"
    reserved = plain.partition(".")[0].rstrip().lower() in _RESERVED
    return f"_{plain}" if reserved else plain


def _is_text(name: str) -> bool:
    """Tell whether a name can be written: half a surrogate pair cannot."""
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return True


def _refused(name: object, why: str) -> ClassroomError:
    shown = ascii(name)[:80] if isinstance(name, str) else "a file's name"
    return ClassroomError(
        "handin-name", f"Nothing was handed in: {shown}: {why}. Rename the file and try again."
    )
