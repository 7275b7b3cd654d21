"""The whole benchmark: both hubs, rounds in turns, the app's path, then everything goes again."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import docker

from bench import app_path, machine, stock_hub
from bench.class_start import play, stop
from bench.hubs import Hub
from bench.our_hub import OurHub
from bench.parts import NEED_A_HUB, add, before
from bench.plan import Plan
from bench.record import AppPath, Pair, Round, Run, dump
from images.build.trust import write_secrets
from llmhub.errors import LabError
from llmhub.ops.context import Context, open_context
from llmhub.ops.hub_api import HubApi
from scripts.instance import Instance, is_free, new_instance
from scripts.stages import ROOT
from scripts.stages import run as run_stage
from scripts.suite import clean_up

STOCK_IMAGE = "llmhub-bench/stock"
STOCK_PORTS = 3


@contextmanager
def our_hub(plan: Plan) -> Iterator[Context]:
    """Deploy a hub for the run and remove it after, or use the one in `plan.state`."""
    if plan.state is not None:
        yield open_context(plan.state)
        return
    instance: Instance = new_instance()
    try:
        words = ("SMOKE=0", f"IMAGE={plan.image}")
        if not run_stage(instance.make("deploy", "deploy", *words), keep_output=False).ok:
            raise LabError("bench-deploy", "The hub to measure could not be deployed.")
        yield open_context(instance.state)
    finally:
        clean_up(instance)


def build_stock(version: str) -> dict[str, str]:
    """Build the stock notebook's image; return the images that a stock hub is made of."""
    tag = f"{STOCK_IMAGE}:{version}"
    with tempfile.TemporaryDirectory() as place:
        options = write_secrets(Path(place), os.environ)
        stock_hub.build(tag, f"llmhub/common:{version}", options)
    return {
        "hub": f"llmhub/hub:{version}",
        "proxy": f"llmhub/proxy:{version}",
        "notebook": tag,
    }


def free_ports(wanted: int) -> int:
    """Return the first of some free ports in a row."""
    for first in range(17000, 17990, 10):
        if all(is_free(first + offset) for offset in range(wanted)):
            return first
    raise LabError("bench-ports", "No free ports between 17000 and 17990.")


def go(plan: Plan) -> Run:
    """Measure what was asked for; parts of an earlier run that are not measured again stay."""
    run = before(plan)
    if plan.only == "tuning" and plan.store is not None:
        return add(plan, run, "tuning")
    if plan.only != "merge":
        with our_hub(plan) as context:
            if plan.wants("class"):
                run = class_part(plan, context)
            for part in NEED_A_HUB:
                run = add(plan, run, part, context)
    return add(plan, run, "merge")


def class_part(plan: Plan, context: Context) -> Run:
    """Measure a class start and the app's path.

    The file is written after every pair of rounds, so that nothing is lost.
    """
    client = docker.APIClient(version="auto", timeout=300)
    version = (ROOT / "images/VERSION").read_text().strip()
    with HubApi.of(context) as api:
        images = build_stock(version)
        settings = context.settings
        facts = machine.describe(client, settings.notebook_image, settings.sidecar_image)
        kept = before(plan) if plan.only else Run("", {}, 0, 0)
        result = replace(
            kept,
            command=plan.command,
            machine=facts,
            students=plan.students,
            arrival=plan.arrival,
            pairs=[],
            app=None,
        )
        port = free_ports(STOCK_PORTS)
        with stock_hub.running(f"llmhub-stock-{port}", port, images) as stock:
            hubs: dict[str, Hub] = {"stock": stock, "ours": OurHub(context, api)}
            for name, hub in hubs.items():  # page cache and the first request: nobody's figures
                say(f"warm up {name}", play(client, hub, 1, 1))
            for number in range(plan.rounds):
                result = replace(result, pairs=[*result.pairs, pair(client, hubs, plan, number)])
                dump(result, plan.out)
            result = replace(result, app=measure_app(client, hubs["ours"], images["hub"]))
            dump(result, plan.out)
    client.close()
    return result


def pair(client: docker.APIClient, hubs: Mapping[str, Hub], plan: Plan, number: int) -> Pair:
    """Play one round on each hub; who begins changes from pair to pair."""
    order = ["stock", "ours"] if number % 2 == 0 else ["ours", "stock"]
    rounds = {}
    for name in order:
        rounds[name] = play(client, hubs[name], plan.students, plan.arrival)
        say(f"round {number + 1} {name}", rounds[name])
    return Pair(order[0], rounds["stock"], rounds["ours"])


def measure_app(client: docker.APIClient, hub: Hub, image: str) -> AppPath | None:
    """Measure the app's path; a failure is said, and leaves it "not measured"."""
    students = hub.enrol(1)
    try:
        return app_path.measure(client, hub, students[0], image)
    except LabError as error:
        print(f"the app's path was not measured: {error}", file=sys.stderr, flush=True)
        return None
    finally:
        stop(client, hub, students)
        hub.forget(students)


def say(what: str, one: Round) -> None:
    """Tell how a round went, for whoever waits."""
    done = sorted(visit.marks["done"] for visit in one.visits if not visit.error)
    times = " ".join(f"{each:.1f}" for each in done)
    print(f"{what}: ready after {times or 'nothing'} s", flush=True)
    for visit in one.visits:
        if visit.error:
            print(f"  {visit.student} failed: {visit.error}", flush=True)
