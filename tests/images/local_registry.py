"""A registry on this machine (Debian's docker-registry), for the tests of the normal way."""

from __future__ import annotations

import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

CONFIG = """\
version: 0.1
log: {{level: error}}
storage:
  filesystem: {{rootdirectory: {data}}}
http: {{addr: "{host}"{tls}}}
{more}"""


@dataclass(frozen=True)
class LocalRegistry:
    """A running registry; Docker trusts loopback addresses without TLS."""

    host: str
    data: Path

    def push(self, image: str, source: str) -> str:
        """Push the local `image` as `source` (name:tag with its full name); return its digest."""
        address = f"{self.host}/{source}"
        docker("image", "tag", image, address)
        docker("push", "--quiet", address)
        found = docker("image", "inspect", "--format", '{{join .RepoDigests "\\n"}}', address)
        name = address.rpartition(":")[0]
        docker("image", "rm", address)
        return next(line.rpartition("@")[2] for line in found.split() if line.startswith(name))

    def forge(self, source: str, digest: str) -> str:
        """Serve a changed manifest under a digest it does not have; return that digest."""
        store = self.data / "docker/registry/v2"
        kind, _, value = digest.partition(":")
        wrong = value[::-1]
        old = store / f"blobs/{kind}/{value[:2]}/{value}/data"
        new = store / f"blobs/{kind}/{wrong[:2]}/{wrong}/data"
        new.parent.mkdir(parents=True)
        new.write_text(old.read_text().replace("{", "{ ", 1))
        name = source.rpartition(":")[0]
        link = store / f"repositories/{name}/_manifests/revisions/{kind}/{wrong}/link"
        link.parent.mkdir(parents=True)
        link.write_text(f"{kind}:{wrong}")
        return f"{kind}:{wrong}"


def docker(*words: str) -> str:
    """Run `docker`; its output, or its error text in the failure."""
    done = subprocess.run(["docker", *words], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def free_port(address: str = "127.0.0.1") -> int:
    """A port of an address of this machine that nobody listens on at the moment."""
    with socket.socket() as probe:
        probe.bind((address, 0))
        return int(probe.getsockname()[1])


def program(place: Path) -> Path:
    """Debian's registry: the installed one, or one unpacked below `place` without installing."""
    installed = shutil.which("docker-registry")
    if installed:
        return Path(installed)
    fetch = ["apt-get", "download", "docker-registry"]
    subprocess.run(fetch, cwd=place, capture_output=True, check=True)
    package = next(place.glob("docker-registry_*.deb"))
    subprocess.run(["dpkg-deb", "-x", package, place], check=True)
    return place / "usr/bin/docker-registry"


@contextmanager
def serve(
    place: Path,
    address: str = "127.0.0.1",
    certificate: tuple[Path, Path] | None = None,
    more: str = "",
) -> Iterator[LocalRegistry]:
    """Run a registry with its files below `place`.

    With a certificate and its key it speaks TLS; `more` is added to its configuration.
    """
    host = f"{address}:{free_port(address)}"
    config = place / "registry.yml"
    tls = ", tls: {{certificate: {}, key: {}}}".format(*certificate) if certificate else ""
    config.write_text(CONFIG.format(data=place / "data", host=host, tls=tls, more=more))
    with subprocess.Popen(
        [program(place), "serve", config], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as process:
        try:
            _wait(address, int(host.rpartition(":")[2]))
            yield LocalRegistry(host, place / "data")
        finally:
            process.terminate()


def _wait(address: str, port: int) -> None:
    """Wait until the registry takes connections."""
    for _ in range(100):
        try:
            socket.create_connection((address, port), timeout=1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise AssertionError("the registry did not start within ten seconds")
