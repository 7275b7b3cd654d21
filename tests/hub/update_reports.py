"""Reports of updates as they come out of a lab: read, or refused in good time."""

from __future__ import annotations

import json
import time

import pytest

from llmhub.delivery import report
from llmhub.errors import LabError


def read(said: object) -> report.Report:
    """Read what a lab said of week 3 and publication 7; what is no text becomes JSON."""
    text = said if isinstance(said, str) else json.dumps(said)
    return report.read(text, week=3, release=7, dry_run=False)


def refused(said: object) -> str:
    """Return the sentence with which this is refused, soon, as no report."""
    began = time.monotonic()
    with pytest.raises(LabError) as caught:
        read(said)
    assert caught.value.code == "bad-report"
    assert time.monotonic() - began < 2
    return caught.value.message
