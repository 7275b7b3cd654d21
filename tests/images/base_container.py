"""A student's container on its own: a notebook image beside a stand-in for the hub's API."""

from __future__ import annotations

import http.client
import json
import subprocess
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import ThreadingHTTPServer
from pathlib import Path
from threading import Thread

from tests.fakes.hub_api import HubApi, environment

ROOT = Path(__file__).parents[2]
VERSION = (ROOT / "images" / "VERSION").read_text(encoding="utf-8").strip()
SLIM = f"llmhub/base-slim:{VERSION}"
BASE = f"llmhub/base:{VERSION}"
GPU = f"llmhub/gpu:{VERSION}"
KERNEL = f"llmhub/kernel:{VERSION}"
PREFIX = "/user/ada/"
UID = 20007


def docker(*arguments: str, check: bool = True) -> str:
    """Run the Docker client and return what it printed."""
    result = subprocess.run(
        ["docker", *arguments], check=False, capture_output=True, text=True, timeout=300
    )
    if check and result.returncode:
        raise AssertionError(f"docker {' '.join(arguments)}: {result.stderr}{result.stdout}")
    return result.stdout


def once(image: str, *command: str, options: tuple[str, ...] = ()) -> str:
    """Run one command in a container as locked down as a student's, and return its output."""
    return docker(
        *("run", "--rm", "--init", "--user", f"{UID}:{UID}", "--read-only", "--cap-drop", "ALL"),
        *("--security-opt", "no-new-privileges", "--tmpfs", "/tmp:exec", *options),
        *("--tmpfs", f"/home/student:uid={UID}", "--entrypoint", command[0], image, *command[1:]),
    )


@dataclass
class Notebook:
    """A running notebook container, and how to talk to it."""

    name: str
    address: str
    home: Path
    options: list[str] = field(default_factory=list)

    def ask(
        self, path: str, token: str = "ada-token", method: str = "GET", **headers: str
    ) -> tuple[int, dict[str, str], str]:
        """Send one request; return status, headers and body."""
        connection = http.client.HTTPConnection(self.address, 8888, timeout=150)
        if token:
            headers["Authorization"] = f"token {token}"
        connection.request(method, PREFIX + path, headers=headers)
        answer = connection.getresponse()
        body = answer.read().decode("utf-8", "replace")
        connection.close()
        return answer.status, dict(answer.getheaders()), body

    def run(self, *command: str, check: bool = True) -> str:
        """Run a command in the container, as the student."""
        return docker("exec", self.name, *command, check=check)

    def write(self, path: str, text: str) -> None:
        """Write a file in the home, as the student."""
        program = "import pathlib, sys; pathlib.Path(sys.argv[1]).write_text(sys.argv[2])"
        self.run("python", "-c", program, f"/home/student/{path}", text)

    def logs(self) -> str:
        """Return everything the container printed."""
        result = subprocess.run(
            ["docker", "logs", self.name], check=True, capture_output=True, text=True
        )
        return result.stdout + result.stderr

    def wait(self) -> None:
        """Wait until the server answers."""
        deadline = time.monotonic() + 90
        while time.monotonic() < deadline:
            try:
                if self.ask("api", token="")[0] == 200:
                    return
            except OSError:
                time.sleep(0.2)
        raise AssertionError(f"the server does not answer:\n{self.logs()}")


@contextmanager
def hub() -> Iterator[str]:
    """Serve the hub's API on the gateway of Docker's default bridge; yield its address."""
    shown = json.loads(docker("network", "inspect", "bridge"))
    gateway = shown[0]["IPAM"]["Config"][0]["Gateway"]
    server = ThreadingHTTPServer((gateway, 0), HubApi)
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://{gateway}:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


def make_course(folder: Path) -> Path:
    """Write a course of two weeks and two apps; return the folder to mount at /opt/course."""
    release = folder / "releases" / "0001"
    for week in (1, 2):
        lab = release / f"week{week}"
        lab.mkdir(parents=True)
        (lab / "README.md").write_text(f"# Week {week}\n", encoding="utf-8")
    (release / "apps").mkdir()
    for source in (ROOT / "labs" / "apps").glob("*.py"):
        text = source.read_text(encoding="utf-8")
        (release / "apps" / source.name).write_text(text, encoding="utf-8")
    # pytest's folders are closed to others, and the student is another.
    for path in (folder, folder.parent):
        path.chmod(0o755)
    (folder / "current").symlink_to("releases/0001")
    return folder


@contextmanager
def notebook(
    folder: Path, address: str, image: str = SLIM, extra: tuple[str, ...] = (), bind: bool = True
) -> Iterator[Notebook]:
    """Start a student's container below `folder`, wait for it, remove it in the end."""
    home, tmp, course = folder / "home", folder / "tmp", folder / "course"
    for path in (home, tmp):
        path.mkdir(exist_ok=True)
        docker_chown(path)
    if not course.exists():
        make_course(course)
    name = f"llmhub-test-{uuid.uuid4().hex[:8]}"
    variables = [f"--env={key}={value}" for key, value in environment(address).items()]
    mounts = [f"--volume={home}:/home/student"] if bind else []
    docker(
        *("run", "--detach", "--init", "--name", name, "--user", f"{UID}:{UID}", "--read-only"),
        *("--cap-drop", "ALL", "--security-opt", "no-new-privileges", "--pids-limit", "512"),
        *variables,
        *mounts,
        f"--volume={tmp}:/tmp",
        f"--volume={course}:/opt/course:ro",
        *(*extra, image),
    )
    try:
        shown = json.loads(docker("inspect", name))[0]
        started = Notebook(name, shown["NetworkSettings"]["IPAddress"], home)
        started.wait()
        yield started
    finally:
        docker("rm", "--force", name, check=False)


def docker_chown(path: Path) -> None:
    """Give a folder to the student; the tests may not run as root, the daemon does."""
    docker(
        *("run", "--rm", "--user", "0", f"--volume={path}:/given", "--entrypoint", "chown"),
        *(SLIM, "-R", f"{UID}:{UID}", "/given"),
    )
