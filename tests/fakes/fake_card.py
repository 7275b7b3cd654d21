"""A graphics card that is none: a CDI specification for the real Docker, by a name of its own.

A container that gets it sees /dev/nvidia0, which is /dev/null, and FAKE_GPU in its environment.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import docker
import pytest


def specification(kind: str) -> dict[str, Any]:
    """Return a specification of the devices `0` and `all`."""
    node = {"path": "/dev/nvidia0", "hostPath": "/dev/null"}
    devices = [
        {"name": name, "containerEdits": {"env": [f"FAKE_GPU={name}"], "deviceNodes": [node]}}
        for name in ("0", "all")
    ]
    edits = {"env": ["NVIDIA_VISIBLE_DEVICES=void"]}
    return {"cdiVersion": "0.6.0", "kind": kind, "devices": devices, "containerEdits": edits}


def folder() -> Path:
    """Return the last folder in which Docker looks for specifications; skips where it does not."""
    client = docker.APIClient(version="auto")
    found = client.info().get("CDISpecDirs")
    client.close()
    if not found:
        pytest.skip("this Docker hands out no devices by CDI")
    return Path(found[-1])


@contextmanager
def fake_card() -> Iterator[str]:
    """Give Docker a card for as long as the block runs; yield its kind, e.g. `fake-0a.test/gpu`.

    Each has a kind of its own, for a kind that two files describe is unknown to Docker.
    """
    kind = f"fake-{secrets.token_hex(4)}.llmhub.test/gpu"
    where = folder()
    is_new = not where.exists()
    where.mkdir(parents=True, exist_ok=True)
    path = where / f"{kind.partition('.')[0]}.json"
    path.write_text(json.dumps(specification(kind)))
    try:
        yield kind
    finally:
        path.unlink()
        if is_new and not any(where.iterdir()):
            where.rmdir()
