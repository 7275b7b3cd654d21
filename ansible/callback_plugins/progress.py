"""Show a deploy as a person wants to read it: what is done, how long it took, what was said.

Prints one line a task, the last line of a builder's log while it runs, messages as they are, and
Ansible's own counts at the end. Tasks that were skipped are not shown.
"""

from __future__ import annotations

import os
import re
import signal
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ansible.plugins.callback import CallbackBase

DOCUMENTATION = """
name: progress
type: stdout
short_description: One line a task, with its seconds
description: One line a task, with its seconds; builders' logs as they grow.
"""

LOG = re.compile(r"log (/\S+)\)$")  # a task that writes one ends its name with it
PATIENCE = 1.0  # seconds after which a task is shown although it has not ended


def size(path: Path) -> int:
    """Return a file's bytes, 0 if it is not there."""
    try:
        return path.stat().st_size
    except OSError:
        return 0


def reasons(told: Any) -> Iterator[str]:
    """Yield the lines that say why a task failed; of a loop, why each of its items did."""
    failed = [item for item in told.get("results", []) if item.get("failed")]
    for item in failed:
        label = item.get("_ansible_item_label", "")
        yield from (f"{label}: {line}" for line in reasons(item))
    if failed:
        return
    output = [told.get("stdout"), told.get("stderr"), told.get("module_stderr")]
    for part in output if any(output) else [told.get("msg")]:
        yield from str(part or "").splitlines()


def end_with_the_terminal() -> None:
    """Let a terminal that is closed end a deploy as Ctrl-C does: Ansible alone would die of it, and
    leave builders that hold their locks. Under `nohup` it stays ignored.
    """
    if signal.getsignal(signal.SIGHUP) is signal.SIG_DFL:
        signal.signal(signal.SIGHUP, lambda *_: os.kill(os.getpid(), signal.SIGTERM))


class CallbackModule(CallbackBase):  # type: ignore[misc]
    """Ansible's standard output."""

    CALLBACK_VERSION = 2.0
    CALLBACK_TYPE = "stdout"
    CALLBACK_NAME = "progress"

    def __init__(self) -> None:
        super().__init__()
        end_with_the_terminal()
        self._lock = threading.Lock()
        self._name, self._shown, self._since = "", True, 0.0
        self._log: Path | None = None
        self._read = 0
        threading.Thread(target=self._watch, daemon=True).start()

    def _print(self, text: str) -> None:
        sys.stdout.write(text + "\n")
        sys.stdout.flush()

    def _watch(self) -> None:
        """Name a task that takes long, and pass on what its log says."""
        while True:
            time.sleep(0.5)
            with self._lock:
                if not self._shown and time.monotonic() - self._since > PATIENCE:
                    self._shown = True
                    self._print(f"....... {self._name}")
                self._follow()

    def _follow(self) -> None:
        if self._log is None or not self._shown:
            return
        try:
            with self._log.open("rb") as file:
                if size(self._log) < self._read:  # begun anew since the task was named
                    self._read = 0
                file.seek(self._read)
                fresh = file.read()
        except OSError:  # not there yet, or not ours to read
            return
        whole = fresh[: fresh.rfind(b"\n") + 1]
        self._read += len(whole)
        for line in whole.decode("utf-8", "replace").splitlines():
            self._print(f"        | {line[:200]}")

    def v2_playbook_on_task_start(self, task: Any, is_conditional: bool) -> None:
        """Remember what runs; it is shown when it ends or takes long."""
        with self._lock:
            self._name = task.get_name().split(" : ", 1)[-1]
            self._shown, self._since, self._read = False, time.monotonic(), 0
            named = LOG.search(self._name)
            self._log = Path(named[1]) if named else None
            if self._log is not None:  # what an earlier run wrote is not shown again
                self._read = size(self._log)

    def v2_playbook_on_handler_task_start(self, task: Any) -> None:
        """Treat a handler as any task."""
        self.v2_playbook_on_task_start(task, False)

    def _end(self, word: str, result: Any) -> None:
        """Show the task's end, or the message if that is all it was for."""
        with self._lock:
            self._follow()
            self._log, self._shown = None, True
            seconds = time.monotonic() - self._since
            name = self._name.split(" (", 1)[0]
        told = result.result
        if name.startswith("Validating arguments") and word == "ok":
            return
        if result.task.action in ("ansible.builtin.debug", "debug"):
            self._say(told)
            return
        took = f" ({seconds:.0f} s)" if seconds >= PATIENCE else ""
        self._print(f"{word:7} {name}{took}")

    def _say(self, told: Any) -> None:
        """Print the message of a debug task, of every item where it looped."""
        for item in told.get("results", [told]):
            message = item.get("msg", "")
            if item.get("skipped"):
                continue
            for line in message if isinstance(message, list) else [message]:
                self._print(f"        {line}")

    def v2_runner_on_ok(self, result: Any) -> None:
        """Show a task that went well."""
        if result.task.action not in (
            "ansible.builtin.set_fact",
            "ansible.builtin.include_role",
            "ansible.builtin.include_tasks",
        ):
            self._end("changed" if result.result.get("changed") else "ok", result)

    def v2_runner_on_failed(self, result: Any, ignore_errors: bool = False) -> None:
        """Show what failed and why, without the rest of the result."""
        self._end("FAILED" if not ignore_errors else "ignored", result)
        for line in reasons(result.result):
            self._print(f"        {line}")

    def v2_runner_on_unreachable(self, result: Any) -> None:
        """Show a host that cannot be reached."""
        self.v2_runner_on_failed(result)

    def v2_on_file_diff(self, result: Any) -> None:
        """Show what --diff found."""
        if result.result.get("diff") and result.result.get("changed"):
            self._print(self._get_diff(result.result["diff"]))

    def v2_playbook_on_stats(self, stats: Any) -> None:
        """Show Ansible's counts."""
        for host in sorted(stats.processed):
            counts = stats.summarize(host)
            told = " ".join(f"{key}={counts[key]}" for key in ("ok", "changed", "failures"))
            self._print(f"\n{host}: {told}")
