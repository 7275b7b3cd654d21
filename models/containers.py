"""The few things this package asks of Docker, through its command line."""

import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from models.errors import ModelError

RELEASE_LABEL = "llmhub.release"
# What the host trusts, for images that download something behind an intercepting proxy.
HOST_TRUST = Path("/etc/ssl/certs/ca-certificates.crt")
IMAGE_TRUST = "/etc/ssl/certs/ca-certificates.crt"


def docker(*words: str, timeout: float = 60) -> str:
    """Run a docker command and return what it prints; raises `docker.failed` or
    `docker.missing`.
    """
    try:
        done = subprocess.run(
            ["docker", *words], check=True, capture_output=True, text=True, timeout=timeout
        )
    except FileNotFoundError as error:
        raise ModelError(
            "docker.missing", "There is no docker command; run `make deploy`."
        ) from error
    except subprocess.TimeoutExpired as error:
        sentence = f"docker {words[0]} did not end within {timeout:.0f} seconds."
        raise ModelError("docker.failed", sentence) from error
    except subprocess.CalledProcessError as error:
        said = (error.stderr or error.stdout or "").strip()[-2000:]
        raise ModelError("docker.failed", f"docker {words[0]} failed: {said}") from error
    return done.stdout.strip()


def releases_in_use() -> set[int]:
    """Return the numbers of the releases that containers, running or stopped, were started with."""
    lines = docker("ps", "--all", "--format", f'{{{{.Label "{RELEASE_LABEL}"}}}}').splitlines()
    return {int(line) for line in lines if line.isdigit()}


def hardening(network: str) -> list[str]:
    """Return the options every helper container gets: no rights, one network, root's own uid.

    The uid is root's because the files it makes belong into the store, which is root's.
    """
    return [
        *("--network", network, "--user", "0:0", "--cap-drop", "ALL"),
        *("--security-opt", "no-new-privileges", "--env", "HOME=/tmp", "--no-healthcheck"),
    ]


def trust() -> list[str]:
    """Return the options that make a container trust what the host trusts; none without such a
    file.
    """
    if not HOST_TRUST.exists():
        return []
    options = ["--volume", f"{HOST_TRUST}:{IMAGE_TRUST}:ro"]
    for name in ("SSL_CERT_FILE", "REQUESTS_CA_BUNDLE"):
        options += ["--env", f"{name}={IMAGE_TRUST}"]
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY"):  # no value: docker takes the host's
        options += ["--env", name, "--env", name.lower()]
    return options


@contextmanager
def running(image: str, options: Sequence[str]) -> Iterator[str]:
    """Start a container in the background, yield its id, and remove it whatever happens."""
    container = docker("run", "--detach", *options, image, timeout=180)
    try:
        yield container
    finally:
        docker("rm", "--force", "--volumes", container, timeout=120)
