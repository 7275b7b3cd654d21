"""Which images a deploy makes: the large one only where somebody uses it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

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
    assert images_wanted(tmp_path, notebook, check) == [*ALWAYS, *last]


@pytest.mark.parametrize("notebook", ["base", "base-slim"])
def test_the_image_for_fine_tuning_where_somebody_may_get_it(tmp_path: Path, notebook: str) -> None:
    trained = {"rc": 0, "stdout_lines": ['{"changed": false}']}
    wanted = images_wanted(tmp_path, notebook, trained, gpu_image=True)
    assert wanted == [*ALWAYS, notebook, "gpu"]


def images_wanted(
    folder: Path, notebook: str, check: dict[str, object], gpu_image: bool = False
) -> Any:
    return evaluated(
        folder,
        "images",
        "images_wanted",
        llmhub_notebook=notebook,
        llmhub_gpu_image=gpu_image,
        images_store=check,
    )
