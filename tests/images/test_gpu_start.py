"""The GPU image as a student's server: its start, and its one line about the GPU."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from tests.images.base_container import GPU, ROOT, Notebook, hub, notebook, once

pytestmark = [pytest.mark.docker, pytest.mark.timeout(300), pytest.mark.usefixtures("gpu_image")]

FAKE = f"--volume={ROOT / 'tests/fakes/fake_nvidia_smi.sh'}:/usr/bin/nvidia-smi:ro"
H100 = "NVIDIA H100 80GB HBM3, 81559, 580.95.05, 9.0"
LINE = "llmhub: GPU: "

Start = Callable[..., AbstractContextManager[Notebook]]


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with hub() as served:
        yield served


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory, address: str) -> Iterator[Notebook]:
    """A server that was given a (fake) card and told the week."""
    extra = (FAKE, f"--env=FAKE_GPU={H100}", "--env=LLMHUB_WEEK=2")
    folder = tmp_path_factory.mktemp("student")
    with notebook(folder, address, image=GPU, extra=extra) as started:
        yield started


def line_of(server: Notebook, patience: float = 30) -> str:
    """Return the line about the GPU, which comes when it comes."""
    deadline = time.monotonic() + patience
    while time.monotonic() < deadline:
        lines = [line for line in server.logs().splitlines() if line.startswith(LINE)]
        if lines:
            assert len(lines) == 1
            return lines[0].removeprefix(LINE)
        time.sleep(0.2)
    raise AssertionError(f"no word of a GPU in the log:\n{server.logs()}")


def test_it_starts_as_any_uid_with_everything_locked(running: Notebook) -> None:
    status, _, body = running.ask("api/me")
    assert status == 200
    assert json.loads(body)["identity"]["username"] == "ada"
    assert running.run("id", "-u").strip() == "20007"
    running.run("/opt/llmhub/bin/healthcheck")
    assert " [E " not in running.logs()


def test_the_hubs_options_are_followed(running: Notebook) -> None:
    assert "/lab/tree/labs/week2/README.md" in running.logs()


def test_the_card_is_named_in_the_log(running: Notebook) -> None:
    assert line_of(running) == (
        "NVIDIA H100 80GB HBM3, 80 GiB, driver 580.95.05, compute capability 9.0: ready, trains in"
        " bfloat16."
    )


def test_who_looked_for_the_card_is_gone(running: Notebook) -> None:
    line_of(running)
    found = running.run("sh", "-c", "cat /proc/[0-9]*/stat; cat /proc/[0-9]*/cmdline")
    assert ") Z " not in found
    assert "gpu.py" not in found


def test_the_students_helper_says_the_same(running: Notebook) -> None:
    code = "import llmlab; print(llmlab.find_gpu().sentence)"
    assert running.run("python", "-c", code).strip() == line_of(running)


def test_without_a_card_it_starts_and_says_what_works(tmp_path: Path, address: str) -> None:
    with notebook(tmp_path, address, image=GPU) as started:
        assert line_of(started).startswith("no GPU here: everything runs on the processor")


def test_a_stuck_driver_does_not_hold_up_the_start(tmp_path: Path, address: str) -> None:
    extra = (FAKE, "--env=FAKE_GPU=hang")
    with notebook(tmp_path, address, image=GPU, extra=extra) as started:
        assert started.ask("api/me")[0] == 200
        assert line_of(started).startswith("nvidia-smi says nothing for 10 s")
        assert started.ask("api/me")[0] == 200


def test_it_does_not_run_as_root() -> None:
    with pytest.raises(AssertionError, match="N07"):
        once(GPU, "/opt/llmhub/bin/start", options=("--user", "0:0"))
