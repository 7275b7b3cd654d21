"""A hub for the tests alone: names, ports and folder that collide with no other hub's."""

import os
import socket
import tempfile
from dataclasses import dataclass
from pathlib import Path

from scripts.stages import Stage

PORT_FIRST, PORT_LAST, PORT_STEP = 18000, 19980, 20
# The ports of one hub, as offsets from the first; the names are words of `make deploy`.
PORTS = {"PORT": 0, "PROXY_API_PORT": 1, "STAFF_PORT": 10, "HUB_PORT": 11, "COURSE_PORT": 12}


@dataclass(frozen=True)
class Instance:
    """Where one hub lives."""

    state: Path
    port: int

    @property
    def name(self) -> str:
        """Return the prefix of its containers and its network; the port makes it unique."""
        return f"llmhub-test-{self.port}"

    def words(self) -> list[str]:
        """Return the words for make that `deploy` needs; the developer's own .env is left out."""
        third_byte = (self.port - PORT_FIRST) // PORT_STEP
        return [
            f"STATE={self.state}",
            f"NAME={self.name}",
            f"SUBNET=10.212.{third_byte}.0/24",
            f"DOTENV={self.state}/no-settings-of-the-developer",
            *(f"{word}={self.port + offset}" for word, offset in PORTS.items()),
        ]

    def make(self, name: str, target: str, *words: str) -> Stage:
        """Return the stage `name` that runs a target of the Makefile on this hub."""
        return Stage(name, ["make", "--no-print-directory", target, *self.words(), *words])


def is_free(port: int) -> bool:
    """Return whether nothing listens on `port` of the loopback address."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def new_instance() -> Instance:
    """Return an instance on free ports, with an empty folder.

    The folder is in TEST_ROOT or /var/tmp: overlay volumes need a real disk below them, which
    /tmp often is not.
    """
    for port in range(PORT_FIRST, PORT_LAST, PORT_STEP):
        if all(is_free(port + offset) for offset in PORTS.values()):
            parent = os.environ.get("TEST_ROOT", "/var/tmp")
            state = Path(tempfile.mkdtemp(prefix=f"llmhub-test-{port}-", dir=parent))
            state.chmod(0o711)
            return Instance(state, port)
    raise SystemExit(f"no {PORT_STEP} free ports from {PORT_FIRST} to {PORT_LAST}: is a hub left?")
