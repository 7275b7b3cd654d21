"""What every test begins with: a clean environment, versions in the header, a look at what is left.

Tests that need a hub find it by LLMHUB_TEST_STATE, the state folder that `make test-e2e` made.
"""

import os
import platform
import subprocess
import threading
from collections.abc import Iterator
from importlib.metadata import version

import pytest

KEPT = ("LLMHUB_TEST_", "LLMHUB_IMAGE_")
OURS = ("LLMHUB_", "LLMLAB_", "JUPYTERHUB_", "DEPLOY_")
FOREIGN = ("OLLAMA_HOST", "OLLAMA_MODELS", "HF_HOME", "HF_HUB_OFFLINE", "MEM_LIMIT", "CPU_LIMIT")
SHOWN = ("jupyterhub", "dockerspawner", "docker", "pydantic", "ansible-core", "playwright")
LABEL = "llmhub.instance"
SERVER = "{{.Server.Version}}"

_before = pytest.StashKey[set[str]]()
_after = pytest.StashKey[set[str]]()


def pytest_report_header() -> list[str]:
    """Say what is tested with what: the first question about a failure elsewhere."""
    found = ", ".join(f"{name} {version(name)}" for name in SHOWN)
    return [f"{found}", f"{platform.platform()}, Docker {docker('version', '-f', SERVER)}"]


def docker(*words: str) -> str:
    """Return what `docker` says, "not answering" where it does not."""
    try:
        done = subprocess.run(
            ["docker", *words], capture_output=True, text=True, check=True, timeout=20
        )
    except (OSError, subprocess.SubprocessError):
        return "not answering"
    return done.stdout.strip()


@pytest.fixture(autouse=True)
def clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take the settings of the person who tests out of the environment."""
    for name in list(os.environ):
        if (name.startswith(OURS) and not name.startswith(KEPT)) or name in FOREIGN:
            monkeypatch.delenv(name)


@pytest.fixture(autouse=True)
def no_thread_left() -> Iterator[None]:
    """Fail a test that leaves a thread running which would keep the interpreter alive."""
    before = set(threading.enumerate())
    yield
    # Pools that a test shut down may need a moment to end.
    left = [one for one in threading.enumerate() if one not in before and not one.daemon]
    for one in left:
        one.join(timeout=5)
    alive = [one.name for one in left if one.is_alive()]
    assert not alive, f"threads left running: {', '.join(alive)}"


def docker_things() -> set[str]:
    """Return containers, networks and volumes with the product's label, as "kind name"."""
    kinds = {
        "container": ("ps", "-a", "--format", "{{.Names}}"),
        "network": ("network", "ls", "--format", "{{.Name}}"),
        "volume": ("volume", "ls", "--format", "{{.Name}}"),
    }
    return {
        f"{kind} {name}"
        for kind, words in kinds.items()
        for name in docker(*words, "--filter", f"label={LABEL}").splitlines()
        if name != "not answering"
    }


def uses_docker(session: pytest.Session) -> bool:
    """Return whether one of the chosen tests works with containers."""
    marks = ("docker", "e2e")
    return any(item.get_closest_marker(mark) for item in session.items for mark in marks)


def pytest_collection_finish(session: pytest.Session) -> None:
    """Remember what was there before the first test."""
    if uses_docker(session):
        session.config.stash[_before] = docker_things()


def pytest_sessionfinish(session: pytest.Session) -> None:
    """See what is there after the last test."""
    if _before in session.config.stash:
        session.config.stash[_after] = docker_things()


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    """Name what the tests made in Docker and did not remove."""
    if _after not in config.stash:
        return
    before, after = config.stash[_before], config.stash[_after]
    new = after - before
    if new:
        terminalreporter.section("left in Docker (or made meanwhile by somebody else)")
        for thing in sorted(new):
            terminalreporter.line(thing)
