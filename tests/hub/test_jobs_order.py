"""What the course service may ask for, and what an end means."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import Any

import pytest

from classroom.fetch.trouble import Trouble
from llmhub.errors import LabError
from llmhub.jobs import verdict
from llmhub.jobs.order import FetchOrder, MarkOrder, read_order
from llmhub.jobs.spec import Cut, JobResult

ID = "job-1234"
FETCH = {"kind": "fetch", "id": ID, "url": "https://example.org/a.git"}
MARK = {"kind": "mark", "id": ID, "week": 3}


@pytest.mark.parametrize(
    ("body", "order"),
    [
        (FETCH, FetchOrder(ID, "https://example.org/a.git")),
        ({**FETCH, "ref": "v1.0/x"}, FetchOrder(ID, "https://example.org/a.git", "v1.0/x")),
        (MARK, MarkOrder(ID, 3)),
        ({**MARK, "notebook": "lab.ipynb"}, MarkOrder(ID, 3, "lab.ipynb")),
    ],
)
def test_orders_that_are_taken(body: dict[str, Any], order: object) -> None:
    assert read_order(body) == order


@pytest.mark.parametrize(
    "body",
    [
        {},
        *({**FETCH, "kind": kind} for kind in ("build", None, ["fetch"])),
        *(
            {**FETCH, "id": job}
            for job in ("short", "UPPER-CASE", "a" * 41, "../../etc", "a/b-c-d-e")
        ),
        *({**FETCH, "id": job} for job in (None, 12345678, "job-1234\n", "")),
        *(
            {**FETCH, "url": url}
            for url in ("http://x.org/a", "", None, "https://a b", "https://ä")
        ),
        {**FETCH, "url": f"https://{'a' * 1001}"},
        *({**FETCH, "ref": ref} for ref in ("-x", "--upload-pack=x", "a:b", "+a", "a..b", "a b")),
        *({**FETCH, "ref": ref} for ref in ("a@{1}", "a/", "a.lock", "ä", 7, "a" * 201)),
        *({**MARK, "week": week} for week in (0, 8, "3", True, None, 3.0)),
        *(
            {**MARK, "notebook": n}
            for n in ("a.py", "../a.ipynb", "/a.ipynb", "-a.ipynb", "a\n.ipynb")
        ),
    ],
    ids=repr,
)
def test_orders_that_are_refused(body: dict[str, Any]) -> None:
    with pytest.raises(LabError) as caught:
        read_order(body)
    assert caught.value.code == "bad-job"


@pytest.mark.parametrize(
    ("result", "code"),
    [
        (JobResult(0), ""),
        (JobResult(0, out_of_memory=True), ""),
        (JobResult(1, "[fetch-address] trust me"), "job-failed"),
        (JobResult(14), "fetch-no-ref"),
        (JobResult(23), "mark-kernel"),
        (JobResult(23, out_of_memory=True), "job-memory"),
        (JobResult(137, cut=Cut.TIME), "job-time"),
        (JobResult(137, cut=Cut.SIZE), "job-output"),
    ],
)
def test_what_an_end_means(result: JobResult, code: str) -> None:
    error = verdict.trouble(result)
    assert (error.code if error else "") == code


def test_the_hub_knows_the_exit_codes_of_both_programs() -> None:
    """The programs are of other rooms, and share numbers, not code."""
    of_fetch = {int(one): f"fetch-{one.name.lower().replace('_', '-')}" for one in Trouble}
    path = Path(__file__).parents[2] / "images/base/llmserver/execution.py"
    classes = [
        one for one in ast.walk(ast.parse(path.read_text())) if isinstance(one, ast.ClassDef)
    ]
    ending = next(one for one in classes if one.name == "Ending")
    of_marking = {
        one.value.value
        for one in ending.body
        if isinstance(one, ast.Assign) and isinstance(one.value, ast.Constant)
    }
    known = {number: error.code for number, error in verdict.BY_EXIT_CODE.items()}
    assert {number: code for number, code in known.items() if number < 20} == of_fetch
    assert {number for number in known if number >= 20} == of_marking - {0}
