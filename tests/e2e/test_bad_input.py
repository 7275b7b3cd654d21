"""What is wrong with the host or the settings reaches people as a sentence with a code."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import docker
import pytest

from llmhub.layout import StateLayout
from llmhub.ops import compose
from llmhub.ops.context import Context
from llmhub.ops.hub_api import HubApi
from models import ollama_layout
from models.release import read_release
from tests.e2e.people import Student
from tests.e2e.test_lifecycle import hub_answers, parts, until

pytestmark = pytest.mark.e2e


@contextmanager
def changed(context: Context, api: HubApi, **values: str) -> Iterator[None]:
    """Let the hub run with other settings for a while."""
    file = context.layout.env_file
    before = file.read_text()
    lines = [
        line
        for line in before.splitlines()
        if line.partition("=")[0].removeprefix("LLMHUB_") not in values
    ]
    try:
        file.write_text("\n".join([*lines, *(f"LLMHUB_{k}={v}" for k, v in values.items()), ""]))
        renew(context, api)
        yield
    finally:
        file.write_text(before)
        renew(context, api)


def renew(context: Context, api: HubApi) -> None:
    compose.run(context, "up", "--detach", "--no-deps", "--force-recreate", "hub")
    until(lambda: hub_answers(api), "the hub is back")


@pytest.mark.parametrize(
    ("setting", "value", "code"),
    [
        ("START_RESERVE", "900T", "no-memory"),
        ("NOTEBOOK_IMAGE", "llmhub/never-built:1", "image-missing"),
        ("SIDECAR_IMAGE", "llmhub/never-built:1", "image-missing"),
        ("START_TIMEOUT", "0.2", "start-timeout"),
    ],
)
def test_refused_start_is_a_sentence_and_leaves_nothing(
    student: Student,
    context: Context,
    engine: docker.APIClient,
    setting: str,
    value: str,
    code: str,
) -> None:
    with changed(context, student.api, **{setting: value}):
        student.login()
        last = student.start()[-1]
        message = str(last["message"])
        assert last["failed"]
        assert f"[{code}]" in message
        assert "Traceback" not in message
        until(lambda: not parts(engine, student), "nothing is left of the pair")
        page = student.browser._client.get(f"/hub/spawn-pending/{student.name}").text
        assert "Traceback" not in page
    student.login()
    student.open_lab()


def test_wrong_settings_stop_the_hub_with_a_sentence(context: Context) -> None:
    words = ["run", "--rm", "--no-deps", "--no-TTY", "-e", "LLMHUB_WEEK=nine", "hub"]
    done = subprocess.run(
        compose.command(context, *words),
        capture_output=True,
        text=True,
        check=False,
        env=compose.clean_environment(),
    )
    assert done.returncode != 0
    assert "LLMHUB_WEEK" in done.stdout + done.stderr
    assert "[bad-settings]" in done.stdout + done.stderr
    assert "Traceback" not in done.stdout + done.stderr


@pytest.fixture
def small_home(student: Student, context: Context) -> Iterator[Path]:
    """The student's home on a disk of 8 MB of its own."""
    student.open_lab()
    student.api.stop_server(student.name)
    folders = StateLayout(context.settings.state_dir).student(student.name)
    uid = folders.home.stat().st_uid
    options = f"size=8m,mode=0700,uid={uid},gid={uid}"
    subprocess.run(["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(folders.home)], check=True)
    yield folders.home
    student.api.stop_server(student.name)
    until_unmounted(folders.home)


def until_unmounted(path: Path) -> None:
    def unmounted() -> bool:
        return (
            subprocess.run(["umount", str(path)], check=False, capture_output=True).returncode == 0
        )

    until(unmounted, f"{path} is unmounted")


def test_full_home_still_starts_and_can_be_cleaned_up(
    student: Student, make_student: Callable[..., Student], small_home: Path
) -> None:
    student.open_lab()
    fill = "dd if=/dev/zero of=/home/student/big bs=1M; df --output=pcent /home/student | tail -1"
    code = f"import subprocess; print(subprocess.getoutput({fill!r}))"
    assert "100%" in student.cell(code)
    student.api.stop_server(student.name)
    student.login()
    student.open_lab()  # at 100 % one can log in ...
    student.cell("import os; os.remove('/home/student/big')")
    assert student.cell("open('x', 'w').write('fine'); print('fine')").strip() == "fine"
    neighbour = make_student()
    neighbour.open_lab()
    assert neighbour.cell("open('x', 'w').write('fine'); print('fine')").strip() == "fine"


ASK = """
import os
from llmlab import TROUBLE, client, explain
try:
    client().chat(model={model!r}, messages=[{{"role": "user", "content": "Hello"}}])
    print("answered")
except TROUBLE as error:
    print(explain(error, model={model!r}))
"""


@pytest.fixture
def damaged(student: Student, context: Context) -> Iterator[str]:
    """The name of a shared model whose file is changed while a student's server runs."""
    student.open_lab()
    layout = StateLayout(context.settings.state_dir)
    folder = layout.model_release(layout.newest_release())
    name = read_release(folder).roles["chat"]["ollama"]
    files = ollama_layout.files_of(folder / "ollama", name)[1:]
    blob = max((folder / "ollama" / file for file in files), key=lambda path: path.stat().st_size)
    content = blob.read_bytes()
    blob.write_bytes(b"X" * 64 + content[64:])
    try:
        yield name
    finally:
        blob.write_bytes(content)


def test_corrupt_weights_are_found_and_named(
    context: Context, student: Student, damaged: str
) -> None:
    """A flipped byte in the store: the student's cell says so, and `doctor` names the model."""
    said = student.cell(ASK.format(model=damaged))
    assert said.startswith(f"LAB-MODEL-DAMAGED: The model '{damaged}' is damaged.")
    assert "Tell your instructor: `make models` repairs it" in said
    assert "Traceback" not in said
    done = subprocess.run(
        ["make", "--no-print-directory", "doctor", f"STATE={context.settings.state_dir}"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode != 0
    [line] = [one for one in done.stdout.splitlines() if "[store-damaged]" in one]
    assert line.startswith("[FAIL]")
    assert f"ollama/{damaged}" in line
