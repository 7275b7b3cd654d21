"""Repositories are fetched for real: over https, in the course's image, from a server beside it.

The network's addresses look like the internet's, and lead nowhere: it is Docker's and internal.
"""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import docker
import pytest
from docker.types import IPAMConfig, IPAMPool

from llmhub import names
from llmhub.docker.engine import Engine
from llmhub.docker.jobs import DockerJobs
from llmhub.errors import LabError
from llmhub.jobs import recipe
from llmhub.jobs.order import FetchOrder
from llmhub.jobs.spec import JobSpec
from llmhub.jobs.worker import Worker
from llmhub.layout import StateLayout
from llmhub.pair import Mount
from llmhub.settings import Settings
from scripts.stages import ROOT
from tests.fakes.git_repository import git, make_certificate, make_repository

pytestmark = [pytest.mark.docker, pytest.mark.timeout(300)]

INSTANCE, ID = "fetchtest", "job-to-fetch"
HOST, INSIDE = "git.example.org", "inside.example.org"
IMAGE = "llmhub/course:0.1.0"
BUNDLE = "/etc/ssl/certs/ca-certificates.crt"

Fetch = Callable[..., Awaitable[Path]]


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a certificate, and with a repository that holds whatever is awkward."""
    place = tmp_path_factory.mktemp("git")
    make_certificate(place, HOST, INSIDE)
    make_repository(place)
    return place


@pytest.fixture(scope="module")
def server(place: Path) -> Iterator[None]:
    """The network, and the server on it under its name."""
    client = docker.APIClient(version="auto")
    pool = IPAMPool(subnet="11.77.3.0/24")
    labels = {names.LABEL_INSTANCE: INSTANCE}
    ipam = IPAMConfig(pool_configs=[pool])
    client.create_network(INSTANCE, driver="bridge", internal=True, ipam=ipam, labels=labels)
    script = ROOT / "tests/fakes/git_server.py"
    container = client.create_container(
        IMAGE,
        entrypoint=["python", "/git_server.py", "/git/key", "/git/certificate", "/git"],
        labels=labels,
        host_config=client.create_host_config(
            binds=[f"{place}:/git:ro", f"{script}:/git_server.py:ro"], network_mode=INSTANCE
        ),
        networking_config={
            "EndpointsConfig": {INSTANCE: client.create_endpoint_config(aliases=[HOST])}
        },
    )["Id"]
    try:
        client.start(container)
        deadline = time.monotonic() + 30
        while b"ready" not in client.logs(container):
            assert time.monotonic() < deadline, client.logs(container)
            time.sleep(0.1)
        yield
    finally:
        client.remove_container(container, force=True)
        client.remove_network(INSTANCE)
        client.close()


@pytest.fixture
async def fetch(
    server: None, place: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Fetch]:
    """Fetches as the hub does; returns the folder that the service finds."""
    settings = Settings(name=INSTANCE, state_dir=tmp_path)
    folder = tmp_path / "classroom/jobs" / ID
    folder.mkdir(parents=True)
    engine = Engine(2)
    jobs, fetch_job = DockerJobs(INSTANCE, engine), recipe.fetch_job
    hosts = tmp_path / "hosts"
    hosts.write_text(f"127.0.0.1 {INSIDE}\n")

    def with_this_checkout(*words: Any) -> JobSpec:
        spec = fetch_job(*words)
        more = [
            Mount(ROOT / "hub/classroom", "/opt/classroom/classroom"),
            Mount(place / "certificate", BUNDLE),
        ]
        if INSIDE in words[2]:
            more.append(Mount(hosts, "/etc/hosts"))
        environment = {**spec.program.environment, "PYTHONPATH": "/opt/classroom"}
        part = replace(spec.program, environment=environment, mounts=(*spec.program.mounts, *more))
        return replace(spec, program=part)

    monkeypatch.setattr(recipe, "fetch_job", with_this_checkout)

    async def run(path: str = "repository.git", ref: str = "", host: str = HOST) -> Path:
        worker = Worker(settings, StateLayout(tmp_path), jobs)
        try:
            await worker.carry_out(FetchOrder(ID, f"https://{host}/{path}", ref))
        finally:
            assert list(await jobs.found()) == []
        return folder / "out"

    yield run
    engine.close()
    shutil.rmtree(tmp_path)


async def test_a_repository_comes_as_plain_files(fetch: Fetch) -> None:
    out = await fetch()
    found = {str(path.relative_to(out)) for path in out.rglob("*")}
    assert found == {
        *(".gitattributes", ".gitmodules", "labs", "labs/lab.py", "labs/run.sh", "link", "x"),
    }
    assert (out / "labs/lab.py").read_text() == "# %%\nprint(2)\n"
    assert os.access(out / "labs/run.sh", os.X_OK)
    assert not (out / "link").is_symlink()
    assert (out / "link").read_text() == "/etc/passwd"
    assert list((out / "x").iterdir()) == []


@pytest.mark.parametrize("kind", ["tag", "branch", "commit"])
async def test_a_ref_may_be_of_any_kind(fetch: Fetch, place: Path, kind: str) -> None:
    ref = {"tag": "v1", "branch": "main", "commit": git(place / "work", "rev-parse", "v1")}[kind]
    out = await fetch(ref=ref)
    text = (out / "labs/lab.py").read_text()
    assert text == ("# %%\nprint(2)\n" if kind == "branch" else "# %%\n")


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ({"path": "nowhere.git"}, "fetch-no-repository"),
        ({"ref": "nowhere"}, "fetch-no-ref"),
        ({"ref": "large"}, "fetch-too-large"),
        ({"path": "to/x"}, "fetch-redirect"),
        ({"host": INSIDE}, "fetch-address"),
        ({"host": "nobody.example.org"}, "fetch-unreachable"),
    ],
    ids=lambda one: one if isinstance(one, str) else "",
)
async def test_what_is_refused_leaves_nothing(
    fetch: Fetch, tmp_path: Path, options: dict[str, str], code: str
) -> None:
    with pytest.raises(LabError) as caught:
        await fetch(**options)
    assert caught.value.code == code
    assert list((tmp_path / "classroom/jobs" / ID).iterdir()) == []


async def test_a_certificate_that_nobody_vouches_for(
    fetch: Fetch, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_ours = recipe.fetch_job

    def without_ours(*words: Any) -> JobSpec:
        spec = with_ours(*words)
        kept = tuple(one for one in spec.program.mounts if one.target != BUNDLE)
        return replace(spec, program=replace(spec.program, mounts=kept))

    monkeypatch.setattr(recipe, "fetch_job", without_ours)
    with pytest.raises(LabError) as caught:
        await fetch()
    assert caught.value.code == "fetch-unreachable"
