"""Who listens on this host: the kernel's tables of sockets, and the processes that hold them."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address
from pathlib import Path

PROC = Path("/proc")
LISTENING = "0A"


@dataclass(frozen=True)
class Listener:
    """A socket that waits for connections; its inode is what a process holds it by."""

    address: IPv4Address | IPv6Address
    port: int
    inode: str

    def is_in_the_way(self, address: str, port: int) -> bool:
        """Tell whether nobody else can listen on that port of that address."""
        wanted = _resolved(address)
        return (
            wanted is not None
            and self.port == port
            and self.address.version == wanted.version
            and (self.address == wanted or self.address.is_unspecified or wanted.is_unspecified)
        )


def read_table(table: str) -> Iterator[Listener]:
    """Yield what listens according to the text of /proc/net/tcp or tcp6.

    The kernel writes addresses in words of 32 bits, each little-endian: 0100007F is 127.0.0.1.
    """
    for line in table.splitlines()[1:]:
        fields = line.split()
        if fields[3] != LISTENING:
            continue
        text, _, port = fields[1].partition(":")
        words = [bytes.fromhex(text[start : start + 8])[::-1] for start in range(0, len(text), 8)]
        yield Listener(ip_address(b"".join(words)), int(port, 16), fields[9])


def listeners(proc: Path = PROC) -> list[Listener]:
    """Return everything that listens in this network namespace."""
    tables = [proc / "net" / name for name in ("tcp", "tcp6")]
    return [one for table in tables if table.is_file() for one in read_table(table.read_text())]


def sockets_of(pid: int, proc: Path = PROC) -> set[str]:
    """Return the inodes of the sockets that a process and those below it hold."""
    found = set()
    for link in [one for each in _family(pid, proc) for one in _links(proc / str(each) / "fd")]:
        with suppress(OSError):  # closed meanwhile
            target = str(link.readlink())
            if target.startswith("socket:["):
                found.add(target[8:-1])
    return found


def _links(folder: Path) -> list[Path]:
    """Return what a process has open; nothing if it ended meanwhile or is not ours to look at."""
    try:
        return list(folder.iterdir())
    except OSError:
        return []


def _family(pid: int, proc: Path) -> list[int]:
    """Return a process and those below it; nothing for 0, which is no process of ours."""
    if pid == 0:
        return []
    parents: dict[int, int] = {}
    for stat in proc.glob("[0-9]*/stat"):
        try:
            # "pid (name) state parent ...": a name may hold spaces and brackets.
            parents[int(stat.parent.name)] = int(stat.read_text().rpartition(")")[2].split()[1])
        except OSError:  # it ended meanwhile
            continue
    found = [pid]
    for one in found:
        found += [child for child, parent in parents.items() if parent == one]
    return found


def _resolved(address: str) -> IPv4Address | IPv6Address | None:
    try:
        return ip_address(address)
    except ValueError:  # a name; one that nobody knows is in nobody's way
        with suppress(OSError):
            return ip_address(socket.gethostbyname(address))
    return None
