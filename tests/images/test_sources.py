"""Where images come from: what a registry's answer means, and what follows from it. No Docker."""

from __future__ import annotations

from pathlib import Path

import pytest

from images.build import lock, ollama
from images.build.answers import Answer, classify
from images.build.docker import SOURCE_LABEL, LocalImage
from images.build.errors import BuildError
from images.build.registry import Registry
from images.build.run import digest_of

DAEMON = "Error response from daemon: "
GET = DAEMON + 'Get "https://registry.example/v2/": '
DIGEST = "sha256:" + "5" * 64
OTHER = "sha256:" + "6" * 64

# text of `docker pull`, asked by digest?, what it means
ANSWERS = [
    (GET + "dial tcp: lookup registry.example on 10.0.0.1:53: no such host", 0, "unreachable"),
    (GET + "dial tcp: lookup r.example: server misbehaving", 0, "unreachable"),
    (GET + "dial tcp 127.0.0.1:5056: connect: connection refused", 0, "unreachable"),
    (GET + "dial tcp 203.0.113.1:443: i/o timeout", 1, "unreachable"),
    (GET + "dial tcp 203.0.113.1:443: connect: network is unreachable", 0, "unreachable"),
    (GET + "dial tcp 203.0.113.1:443: connect: no route to host", 0, "unreachable"),
    (GET + "net/http: TLS handshake timeout", 0, "unreachable"),
    (
        GET + "net/http: request canceled while waiting for connection (Client.Timeout exceeded"
        " while awaiting headers)",
        0,
        "unreachable",
    ),
    (GET + "context deadline exceeded", 0, "unreachable"),
    (GET + "EOF", 0, "unreachable"),
    (GET + "read tcp 10.0.0.2:4->10.0.0.3:443: read: connection reset by peer", 0, "unreachable"),
    (GET + "tls: failed to verify certificate: x509: certificate signed by unknown authority", 0,
     "unreachable"),
    (GET + "http: server gave HTTP response to HTTPS client", 0, "unreachable"),
    (GET + "Forbidden", 0, "unreachable"),
    (GET + "proxyconnect tcp: dial tcp 10.0.0.1:3128: connect: connection refused", 0,
     "unreachable"),
    (DAEMON + "received unexpected HTTP status: 503 Service Unavailable", 0, "unreachable"),
    (DAEMON + "received unexpected HTTP status: 502 Bad Gateway", 1, "unreachable"),
    (DAEMON + "toomanyrequests: You have reached your pull rate limit.", 0, "unreachable"),
    (DAEMON + "manifest for debian:nope not found: manifest unknown: manifest unknown", 0,
     "not-found"),
    (DAEMON + "manifest unknown", 0, "not-found"),
    (
        DAEMON + "pull access denied for x/y, repository does not exist or may require 'docker"
        " login': denied: requested access to the resource is denied",
        0,
        "not-found",
    ),
    (DAEMON + "failed to resolve reference \"r.example/library/x:1\": r.example/library/x:1:"
     " not found", 0, "not-found"),
    (f"{DAEMON}manifest for debian@{DIGEST} not found: manifest unknown: manifest unknown", 1,
     "wrong-digest"),
    (f"{DAEMON}manifest verification failed for digest {DIGEST}", 1, "wrong-digest"),
    (f"filesystem layer verification failed for digest {DIGEST}", 0, "wrong-digest"),
    (f"{DAEMON}failed commit on ref \"layer\": unexpected commit digest {DIGEST}, expected"
     f" {OTHER}: failed precondition", 1, "wrong-digest"),
    (GET + "unauthorized: incorrect username or password", 0, "unclear"),
    (DAEMON + "write /var/lib/docker/tmp/x: no space left on device", 0, "unclear"),
    ("", 0, "unclear"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "by_digest", "meaning"), ANSWERS)
def test_answer_of_a_registry(text: str, by_digest: int, meaning: str) -> None:
    assert classify(text, by_digest=bool(by_digest)) is Answer(meaning)


