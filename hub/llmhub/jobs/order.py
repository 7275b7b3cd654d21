"""What the course service may ask for: it gives names, the hub decides all the rest."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from llmhub.errors import LabError
from llmhub.gpu_settings import FIRST_WEEK, LAST_WEEK
from llmhub.jobs.spec import check_id

# Looked at closely where it is used, in the container; here only that it is plain text.
URL = re.compile(r"https://[!-~]{1,1000}")
# A branch, a tag or a commit: no option (-), no pair (:), no force (+ first), no @{ of git's own.
REF = re.compile(r"[A-Za-z0-9][A-Za-z0-9._/+-]{0,199}")
NOTEBOOK = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,79}\.ipynb")


@dataclass(frozen=True)
class FetchOrder:
    """Fetch a git repository; `ref` "" is what the repository itself begins with."""

    id: str
    url: str
    ref: str = ""


@dataclass(frozen=True)
class MarkOrder:
    """Run the notebook of a hand-in."""

    id: str
    week: int
    notebook: str = "assignment.ipynb"


Order = FetchOrder | MarkOrder


def read_order(body: Mapping[str, Any]) -> Order:
    """Return what a request asks for, or raise LabError `bad-job`."""
    job = check_id(body.get("id"))
    match body.get("kind"):
        case "fetch":
            ref = _text(body, "ref", REF) if body.get("ref") else ""
            if ".." in ref or ref.endswith(("/", ".", ".lock")):
                raise LabError("bad-job", "`ref` is no branch, tag or commit.")
            return FetchOrder(job, _text(body, "url", URL), ref)
        case "mark":
            return MarkOrder(
                job, _week(body), _text(body, "notebook", NOTEBOOK, "assignment.ipynb")
            )
    raise LabError("bad-job", "`kind` must be fetch or mark.")


def _text(body: Mapping[str, Any], name: str, form: re.Pattern[str], default: str = "") -> str:
    value = body.get(name, default)
    if not isinstance(value, str) or not form.fullmatch(value):
        raise LabError("bad-job", f"`{name}` is missing or has signs that are not allowed.")
    return value


def _week(body: Mapping[str, Any]) -> int:
    week = body.get("week")
    # True is 1 for Python, and nobody means it.
    if isinstance(week, bool) or not isinstance(week, int) or not FIRST_WEEK <= week <= LAST_WEEK:
        raise LabError("bad-job", f"`week` must be a number from {FIRST_WEEK} to {LAST_WEEK}.")
    return week
