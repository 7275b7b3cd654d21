"""The parts beside the class start; each is measured on its own day and leaves the others alone."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

from bench import merge, push, tuning
from bench.our_hub import OurHub
from bench.plan import Plan
from bench.record import Run, dump, load
from llmhub.errors import LabError
from llmhub.layout import StateLayout
from llmhub.ops.context import Context
from llmhub.ops.hub_api import HubApi

NEED_A_HUB = ("tuning", "push")


def before(plan: Plan) -> Run:
    """Return what an earlier run measured; an empty run where there was none."""
    if plan.out.is_file():
        return load(plan.out)
    return Run(plan.command, {}, plan.students, plan.arrival)


def add(plan: Plan, run: Run, part: str, context: Context | None = None) -> Run:
    """Measure a part and put it into the file, beside what is there.

    In a run of all parts one that fails is only said: what took so long is written down, and one
    more part is no reason to lose it.
    """
    if not plan.wants(part):
        return run
    try:
        result = _measured(plan, run, part, context)
    except LabError as error:
        if plan.only:
            raise
        print(f"{part} was not measured: {error}", file=sys.stderr, flush=True)
        return run
    if plan.only:  # it took a while: somebody may have measured another part meanwhile
        result = replace(before(plan), **{part: getattr(result, part)})
    dump(result, plan.out)
    return result


def _measured(plan: Plan, run: Run, part: str, context: Context | None) -> Run:
    if part == "merge":
        return replace(run, merge=merge.measure(plan.image, plan.command))
    if part == "tuning":
        store = _store(plan, context)
        return replace(run, tuning=tuning.measure(store, plan.rounds, plan.command))
    if plan.state is not None or context is None:
        raise LabError(
            "bench-own-hub",
            "A hub keeps its releases and pushes for good, so pushes are measured on a hub made "
            "for it: leave STATE out.",
        )
    with HubApi.of(context) as api:
        hub = OurHub(context, api)
        return replace(run, push=push.measure(hub, plan.rounds, plan.command))


def _store(plan: Plan, context: Context | None) -> Path:
    """Return the model store for week 4's demo: the one that was named, else the hub's."""
    if plan.store is not None:
        return plan.store
    assert context is not None
    return StateLayout(context.settings.state_dir).current_models