@pytest.mark.parametrize(
    ("host", "source", "digest", "address"),
    [
        ("", "debian:trixie-slim", "", "debian:trixie-slim"),
        ("", "debian:trixie-slim", DIGEST, f"debian@{DIGEST}"),
        ("localhost:5000", "debian:trixie-slim", "", "localhost:5000/library/debian:trixie-slim"),
        (
            "localhost:5000",
            "ollama/ollama:0.24.0",
            DIGEST,
            f"localhost:5000/ollama/ollama@{DIGEST}",
        ),
    ],
)
def test_address(host: str, source: str, digest: str, address: str) -> None:
    assert Registry(host).address(source, digest) == address


def image(*repo_digests: str, source: str = "") -> LocalImage:
    return LocalImage("sha256:1", {SOURCE_LABEL: source} if source else {}, repo_digests)


@pytest.mark.parametrize(
    ("local", "digest", "gpu", "refresh", "ask"),
    [
        (None, "", False, False, True),
        (image(source="built"), "", False, False, False),
        (image(source="built"), "", True, False, True),
        (image(source="built"), DIGEST, False, False, True),
        (image(f"o@{DIGEST}"), "", True, False, False),
        (image(f"o@{DIGEST}"), DIGEST, True, False, False),
        (image(f"o@{OTHER}"), DIGEST, False, False, True),
        (image(f"o@{DIGEST}"), DIGEST, False, True, True),
        # Pushed to a mirror by somebody: still a build for the CPU.
        (image(f"o@{DIGEST}", source="built"), "", True, False, True),
    ],
)
def test_ollama_asks_the_registry(
    local: LocalImage | None, digest: str, gpu: bool, refresh: bool, ask: bool
) -> None:
    assert ollama.must_ask(local, digest, gpu=gpu, refresh=refresh) is ask


V2 = "cx16 popcnt sse4_1 sse4_2 ssse3"


@pytest.mark.parametrize(
    ("machine", "cpuinfo", "level"),
    [
        (
            "x86_64",
            f"model name: x\nflags\t\t: fpu {V2} avx2 bmi1 bmi2 f16c fma abm movbe",
            "x86-64-v3",
        ),
        ("x86_64", f"flags\t\t: fpu {V2} avx2 bmi1 bmi2 f16c abm movbe", "x86-64-v2"),
        ("x86_64", "flags\t\t: fpu sse2", ""),
        ("x86_64", "", ""),
        ("aarch64", "Features\t: fp asimd", ""),
    ],
)
def test_instruction_set_is_one_the_host_has(machine: str, cpuinfo: str, level: str) -> None:
    assert ollama.march(machine, cpuinfo) == level


def test_lock_is_read_as_it_was_written(tmp_path: Path) -> None:
    path = tmp_path / "images.lock"
    assert lock.read(path) == {}
    lock.write(path, {"ollama/ollama:0.24.0": OTHER, "debian:trixie-slim": DIGEST})
    assert lock.read(path) == {"debian:trixie-slim": DIGEST, "ollama/ollama:0.24.0": OTHER}


@pytest.mark.parametrize(
    "line",
    ["debian:trixie-slim", "debian sha256:12", f"debian:x {DIGEST} more", f"debian:a {DIGEST}0"],
)
def test_lock_with_a_bad_line_names_it(tmp_path: Path, line: str) -> None:
    path = tmp_path / "images.lock"
    path.write_text(f"# comment\n{line}\n")
    with pytest.raises(BuildError, match=r"bad-lock.*line 2"):
        lock.read(path)


def test_lock_with_an_image_twice_is_bad(tmp_path: Path) -> None:
    path = tmp_path / "images.lock"
    path.write_text(f"debian:x {DIGEST}\ndebian:x {OTHER}\n")
    with pytest.raises(BuildError, match="bad-lock"):
        lock.read(path)


def test_digest_is_that_of_the_repository_asked() -> None:
    local = image(f"other/debian@{OTHER}", f"localhost:5000/library/debian@{DIGEST}")
    assert digest_of(local, "localhost:5000/library/debian:trixie-slim") == DIGEST
    with pytest.raises(BuildError, match="no-digest"):
        digest_of(local, "debian:trixie-slim")
