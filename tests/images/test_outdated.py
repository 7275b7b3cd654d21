"""No pin of the course is a major release behind without a reason; needs the package index."""

from __future__ import annotations

import re
import subprocess
from concurrent.futures import ThreadPoolExecutor

import pytest

from scripts.stages import ROOT

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]

PIN = re.compile(r"^(?P<name>[\w.-]+)==(?P<version>[\w.]+)$", re.MULTILINE)
HELD_BACK = "# Older than the newest because"


def pins() -> dict[str, tuple[str, str]]:
    """Return package -> (version, reason to stay behind) of the list that all images share."""
    free, heading, held = (ROOT / "images/versions.in").read_text().partition(HELD_BACK)
    reason = held.splitlines()[0]
    found = {one["name"]: (one["version"], "") for one in PIN.finditer(free)}
    return found | {one["name"]: (one["version"], heading + reason) for one in PIN.finditer(held)}


def newest(name: str) -> str:
    """Return the newest release that the index offers; nothing is downloaded."""
    pip = [str(ROOT / ".venv/uv/bin/pip"), "--disable-pip-version-check", "index", "versions", name]
    done = subprocess.run(pip, capture_output=True, text=True, check=True)
    found = re.match(r"\S+ \((\S+)\)", done.stdout)
    assert found, done.stdout
    return found[1]


def behind(ours: dict[str, tuple[str, str]], theirs: dict[str, str]) -> list[str]:
    """Return a sentence for each pin that an index has a newer major release of."""
    return [
        f"{name} {version}: {theirs[name]} is there; take it, or say on its line why not"
        for name, (version, reason) in ours.items()
        if int(theirs[name].split(".")[0]) > int(version.split(".")[0]) and not reason
    ]


def test_no_pin_is_outdated_without_a_reason() -> None:
    ours = pins()
    assert len(ours) > 20
    with ThreadPoolExecutor(4) as pool:
        theirs = dict(zip(ours, pool.map(newest, ours), strict=True))
    for name, (version, _) in ours.items():
        if version != theirs[name]:
            print(f"{name:<26}{version:<12}newest {theirs[name]}")
    assert behind(ours, theirs) == []


def test_a_pin_that_is_behind_is_named() -> None:
    assert (
        len(
            behind(
                {"a": ("1.9", ""), "b": ("2.0", ""), "c": ("1.0", "# no build")},
                {"a": "2.0", "b": "2.9", "c": "3.0"},
            )
        )
        == 1
    )
