"""Build the tree of files that students (or instructors) get."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Collection
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from labs.build.errors import BuildError
from labs.build.frontmatter import split_front_matter
from labs.build.glossary import find_terms, glossary_page, read_glossary
from labs.build.notebooks import execute, read_notebook, to_text
from labs.build.quiz import read_quiz
from labs.build.quiz_files import quiz_data, quiz_notebook
from labs.build.secrets import find_leaks, secrets_of
from labs.build.sources import Kind, Source, find_sources
from labs.build.student import student_notebook, student_script
from labs.build.summary import group_of, summarise, table
from labs.build.text import read_text

Say = Callable[[str], None]


@dataclass(frozen=True)
class Options:
    """For whom to build, and whether notebooks are run first (with the Python this runs in)."""

    instructor: bool = False
    execute: bool = False


def build_tree(root: Path, out: Path, options: Options, say: Say) -> dict[str, int]:
    """Write the tree below `out` (which must be empty) and return the number of files by kind.

    Raises:
        BuildError: any trouble with the sources, a failing cell, or `COURSE-LEAK`.
    """
    sources = find_sources(root)
    groups = [(name, list(members)) for name, members in groupby(sources, group_of)]
    for number, (name, members) in enumerate(groups, start=1):
        files = f"{len(members)} file{'s' if len(members) > 1 else ''}"
        say(f"[{number}/{len(groups)}] {name}: {files}")
        for source in members:
            if options.execute and source.kind is Kind.NOTEBOOK:
                say(f"      running {source.target}")
            _write(out / source.target, _convert(source, options))
    if not options.instructor:
        leaks = find_leaks(out, secrets_of(sources))
        if leaks:
            raise BuildError("COURSE-LEAK", "the students' tree shows answers: " + "; ".join(leaks))
    for line in table(summarise(sources)):
        say(line)
    return dict(Counter(source.kind.value for source in sources))


def _write(target: Path, text: str) -> None:
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o755)
    target.write_text(text, encoding="utf-8")
    target.chmod(0o644)


def _convert(source: Source, options: Options) -> str:
    """Return the text of the file that one source becomes."""
    if source.kind is Kind.NOTEBOOK:
        notebook = read_notebook(source.path)
        if options.execute:
            execute(notebook, source.path.parent)
        return to_text(notebook if options.instructor else student_notebook(notebook))
    if source.kind is Kind.QUIZ:
        return to_text(quiz_notebook(read_quiz(source.path)))
    if source.kind is Kind.QUIZ_DATA:
        return quiz_data(read_quiz(source.path))
    if source.kind is Kind.GLOSSARY:
        return glossary_page(read_glossary(find_terms(source.path)))
    text = read_text(source.path)
    if source.kind is Kind.SCRIPT:
        return text if options.instructor else student_script(text)
    if source.kind is Kind.PROSE:
        # JupyterLab shows front matter as a broken heading; it is for the build and its tests.
        return split_front_matter(text, source.path)[1]
    return text


def digest_of(tree: Path, without: Collection[str] = ()) -> str:
    """Return one SHA-256 over names and bytes of all files below `tree`, hidden ones left out.

    So are the files directly in it whose names are given.
    """
    total = hashlib.sha256()
    left_out = {tree / name for name in without}
    for path in sorted(p for p in tree.rglob("*") if p.is_file() and not p.name.startswith(".")):
        if path in left_out:
            continue
        total.update(f"{path.relative_to(tree).as_posix()}\0".encode())
        total.update(hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()
