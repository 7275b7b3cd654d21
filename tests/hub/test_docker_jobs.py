"""Jobs on Docker: confined and bounded, whatever runs in them."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from pathlib import Path

import docker
import pytest

from llmhub.docker import jobs
from llmhub.docker.jobs import DockerJobs
from llmhub.errors import PairError
from llmhub.jobs.spec import Cut
from tests.fakes.small_jobs import ID, MODELS, UID, job, jobs_of, python

pytestmark = pytest.mark.docker

INSTANCE = "jobtest"


@pytest.fixture(scope="module")
def client() -> Iterator[docker.APIClient]:
    client = docker.APIClient(version="auto")
    yield client
    client.close()


@pytest.fixture
async def running() -> AsyncIterator[DockerJobs]:
    async with jobs_of(INSTANCE) as made:
        yield made


async def test_the_end_of_a_program_is_told(running: DockerJobs) -> None:
    result = await running.run(job("/bin/sh", "-c", "echo hello; exit 3"))
    assert (result.exit_code, result.lines, result.cut) == (3, "hello\n", None)


async def test_a_program_shares_loopback_with_its_models_and_reaches_nothing_else(
    running: DockerJobs,
) -> None:
    code = """
import socket, time, urllib.request
for _ in range(100):
    try:
        print(urllib.request.urlopen("http://127.0.0.1:11434/api/version").status); break
    except OSError:
        time.sleep(0.1)
for place in ("10.213.0.1", "172.17.0.1", "1.1.1.1", "169.254.169.254"):
    try:
        socket.create_connection((place, 80), 2); print("reached", place)
    except OSError as error:
        print(error.errno)
print(sorted(name for _, name in socket.if_nameindex()))
"""
    result = await running.run(python(code, sidecar=True))
    unreachable = "101\n" * 4  # ENETUNREACH: not even a packet goes
    assert result.lines == f"200\n{unreachable}['lo']\n"


async def test_a_program_sees_nothing_of_anybody(running: DockerJobs, tmp_path: Path) -> None:
    script = (
        "id -u; grep CapEff /proc/self/status; grep NoNewPrivs /proc/self/status; "
        "touch /x /job /usr/x 2>&1 | grep -c Read-only; ls -A /home /srv /root 2>/dev/null; "
        "ls -d /run/docker.sock /var/run/docker.sock 2>/dev/null; ls /proc | grep -c '^[0-9]'"
    )
    lines = (await running.run(job("/bin/sh", "-c", script))).lines.split("\n")
    assert lines[:3] == [str(UID), "CapEff:\t0000000000000000", "NoNewPrivs:\t1"]
    assert lines[3] == "3"
    assert int(lines[-2]) < 8  # its own processes alone


async def test_an_endless_program_is_cut(running: DockerJobs) -> None:
    result = await running.run(job("/bin/sleep", "600", seconds=1))
    assert (result.exit_code, result.cut) == (137, Cut.TIME)


async def test_what_no_longer_fits_is_cut(running: DockerJobs) -> None:
    looks = iter([True, True, False])
    result = await running.run(job("/bin/sleep", "600"), lambda: next(looks))
    assert result.cut is Cut.SIZE


async def test_a_flood_of_words_is_bounded(running: DockerJobs, client: docker.APIClient) -> None:
    code = "import sys\nwhile True: sys.stdout.write('\\x1b[2J' + 'x' * 100_000 + '\\n')"
    sizes: list[int] = []

    def look() -> bool:
        path = client.inspect_container(f"{INSTANCE}.job.{ID}")["LogPath"]
        sizes.append(Path(path).stat().st_size if Path(path).exists() else 0)
        return True

    result = await running.run(python(code, seconds=5), look)
    assert result.cut is Cut.TIME
    assert 0 < len(result.lines) <= jobs.CHARACTERS
    assert "\x1b" not in result.lines
    assert max(sizes) < 3 * 2**20


async def test_too_much_memory_ends_the_program(running: DockerJobs) -> None:
    result = await running.run(python("held = bytearray(2**30)"))
    assert result.out_of_memory
    assert result.exit_code == 137


async def test_scratch_counts_as_memory_and_is_bounded(running: DockerJobs) -> None:
    script = "head -c 64M /dev/zero > /tmp/full; stat -c %s /tmp/full"
    assert (await running.run(job("/bin/sh", "-c", script))).lines.endswith("16777216\n")


async def test_a_fork_bomb_ends_with_the_job(running: DockerJobs) -> None:
    code = """
import os, time
while True:
    try:
        if os.fork() == 0: time.sleep(600)
    except BlockingIOError:
        print("no more", flush=True); time.sleep(600)
"""
    result = await running.run(python(code, seconds=4))
    assert result.cut is Cut.TIME
    assert "no more" in result.lines


async def test_a_file_cannot_become_larger_than_it_may(running: DockerJobs, tmp_path: Path) -> None:
    spec = job("/bin/sh", "-c", "head -c 9M /dev/zero > /tmp/a; stat -c %s /tmp/a")
    spec = replace(spec, program=replace(spec.program, largest_file=2**20))
    assert (await running.run(spec)).lines.endswith("1048576\n")


async def test_models_that_cannot_start_are_no_trouble_of_a_program_that_has_ended(
    running: DockerJobs,
) -> None:
    assert (await running.run(job("/bin/true", sidecar=True))).exit_code == 0


async def test_an_image_that_is_missing(running: DockerJobs) -> None:
    for spec in (job("/bin/sleep", "600"), job("/bin/sleep", "600", sidecar=True)):
        assert spec.program is not None
        bad = replace(MODELS, image="llmhub/nowhere:1")
        broken = replace(spec, program=bad) if spec.sidecar is None else replace(spec, sidecar=bad)
        with pytest.raises(PairError) as caught:
            await running.run(broken)
        assert caught.value.code == "image-missing"
