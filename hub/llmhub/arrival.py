"""Waiting until a notebook that was started answers."""

from __future__ import annotations

import asyncio
import time

from llmhub.errors import PairError
from llmhub.pair import Address, PairKey, Pairs

# Seconds between two looks: whether the notebook listens, and whether it still runs.
LISTEN_INTERVAL, ALIVE_INTERVAL = 0.05, 1.0


async def wait_for_notebook(pairs: Pairs, key: PairKey, address: Address) -> None:
    """Return when the notebook accepts connections.

    Raises PairError `notebook-ended` if it ended instead; then the pair is removed.
    """
    looked = time.monotonic()
    while True:
        try:
            _, writer = await asyncio.open_connection(address.ip, address.port)
            writer.close()
            return
        except OSError:
            await asyncio.sleep(LISTEN_INTERVAL)
        if time.monotonic() - looked > ALIVE_INTERVAL:
            looked = time.monotonic()
            await check_alive(pairs, key)


async def check_alive(pairs: Pairs, key: PairKey) -> None:
    """Raise PairError `notebook-ended`, after a clean-up, unless the notebook still runs."""
    state = await pairs.state(key)
    if not state.is_running:
        memory = "it ran out of memory" if state.notebook.out_of_memory else "see `make logs`"
        await pairs.stop(key)
        raise PairError("notebook-ended", f"Your notebook ended while starting ({memory}).")
