"""scripts/venv and scripts/browser: what they install, as whom, and whom the installers trust."""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest

from scripts.stages import ROOT

FAKE = ROOT / "tests/fakes/fake_programs.sh"
BUNDLE = Path("/etc/ssl/certs/ca-certificates.crt")
# All other programs are fakes.
REAL = "sh env dirname head cat cmp cp rm mkdir touch sha256sum flock"


@dataclass
class Checkout:
    """A source tree with the scripts alone, and a PATH on which every other program is a fake."""

    folder: Path

    def call(self, *words: str, **environment: str) -> tuple[int, str]:
        """Run a script; return its status and all that was called and said."""
        log = self.folder / "log"
        log.unlink(missing_ok=True)
        done = subprocess.run(
            words,
            cwd=self.folder,
            env={"PATH": str(self.folder / "bin"), "FAKE_LOG": str(log), **environment},
            check=False,
            capture_output=True,
            text=True,
        )
        called = log.read_text() if log.is_file() else ""
        return done.returncode, called + done.stdout + done.stderr

    def fake(self, *names: str) -> None:
        for name in names:
            shutil.copy(FAKE, self.folder / "bin" / name)


@pytest.fixture
def checkout(tmp_path: Path) -> Checkout:
    for folder in ("bin", "requirements"):
        (tmp_path / folder).mkdir()
    shutil.copytree(ROOT / "scripts", tmp_path / "scripts", ignore=shutil.ignore_patterns("*.py*"))
    for name in REAL.split():
        (tmp_path / "bin" / name).symlink_to(str(shutil.which(name)))
    for name in ("uv", "deploy"):
        (tmp_path / "requirements" / f"{name}.txt").write_text("locked\n")
    made = Checkout(tmp_path)
    made.fake("id", "apt-get", "python3")
    return made


def test_an_environment_is_made_once(checkout: Checkout) -> None:
    status, told = checkout.call("scripts/venv", "deploy")
    assert status == 0, told
    assert "uv pip sync" in told
    status, told = checkout.call("scripts/venv", "deploy")
    assert status == 0, told
    assert "uv" not in told


@pytest.mark.skipif(not BUNDLE.is_file(), reason="this machine has no bundle of authorities")
@pytest.mark.parametrize(
    ("given", "pip", "uv"),
    [
        ({}, str(BUNDLE), str(BUNDLE)),
        ({"PIP_CERT": "/own.pem"}, "/own.pem", str(BUNDLE)),
        ({"SSL_CERT_FILE": "/own.pem"}, str(BUNDLE), "/own.pem"),
    ],
    ids=["the-hosts", "own-for-pip", "own-for-uv"],
)
def test_installers_trust_what_the_host_trusts(
    checkout: Checkout, given: dict[str, str], pip: str, uv: str
) -> None:
    status, told = checkout.call("scripts/venv", "deploy", **given)
    assert status == 0, told
    assert f"pip trusts {pip}\n" in told
    assert f"uv trusts {uv}, takes its own index\n" in told


def test_an_index_that_is_given_to_pip_is_meant_for_both(checkout: Checkout) -> None:
    _, told = checkout.call("scripts/venv", "deploy", PIP_INDEX_URL="http://mirror/simple")
    assert ", takes http://mirror/simple\n" in told


INSTALLING = [
    pytest.param(("scripts/venv", "deploy"), "python3-venv", id="venv"),
    pytest.param(("scripts/browser",), "chromium", id="browser"),
]


@pytest.mark.parametrize(("script", "package"), INSTALLING)
@pytest.mark.parametrize(("uid", "by_sudo"), [("0", False), ("1000", True)], ids=["root", "sudo"])
def test_what_is_missing_is_installed_by_root_or_sudo(
    checkout: Checkout, script: tuple[str, ...], package: str, uid: str, by_sudo: bool
) -> None:
    checkout.fake("sudo")
    status, told = checkout.call(*script, FAKE_UID=uid, FAKE_BARE="1")
    assert status == 0, told
    options = "-qq -y --no-install-recommends"
    assert f"apt-get install {options} {package}" in told
    assert ("sudo env DEBIAN_FRONTEND=noninteractive apt-get install" in told) is by_sudo


@pytest.mark.parametrize(("script", "package"), INSTALLING)
@pytest.mark.parametrize("lacks", ["sudo", "apt-get"])
def test_who_cannot_install_is_told_what_to_do(
    checkout: Checkout, script: tuple[str, ...], package: str, lacks: str
) -> None:
    checkout.fake("sudo")
    (checkout.folder / "bin" / lacks).unlink()
    status, told = checkout.call(*script, FAKE_UID="1000", FAKE_BARE="1")
    assert status != 0
    assert f"apt-get install {package}" in told.splitlines()[-1]
