"""The normal way and its failures, against a registry on this machine and the real Docker."""

from __future__ import annotations

import socket
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from images.build import debian, docker, lock
from images.build.builder import Workshop
from images.build.catalog import DEBIAN_SOURCE, OLLAMA_SOURCE, OLLAMA_VERSION
from images.build.errors import BuildError
from images.build.registry import Registry
from images.build.run import Run, record
from tests.images import local_registry
from tests.images.local_registry import LocalRegistry

pytestmark = [pytest.mark.docker, pytest.mark.timeout(180)]
LIBRARY = f"library/{DEBIAN_SOURCE}"


def make_run(registry: Registry, prefix: str, digests: dict[str, str], *, gpu: bool = False) -> Run:
    shop = Workshop(Path("/nonexistent"), prefix, "1", {}, Path("/nonexistent"))
    return Run(shop, registry, digests, gpu)


def test_pull_record_and_pull_by_digest(
    base: str,
    official: Callable[[str], str],
    prefix: str,
    served: LocalRegistry,
    tmp_path: Path,
) -> None:
    digest = served.push(base, LIBRARY)
    other = served.push(official(OLLAMA_VERSION), OLLAMA_SOURCE)
    path = tmp_path / "images.lock"
    assert record(path, Registry(served.host)) is True
    assert lock.read(path) == {DEBIAN_SOURCE: digest, OLLAMA_SOURCE: other}
    assert record(path, Registry(served.host)) is False

    tag = f"{prefix}/{DEBIAN_SOURCE}"
    first = debian.ensure(tag, Registry(served.host), digest, refresh=False)
    assert (first.changed, first.source) == (True, "image registry")
    again = debian.ensure(tag, Registry("127.0.0.1:1"), digest, refresh=False)
    assert (again.changed, again.id) == (False, first.id)


def test_recorded_digest_that_the_registry_does_not_have(
    base: str, prefix: str, served: LocalRegistry, tmp_path: Path
) -> None:
    served.push(base, LIBRARY)
    altered = "sha256:" + "0" * 64
    with pytest.raises(BuildError, match=r"image-wrong-digest.*images\.lock"):
        debian.ensure(f"{prefix}/x:1", Registry(served.host), altered, refresh=False)
    path = tmp_path / "images.lock"
    lock.write(path, {DEBIAN_SOURCE: altered})
    with pytest.raises(BuildError, match="image-wrong-digest"):
        record(path, Registry(served.host))
    assert lock.read(path) == {DEBIAN_SOURCE: altered}


def test_content_that_is_not_what_its_digest_says(
    base: str, prefix: str, served: LocalRegistry
) -> None:
    digest = served.push(base, LIBRARY)
    forged = served.forge(LIBRARY, digest)
    with pytest.raises(BuildError, match="image-wrong-digest"):
        debian.ensure(f"{prefix}/x:1", Registry(served.host), forged, refresh=False)
    assert docker.inspect(f"{prefix}/x:1") is None


def test_missing_image_is_an_error_and_no_fall_back(prefix: str, served: LocalRegistry) -> None:
    with pytest.raises(BuildError, match=r"image-not-found.*debian:trixie-slim"):
        debian.ensure(f"{prefix}/x:1", Registry(served.host), "", refresh=False)
    with pytest.raises(BuildError, match=r"image-not-found.*ollama/ollama"):
        make_run(Registry(served.host), prefix, {}).ensure(["ollama"])


def test_no_registry_makes_debian_from_packages(
    prefix: str, capsys: pytest.CaptureFixture[str]
) -> None:
    registry = Registry(f"127.0.0.1:{local_registry.free_port()}")
    tag = f"{prefix}/{DEBIAN_SOURCE}"
    made = debian.ensure(tag, registry, "", refresh=False)
    assert (made.changed, made.source) == (True, "Debian packages")
    assert "NO IMAGE REGISTRY ANSWERS" in capsys.readouterr().err
    release = local_registry.docker("run", "--rm", "--network=none", tag, "cat", "/etc/os-release")
    assert "VERSION_CODENAME=trixie" in release
    # With a digest recorded since, and still no registry, the one that is here stays.
    kept = debian.ensure(tag, registry, "sha256:" + "1" * 64, refresh=False)
    assert (kept.changed, kept.id) == (False, made.id)


def test_registry_that_says_nothing_costs_its_patience_once(prefix: str) -> None:
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        registry = Registry(f"127.0.0.1:{silent.getsockname()[1]}", patience=1.0)
        started = time.monotonic()
        assert registry.pull(DEBIAN_SOURCE) is None
        assert 1.0 <= time.monotonic() - started < 5.0
        started = time.monotonic()
        assert registry.pull(OLLAMA_SOURCE) is None
        assert time.monotonic() - started < 0.1


def test_recording_needs_a_registry(tmp_path: Path) -> None:
    path = tmp_path / "images.lock"
    with pytest.raises(BuildError, match="registry-unreachable"):
        record(path, Registry(f"127.0.0.1:{local_registry.free_port()}"))
    assert not path.exists()
