"""Two students at once: neither reaches what is the other's, nor the host's."""

from __future__ import annotations

import json
import socket
import subprocess
import threading
from collections.abc import Iterator
from math import ceil

import docker
import httpx
import pytest

from llmhub.layout import StateLayout
from llmhub.ops.context import Context
from llmhub.ops.hub_api import HubApi
from tests.e2e.conftest import remove
from tests.e2e.people import Student, enrol

pytestmark = pytest.mark.e2e

# Tries to open each address and prints those that answered.
REACH = """
import json, socket
open_ = []
for host, port in json.loads({addresses!r}):
    try:
        socket.create_connection((host, port), 1.5).close()
        open_.append([host, port])
    except OSError:
        pass
print(json.dumps(open_))
"""


@pytest.fixture(scope="module")
def pair_of_students(context: Context, api: HubApi) -> Iterator[tuple[Student, Student]]:
    """Ada and Bob, both with a running lab and an app on a port of their own."""
    ada, bob = (enrol(context, api, name) for name in ("isoada", "isobob"))
    for student in (ada, bob):
        student.open_lab()
    bob.cell(
        "import subprocess, sys;"
        "subprocess.Popen([sys.executable, '-m', 'http.server', '8501', '--bind', '0.0.0.0'])"
    )
    yield ada, bob
    for student in (ada, bob):
        remove(student)


def ip(engine: docker.APIClient, student: Student) -> str:
    report = engine.inspect_container(student.unit)
    networks = report["NetworkSettings"]["Networks"]
    return str(networks[student.context.settings.name]["IPAddress"])


def reached(student: Student, addresses: list[tuple[str, int]]) -> list[list[object]]:
    printed = student.cell(REACH.format(addresses=json.dumps(addresses)))
    found: list[list[object]] = json.loads(printed)
    return found


def test_own_ports_are_reached(
    pair_of_students: tuple[Student, Student], engine: docker.APIClient
) -> None:
    """The probe works at all: what is one's own answers."""
    _, bob = pair_of_students
    own = [("127.0.0.1", 11434), ("127.0.0.1", 8501), (ip(engine, bob), 8888)]
    assert reached(bob, own) == [list(address) for address in own]


def test_neighbours_ports_are_not_reached(
    pair_of_students: tuple[Student, Student], engine: docker.APIClient
) -> None:
    ada, bob = pair_of_students
    there = ip(engine, bob)
    assert reached(ada, [(there, port) for port in (8888, 11434, 8501, 22)]) == []


@pytest.fixture
def listener() -> Iterator[int]:
    """A service of the host that listens on all its addresses."""
    with socket.create_server(("0.0.0.0", 0)) as server:
        server.settimeout(0.2)
        stop = threading.Event()

        def serve() -> None:
            while not stop.is_set():
                try:
                    server.accept()[0].close()
                except TimeoutError:
                    continue

        thread = threading.Thread(target=serve)
        thread.start()
        yield server.getsockname()[1]
        stop.set()
        thread.join()


def test_of_the_host_only_the_hubs_api_and_the_course_are_reached(
    pair_of_students: tuple[Student, Student], context: Context, listener: int
) -> None:
    ada, _ = pair_of_students
    settings = context.settings
    gateway = settings.gateway
    others = subprocess.run(["hostname", "-I"], check=True, capture_output=True, text=True).stdout
    addresses = [
        *((address, listener) for address in others.split() if ":" not in address),
        (gateway, settings.hub_port),
        (gateway, settings.course_port),
        (gateway, listener),
        (gateway, settings.port),
        (gateway, settings.staff_port),
        (gateway, settings.proxy_api_port),
        (gateway, 22),
        (gateway, 2375),
        (gateway, 11434),
        ("169.254.169.254", 80),
    ]
    assert reached(ada, addresses) == [
        [gateway, settings.hub_port],
        [gateway, settings.course_port],
    ]


def test_files_of_others_are_not_there(
    pair_of_students: tuple[Student, Student], context: Context
) -> None:
    ada, bob = pair_of_students
    bob.cell("for p in ('/home/student/secret.txt', '/tmp/t'): open(p, 'w').write('own')")
    code = f"""
import os, pathlib
print(os.getuid() != 0, os.environ['USER'], pathlib.Path('/home/student/secret.txt').exists(),
      pathlib.Path('/tmp/t').exists(), pathlib.Path('/var/run/docker.sock').exists(),
      pathlib.Path({str(context.settings.state_dir)!r}).exists())
"""
    assert ada.cell(code).split() == ["True", ada.name, "False", "False", "False", "False"]


