"""`make doctor`: look at everything, say what to do. It works when the hub is down."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import docker

from llmhub.docker import DockerPairs
from llmhub.docker.engine import Engine
from llmhub.errors import LabError
from llmhub.layout import StateLayout
from llmhub.ops.checks import addresses, cards, engine, host, orphans, ports, store
from llmhub.ops.checks.finding import Finding, Level, fail, ok
from llmhub.ops.context import Context
from llmhub.ops.dotenv import read_settings
from llmhub.ops.hub_api import HubApi
from llmhub.settings import Settings

NO_DOCKER = fail("docker-down", "Docker does not answer", "`make deploy` installs and starts it.")


def look(context: Context) -> Iterator[Finding]:
    """Yield every finding about a deployed hub."""
    settings = context.settings
    client = engine.connect()
    if client is None:
        yield NO_DOCKER
    else:
        yield from engine.check(client, settings)
    yield from ports.check(settings, running_services(client, settings), blind=client is None)
    yield from host.disks(settings.state_dir, engine.data_root(client), building=False)
    yield from host.check(settings)
    yield from host.kernel()
    yield from store.check(context.layout)
    if client is not None:
        yield from look_at_hub(context)


def look_at_hub(context: Context) -> Iterator[Finding]:
    """Ask the hub what it knows and compare with what runs."""
    try:
        with HubApi.of(context) as api:
            users = api.active_users()
    except LabError as error:
        yield fail(error.code, error.message, "`make deploy` starts the hub anew; see its log.")
        return
    yield ok("hub", "The hub answers the operators")
    pairs = DockerPairs(context.settings.name, Engine(2))
    found = asyncio.run(pairs.all())
    known = orphans.known_keys(users)
    yield from orphans.judge(found, known, datetime.now(UTC), context.settings.orphan_age)


def look_before_deploy(dotenv: Path | None = None) -> Iterator[Finding]:
    """Yield what would make a deploy fail later; settings come from the environment."""
    settings = read_settings(dotenv)
    client = engine.connect()
    building = not engine.is_built(client)
    yield from host.disks(settings.state_dir, engine.data_root(client), building=building)
    yield from host.check(settings)
    yield from addresses.check(settings)
    blind = client is None and StateLayout(settings.state_dir).env_file.exists()
    if client is not None:
        yield from cards.check_before(client.info(), settings)
    running = running_services(client, settings)
    yield from ports.check(settings, running, moving=True, blind=blind)


def look_at_devices(dotenv: Path | None = None) -> Iterator[Finding]:
    """Yield whether Docker, which a deploy has just set up, knows what labs are to get."""
    client = engine.connect()
    if client is None:
        yield NO_DOCKER
        return
    yield from cards.check(client.info(), read_settings(dotenv))


def running_services(client: docker.APIClient | None, settings: Settings) -> dict[str, int]:
    """Return this hub's services that run -> their main process."""
    return {} if client is None else engine.running(engine.service_states(client, settings))


def report(findings: Iterable[Finding]) -> int:
    """Print findings as they come; return 1 if one of them is a FAIL."""
    levels = []
    for finding in findings:
        print(finding, flush=True)
        levels.append(finding.level)
    bad, odd = levels.count(Level.FAIL), levels.count(Level.WARN)
    print(f"{len(levels)} checks: {bad} failed, {odd} warnings.")
    return 1 if bad else 0
