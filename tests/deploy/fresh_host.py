"""A fresh Debian 12 with systemd, in a container: git, make and Python 3, and nothing of ours."""

from __future__ import annotations

import os
import secrets
import shutil
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from images.build.trust import EXTRA, PASSED_ON
from scripts.checks import tracked
from scripts.stages import ROOT
from tests.deploy import cgroups

SUITE = "bookworm"
PACKAGES = "systemd,systemd-sysv,dbus,ca-certificates,git,make,python3,iproute2,kmod,procps"
SOURCE, STATE = "/root/hub", "/srv/llmhub"
# Not `--privileged`, which asks for what a sandbox may lack. systemd wants its cgroups; Docker and
# the students' overlays want a real disk below them.
OPTIONS = (
    *("--cap-add=ALL", "--security-opt=seccomp=unconfined", "--security-opt=apparmor=unconfined"),
    "--cgroupns=host",
    *("--tmpfs=/run", "--tmpfs=/run/lock", "--tmpfs=/tmp:exec"),
    *("--volume=/var/lib/docker", "--volume=/srv"),
)

Done = subprocess.CompletedProcess[str]


def call(*words: str, patience: float = 120) -> str:
    """Run a command on this machine and return what it printed."""
    done = subprocess.run(words, check=False, capture_output=True, text=True, timeout=patience)
    assert done.returncode == 0, f"{' '.join(words)}: {done.stdout}{done.stderr}"
    return done.stdout


def pipe(source: Sequence[str], sink: Sequence[str], patience: float) -> None:
    """Run two commands, the output of one being the input of the other."""
    with subprocess.Popen(source, stdout=subprocess.PIPE) as process:
        done = subprocess.run(
            sink, check=False, stdin=process.stdout, stdout=subprocess.DEVNULL, timeout=patience
        )
    assert (process.returncode, done.returncode) == (0, 0), f"{source[:2]} into {sink[:5]}"


@dataclass(frozen=True)
class FreshHost:
    """The host; commands are run as an admin types them who is root over SSH."""

    name: str

    def run(self, command: str, patience: float = 60) -> Done:
        """Run a line of shell in the source folder, with a LANG that is not installed there."""
        given = {name: os.environ[name] for name in PASSED_ON if name in os.environ}
        given |= {"LANG": "en_US.UTF-8", "HOME": "/root"}
        variables = [f"--env={name}={value}" for name, value in given.items()]
        return subprocess.run(
            ["docker", "exec", *variables, "--workdir", SOURCE, self.name, "bash", "-c", command],
            check=False,
            capture_output=True,
            text=True,
            timeout=patience,
        )

    def says(self, command: str, patience: float = 60) -> str:
        """Return what a line of shell prints; it must succeed."""
        done = self.run(command, patience)
        assert done.returncode == 0, f"{command}: {done.stdout}{done.stderr}"
        return done.stdout.strip()

    def unpack(self, folder: Path, to: str, *what: str) -> None:
        """Copy files (without names all) of a folder, with owners and hard links."""
        self.says(f"mkdir -p {to}")
        sink = ["docker", "exec", "-i", self.name, "tar", "-xp", "-C", to]
        pipe(["tar", "-c", "-C", str(folder), *(what or ["."])], sink, patience=120)

    def load(self, images: Sequence[str]) -> None:
        """Give the host's Docker images of this machine's."""
        sink = ["docker", "exec", "-i", self.name, "docker", "load"]
        pipe(["docker", "save", *images], sink, patience=600)

    def trust(self) -> None:
        """Let it trust what this machine trusts, and reach mirrors as this machine does."""
        if EXTRA.is_dir():
            self.unpack(EXTRA, str(EXTRA))
            self.says("update-ca-certificates")
        folder = Path("/etc/apt/apt.conf.d")
        ours = [path.name for path in folder.glob("*") if "Acquire::" in path.read_text()]
        if ours:
            self.unpack(folder, str(folder), *ours)


def wait_for_systemd(host: FreshHost, patience: float = 60) -> None:
    """Wait until systemd has started what it wants."""
    end = time.monotonic() + patience
    while host.run("systemctl is-system-running").stdout.strip() not in ("running", "degraded"):
        assert time.monotonic() < end, call("docker", "logs", host.name)
        time.sleep(0.5)
    host.says("mount -o remount,rw /proc/sys")


@contextmanager
def image(name: str, folder: Path) -> Iterator[str]:
    """Make an image of Debian's packages, and remove it afterwards."""
    if shutil.which("mmdebstrap") is None:
        call("scripts/install", "mmdebstrap", patience=300)
    archive = folder / "host.tar"
    options = ["--quiet", "--variant=minbase", f"--include={PACKAGES}"]
    call("mmdebstrap", *options, SUITE, str(archive), patience=300)
    changes = ['CMD ["/sbin/init"]', "STOPSIGNAL SIGRTMIN+3", "ENV container=docker"]
    words = [word for change in changes for word in ("--change", change)]
    call("docker", "import", *words, str(archive), name)
    archive.unlink()
    try:
        yield name
    finally:
        call("docker", "image", "rm", name)


@contextmanager
def fresh_host(folder: Path) -> Iterator[FreshHost]:
    """Boot the host with the checkout in it; nothing of it stays."""
    name = f"llmhub-test-host-{secrets.token_hex(4)}"
    with image(name, folder) as made, cgroups.left_as_found():
        words = ["--detach", "--name", name, f"--label=llmhub.instance={name}", *OPTIONS]
        call("docker", "run", *words, *cgroups.mounts(), f"--workdir={SOURCE}", made)
        host = FreshHost(name)
        try:
            wait_for_systemd(host)
            host.trust()
            host.unpack(ROOT, SOURCE, *tracked())
            yield host
        finally:
            # In this order, or cgroups of the inner containers stay on this machine.
            with suppress(subprocess.SubprocessError):
                host.run("docker ps -aq | xargs -r docker rm -f; systemctl stop docker", 120)
            call("docker", "rm", "--force", "--volumes", name)
