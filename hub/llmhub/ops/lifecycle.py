"""Stop one student, read their logs, stop the hub, remove it."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Callable
from contextlib import suppress

import docker

from llmhub import guard, names
from llmhub.docker import DockerPairs
from llmhub.docker.engine import Engine
from llmhub.docker.jobs import DockerJobs
from llmhub.errors import LabError, PairError
from llmhub.layout import StateLayout
from llmhub.names import check_username
from llmhub.ops import compose
from llmhub.ops.context import Context
from llmhub.ops.hub_api import HubApi
from llmhub.pair import PairKey, PairState, Part

Ask = Callable[[str], str]

KEPT = (
    *("students", "archive", "hub", "hub.env"),
    *("classroom", "feedback", "class", "releases", "course", "sources"),
)
"""What `destroy` leaves in the state folder unless told otherwise: homes belong to the uids that
the hub's database gave away, so one is of no use without the other. By hub.env both are found
again, to be deployed or to be removed as well. The same goes for what was handed in and marked, and
for the releases and publications that it and the students' copies name by number."""


def _pairs(context: Context) -> DockerPairs:
    return DockerPairs(context.settings.name, Engine(context.settings.docker_threads))


async def _of(pairs: DockerPairs, user: str) -> list[PairState]:
    return [state for state in await pairs.all() if state.key.user == user]


def stop(context: Context, user: str) -> None:
    """Stop all servers of one student: by the hub if it is up, else at the containers."""
    check_username(user)
    pairs = _pairs(context)
    servers = sorted({state.key.server for state in asyncio.run(_of(pairs, user))} | {""})
    try:
        with HubApi.of(context) as api:
            for server in servers:
                api.stop_server(user, server)
    except LabError as error:
        if error.code not in ("hub-down", "not-found"):
            raise
    for server in servers:  # what the hub did not know, or could not stop
        asyncio.run(_stop_when_left(pairs, PairKey(user, server)))
    print(f"{user} runs no server now; files are kept.")


async def _stop_when_left(pairs: DockerPairs, key: PairKey) -> None:
    if any(state.key == key for state in await pairs.all()):
        await pairs.stop(key)


def logs(context: Context, user: str) -> None:
    """Print the last lines of both parts of every server, then what was kept after crashes."""
    check_username(user)
    pairs = _pairs(context)

    async def collect() -> list[tuple[str, str]]:
        found = []
        for state in await _of(pairs, user):
            for part in Part:
                lines = await pairs.logs(state.key, part)
                found.append((f"{state.key}: {part.value}, now", lines))
        return found

    texts = asyncio.run(collect())
    folder = context.layout.crash_logs(user)
    kept = sorted(folder.glob("*"), key=lambda path: path.stat().st_mtime)
    texts += [(f"kept: {path.name}", path.read_text(errors="replace")) for path in kept]
    for title, lines in texts:
        print(f"==> {title} <==\n{lines.rstrip()}\n")
    if not texts:
        print(f"Nothing is kept of {user}: no server runs and none has crashed.")


def down(context: Context) -> None:
    """Stop everything and say so; homes, accounts and models stay."""
    count = stop_everything(context)
    print(f"{count} servers stopped; hub and proxy are down. `make deploy` brings them back.")


def stop_everything(context: Context) -> int:
    """Stop all students' servers, all jobs, the hub and the proxy; return how many servers ran."""
    compose.run(context, "stop", "hub")  # first, or it would revive what is stopped here
    pairs = _pairs(context)

    async def stop_all() -> int:
        found = await pairs.all()
        await asyncio.gather(*(pairs.stop(state.key) for state in found))
        jobs = DockerJobs(context.settings.name, pairs.engine)
        await asyncio.gather(*(jobs.remove(one) for one in await jobs.found()))
        return len(found)

    count = asyncio.run(stop_all())
    compose.run(context, "down")
    return count


def destroy(context: Context, *, force: bool, homes: bool, ask: Ask = input) -> None:
    """Remove containers, volumes, the bridge and the state folder, homes only if `homes`.

    Raises LabError `not-confirmed` unless the instance's name is typed or `force` is set.
    """
    name, folder = context.settings.name, context.settings.state_dir
    loses = "ALL STUDENTS' FILES AND ACCOUNTS, HAND-INS AND MARKS, " if homes else ""
    if not force:
        told = f"This removes the hub {name}, {loses}its models and secrets in {folder}."
        if typed(f"{told}\nType its name to go on: ", ask) != name:
            raise LabError("not-confirmed", "Nothing was removed: the name was not typed.")
    stop_everything(context)
    remove_rules(context)
    remove_labelled(name)
    remove_files(context.layout, homes=homes)
    kept = f" Homes, accounts, hand-ins and marks are kept in {folder}; HOMES=1 removes them too."
    print(f"{name} is gone.{'' if homes else kept}")


def typed(question: str, ask: Ask) -> str:
    """Return what was typed; "" where nobody is there to type."""
    try:
        return ask(question).strip()
    except EOFError:
        print()
        return ""


def remove_files(layout: StateLayout, *, homes: bool) -> None:
    """Remove what lies in the state folder; homes, accounts and settings only if `homes`."""
    # The settings go last: if anything before them fails, the command can be given again.
    for item in sorted(layout.state_dir.iterdir(), key=lambda item: item == layout.env_file):
        if homes or item.name not in KEPT:
            shutil.rmtree(item) if item.is_dir() and not item.is_symlink() else item.unlink()
    if homes:
        with suppress(OSError):  # a mount point stays
            layout.state_dir.rmdir()


def remove_rules(context: Context) -> None:
    """Take the guard's packet filter away; it outlives the guard on purpose."""
    once = ("run", "--rm", "--no-deps", "--no-TTY", "guard")
    with suppress(LabError):  # without nft or without an image there is no rule either
        compose.run(context, *once, "nft", guard.removal(context.settings))


def remove_labelled(name: str) -> None:
    """Remove every container, volume and network that carries the instance's label."""
    only = {"label": f"{names.LABEL_INSTANCE}={name}"}
    try:
        client = docker.APIClient(version="auto")
        for container in client.containers(all=True, filters=only):
            client.remove_container(container["Id"], force=True, v=True)
        for volume in client.volumes(filters=only)["Volumes"] or []:
            client.remove_volume(volume["Name"])
        for network in client.networks(filters=only):
            client.remove_network(network["Id"])
    except docker.errors.DockerException as error:
        raise PairError("docker-refused", f"Docker did not remove everything: {error}") from None