def test_every_student_has_a_uid_of_their_own(
    pair_of_students: tuple[Student, Student], context: Context
) -> None:
    layout = StateLayout(context.settings.state_dir)
    homes = [layout.student(student.name).home.stat() for student in pair_of_students]
    assert len({home.st_uid for home in homes} | {0}) == 3
    assert {home.st_mode & 0o777 for home in homes} == {0o700}


PATHS = (
    "lab",
    "api/contents",
    "api/kernels",
    "api/terminals",
    "files/README.md",
    "proxy/8501/",
    "proxy/11434/api/tags",
    "gradio/",
    "streamlit/",
    "app-logs/",
)


@pytest.mark.parametrize("path", PATHS)
def test_nobody_opens_anothers_pages(pair_of_students: tuple[Student, Student], path: str) -> None:
    ada, bob = pair_of_students
    url = f"{bob.origin}{bob.prefix}{path}"
    stranger = httpx.get(url, follow_redirects=False)
    assert stranger.status_code == 403 or "/hub/" in stranger.headers.get("location", ""), path
    with pytest.raises(httpx.HTTPStatusError) as caught:
        ada.browser.get(f"{bob.prefix}{path}")
    assert caught.value.response.status_code in (403, 404)


@pytest.mark.parametrize("cookies", ["none", "ada"])
@pytest.mark.parametrize(
    "path",
    [
        "api/kernels/0/channels",
        "terminals/websocket/1",
        "proxy/8501/ws",
        "streamlit/_stcore/stream",
        "api/events/subscribe",
    ],
)
def test_nobody_opens_anothers_websockets(
    pair_of_students: tuple[Student, Student], path: str, cookies: str
) -> None:
    ada, bob = pair_of_students
    jar = ada.browser._client.cookies.jar
    headers = {
        "Connection": "Upgrade",
        "Upgrade": "websocket",
        "Sec-WebSocket-Version": "13",
        "Sec-WebSocket-Key": "bm9ib2R5IG9wZW5zIGl0IQ==",
        "Sec-Fetch-Mode": "websocket",
        "Origin": bob.origin,
    }
    if cookies == "ada":
        headers["Cookie"] = "; ".join(f"{cookie.name}={cookie.value}" for cookie in jar)
    url = f"{bob.origin}{bob.prefix}{path}"
    answer = httpx.get(url, headers=headers, follow_redirects=False, timeout=20)
    assert answer.status_code in (302, 403)
    if answer.status_code == 302:
        assert "/hub/" in answer.headers["location"]


def test_token_of_a_server_opens_no_other(
    pair_of_students: tuple[Student, Student], context: Context
) -> None:
    """The API token in Ada's environment is worth nothing for Bob's account or the hub's list."""
    ada, bob = pair_of_students
    code = f"""
import os, urllib.request, urllib.error
for path in ("/users", "/users/{bob.name}", "/users/{bob.name}/server", "/llmhub/people"):
    request = urllib.request.Request(os.environ["JUPYTERHUB_API_URL"] + path)
    request.add_header("Authorization", "token " + os.environ["JUPYTERHUB_API_TOKEN"])
    try:
        print(urllib.request.urlopen(request, timeout=10).status)
    except urllib.error.HTTPError as error:
        print(error.code)
"""
    assert set(ada.cell(code).split()) <= {"403", "404", "405"}


def test_containers_have_no_way_up(pair_of_students: tuple[Student, Student]) -> None:
    ada, _ = pair_of_students
    code = """
import subprocess
for command in ("touch /opt/x", "touch /etc/x", "sudo -n true", "su -c true",
                "mount -t tmpfs x /tmp", "mknod /tmp/null c 1 3", "chroot / true"):
    print(subprocess.run(command, shell=True, capture_output=True).returncode != 0)
status = open('/proc/self/status').read()
print('CapEff:\\t0000000000000000' in status, 'NoNewPrivs:\\t1' in status)
"""
    assert set(ada.cell(code).split()) == {"True"}


def test_cores_and_memory_are_visible(
    pair_of_students: tuple[Student, Student], context: Context
) -> None:
    ada, _ = pair_of_students
    code = """
import os
shm = os.statvfs("/dev/shm")
print(os.environ["MEM_LIMIT"], shm.f_blocks * shm.f_frsize)
print(os.environ["OMP_NUM_THREADS"], os.environ["RAYON_NUM_THREADS"], os.cpu_count())
try:
    import torch
    print(torch.get_num_threads())
except ImportError:  # the slim image has none
    pass
"""
    memory, shm, *threads = ada.cell(code).split()
    assert {int(one) for one in threads} == {max(1, ceil(context.settings.notebook_cpus))}
    assert len(threads) == (3 if "base-slim" in context.settings.notebook_image else 4)
    assert int(memory) == context.settings.notebook_memory
    assert int(shm) == context.settings.shm_size
