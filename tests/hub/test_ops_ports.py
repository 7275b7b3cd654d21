"""Ports, before a deploy and after: a port is ours only if our own service listens there."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from ipaddress import ip_address

import pytest

from llmhub.ops.checks import ports
from llmhub.ops.checks.listeners import Listener, listeners, read_table, sockets_of
from llmhub.ops.checks.ports import Place
from llmhub.settings import Settings

PLACE = Place("PORT", "proxy", "127.0.0.1", 8000)
TABLE = """\
  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 0100007F:1F40 00000000:0000 0A 00000000:00000000 00:00000000 00000000 19999        0 4711 1
   1: 0100007F:1F40 0100007F:D431 01 00000000:00000000 00:00000000 00000000 19999        0 4712 1
"""
TABLE_6 = """\
  sl  local_address                         remote_address                        st
   0: 00000000000000000000000001000000:1F41 00000000000000000000000000000000:0000 0A 0 0 0 0 0 815
"""


@pytest.fixture
def listener() -> Iterator[socket.socket]:
    """Something that listens, held by this process."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server


def at(address: str, inode: str, port: int = 8000) -> Listener:
    return Listener(ip_address(address), port, inode)


def test_only_what_listens_is_read() -> None:
    assert list(read_table(TABLE)) == [at("127.0.0.1", "4711")]


def test_long_addresses_are_read_too() -> None:
    assert list(read_table(TABLE_6)) == [at("::1", "815", 8001)]


@pytest.mark.parametrize(
    ("found", "ours"),
    [
        ([], False),
        ([at("127.0.0.1", "1")], True),
        ([at("127.0.0.1", "9")], False),
        ([at("0.0.0.0", "9")], False),
        ([at("127.0.0.1", "1"), at("192.0.2.7", "9")], True),
        ([at("127.0.0.1", "1"), at("0.0.0.0", "9")], False),
        ([at("127.0.0.1", "1", 8001)], False),
        ([at("127.0.0.1", "1"), at("::", "9")], True),
    ],
)
def test_a_port_is_ours_if_our_service_alone_listens(found: list[Listener], ours: bool) -> None:
    assert ports.is_ours(PLACE, found, {"1", "2"}) is ours


def test_all_addresses_are_ours_only_if_each_is() -> None:
    everywhere = Place("PORT", "proxy", "0.0.0.0", 8000)
    assert ports.is_ours(everywhere, [at("127.0.0.1", "1")], {"1"})
    assert not ports.is_ours(everywhere, [at("127.0.0.1", "1"), at("192.0.2.7", "9")], {"1"})


@pytest.mark.parametrize(
    ("free", "ours", "expected", "wanted"),
    [
        (False, True, True, ("OK", "ours")),
        (True, False, True, ("FAIL", "does not answer")),
        (False, False, True, ("FAIL", "used by another program")),
        (True, False, False, ("OK", "free")),
        (False, False, False, ("FAIL", "used by another program")),
    ],
)
def test_port(free: bool, ours: bool, expected: bool, wanted: tuple[str, str]) -> None:
    finding = ports.judge(PLACE, free=free, ours=ours, expected=expected)
    assert (finding.level.value, wanted[1] in finding.text) == (wanted[0], True)


@pytest.mark.parametrize(
    ("held_by_us", "moving", "wanted"),
    [
        (True, False, "OK"),
        (True, True, "OK"),
        (False, False, "FAIL"),
        (False, True, "FAIL"),
    ],
)
def test_a_listening_port_of_a_service_that_runs(
    listener: socket.socket, held_by_us: bool, moving: bool, wanted: str
) -> None:
    """As when a deploy moves the hub to a port that something else has, or bound it first."""
    settings = Settings(port=listener.getsockname()[1])
    with subprocess.Popen(["sleep", "60"]) as other:
        pid = os.getpid() if held_by_us else other.pid
        found = list(ports.check(settings, {"proxy": pid}, moving=moving))
        other.kill()
    assert found[0].level.value == wanted


def test_a_free_port_is_fine_until_our_service_should_be_there(listener: socket.socket) -> None:
    settings = Settings(port=listener.getsockname()[1])
    listener.close()
    told = [
        next(iter(ports.check(settings, running, moving=moving))).level.value
        for running, moving in (({}, False), ({"proxy": os.getpid()}, True))
    ]
    assert told == ["OK", "OK"]
    assert next(iter(ports.check(settings, {"proxy": os.getpid()}))).code == "port-closed"


def test_what_a_child_holds_is_the_services_too() -> None:
    """Services run below an init of their own."""
    code = "import socket; s = socket.create_server(('127.0.0.1', 0)); print(s.getsockname()[1])"
    command = [sys.executable, "-c", f"{code}; input()"]
    with subprocess.Popen(
        [sys.executable, "-c", f"import subprocess; subprocess.run({command!r})"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as init:
        assert init.stdout is not None
        port = int(init.stdout.readline())
        place = Place("PORT", "proxy", "127.0.0.1", port)
        assert ports.is_ours(place, listeners(), sockets_of(init.pid))
        init.communicate("\n", timeout=20)


def test_a_service_that_does_not_run_holds_nothing() -> None:
    assert sockets_of(0) == set()


def test_with_subdomains_nobody_listens_for_staff_alone() -> None:
    words = [place.word for place in ports.wanted(Settings(subdomain_host="https://lab.test"))]
    assert words == ["PORT", "PROXY_API_PORT", "HUB_PORT", "COURSE_PORT"]


def test_a_port_with_a_listener_is_not_free(listener: socket.socket) -> None:
    port = listener.getsockname()[1]
    assert not ports.is_free("127.0.0.1", port)
    listener.close()
    assert ports.is_free("127.0.0.1", port)


def test_a_bridge_that_is_not_there_yet_has_free_ports() -> None:
    assert ports.is_free("192.0.2.77", 8081)


@pytest.mark.parametrize(
    ("blind", "wanted"), [(True, ("WARN", "port-unclear")), (False, ("FAIL", "port-in-use"))]
)
def test_without_docker_a_deployed_hubs_ports_may_be_its_own(
    blind: bool, wanted: tuple[str, str]
) -> None:
    """Servers and services survive Docker's end, and `make deploy` is what starts it again."""
    finding = ports.judge(PLACE, free=False, ours=False, expected=False, blind=blind)
    assert (finding.level.value, finding.code) == wanted
