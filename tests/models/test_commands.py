"""The operators' command: which source is taken, what is said, and the last line for programs."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from models import cli, commands, registry
from models.catalogue import Model
from models.errors import ModelError
from models.release import read_release
from tests.fakes.supplier import FakeSupplier

Run = Callable[..., tuple[int, dict[str, Any], str]]


@dataclass
class Failing(FakeSupplier):
    """A registry that answered a moment ago and no longer gives its models."""

    code: str = "source.unreachable"

    def supply(self, models: list[Model], into: Path) -> None:
        """Fail."""
        raise ModelError(self.code, "The line is down.")


@pytest.fixture
def suppliers(monkeypatch: pytest.MonkeyPatch) -> dict[str, FakeSupplier]:
    """Put fakes in the place of both suppliers; the test may replace them."""
    fakes: dict[str, FakeSupplier] = {"registry": FakeSupplier("r"), "embedded": FakeSupplier("e")}
    monkeypatch.setattr(commands, "Registry", lambda *words: fakes["registry"])
    monkeypatch.setattr(commands, "_embedded", lambda *words: fakes["embedded"])
    return fakes


@pytest.fixture
def run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run the command; return its status, its last line and what it said."""

    def command(*words: str) -> tuple[int, dict[str, Any], str]:
        status = cli.main([*words, "--state", str(tmp_path)])
        told = capsys.readouterr()
        return status, json.loads(told.out.splitlines()[-1]), told.err

    return command


def reach(monkeypatch: pytest.MonkeyPatch, there: bool) -> None:
    monkeypatch.setattr(registry, "both_answer", lambda: there)


@pytest.mark.parametrize(("there", "source"), [(True, "registry"), (False, "embedded")])
def test_source_follows_what_answers(
    run: Run, suppliers: object, monkeypatch: pytest.MonkeyPatch, there: bool, source: str
) -> None:
    reach(monkeypatch, there)
    status, told, said = run("build")
    assert (status, told["changed"], told["source"], told["release"]) == (0, True, source, 1)
    assert ("WARNING: no model registry answers" in said) is not there
    again = run("build")[1]
    assert again["changed"] is False
    assert again["sources"] == told["sources"] != {}


def test_check_says_whether_a_build_would_change_anything(
    run: Run, suppliers: object, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    reach(monkeypatch, False)
    assert run("check")[:2] == (0, {"changed": True})
    assert list(tmp_path.iterdir()) == []
    run("build")
    assert run("check")[:2] == (0, {"changed": False})
    (tmp_path / "models" / "releases" / "0001" / "manifest.json").unlink()
    assert run("check")[:2] == (0, {"changed": True})


@pytest.mark.parametrize(
    ("before", "there", "changed"),
    [
        ("registry", True, False),
        ("registry", False, False),
        ("embedded", True, True),
        ("embedded", False, False),
    ],
)
def test_check_takes_the_source_that_a_build_would_take(
    run: Run,
    suppliers: object,
    monkeypatch: pytest.MonkeyPatch,
    before: str,
    there: bool,
    changed: bool,
) -> None:
    run("build", "--source", before)
    reach(monkeypatch, there)
    assert run("check")[1] == {"changed": changed}


def test_registry_that_went_away_leaves_the_store(
    run: Run, suppliers: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    reach(monkeypatch, True)
    run("build")
    reach(monkeypatch, False)
    status, told, _ = run("build")
    assert (status, told["changed"], told["source"]) == (0, False, "registry")


def test_line_that_breaks_while_pulling_falls_back_loudly(
    run: Run, suppliers: dict[str, FakeSupplier], monkeypatch: pytest.MonkeyPatch
) -> None:
    reach(monkeypatch, True)
    suppliers["registry"] = Failing()
    status, told, said = run("build")
    assert (status, told["source"]) == (0, "embedded")
    assert "WARNING: The line is down." in said


@pytest.mark.parametrize(
    ("source", "code"),
    [
        ("auto", "source.wrong-digest"),
        ("auto", "source.failed"),
        ("auto", "disk-full"),
        ("registry", "source.unreachable"),
    ],
)
def test_what_does_not_fall_back(
    run: Run, suppliers: Any, monkeypatch: pytest.MonkeyPatch, source: str, code: str
) -> None:
    reach(monkeypatch, True)
    suppliers["registry"] = Failing(code=code)
    status, told, _ = run("build", "--source", source)
    assert (status, told["error"]) == (1, code)


def test_model_that_does_not_exist_is_an_error(
    run: Run, suppliers: dict[str, FakeSupplier], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    reach(monkeypatch, True)
    suppliers["registry"] = FakeSupplier(missing="qwen3:1.7b")
    status, told, said = run("build")
    assert (status, told["error"]) == (1, "source.not-found")
    assert "Traceback" not in said
    assert not (tmp_path / "models" / "current").exists()


def test_add_list_remove(run: Run, suppliers: object, tmp_path: Path) -> None:
    run("build", "--source", "embedded")
    assert run("add", "mine")[1]["release"] == 2
    listed = run("list")[1]
    assert {"kind": "ollama", "name": "mine:latest"}.items() <= listed["models"][-1].items()
    assert listed["releases"] == [1, 2]
    assert run("add", "mine")[1]["error"] == "store.has-model"
    assert run("remove", "mine:latest")[1]["release"] == 3
    assert run("remove", "tiny-chat:4m")[1]["error"] == "store.model-in-role"
    assert read_release(tmp_path / "models" / "current").release == 3


def test_verify_says_what_is_broken(run: Run, suppliers: object, tmp_path: Path) -> None:
    run("build", "--source", "embedded")
    assert run("verify")[:2] == (0, {"release": 1, "problems": []})
    blobs = tmp_path / "models" / "releases" / "0001" / "ollama" / "blobs"
    broken = next(path for path in blobs.iterdir() if b"tiny-chat:4m" in path.read_bytes())
    broken.write_bytes(b"x")
    status, told, said = run("verify")
    assert status == 1
    assert told["problems"][0]["models"] == ["ollama/tiny-chat:4m"]
    assert broken.name in said


@pytest.mark.parametrize("word", ["list", "verify", "remove x", "add x"])
def test_empty_store_is_said_to_be_empty(run: Run, suppliers: object, word: str) -> None:
    assert run(*word.split())[1]["error"] == "store.empty"


def test_bad_catalogue_changes_nothing(run: Run, suppliers: object, tmp_path: Path) -> None:
    bad = tmp_path / "models.yml"
    bad.write_text("schema: 7\nsources: {}\n")
    status, told, _ = run("build", "--catalogue", str(bad))
    assert (status, told["error"]) == (1, "catalogue.wrong-schema")
    assert not (tmp_path / "models").exists()
