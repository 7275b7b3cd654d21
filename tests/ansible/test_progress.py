"""What a person sees of a deploy."""

from __future__ import annotations

import os
import re
import signal
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from tests.ansible.playbook import Task, run_tasks


def shown(folder: Path, *tasks: Task) -> list[str]:
    """Run tasks and return the lines that were printed."""
    return run_tasks(folder, *tasks).stdout.splitlines()


def settled(lines: list[str]) -> list[str]:
    """Return the lines without seconds: on a busy machine anything may take some."""
    ended = [line for line in lines if not line.startswith("...")]
    return [re.sub(r" \(\d+ s\)$", "", line) for line in ended]


def command(name: str, script: str, **more: Any) -> dict[str, Any]:
    return {"name": name, "ansible.builtin.command": {"argv": ["sh", "-c", script]}, **more}


def test_a_task_is_one_line_and_the_counts_are_last(tmp_path: Path) -> None:
    lines = shown(
        tmp_path,
        command("Change it", "true"),
        command("Look at it", "true", changed_when=False),
        command("Leave it out", "true", when=False),
    )
    assert settled(lines) == [
        "changed Change it",
        "ok      Look at it",
        "",
        "localhost: ok=2 changed=1 failures=0",
    ]


def test_a_message_is_shown_as_it_is(tmp_path: Path) -> None:
    lines = shown(tmp_path, {"name": "Say", "ansible.builtin.debug": {"msg": ["one", "two"]}})
    assert settled(lines)[:2] == ["        one", "        two"]


def test_a_failure_says_what_the_command_said(tmp_path: Path) -> None:
    sentence = "[FAIL] It is broken. [broken]"
    lines = shown(tmp_path, command("Try it", f"echo '{sentence}' >&2; exit 1"))
    assert settled(lines)[:2] == ["FAILED  Try it", f"        {sentence}"]


def test_a_loop_says_of_each_item_why_it_failed(tmp_path: Path) -> None:
    script = "test {{ item }} = b || { echo no {{ item }} >&2; exit 1; }"
    lines = shown(tmp_path, command("Try all", script, loop=["a", "b", "c"]))
    told = [line for line in lines if line.startswith("        ")]
    assert told == ["        a: no a", "        c: no c"]


def test_a_loop_without_output_says_what_ansible_says(tmp_path: Path) -> None:
    check = {"that": "item.good", "fail_msg": "It is bad. [bad]", "quiet": True}
    lines = shown(
        tmp_path,
        {
            "name": "Judge all",
            "ansible.builtin.assert": check,
            "loop": [{"name": "one", "good": False}, {"name": "two", "good": True}],
            "loop_control": {"label": "{{ item.name }}"},
        },
    )
    assert "        one: It is bad. [bad]" in lines
    assert not any("two" in line for line in lines)


@pytest.mark.parametrize("loop", [{}, {"loop": ["a", "b"]}], ids=["once", "loop"])
def test_what_must_not_be_shown_is_not(tmp_path: Path, loop: dict[str, Any]) -> None:
    lines = shown(tmp_path, command("Keep it", "echo hidden-word; exit 1", no_log=True, **loop))
    assert any(line.startswith("FAILED  Keep it") for line in lines)
    assert not any("hidden-word" in line for line in lines)


@pytest.mark.parametrize("partial", [False, True], ids=["whole", "partial"])
def test_a_log_is_followed_while_it_grows(tmp_path: Path, partial: bool) -> None:
    log = tmp_path / "build.log"
    log.write_text("of an earlier run, and longer\n" * 9)
    script = f"printf 'half way\\n' > {log}; sleep 2; printf 'rest' >> {log}; sleep 1"
    if not partial:
        script += f"; echo >> {log}"
    lines = shown(tmp_path, command(f"Build (minutes, log {log})", script))
    assert lines[0] == f"....... Build (minutes, log {log})"
    assert lines[1] == "        | half way"
    assert ("        | rest" in lines) is not partial
    assert any(line.startswith("changed Build (") for line in lines)


def test_a_closed_terminal_ends_what_a_builder_does(tmp_path: Path) -> None:
    """Builders have a session of their own: what ends Ansible does not reach them by itself."""
    named = tmp_path / "pid"
    script = f"echo $$ > {named}.new; mv {named}.new {named}; exec sleep 60"
    with ThreadPoolExecutor(1) as pool:
        told = pool.submit(run_tasks, tmp_path, command("Build", script))
        wait_for(lambda: named.exists() or told.done())
        builder = int(named.read_text())
        worker = os.getsid(builder)
        ansible = int(Path(f"/proc/{worker}/stat").read_text().rpartition(")")[2].split()[1])
        try:
            os.kill(ansible, signal.SIGHUP)
            assert told.result().returncode == -signal.SIGTERM
            wait_for(lambda: not Path(f"/proc/{builder}").exists())
        finally:
            with suppress(ProcessLookupError):
                os.kill(builder, signal.SIGKILL)


def wait_for(is_so: Callable[[], bool]) -> None:
    """Wait until something is so, half a minute at most."""
    end = time.monotonic() + 30
    while not is_so():
        assert time.monotonic() < end
        time.sleep(0.05)
