"""A host with the guard's rules, and two labs at its bridge: who reaches what, as JSON.

Run as root in a network namespace of its own, `unshare -n python -m tests.hub.guard_probe`. The
labs are two addresses in a second namespace, at the other end of a cable to the "bridge".
"""

from __future__ import annotations

import ctypes
import json
import os
import socket
import struct
import subprocess

from llmhub import guard, names
from llmhub.settings import Settings

SETTINGS = Settings(name="guard-test")
GATEWAY, ADA, BOB = str(SETTINGS.gateway), "10.213.0.7", "10.213.0.8"
HUB, COURSE, NOBODYS = SETTINGS.hub_port, SETTINGS.course_port, 9999
MORE = guard.LAB_CONNECTIONS + 8
CLONE_NEWNET = 0x40000000
SECONDS = 0.5  # nobody is far, and what the guard drops is never answered
AT_ONCE = struct.pack("ii", 1, 0)  # a close that waits for nobody
LIBC = ctypes.CDLL(None, use_errno=True)


def check(result: int) -> None:
    """Raise OSError where a call of the C library failed; Python 3.11 lacks these two."""
    if result != 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))


def ip(words: str) -> None:
    subprocess.run(["ip", *words.split()], check=True)


def namespace() -> int:
    return os.open("/proc/self/ns/net", os.O_RDONLY)


def wire() -> tuple[int, int]:
    """Make the labs' namespace and the cable; return both namespaces, the host's is entered."""
    bridge, host = names.bridge_interface(SETTINGS.name), namespace()
    check(LIBC.unshare(CLONE_NEWNET))
    labs = namespace()
    ip(f"link add lab type veth peer name {bridge} netns /proc/{os.getpid()}/fd/{host}")
    for address in (ADA, BOB):
        ip(f"address add {address}/24 dev lab")
    ip("link set lab up")
    check(LIBC.setns(host, CLONE_NEWNET))
    ip("link set lo up")
    ip(f"address add {GATEWAY}/24 dev {bridge}")
    ip(f"link set {bridge} up")
    return host, labs


class Network:
    """The host and its labs."""

    def __init__(self) -> None:
        self.host, self.labs = wire()
        ports = (HUB, COURSE, NOBODYS)
        self.listening = [socket.create_server((GATEWAY, port), backlog=500) for port in ports]

    def connect(self, source: str, port: int, many: int = 1) -> list[socket.socket]:
        """Return those of so many connections that came about; a socket stays where it is made."""
        check(LIBC.setns(self.host if source == GATEWAY else self.labs, CLONE_NEWNET))
        found = []
        for _ in range(many):
            one = socket.socket()
            one.settimeout(SECONDS)
            one.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, AT_ONCE)
            one.bind((source, 0))
            try:
                one.connect((GATEWAY, port))
                found.append(one)
            except OSError:
                one.close()
        check(LIBC.setns(self.host, CLONE_NEWNET))
        return found


def probe() -> dict[str, int]:
    """Let the labs try."""
    net = Network()
    guard.apply(guard.first_rules(SETTINGS))
    found = {}
    ada = net.connect(ADA, COURSE, MORE)
    found["one lab at once"] = len(ada)
    guard.apply(guard.rules(SETTINGS))
    again = net.connect(ADA, COURSE, 3)
    found["the same lab after the rules were set again"] = len(again)
    hub, bob = net.connect(ADA, HUB), net.connect(BOB, COURSE)
    found |= {"the same lab at the hub": len(hub), "another lab": len(bob)}
    own = net.connect(GATEWAY, COURSE, MORE)
    found["the host itself"] = len(own)
    found["a port of nobody's"] = len(net.connect(ADA, NOBODYS))
    for one in ada[:3]:
        one.close()
    found["the same lab after it closed some"] = len(net.connect(ADA, COURSE, 5))
    guard.apply(guard.removal(SETTINGS))
    guard.apply(guard.rules(SETTINGS))
    found["after the rules were dropped and set again"] = len(net.connect(BOB, COURSE))
    return found


if __name__ == "__main__":
    print(json.dumps(probe()))
