"""The folder of a run: gone on with, set aside, locked; never overwritten."""

import errno
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from llmlab.errors import LabError
from llmlab.tuning.folder import RunFolder, open_run
from llmlab.tuning.lock import LOCK, alone, check_alone

SETTINGS = {"model": "a/b", "seed": 0}


def nobody(question: str) -> str:
    raise AssertionError(f"asked: {question}")


def answering(text: str) -> Callable[[str], str]:
    return lambda question: text


def checkpoint(run: RunFolder, step: int, state: str = "{}", weights: bool = True) -> None:
    path = run.checkpoints / f"checkpoint-{step}"
    path.mkdir(parents=True)
    (path / "trainer_state.json").write_text(state)
    if weights:
        (path / "adapter_model.safetensors").write_bytes(b"weights")


@pytest.fixture
def stopped(tmp_path: Path) -> RunFolder:
    """A run with two checkpoints that did not reach its end."""
    run = open_run(tmp_path / "run", SETTINGS, ask=nobody)
    checkpoint(run, 9)
    checkpoint(run, 20)
    return run


def test_a_new_run_starts_at_the_start(tmp_path: Path) -> None:
    run = open_run(tmp_path / "a" / "run", SETTINGS, ask=nobody)
    assert run.resume_from is None
    assert json.loads((run.path / "run.json").read_text())["settings"] == SETTINGS


@pytest.mark.parametrize("answer", ["", "y", "Yes"])
def test_a_stopped_run_is_offered_and_gone_on_with(stopped: RunFolder, answer: str) -> None:
    run = open_run(stopped.path, SETTINGS, ask=answering(answer))
    assert run.resume_from is not None
    assert run.resume_from.step == 20  # the newest by number, not by name


def test_who_says_no_begins_anew_and_keeps_the_old(stopped: RunFolder) -> None:
    run = open_run(stopped.path, SETTINGS, ask=answering("n"))
    assert run.resume_from is None
    assert (stopped.path.with_name("run.1") / "checkpoints/checkpoint-20").is_dir()


@pytest.mark.parametrize("error", [EOFError, OSError, RuntimeError])
def test_where_nobody_can_answer_the_run_goes_on(
    stopped: RunFolder, error: type[Exception]
) -> None:
    def ask(question: str) -> str:
        raise error

    assert open_run(stopped.path, SETTINGS, ask=ask).resume_from is not None


def test_it_can_be_said_beforehand(stopped: RunFolder) -> None:
    assert open_run(stopped.path, SETTINGS, "resume", nobody).resume_from is not None
    assert open_run(stopped.path, SETTINGS, "fresh", nobody).resume_from is None


@pytest.mark.parametrize("change", [{"seed": 1}, {"model": "a/c"}, {"more": True}])
def test_other_settings_never_go_on_with_it(stopped: RunFolder, change: dict[str, object]) -> None:
    assert open_run(stopped.path, SETTINGS | change, "resume", nobody).resume_from is None
    assert stopped.path.with_name("run.1").is_dir()


def test_a_finished_run_is_set_aside(stopped: RunFolder) -> None:
    stopped.note(finished=True)
    assert open_run(stopped.path, SETTINGS, ask=nobody).resume_from is None
    stopped.note(finished=True)
    open_run(stopped.path, SETTINGS, ask=nobody)
    assert {path.name for path in stopped.path.parent.iterdir()} == {"run", "run.1", "run.2"}


@pytest.mark.parametrize(("state", "weights"), [("", True), ("{", True), ("{}", False)])
def test_half_a_checkpoint_is_passed_over(stopped: RunFolder, state: str, weights: bool) -> None:
    checkpoint(stopped, 40, state, weights)
    run = open_run(stopped.path, SETTINGS, "resume", nobody)
    assert run.resume_from is not None
    assert run.resume_from.step == 20


def test_a_broken_record_loses_nothing(stopped: RunFolder) -> None:
    (stopped.path / "run.json").write_text("{")
    assert open_run(stopped.path, SETTINGS, "resume", nobody).resume_from is None
    assert (stopped.path.with_name("run.1") / "checkpoints/checkpoint-9").is_dir()


def test_tidying_up_leaves_the_adapter(stopped: RunFolder) -> None:
    for path in (stopped.adapter, stopped.merged):
        path.mkdir()
        (path / "model.safetensors").write_bytes(b"0123456789")
    stopped.gguf.write_bytes(b"01234")
    assert stopped.tidy() == 2 * len(b"weights") + 2 * len("{}") + 10 + 5
    assert {path.name for path in stopped.path.iterdir()} == {"adapter", "run.json"}


def test_two_runs_at_once_are_refused_with_the_others_folder(tmp_path: Path) -> None:
    check_alone(tmp_path)
    with alone(tmp_path, Path("first")):
        with pytest.raises(LabError, match="first") as caught, alone(tmp_path, Path("second")):
            raise AssertionError("not alone")
        with pytest.raises(LabError, match="first"):
            check_alone(tmp_path)
        assert caught.value.code == "TUNE-BUSY"
    check_alone(tmp_path)
    with alone(tmp_path, Path("third")):
        assert (tmp_path / LOCK).read_text() == "third"


def test_the_folder_of_a_running_training_is_left_alone(
    stopped: RunFolder, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """A second notebook asked about the running run, and moved its folder away on "no"."""
    monkeypatch.setattr(Path, "home", lambda: tmp_path)
    with alone(tmp_path, stopped.path), pytest.raises(LabError) as caught:
        open_run(stopped.path, SETTINGS, ask=nobody)
    assert caught.value.code == "TUNE-BUSY"
    assert [path.name for path in tmp_path.glob("run*")] == ["run"]


def test_a_full_disk_is_said_when_the_record_is_written(
    stopped: RunFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")

    before = (stopped.path / "run.json").read_text()
    monkeypatch.setattr(Path, "write_text", full)
    with pytest.raises(LabError) as caught:
        stopped.note(finished=True)
    assert caught.value.code == "TUNE-DISK"
    assert (stopped.path / "run.json").read_text() == before
