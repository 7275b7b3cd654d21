"""How much memory a run really takes, and a wall before the machine's end."""

from __future__ import annotations

import os
import resource
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from llmlab.machine import read_machine

_INTERVAL = 0.1  # seconds between two looks
_PAGE = os.sysconf("SC_PAGE_SIZE")
# The rest of the lab (the notebook server, other notebooks) must not be starved by the run.
_RESERVE = 256 * 2**20


def resident() -> int:
    """Return the bytes of memory that this process holds now.

    Files that are mapped, such as libraries and weights, do not count: when memory gets short, the
    system drops what it can read again.
    """
    total, from_files = Path("/proc/self/statm").read_text("ascii").split()[1:3]
    return (int(total) - int(from_files)) * _PAGE


class PeakMemory:
    """Watches the memory of this process and of the card in a `with` block.

    Attributes:
        host: most bytes that the process held.
        card: most bytes that torch reserved on the card, 0 without one.
    """

    def __init__(self) -> None:
        self.host = 0
        self.card = 0
        self._done = threading.Event()

    def __enter__(self) -> PeakMemory:
        import torch

        self._cuda = torch.cuda if torch.cuda.is_available() else None
        if self._cuda:
            self._cuda.reset_peak_memory_stats()
        self._thread = threading.Thread(target=self._look, daemon=True)
        self._thread.start()
        return self

    def _look(self) -> None:
        while True:
            self.host = max(self.host, resident())
            if self._done.wait(_INTERVAL):
                return

    def __exit__(self, *_: object) -> None:
        self._done.set()
        self._thread.join()
        if self._cuda:
            self.card = self._cuda.max_memory_reserved()


@contextmanager
def memory_guard() -> Iterator[None]:
    """Refuse this process more memory than the lab has, in the block.

    Without it the operating system ends the process that uses most, without a word: the kernel of
    the notebook. With it the request for memory fails, which a program can tell about.
    """
    machine = read_machine(os.environ, Path.home())
    left = machine.memory_free - _RESERVE
    before = resource.getrlimit(resource.RLIMIT_DATA)
    if not machine.memory:
        yield
        return
    limit = _data() + max(left, _RESERVE)
    soft = limit if before[0] == resource.RLIM_INFINITY else min(limit, before[0])
    resource.setrlimit(resource.RLIMIT_DATA, (soft, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_DATA, before)


def _data() -> int:
    """Return the bytes that RLIMIT_DATA counts: private memory that can be written, used or not."""
    for line in Path("/proc/self/status").read_text("ascii").splitlines():
        if line.startswith("VmData:"):
            return int(line.split()[1]) * 1024
    return 0
