"""Which images a deploy makes: the large one only where somebody uses it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.ansible.playbook import evaluated

ALWAYS = ["hub", "proxy", "ollama", "course"]


@pytest.mark.parametrize(
    ("notebook", "check", "last"),
    [
        ("base", {"skipped": True}, ["base"]),
        ("base-slim", {"rc": 0, "stdout_lines": ['{"changed": true}']}, ["base", "base-slim"]),
        ("base-slim", {"rc": 0, "stdout_lines": ['{"changed": false}']}, ["base-slim"]),
        ("base-slim", {"rc": 1, "stdout_lines": ['{"error": "x"}']}, ["base", "base-slim"]),
        ("base-slim", {"rc": 1, "stdout_lines": []}, ["base", "base-slim"]),
    ],
    ids=["large", "slim-and-to-train", "slim-and-trained", "slim-and-bad-store", "slim-and-broken"],
)
def test_the_images_wanted(
    tmp_path: Path, notebook: str, check: dict[str, object], last: list[str]
) -> None:
    wanted = evaluated(
        tmp_path, "images", "images_wanted", llmhub_notebook=notebook, images_store=check
    )
    assert wanted == [*ALWAYS, *last]
