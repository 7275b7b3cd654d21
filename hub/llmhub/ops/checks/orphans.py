"""Containers that the hub does not know, and servers without their model server."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from llmhub.ops.checks.finding import Finding, ok, warn
from llmhub.pair import PairKey, PairState


def known_keys(users: Sequence[Mapping[str, Any]]) -> set[PairKey]:
    """Return the pairs that the hub knows, from its list of active users."""
    return {
        PairKey(user["name"], server) for user in users for server in user.get("servers", {}) or {}
    }


def judge(
    found: Sequence[PairState], known: set[PairKey], now: datetime, orphan_age: float
) -> Iterator[Finding]:
    """Compare what runs with what the hub knows; `orphan_age` in seconds."""
    old = [
        state
        for state in found
        if state.key not in known
        and state.created is not None
        and (now - state.created).total_seconds() > orphan_age
    ]
    for state in old:
        text = f"The hub does not know the server {state.key}, yet it runs"
        advice = f"It goes within minutes, or now: `make stop USER={state.key.user}`."
        yield warn("orphan", text, advice)
    alone = [state for state in found if state.needs_sidecar]
    for state in alone:
        text = f"The server {state.key} has no model server"
        yield warn("no-sidecar", text, f"The hub revives it; `make logs USER={state.key.user}`.")
    if not old and not alone:
        yield ok("orphans", f"{len(found)} servers run, the hub knows them all")
