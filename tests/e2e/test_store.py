"""The model store: shared weights once, and everybody's own changes their own."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from llmhub.layout import StateLayout
from llmhub.ops.context import Context
from models.manifest import check_manifest
from tests.e2e.people import Student

pytestmark = pytest.mark.e2e

LIST = "import ollama; print(*sorted(model.model for model in ollama.list().models))"
SHARED = "import json, os; roles = json.load(open(os.environ['LLMLAB_MODELS']))['roles']\n"


def blocks(folder: Path) -> int:
    """Return the bytes that a folder takes on the disk."""
    return sum(
        os.lstat(Path(path, name)).st_blocks * 512
        for path, _, files in os.walk(folder)
        for name in files
    )


def test_delete_copy_and_create_are_ones_own(make_student: Callable[..., Student]) -> None:
    ada, bob = make_student(), make_student()
    for student in (ada, bob):
        student.open_lab()
    before = ada.cell(LIST).split()
    assert len(before) >= 3
    assert bob.cell(LIST).split() == before
    ada.cell(
        SHARED + "import ollama; ollama.create(model='mine', from_=roles['chat']['ollama'], "
        "system='Be brief.'); ollama.copy(roles['chat']['ollama'], 'kept');"
        "ollama.delete(roles['chat-small']['ollama'])"
    )
    after = ada.cell(LIST).split()
    assert {"mine:latest", "kept:latest"} <= set(after)
    assert len(after) == len(before) + 1
    assert bob.cell(LIST).split() == before
    ada.api.stop_server(ada.name)
    ada.open_lab()
    assert ada.cell(LIST).split() == after
    answer = ada.cell(
        "import ollama; print(ollama.chat('mine', [{'role': 'user', 'content': 'Hello!'}])"
        ".message.content)"
    )
    assert answer.strip()


def test_weights_are_on_the_disk_once(
    make_student: Callable[..., Student], context: Context
) -> None:
    """Ten students have run a model; what they have of their own is next to nothing."""
    layout = StateLayout(context.settings.state_dir)
    students = [make_student() for _ in range(10)]
    for student in students:
        student.open_lab()
        student.cell(SHARED + "import ollama; ollama.generate(roles['chat']['ollama'], 'Hello')")
        student.api.stop_server(student.name)
    own = [blocks(layout.student(student.name).root / "models") for student in students]
    shared = blocks(layout.model_release(layout.newest_release()) / "ollama")
    assert max(own) < shared / 100
    assert sum(own) < shared / 10


SPOIL = """
import os, pathlib
def refused(write):
    try:
        write()
        print("written")
    except OSError:
        print("refused")
hub = pathlib.Path(os.environ["HF_HOME"], "hub")
weights = sorted(hub.glob("models--*/snapshots/*/*.safetensors"))[0]
config = weights.with_name("config.json")
for path in ("/opt/models/models.json", "/opt/course/current/README.md", weights, config):
    refused(lambda: open(path, "r+b").write(b"mine"))
weights.unlink()
config.unlink()
config.write_text("mine")
print(weights.exists(), config.read_text(), config.relative_to(os.environ["HF_HOME"]))
"""


def test_shared_weights_cannot_be_written(student: Student, context: Context) -> None:
    """What a student writes or deletes is their own; the store has what it had."""
    layout = StateLayout(context.settings.state_dir)
    student.open_lab()
    said = student.cell(SPOIL).split()
    config = said.pop()
    assert said == ["refused"] * 4 + ["False", "mine"]
    upper = layout.student(student.name).upper("huggingface")
    assert (upper / config).read_text() == "mine"
    assert check_manifest(layout.model_release(layout.newest_release())) == []


def test_shared_cache_takes_ones_own_models(student: Student, context: Context) -> None:
    """A download lands in the student's own layer, not in the store."""
    layout = StateLayout(context.settings.state_dir)
    student.open_lab()
    student.cell(
        "import os, pathlib; p = pathlib.Path(os.environ['HF_HOME'], 'hub', 'models--me--mine');"
        "p.mkdir(); (p / 'x').write_text('mine')"
    )
    release = layout.model_release(layout.newest_release())
    assert not (release / "huggingface" / "hub" / "models--me--mine").exists()
    upper = layout.student(student.name).upper("huggingface")
    assert (upper / "hub" / "models--me--mine" / "x").read_text() == "mine"
