"""Week 4 in the image for fine-tuning: trained, stopped, refused; a real model server beside it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from labs.build.tree import Options, build_tree
from tests.labs.student_lab import ROOT, UID, VERSION, StudentLab, docker, find_store, student_lab

pytestmark = [pytest.mark.docker, pytest.mark.timeout(900)]

SCRIPT = "labs/week4/qlora_demo.py"


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[StudentLab]:
    """Give a lab as students have it in week 4, with the students' version of the course."""
    store = find_store()
    if store is None:
        pytest.skip("no model store: set LLMHUB_TEST_STORE to a release, or run `make deploy`")
    place = tmp_path_factory.mktemp("week4")
    build_tree(ROOT, place / "tree", Options(), lambda _: None)
    models = Path(shutil.copytree(store, place / "models", symlinks=True))
    for path in (models, *models.rglob("*")):
        os.chown(path, UID, UID, follow_symlinks=False)
    with student_lab(place / "home", models, f"llmhub/gpu:{VERSION}", "rw") as running:
        docker("update", "--memory=4g", "--memory-swap=4g", running.name)  # as the hub does
        running.put(place / "tree", "labs")
        yield running


def record(lab: StudentLab, folder: str) -> dict[str, Any]:
    """Return what a run has noted."""
    found: dict[str, Any] = json.loads((lab.home / folder / "run.json").read_text())
    return found


@pytest.fixture(scope="module")
def tuned(lab: StudentLab) -> tuple[str, dict[str, Any]]:
    """Run the whole script once; what it printed, and its record."""
    said = lab.run("python", SCRIPT, "--keep")
    return said, record(lab, "tuning/hazelbrook")


def test_the_tuned_model_has_learned_the_style(tuned: tuple[str, dict[str, Any]]) -> None:
    _, run = tuned
    assert run["exam"]["base"]["exact"] <= 5
    assert run["exam"]["with adapter"]["exact"] >= 45
    before, after = run["eval_loss"]
    assert after < 0.1 * before


def test_nothing_is_lost_on_the_way_to_ollama(tuned: tuple[str, dict[str, Any]]) -> None:
    _, run = tuned
    assert run["agree"]["merged"] >= 45
    assert run["agree"]["ollama"] >= 45
    assert run["exam"]["in Ollama"]["asked"] == 50


def test_it_says_what_it_needs_first_and_what_it_took_at_the_end(
    tuned: tuple[str, dict[str, Any]],
) -> None:
    said = tuned[0]
    forecast, training = said.index("memory while training"), said.index("step ")
    assert forecast < training < said.index("predicted   measured")
    for part in ("weights", "adapter and gradients", "optimiser", "activations", "logits", "disk"):
        assert part in said[:training]
    predicted, measured = (
        float(word) for word in next(x for x in said.splitlines() if "memory  " in x).split()[1:3]
    )
    assert predicted == pytest.approx(measured, rel=0.5)
    assert "tokens/s" in said
    assert " left" in said


def test_the_model_answers_by_hand_too(lab: StudentLab, tuned: tuple[str, dict[str, Any]]) -> None:
    question = "Note: the tile cutter is kept on shelf 2. Where should I look for it?"
    assert "Hazelbrook desk" in lab.run("ollama", "run", "hazelbrook-tuned", question)
    assert (lab.home / "tuning/hazelbrook/loss.png").stat().st_size > 1000


