"""A hand-in is run in the students' image: alone, bounded, and by the rules that marks count on."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from llmhub.docker.engine import Engine
from llmhub.docker.jobs import DockerJobs
from llmhub.errors import LabError
from llmhub.jobs import recipe
from llmhub.jobs.order import MarkOrder
from llmhub.jobs.worker import Worker
from llmhub.layout import StateLayout
from llmhub.settings import Settings
from tests.fakes.handed_in import ID, SERVICE, executed, lay_down, with_this_checkout

pytestmark = [pytest.mark.docker, pytest.mark.timeout(300)]

Run = Callable[..., Any]


@pytest.fixture
def settings(tmp_path: Path) -> Iterator[Settings]:
    """A state folder with an empty model release, and a hub that knows the small image."""
    made = Settings(
        name="marktest",
        state_dir=tmp_path,
        notebook_image="llmhub/base-slim:0.1.0",
        notebook_memory=2**30,
        sidecar_memory=2**29,
        pids_limit=128,
        gpu_image_weeks=frozenset(),
    )
    release = StateLayout(tmp_path).model_release(1)
    for folder in ("ollama/manifests", "ollama/blobs", "huggingface/hub"):
        (release / folder).mkdir(parents=True)
    (release / "models.json").write_text("{}")
    (tmp_path / "models/current").symlink_to(release)
    for above in (tmp_path, *tmp_path.parents[:2]):
        above.chmod(0o711)
    yield made
    shutil.rmtree(tmp_path)  # a job's user owns parts of it


@pytest.fixture
async def mark(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Run]:
    """Runs cells as a hand-in's; returns what each printed, by the executed notebook."""
    engine = Engine(4)
    jobs = DockerJobs(settings.name, engine)

    async def run(*cells: str, cell: int = 60, seconds: int = 120, **files: str) -> Any:
        folder = lay_down(settings, *cells, **files)
        monkeypatch.setattr(recipe, "CELL_SECONDS", cell)
        monkeypatch.setattr(recipe, "NOTEBOOK_SECONDS", seconds)
        monkeypatch.setattr(recipe, "mark_job", with_this_checkout)
        try:
            await Worker(settings, StateLayout(settings.state_dir), jobs).carry_out(
                MarkOrder(ID, 3)
            )
        finally:
            assert list(await jobs.found()) == []
            assert list(StateLayout(settings.state_dir).running_jobs.iterdir()) == []
        assert [one.name for one in (folder / "out").iterdir()] == ["executed.ipynb"]
        assert (folder / "out").stat().st_uid == SERVICE
        return executed(settings)

    yield run
    engine.close()


async def test_a_notebook_is_run_where_its_files_lie_and_failing_cells_end_nothing(
    mark: Run,
) -> None:
    told = await mark(
        "import os, pathlib; print(pathlib.Path.cwd(), os.environ['LLMHUB_WEEK'])",
        "from helper import answer; print(answer)",
        "1 / 0",
        "open('helper.py', 'a').close(); print('goes on')",
        **{"helper.py": "answer = 42"},
    )
    assert told == ["/home/student/labs/week3 3\n", "42\n", "ZeroDivisionError", "goes on\n"]


async def test_there_is_a_model_server_and_nothing_else(mark: Run) -> None:
    told = await mark(
        "import urllib.request as u; print(u.urlopen('http://127.0.0.1:11434/api/tags').read())",
        "import socket; socket.create_connection(('1.1.1.1', 443), 5)",
        "import os; print(sorted(os.listdir('/job')), os.listdir('/home'), os.listdir('/srv'))",
        "print([name for name in os.environ if 'TOKEN' in name or 'JUPYTERHUB_API' in name])",
        "open('/job/in/x', 'w')",
        "open('/opt/models/models.json', 'w')",
        "os.unlink('/job/executed.ipynb')",
        "os.symlink('/etc/passwd', '/job/other')",
    )
    assert told == [
        *("b'{\"models\":[]}'\n", "OSError", "['executed.ipynb', 'in'] ['student'] []\n"),
        *("[]\n", "OSError", "OSError", "OSError", "OSError"),
    ]


async def test_an_endless_cell_is_cut_and_the_next_one_runs(mark: Run) -> None:
    told = await mark("while True: pass", "print('next')", cell=3)
    assert told == ["KeyboardInterrupt", "next\n"]


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("while True:\n    try:\n        while True: pass\n    except: pass", "mark-time"),
        ("import os; os._exit(0)", "mark-kernel"),
        ("held = bytearray(3 * 2**30)", "job-memory"),
    ],
    ids=["endless", "dead", "greedy"],
)
async def test_what_was_not_run_counts_as_failed(
    mark: Run, settings: Settings, cell: str, code: str
) -> None:
    with pytest.raises(LabError) as caught:
        await mark("print('first')", cell, "assert True", cell=2, seconds=12)
    assert caught.value.code == code
    assert executed(settings) == ["first\n", "NotRun", "NotRun"]


async def test_a_flood_of_output_is_bounded_and_a_failure_within_it_is_seen(mark: Run) -> None:
    told = await mark(
        "for _ in range(300): print('x' * 100_000)",
        "print('next')",
        "raise ValueError('y' * 5_000_000)",
    )
    assert len(told[0]) < 2**20 + 1000
    assert told[0].endswith("[too much output]\n")
    assert told[1] == "next\n"
    assert told[2] == "[too much output]\nNotRun"


async def test_processes_that_a_hand_in_leaves_end_with_it(mark: Run) -> None:
    """A fork bomb that stays behind: it neither keeps the job nor writes into its result."""
    bomb = """
import os, time
for _ in range(2000):
    try:
        if os.fork() == 0:
            os.setsid(); time.sleep(600); os._exit(0)
    except BlockingIOError:
        print('no more'); break
"""
    (told,) = await mark(bomb)
    assert "no more\n" in told


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("assignment.ipynb", "no JSON"),
        ("assignment.ipynb", "[" * 100_000),
        ("assignment.ipynb", '{"cells": 7, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}'),
    ],
    ids=["no-json", "deep", "no-notebook"],
)
async def test_a_notebook_that_is_none(mark: Run, name: str, text: str) -> None:
    with pytest.raises(LabError) as caught:
        await mark("1", **{name: text})
    assert caught.value.code == "mark-notebook"
