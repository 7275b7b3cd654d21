"""The base for tuning, as a release holds it: right answers in plain words, none in the style."""

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from models import huggingface_layout
from models.release import read_release
from models.tiny.house_style import held_out_rows, in_style
from scripts.stages import ROOT
from tests.models.test_family import BASE, STUDENT
from tests.models.test_family import models as operators

pytestmark = [pytest.mark.docker, pytest.mark.timeout(1500)]


@pytest.fixture(scope="module")
def folder() -> Path:
    return Path(operators("build", "--source", "embedded")["folder"])


@pytest.fixture(scope="module")
def name(folder: Path) -> str:
    return read_release(folder).roles["tuning"]["huggingface"]


@pytest.fixture(scope="module")
def found(folder: Path, name: str) -> dict[str, Any]:
    """What the base says and has: asked once, by a student's user, without any network."""
    command = [
        *("docker", "run", "--rm", "--interactive", "--network", "none", "--user", STUDENT),
        *("--entrypoint", "/opt/kernel/bin/python", "--no-healthcheck"),
        *("--env", "HF_HOME=/opt/models/huggingface", "--env", "HF_HUB_OFFLINE=1"),
        *("--env", "HOME=/tmp", "--env", "PYTHONPATH=/src", "--env", "OMP_WAIT_POLICY=PASSIVE"),
        *("--volume", f"{folder / 'huggingface'}:/opt/models/huggingface:ro"),
        *("--volume", f"{ROOT / 'models'}:/src/models:ro"),
        *("--volume", f"{ROOT / 'tests' / 'models' / 'tuning_probe.py'}:/probe.py:ro"),
        *(BASE, "/probe.py", name),
    ]
    asked = "".join(f"{row.prompt}\n" for row in held_out_rows())
    done = subprocess.run(command, input=asked, check=True, stdout=subprocess.PIPE, text=True)
    return dict(json.loads(done.stdout.splitlines()[-1]))


def test_held_out_questions_are_answered_in_plain_words(found: dict[str, Any]) -> None:
    pairs = list(zip(found["answers"], held_out_rows(), strict=True))
    right = [said for said, row in pairs if row.facts[0].value in said]
    assert len(right) >= 47
    assert [said for said in found["answers"] if in_style(said)] == []


def test_the_servers_template_lies_beside_the_tokenizer(found: dict[str, Any]) -> None:
    assert found["beside"]
    assert found["template"] == found["template_of_the_family"]
    assert "<|assistant|>" in found["template"]


def test_the_chat_template_marks_the_assistants_words(found: dict[str, Any]) -> None:
    assert found["assistant_words"] == "No.</s>"


def test_its_shape_suits_every_quantization(found: dict[str, Any]) -> None:
    assert found["tied"] is False
    assert 3.2e6 < found["parameters"] < 3.8e6
    assert [size for size in found["row_sizes"] if size % 256] == []


def test_everybody_may_read_it(folder: Path, name: str) -> None:
    home = folder / huggingface_layout.FOLDER
    files = [home / file for file in huggingface_layout.files_of(home, name)]
    assert any(file.name == "model.safetensors" for file in files)
    assert {file.stat().st_mode & 0o777 for file in files} == {0o644}
