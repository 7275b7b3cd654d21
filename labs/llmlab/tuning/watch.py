"""What a training says while it runs: step, loss, speed, memory, time left."""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any

from transformers import TrainerCallback

from llmlab.tuning.memory import resident

GB = 1e9


class Watch(TrainerCallback):
    """A callback of the trainer: a line now and then, and a checkpoint before a polite end.

    Within `listening`, a program that is asked to end (SIGTERM) saves at the next step and stops
    there; `asked_to_end` tells that it was.
    """

    def __init__(
        self,
        memory_limit: int = 0,
        memory_used: Callable[[], int] = resident,
        clock: Callable[[], float] = time.monotonic,
        say: Callable[[str], None] = lambda text: print(text, flush=True),
    ) -> None:
        self._limit, self._used = memory_limit, memory_used
        self._clock, self._say = clock, say
        self._began = 0.0
        self._first_step = 0
        self._tokens: tuple[float, float] = (0.0, 0.0)
        self.asked_to_end = False

    def on_train_begin(self, args: Any, state: Any, control: Any, **_: Any) -> None:
        """Start the clock."""
        self._began, self._first_step = self._clock(), state.global_step
        self._tokens = (self._clock(), 0.0)

    @contextmanager
    def listening(self) -> Iterator[None]:
        """Take SIGTERM for a polite request; however the block ends, the signal is given back."""
        if threading.current_thread() is not threading.main_thread():
            yield  # only the main thread may ask for signals
            return
        self.asked_to_end = False
        earlier = signal.signal(signal.SIGTERM, self._end)
        try:
            yield
        finally:
            signal.signal(signal.SIGTERM, earlier)

    def _end(self, number: int, frame: FrameType | None) -> None:
        self.asked_to_end = True

    def on_step_end(self, args: Any, state: Any, control: Any, **_: Any) -> None:
        """Save and stop if asked to end."""
        if self.asked_to_end:
            control.should_save = control.should_training_stop = True

    def on_log(self, args: Any, state: Any, control: Any, logs: Any = None, **_: Any) -> None:
        """Say how far the run is."""
        if not logs or "loss" not in logs:
            return
        now = self._clock()
        earlier, tokens = self._tokens
        self._tokens = (now, float(logs.get("num_tokens", 0)))
        speed = max(0.0, self._tokens[1] - tokens) / max(now - earlier, 1e-9)
        done = state.global_step - self._first_step
        left = (now - self._began) / max(done, 1) * (state.max_steps - state.global_step)
        self._say(
            progress_line(
                (state.global_step, state.max_steps),
                float(logs["loss"]),
                speed,
                (self._used(), self._limit),
                left,
            )
        )


def progress_line(
    step: tuple[int, int], loss: float, speed: float, memory: tuple[int, int], left: float
) -> str:
    """Return one line of progress.

    Args:
        step: steps done, and in all.
        loss: nats per token.
        speed: tokens per second.
        memory: bytes used, and in all (0: unknown).
        left: seconds.

    >>> progress_line((40, 180), 1.2345, 310.4, (800_000_000, 4_000_000_000), 75)
    'step  40/180   loss 1.234   310 tokens/s   memory 0.8 of 4.0 GB   1:15 left'
    """
    used, limit = memory
    room = f"memory {used / GB:.1f}" + (f" of {limit / GB:.1f} GB" if limit else " GB")
    minutes, seconds = divmod(round(left), 60)
    width = len(str(step[1]))
    return (
        f"step {step[0]:>{width}}/{step[1]}   loss {loss:.3f}   {speed:,.0f} tokens/s   {room}   "
        f"{minutes}:{seconds:02d} left"
    )
