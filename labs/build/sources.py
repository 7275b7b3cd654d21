"""Where the course's sources lie, and what becomes of each."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from pathlib import Path, PurePosixPath

import yaml

from labs.build.errors import BuildError
from labs.build.frontmatter import split_front_matter
from labs.build.glossary import find_terms
from labs.build.text import read_text

STAFF_ONLY = frozenset(
    {"instructor-notes.md", "rubric.yml", "quiz.yml", "terms.yml", "samples", "files.yml"}
)
"""Files and folders of a week that never reach a student's tree as they are."""

QUIZ_ENDING = ".dat"
"""How the name of a quiz's questions ends; nothing else of the course is called so."""

_TOP_PAGES = ("labs/README.md", "content/troubleshooting.md", "content/model-licences.md")
_WEEK = re.compile(r"week[1-9]\d*")
_TEXT = frozenset({".md", ".txt", ".yml", ".yaml", ".csv", ".json", ".jsonl", ".svg"})


class Kind(Enum):
    """What the build does with a file."""

    NOTEBOOK = "notebook"
    SCRIPT = "script"
    PROSE = "prose"
    DATA = "data"
    QUIZ = "quiz"
    QUIZ_DATA = "quiz data"
    GLOSSARY = "glossary"


@dataclass(frozen=True)
class Source:
    """One file that students get.

    Attributes:
        path: what it is made of: a file (a quiz becomes two), for the glossary the folder of all
            weeks.
        target: where it goes, relative to the tree's top.
        kind: what is done with it.
    """

    path: Path
    target: PurePosixPath
    kind: Kind


def find_sources(root: Path) -> list[Source]:
    """Return all files of the students' tree, sorted by target.

    Args:
        root: the folder that holds `labs/` and `content/`.

    Raises:
        BuildError: `COURSE-EMPTY` without any week, `COURSE-DUPLICATE` when two files have one
            target, `COURSE-FILE` for a kind of file that does not belong into the course.
    """
    found = [*_top_pages(root), *_apps(root)]
    weeks = sorted({p.name for p in _week_folders(root)})
    if not weeks:
        raise BuildError("COURSE-EMPTY", f"{root}: no labs/weekN and no content/weekN there.")
    for week in weeks:
        found += _week(root, week)
    targets: dict[PurePosixPath, Path] = {}
    for source in found:
        if source.target in targets:
            raise BuildError(
                "COURSE-DUPLICATE",
                f"{source.path} and {targets[source.target]} both become "
                f"{source.target}. Rename one.",
            )
        targets[source.target] = source.path
    return sorted(found, key=lambda source: source.target)


def _week_folders(root: Path) -> Iterator[Path]:
    for part in ("content", "labs"):
        yield from (p for p in (root / part).glob("week*") if _WEEK.fullmatch(p.name))


def _top_pages(root: Path) -> Iterator[Source]:
    """Yield what is about the whole course; students find it in `course/`, beside the weeks."""
    for page in (root / name for name in _TOP_PAGES):
        if page.exists():
            yield Source(page, PurePosixPath(page.name), Kind.PROSE)
    if find_terms(root / "content"):
        yield Source(root / "content", PurePosixPath("glossary.md"), Kind.GLOSSARY)


def _apps(root: Path) -> Iterator[Source]:
    for path in sorted((root / "labs" / "apps").glob("*.py")):
        yield Source(path, PurePosixPath("apps", path.name), Kind.SCRIPT)


def _week(root: Path, week: str) -> Iterator[Source]:
    """Yield what lectures, labs and the list of shared files add to one week."""
    for part in ("content", "labs"):
        folder = root / part / week
        for path in sorted(p for p in folder.rglob("*") if p.is_file()):
            inside = path.relative_to(folder)
            if "__pycache__" in inside.parts or STAFF_ONLY.intersection(inside.parts):
                continue
            kind = kind_of(path)
            target = PurePosixPath(week, inside.as_posix())
            yield Source(
                path, target.with_suffix(".ipynb") if kind is Kind.NOTEBOOK else target, kind
            )
        yield from _shared_files(root, folder / "files.yml", week)
        if (quiz := folder / "quiz.yml").exists():
            yield Source(quiz, PurePosixPath(week, "quiz.ipynb"), Kind.QUIZ)
            yield Source(quiz, PurePosixPath(week, f"quiz{QUIZ_ENDING}"), Kind.QUIZ_DATA)


def _shared_files(root: Path, listing: Path, week: str) -> Iterator[Source]:
    """Yield files of `content/` that a week shares with others: `folder: pattern` per line.

    A student gets each week's folder on its own, so what it needs must lie inside it.
    """
    if not listing.exists():
        return
    for folder, pattern in _read_listing(listing).items():
        paths = sorted((root / "content").glob(pattern))
        if not paths:
            raise BuildError("COURSE-FILE", f"{listing}: nothing in content/ matches {pattern}.")
        for path in paths:
            yield Source(path, PurePosixPath(week, folder, path.name), kind_of(path))


def _read_listing(listing: Path) -> dict[str, str]:
    """Return folder -> pattern of a week's `files.yml`."""
    try:
        found = yaml.safe_load(read_text(listing))
    except yaml.YAMLError as error:
        raise BuildError("COURSE-FILES", f"{listing} is not YAML: {error}") from error
    if not isinstance(found, dict):
        raise BuildError("COURSE-FILES", f"{listing}: write `folder: pattern`, one a line.")
    for folder, pattern in found.items():
        good = isinstance(folder, str) and isinstance(pattern, str)
        # A folder of the week, a pattern of content/: nothing above either.
        if not good or any(name.startswith("/") or ".." in name for name in (folder, pattern)):
            raise BuildError(
                "COURSE-FILES",
                f"{listing}: `{folder}: {pattern}` is no `folder: pattern` below the course.",
            )
    return found


def kind_of(path: Path) -> Kind:
    """Tell what a file is: a `.py` with a `jupyter:` header is a notebook, without one a script."""
    if path.suffix == ".py":
        facts, _ = split_front_matter(read_text(path), path)
        return Kind.NOTEBOOK if "jupyter" in facts else Kind.SCRIPT
    if path.suffix == ".md":
        return Kind.PROSE
    if path.suffix in _TEXT:
        return Kind.DATA
    raise BuildError(
        "COURSE-FILE", f"{path}: {path.suffix or 'no ending'} is no kind of course file."
    )
