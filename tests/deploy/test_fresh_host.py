"""`make deploy` on a fresh machine, as its admin sees it: one host, one step after the other.

Images and models come from this machine, where `make test-long` has made them; Docker and Ansible
are installed on the host for real.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from images.build.catalog import DEBIAN_SOURCE, OLLAMA_VERSION, needed
from scripts.stages import ROOT
from tests.deploy.fresh_host import STATE, FreshHost, fresh_host

pytestmark = [
    pytest.mark.docker,
    pytest.mark.slow,
    pytest.mark.timeout(2400),
    pytest.mark.skipif(os.geteuid() != 0, reason="reads a model store with owners: needs root"),
]

VERSION = (ROOT / "images" / "VERSION").read_text(encoding="utf-8").strip()
NOTEBOOK = "base-slim"
INSTALLED = "dpkg-query -W -f '${db:Status-Abbrev}${Package}\\n' | grep '^ii' || true"
FALLBACK = "Docker comes from Debian trixie"


@pytest.fixture(scope="module")
def store() -> Path:
    """The model store of the hub that is deployed on this machine."""
    if "LLMHUB_TEST_STATE" not in os.environ:
        pytest.skip("LLMHUB_TEST_STATE names no deployed hub: `make test-long` makes one")
    return Path(os.environ["LLMHUB_TEST_STATE"]) / "models"


@pytest.fixture(scope="module")
def images() -> list[str]:
    """Our images, the notebook's slim one among them, which a deploy does not always make."""
    build = [sys.executable, "-m", "images.build", NOTEBOOK]
    subprocess.run(build, cwd=ROOT, check=True, timeout=900)
    names = needed(["hub", "proxy", "ollama", "course", NOTEBOOK])
    exact = [f"llmhub/ollama:{OLLAMA_VERSION}", f"llmhub/{DEBIAN_SOURCE}"]
    return [*(f"llmhub/{name}:{VERSION}" for name in names), *exact]


@pytest.fixture(scope="module")
def host(
    store: Path, images: list[str], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[FreshHost]:
    with fresh_host(tmp_path_factory.mktemp("host")) as host:
        yield host


@dataclass(frozen=True)
class Deploy:
    """How a deploy ended, what it said, and what the host looks like then."""

    status: int
    told: str
    packages: str
    state: str


def deploy(host: FreshHost, *words: str, patience: float = 600) -> Deploy:
    done = host.run(f"make deploy IMAGE={NOTEBOOK} {' '.join(words)}", patience)
    told = done.stdout + done.stderr
    return Deploy(done.returncode, told, host.says(INSTALLED), host.says("ls /srv"))


@pytest.fixture(scope="module")
def refused(host: FreshHost) -> Deploy:
    """The first deploy, while another program has the port."""
    host.says("setsid python3 -m http.server 8000 >/dev/null 2>&1 & echo $! >/run/other.pid")
    deployed = deploy(host)
    host.says("kill $(cat /run/other.pid)")
    return deployed


@pytest.fixture(scope="module")
def with_docker(host: FreshHost, refused: Deploy) -> Deploy:
    """The part of a deploy that installs Docker."""
    return deploy(host, "TAGS=docker")


@pytest.fixture(scope="module")
def deployed(host: FreshHost, with_docker: Deploy, store: Path, images: list[str]) -> Deploy:
    """A whole deploy, where images and models are there already."""
    host.load(images)
    host.unpack(store, f"{STATE}/models")
    return deploy(host)


@pytest.fixture(scope="module")
def again(host: FreshHost, deployed: Deploy) -> Deploy:
    """The same once more."""
    return deploy(host)


def test_a_port_in_use_stops_it_before_anything_changes(refused: Deploy) -> None:
    assert refused.status != 0
    assert "[port-in-use]" in refused.told
    assert "Port 8000" in refused.told
    assert "changed=0" in refused.told
    assert "docker" not in refused.packages
    assert refused.state == ""


def test_docker_is_installed_and_says_where_it_comes_from(
    host: FreshHost, with_docker: Deploy
) -> None:
    assert with_docker.status == 0, with_docker.told
    assert "Docker comes from " in with_docker.told
    assert int(host.says("docker version -f '{{.Server.Version}}'").split(".")[0]) >= 25
    assert host.says("docker compose version")
    assert host.says("docker buildx version")


def test_debian_12_gets_debian_13s_docker_and_nothing_more(
    host: FreshHost, with_docker: Deploy
) -> None:
    if FALLBACK not in with_docker.told:
        pytest.skip("Docker's own repository answers, and is taken")
    assert 'VERSION_ID="12"' in host.says("cat /etc/os-release")
    assert int(host.says("dpkg-query -W -f '${Version}' docker.io").split(".")[0]) >= 25
    assert "trixie" not in host.says("apt-cache policy")


def test_systemd_keeps_docker_running_and_docker_the_servers(
    host: FreshHost, with_docker: Deploy
) -> None:
    assert host.says("systemctl is-active docker") == "active"
    assert host.says("systemctl is-enabled docker") == "enabled"
    assert host.says("docker info -f '{{.LiveRestoreEnabled}}'") == "true"


def test_a_student_gets_a_token_at_the_end(deployed: Deploy) -> None:
    assert deployed.status == 0, deployed.told
    assert "[OK]   A cell has run, Ollama has answered" in deployed.told
    assert "Students:  http" in deployed.told


def test_what_is_there_already_is_taken(deployed: Deploy) -> None:
    assert re.search(r"^ok +Build or pull the images", deployed.told, re.MULTILINE)
    assert re.search(r"^ok +Fill the model store", deployed.told, re.MULTILINE)
    assert re.search(r"^ +models, release \d+: ", deployed.told, re.MULTILINE)
    assert f"llmhub/base:{VERSION}" not in deployed.told


def test_the_one_time_password_is_in_its_file_alone(host: FreshHost, deployed: Deploy) -> None:
    path = f"{STATE}/secrets/admin_password"
    assert path in deployed.told
    assert host.says(f"stat -c '%a %U' {path}") == "600 root"
    assert host.says(f"cat {path}") not in deployed.told


def test_a_second_run_changes_nothing(again: Deploy) -> None:
    assert again.status == 0, again.told
    assert "changed=0" in again.told


def test_the_hub_is_up_and_well(host: FreshHost, again: Deploy) -> None:
    assert "[FAIL]" not in host.says("make doctor")
