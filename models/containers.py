"""The few things this package asks of Docker, through its command line."""

import hashlib
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
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


def name_for(deed: str, folder: Path) -> str:
    """Return the name of the container that does something for a folder: always the same."""
    return f"llmhub-{deed}-{hashlib.sha256(str(folder.resolve()).encode()).hexdigest()[:12]}"


def attached(name: str, words: Sequence[str], timeout: float | None = None) -> int:
    """Run a container, its words being progress, and return its status.

    It ends with this process, and one of this name that an earlier run left is removed first: so
    whoever calls this holds the lock of what the container works on. Docker's own init is in it,
    for a program that is a container's first process ignores the signal to stop.

    Raises:
        OSError, subprocess.TimeoutExpired.
    """
    _remove(name)
    command = ["docker", "run", "--rm", "--init", "--name", name, *words]
    try:  # not captured: its lines are the progress that a log shows
        return subprocess.run(command, check=False, stdout=sys.stderr, timeout=timeout).returncode
    except BaseException:  # the signal to stop among them
        _remove(name)
        raise


def _remove(name: str) -> None:
    with suppress(ModelError):  # without Docker, what comes next says so
        docker("rm", "--force", "--volumes", name)
