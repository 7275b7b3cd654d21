"""What a student reads about a hand-in, as Markdown and as a page. Pure functions.

Nothing that a run of the tests printed, raised or returned comes in here: only points, words of
the rubric, markers' comments, and tests as students have them anyway. So nothing that is hidden
can get out, whatever a student's code does while it runs.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass

from nbformat import NotebookNode

from classroom.marking.safe_html import as_code, safe_html
from classroom.marking.sheet import Line, Sheet
from classroom.marking.tables import FIRST

FAILED = (
    "The test of this task did not pass. Run its cell in your copy: it may say why. Tests look at "
    "more than what you can see, for instance at other inputs."
)
PARTLY = "The test of this task passed in part."


@dataclass(frozen=True)
class Head:
    """What stands above: whose work, of when.

    Attributes:
        at: when it was handed in, as people read it.
        late: whether it came after the deadline.
    """

    week: int
    user: str
    number: int
    at: str
    late: bool


@dataclass(frozen=True)
class Item:
    """What is said about one task.

    Attributes:
        about: a sentence about a test; "" where there is nothing to say.
        test: the test as students have it; "" when it passed, or they have none.
    """

    task: str
    looks_at: str
    points: float
    most: float
    about: str = ""
    test: str = ""
    comment: str = ""


def items(sheet: Sheet, as_given: NotebookNode) -> list[Item]:
    """Return what is said about each task; those without a mark are left out."""
    tests = visible_tests(as_given)
    return [_item(line, tests) for line in sheet.lines if line.final is not None]


def _item(line: Line, tests: dict[str, str]) -> Item:
    task, points = line.task, line.final or 0.0
    short = task.automatic and points < task.points
    about = (PARTLY if points else FAILED) if short else ""
    comment = line.first.comment if line.first else ""
    shown = tests.get(task.id, "") if short else ""
    return Item(task.id, task.looks_at, points, task.points, about, shown, comment)


def visible_tests(as_given: NotebookNode) -> dict[str, str]:
    """Return test -> its text in the notebook that students were given."""
    return {
        str(cell.metadata["nbgrader"]["grade_id"]): cell.source
        for cell in as_given.cells
        if cell.cell_type == "code" and cell.metadata.get("nbgrader", {}).get("grade")
    }


def as_markdown(head: Head, sheet: Sheet, said: list[Item]) -> str:
    """Return the feedback as Markdown."""
    parts = [f"# Week {head.week}: feedback", _summary(head, said)]
    if comment := sheet.comments.get(FIRST):
        parts.append(comment)
    for one in said:
        parts.append(f"## {one.task}: {one.points:g} of {one.most:g}")
        parts.append(f"What is marked: {one.looks_at}")
        parts += [part for part in (one.about, _fenced(one.test), one.comment) if part]
    return "\n\n".join(parts) + "\n"


def as_page(head: Head, sheet: Sheet, said: list[Item]) -> str:
    """Return the feedback as a page that needs nothing else."""
    parts = [f"<h1>Week {head.week}: feedback</h1>", f"<p>{_escaped(_summary(head, said))}</p>"]
    if comment := sheet.comments.get(FIRST):
        parts.append(f"<div class=comment>{safe_html(comment)}</div>")
    for one in said:
        parts.append(f"<h2>{_escaped(one.task)}: {one.points:g} of {one.most:g}</h2>")
        parts.append(f"<p>What is marked: {_escaped(one.looks_at)}</p>")
        parts += [f"<p>{_escaped(one.about)}</p>"] if one.about else []
        parts += [as_code(one.test)] if one.test else []
        parts += [f"<div class=comment>{safe_html(one.comment)}</div>"] if one.comment else []
    return _PAGE.format(week=head.week, body="\n".join(parts))


def _summary(head: Head, said: list[Item]) -> str:
    points, most = sum(one.points for one in said), sum(one.most for one in said)
    late = ", late" if head.late else ""
    return (
        f"{points:g} of {most:g} points for {head.user}'s hand-in number {head.number}, "
        f"which came on {head.at}{late}."
    )


def _fenced(code: str) -> str:
    """Return code for Markdown, in a fence that nothing in it ends."""
    longest = max((len(run) for run in re.findall(r"`+", code)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}python\n{code}\n{fence}" if code else ""


def _escaped(text: str) -> str:
    return html.escape(text)


_PAGE = """\
<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy"
  content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">
<meta name="viewport" content="width=device-width">
<title>Week {week}: feedback</title>
<style>
body {{ font: 1rem/1.5 system-ui, sans-serif; max-width: 46rem; margin: 2rem auto; padding: 0 1rem;
  color: #1c1c1c; background: #fff }}
pre {{ background: #f3f3f3; padding: .75rem; overflow-x: auto }}
.comment {{ border-left: .25rem solid #2a5db0; padding-left: 1rem }}
</style>
</head>
<body>
{body}
</body>
</html>
"""