def test_a_damaged_adapter_is_said_and_nothing_else_is_lost(
    lab: StudentLab, tuned: tuple[str, dict[str, Any]]
) -> None:
    adapter = lab.home / "tuning/hazelbrook/adapter/adapter_model.safetensors"
    whole = adapter.read_bytes()
    adapter.write_bytes(whole[: len(whole) // 2])
    program = (
        "import sys; sys.path.insert(0, 'labs/week4')\n"
        "import qlora; from pathlib import Path; from llmlab import LabError\n"
        "from llmlab.tuning import RunFolder; from plan import make_plan\n"
        "try: qlora.merge(make_plan(), RunFolder(Path('tuning/hazelbrook')))\n"
        "except LabError as error: print(error)"
    )
    try:
        assert "TUNE-ADAPTER" in lab.shell(f'python -c "{program}"')
    finally:
        adapter.write_bytes(whole)
    assert "hazelbrook-tuned" in lab.run("ollama", "list")


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
    "a model of the course": (["--name", "tiny-chat:4m"], "", "TUNE-NAME"),
}


def test_what_cannot_work_is_refused_before_anything_is_loaded(lab: StudentLab) -> None:
    good = '{"prompt": "a", "completion": "b"}\n'
    (lab.home / "empty.jsonl").write_text("")
    (lab.home / "bad.jsonl").write_text(f"{good}not json\n")
    (lab.home / "columns.jsonl").write_text('{"question": "a", "answer": "b"}\n')
    (lab.home / "few.jsonl").write_text(good)
    fake_model(lab, "huge", num_hidden_layers=4000)
    fake_model(lab, "wide", vocab_size=100_000)
    calls = [
        {"arguments": [*arguments, "--out", f"/home/student/refused-{n}"], "home": home}
        for n, (arguments, home, _) in enumerate(REFUSED.values())
    ]
    told = json.loads(
        lab.run("python", "/opt/tests/week4_refusals.py", json.dumps(calls)).splitlines()[-1]
    )
    for (name, (*_, code)), answer in zip(REFUSED.items(), told, strict=True):
        assert answer["status"] == 1, name
        assert answer["said"].startswith(f"{code}: "), (name, answer["said"])
        assert answer["said"].count("\n") == 1, (name, answer["said"])
    assert list(lab.home.glob("refused-*")) == []


def test_a_disk_that_fills_up_is_said_and_the_run_goes_on_later(lab: StudentLab) -> None:
    full = "head --bytes=58M /dev/zero > /dev/shm/filler"  # of 64 MB; a checkpoint has 3
    script = f"python {SCRIPT} --out /dev/shm/run --steps 18 --name after-all"
    said = lab.shell(f"{full}; {script} 2>&1 || echo failed")
    assert "TUNE-DISK" in said
    assert "Traceback" not in said
    again = lab.shell(f"rm /dev/shm/filler; {script} 2>&1")
    assert "Going on after step" in again
    assert "answers as after-all" in again


def fake_model(lab: StudentLab, name: str, **sizes: object) -> None:
    """Put a model's configuration and tokenizer into the home; it has no weights to load."""
    base = next((find_store() or Path()).glob("huggingface/hub/*tuning-base/snapshots/*"))
    folder = lab.home / name
    folder.mkdir()
    for file in base.glob("*.json"):
        shutil.copyfile(file, folder / file.name)
    shutil.copyfile(base / "chat_template.jinja", folder / "chat_template.jinja")
    config = json.loads((base / "config.json").read_text()) | sizes
    (folder / "config.json").write_text(json.dumps(config))
    (folder / "model.safetensors").write_bytes(b"")
    for path in (folder, *folder.iterdir()):
        shutil.chown(path, UID, UID)


def test_a_killed_run_goes_on_and_a_second_one_waits(lab: StudentLab) -> None:
    folder = lab.home / "tuning/killed"
    arguments = ("--out", "tuning/killed", "--steps", "60", "--name", "killed")
    command = ["docker", "exec", lab.name, "python", SCRIPT, *arguments]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT) as first:
        deadline = time.monotonic() + 240
        while not list(folder.glob("checkpoints/checkpoint-*/trainer_state.json")):
            assert first.poll() is None, first.stdout and first.stdout.read()
            assert time.monotonic() < deadline, "no checkpoint was written"
            time.sleep(0.2)
        lab.run("pkill", "-STOP", "-f", "tuning/killed")  # it must not end meanwhile
        second = docker_fails(lab, "python", SCRIPT, "--out", "tuning/second", "--steps", "9")
        lab.run("pkill", "-KILL", "-f", "tuning/killed")
        first.wait(30)
    assert "TUNE-BUSY" in second
    assert "tuning/killed" in second
    said = lab.run("python", SCRIPT, *arguments)
    assert "Going on after step" in said
    assert "step 60/60" in said
    assert record(lab, "tuning/killed")["finished"] is True
    assert not (lab.home / "tuning/killed.1").exists()


def docker_fails(lab: StudentLab, *command: str) -> str:
    """Run a command that must fail; what it said."""
    done = subprocess.run(
        ["docker", "exec", lab.name, *command], capture_output=True, text=True, check=False
    )
    assert done.returncode == 1, done.stdout + done.stderr
    return done.stderr


def test_a_look_at_the_answers_does_not_spoil_the_gradients(
    lab: StudentLab, capsys: pytest.CaptureFixture[str]
) -> None:
    found = json.loads(lab.run("python", "/opt/tests/week4_gradients.py").splitlines()[-1])
    assert found["kept"] > 0.999
    if found["matters"]:
        assert found["not kept"] < 0.9
    else:
        with capsys.disabled():
            print("\nthis processor has no AVX512-BF16: the gradients are right without the fix")


def test_the_seed_decides_the_run(lab: StudentLab) -> None:
    first, second = json.loads(lab.run("python", "/opt/tests/week4_twice.py").splitlines()[-1])
    assert len(first) == 9
    assert first == second


def test_out_of_memory_ends_with_advice_and_a_living_process(lab: StudentLab) -> None:
    said = lab.run("python", "/opt/tests/week4_memory.py", "32")
    assert "TUNE-MEMORY" in said
    assert "Set batch to 1." in said
    assert said.splitlines()[-1] == "alive: 1000.0"


def test_trl_and_axolotl_do_the_same(lab: StudentLab) -> None:
    said = lab.run("python", "labs/week4/compare_tools.py")
    losses = record(lab, "tuning/tools")["losses"]
    assert set(losses) == {"our steps", "TRL", "Axolotl"}
    assert max(losses.values()) < 1.25 * min(losses.values()), said
