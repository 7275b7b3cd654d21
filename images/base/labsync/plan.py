"""What is to be done for a week: every file looked at, compared and merged, nothing changed yet."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress

from labsync.case import Case
from labsync.decision import Mine, Theirs, decide
from labsync.errors import SyncError
from labsync.extra import Extra
from labsync.found import Found, Kind, files, look, size
from labsync.record import FileRecord
from labsync.renames import Body, Doubt, find
from labsync.steps import Step, View, failed
from labsync.treatment import treat


def make_plan(view: View) -> Iterator[Step]:
    """Yield a step for every file of the course's, now and before; one that fails, alone."""
    course = set(files(view.course))
    renamed = _courses_renames(view, course)
    known = set(view.record.files) - set(renamed.values())
    put_there = {name for one in view.record.files.values() for name in (one.at, one.beside)}
    extra = Extra(view.mine, known | course | put_there)
    for path in sorted(known | course):
        try:
            view.deadline.check()
            yield _step(view, path, renamed.get(path, path), extra)
        except Exception as error:  # a file made to break something breaks its own update
            yield failed(path, error)


def _step(view: View, path: str, was: str, extra: Extra) -> Step:
    """Return the step for one file, which the course had at `was` before."""
    record = view.record.files.get(was, FileRecord())
    theirs = look(view.course, path, None)
    at, several = record.at or was, False
    mine = _mine(view, at, path)
    if mine.kind is Kind.ABSENT and record.sha:
        other = extra.find(was, Body(record.sha, view.base_text(record.sha)))
        several = isinstance(other, Doubt)
        if isinstance(other, str):
            at, mine = other, _mine(view, other, path)
    base = record.sha
    if (
        mine.kind is Kind.PLAIN
        and mine.sha not in ("", base, theirs.sha)
        and _was_released(view, was, mine)
    ):
        base = mine.sha
    case = Case(path, was, at, record, base, mine, theirs, several)
    action = decide(known=bool(base), mine=_mine_is(case), theirs=_theirs_is(case))
    return treat(view, case, action)


def _mine(view: View, at: str, path: str) -> Found:
    """Look at the student's file; one that is too large to merge is read if it may be unchanged."""
    sizes = {size(view.course, path), *(size(one, path) for one in view.earlier)}
    return look(view.mine, at, sizes)


def _mine_is(case: Case) -> Mine:
    mine, theirs = case.mine, case.theirs
    if mine.kind is Kind.ABSENT:
        return Mine.ABSENT
    if mine.kind is Kind.ODD:
        return Mine.ODD
    if case.base and mine.sha == case.base:
        return Mine.SAME
    if theirs.kind is Kind.PLAIN and mine.sha == theirs.sha:
        return Mine.EQUAL
    return Mine.CHANGED


def _theirs_is(case: Case) -> Theirs:
    if case.theirs.kind is not Kind.PLAIN:
        return Theirs.ABSENT
    same = case.base and case.theirs.sha == case.base and case.path == case.was
    return Theirs.SAME if same else Theirs.OTHER


def _was_released(view: View, path: str, mine: Found) -> bool:
    """Say whether the student's file is what another release has there: then nobody edited it.

    So a lost record, or a folder that the student has copied again, costs less.
    """
    return view.released(path, mine.sha) is not None


def _courses_renames(view: View, course: set[str]) -> Mapping[str, str]:
    """Return the files that the course has renamed: new path to old one, where there is no doubt.

    A name that the student has in use is no such file's new name.
    """
    gone = [path for path in view.record.files if path not in course]
    if not gone:
        return {}
    new = {}
    for path in course - set(view.record.files):
        with suppress(SyncError, OSError):  # which is told when its turn comes
            if look(view.mine, path).kind is Kind.ABSENT:
                found = look(view.course, path, None)
                new[path] = Body(found.sha, found.data)
    pairs: dict[str, str] = {}
    for path in sorted(gone):
        sha = view.record.files[path].sha
        left = {name: body for name, body in new.items() if name not in pairs}
        match = find(path, Body(sha, view.base_text(sha)), left) if sha else None
        if isinstance(match, str):
            pairs[match] = path
    return pairs
