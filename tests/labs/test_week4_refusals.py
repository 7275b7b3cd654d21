"""Week 4's script when something is wrong: one sentence each, and nothing of the student's lost."""

from __future__ import annotations

import json
import shutil
import subprocess
import time
from pathlib import Path

import pytest

from tests.labs.student_lab import UID, StudentLab, find_store
from tests.labs.week4_record import record

pytestmark = [pytest.mark.docker, pytest.mark.timeout(900)]

SCRIPT = "labs/week4/qlora_demo.py"


# What is asked for, the home in which (a small disk is a memory disk), and the code.
REFUSED: dict[str, tuple[list[str], str, str]] = {
    "no such file": (["--data", "none.jsonl"], "", "TUNE-DATA-MISSING"),
    "empty": (["--data", "empty.jsonl"], "", "TUNE-DATA-EMPTY"),
    "one bad line": (["--data", "bad.jsonl"], "", "TUNE-DATA-LINE"),
    "other columns": (["--data", "columns.jsonl"], "", "TUNE-DATA-COLUMNS"),
    "too few": (["--data", "few.jsonl"], "", "TUNE-DATA-FEW"),
    "unknown model": (["--model", "Qwen/Qwen9-900B"], "", "TUNE-MODEL-UNKNOWN"),
    "too large": (["--model", "huge"], "", "TUNE-TOO-LARGE"),
    "no disk": (["--model", "wide"], "/dev/shm", "TUNE-NO-DISK"),
    "no examples at once": (["--batch", "0"], "", "TUNE-SETTING"),
    "a model of the course": (["--name", "tiny-chat:4m"], "", "TUNE-NAME"),
}


def test_what_cannot_work_is_refused_before_anything_is_loaded(tuning_lab: StudentLab) -> None:
    good = '{"prompt": "a", "completion": "b"}\n'
    (tuning_lab.home / "empty.jsonl").write_text("")
    (tuning_lab.home / "bad.jsonl").write_text(f"{good}not json\n")
    (tuning_lab.home / "columns.jsonl").write_text('{"question": "a", "answer": "b"}\n')
    (tuning_lab.home / "few.jsonl").write_text(good)
    fake_model(tuning_lab, "huge", num_hidden_layers=4000)
    fake_model(tuning_lab, "wide", vocab_size=100_000)
    calls = [
        {"arguments": [*arguments, "--out", f"/home/student/refused-{n}"], "home": home}
        for n, (arguments, home, _) in enumerate(REFUSED.values())
    ]
    told = json.loads(
        tuning_lab.run("python", "/opt/tests/week4_refusals.py", json.dumps(calls)).splitlines()[-1]
    )
    for (name, (*_, code)), answer in zip(REFUSED.items(), told, strict=True):
        assert answer["status"] == 1, name
        assert answer["said"].startswith(f"{code}: "), (name, answer["said"])
        assert answer["said"].count("\n") == 1, (name, answer["said"])
    assert list(tuning_lab.home.glob("refused-*")) == []


def test_a_disk_that_fills_up_is_said_and_the_run_goes_on_later(tuning_lab: StudentLab) -> None:
    full = "head --bytes=58M /dev/zero > /dev/shm/filler"  # of 64 MB; a checkpoint has 3
    script = f"python {SCRIPT} --out /dev/shm/run --steps 18 --name after-all"
    said = tuning_lab.shell(f"{full}; {script} 2>&1 || echo failed")
    assert "TUNE-DISK" in said
    assert "Traceback" not in said
    again = tuning_lab.shell(f"rm /dev/shm/filler; {script} 2>&1")
    assert "Going on after step" in again
    assert "answers as after-all" in again


def fake_model(tuning_lab: StudentLab, name: str, **sizes: object) -> None:
    """Put a model's configuration and tokenizer into the home; it has no weights to load."""
    base = next((find_store() or Path()).glob("huggingface/hub/*tuning-base/snapshots/*"))
    folder = tuning_lab.home / name
    folder.mkdir()
    for file in base.glob("*.json"):
        shutil.copyfile(file, folder / file.name)
    shutil.copyfile(base / "chat_template.jinja", folder / "chat_template.jinja")
    config = json.loads((base / "config.json").read_text()) | sizes
    (folder / "config.json").write_text(json.dumps(config))
    (folder / "model.safetensors").write_bytes(b"")
    for path in (folder, *folder.iterdir()):
        shutil.chown(path, UID, UID)


def test_a_killed_run_goes_on_and_a_second_one_waits(tuning_lab: StudentLab) -> None:
    folder = tuning_lab.home / "tuning/killed"
    arguments = ("--out", "tuning/killed", "--steps", "60", "--name", "killed")
    command = ["docker", "exec", tuning_lab.name, "python", SCRIPT, *arguments]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT) as first:
        deadline = time.monotonic() + 240
        while not list(folder.glob("checkpoints/checkpoint-*/trainer_state.json")):
            assert first.poll() is None, first.stdout and first.stdout.read()
            assert time.monotonic() < deadline, "no checkpoint was written"
            time.sleep(0.2)
        tuning_lab.run("pkill", "-STOP", "-f", "tuning/killed")  # it must not end meanwhile
        second = docker_fails(
            tuning_lab, "python", SCRIPT, "--out", "tuning/second", "--steps", "9"
        )
        tuning_lab.run("pkill", "-KILL", "-f", "tuning/killed")
        first.wait(30)
    assert "TUNE-BUSY" in second
    assert "tuning/killed" in second
    said = tuning_lab.run("python", SCRIPT, *arguments, "--batch=1")  # it may lack memory by now
    assert "Going on after step" in said
    assert "batch 1 x 8" in said
    assert "step 60/60" in said
    assert record(tuning_lab, "tuning/killed")["finished"] is True
    assert not (tuning_lab.home / "tuning/killed.1").exists()


def test_a_stopped_training_goes_on_where_it_was(tuning_lab: StudentLab) -> None:
    """In one notebook: its square pressed, or asked to end, then the same cell once more."""
    found = json.loads(tuning_lab.run("python", "/opt/tests/week4_again.py").splitlines()[-1])
    for way in ("int", "term"):
        told = found[way]
        assert told["said"].startswith("TUNE-STOPPED: "), told
        # Pressed: the last checkpoint counts. Asked to end: one is made at the next step.
        ended, kept = (10, 9) if way == "int" else (11, 11)
        assert told["first"] == ended
        assert f"Step {kept} is kept" in told["said"]
        assert told["second"] == list(range(kept + 1, 19))
        assert told["third"] == []
        assert not told["listening"]
        assert told["base"][0] == pytest.approx(told["base"][1], rel=1e-3)
        assert told["tuned"][0] == pytest.approx(told["tuned"][1], rel=1e-3)
        assert told["tuned"][0] == pytest.approx(found["none"]["tuned"][0], rel=0.05)
    assert found["none"]["tuned"][0] < 0.9 * found["none"]["base"][0]


def docker_fails(tuning_lab: StudentLab, *command: str) -> str:
    """Run a command that must fail; what it said."""
    done = subprocess.run(
        ["docker", "exec", tuning_lab.name, *command], capture_output=True, text=True, check=False
    )
    assert done.returncode == 1, done.stdout + done.stderr
    return done.stderr
