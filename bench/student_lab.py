"""A student's lab without a hub: their image and a real model server beside it, no network.

The tests of the labs and the measurement of week 4's demo work in it.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

from scripts.stages import ROOT

VERSION = (ROOT / "images/VERSION").read_text().strip()
SIDECAR_IMAGE = f"llmhub/ollama:{VERSION}"
COURSE_IMAGE = f"llmhub/course:{VERSION}"
UID = 20000

# As the hub sets them: threads that wait for one another must sleep, not spin.
THREADS = ("--env=OMP_NUM_THREADS=2", "--env=OMP_WAIT_POLICY=PASSIVE")


def docker(*arguments: str, check: bool = True) -> str:
    """Run docker and return what it printed; the error names what it said."""
    done = subprocess.run(["docker", *arguments], capture_output=True, text=True, check=False)
    if check and done.returncode:
        raise AssertionError(f"docker {' '.join(arguments)}\n{done.stdout}\n{done.stderr}")
    return done.stdout


@dataclass(frozen=True)
class StudentLab:
    """A running lab: `home` on this machine is `/home/student` in the container `name`."""

    name: str
    home: Path

    def run(self, *command: str, environ: Mapping[str, str] | None = None) -> str:
        """Run a command in the container and return what it printed."""
        given = [f"--env={key}={value}" for key, value in (environ or {}).items()]
        return docker("exec", *given, self.name, *command)

    def shell(self, script: str) -> str:
        """Run a script as in a terminal of the lab."""
        return self.run("bash", "-euc", f"cd ~; {script}")

    def put(self, tree: Path, folder: str) -> Path:
        """Copy files into the home, as the student's own."""
        target = self.home / folder
        shutil.copytree(tree, target, dirs_exist_ok=True)
        for path in (target, *target.parents, *target.rglob("*")):
            if path.is_relative_to(self.home):
                os.chown(path, UID, UID)
        return target


@contextmanager
def student_lab(
    home: Path,
    store: Path,
    image: str,
    mode: str = "ro",
    *,
    models: Mapping[str, str] | None = None,
    programs: Path | None = None,
    limits: Sequence[str] = (),
) -> Iterator[StudentLab]:
    """Start both containers, wait until the model server answers, and remove them at the end.

    Args:
        home: becomes the home; made here.
        store: a release of the model store.
        image: of the notebook.
        mode: "rw" lets both write into `store`, as students may into their layer above the hub's.
        models: volumes to mount instead of the store's `ollama` and `huggingface`.
        programs: a folder of the caller's, at /opt/tests.
        limits: more options of `docker run` for the notebook, such as `--memory=4g`.
    """
    home.mkdir(parents=True)
    os.chown(home, UID, UID)
    name = f"lab-test-{uuid4().hex[:8]}"
    own = [f"--volume={programs}:/opt/tests:ro"] if programs else []
    parts = models or {part: str(store / part) for part in ("ollama", "huggingface")}
    notebook = (
        "run", "--detach", "--init", "--name", name, "--network=none", *safe(UID), *limits, *own,
        "--tmpfs=/tmp:exec", f"--volume={home}:/home/student",
        f"--volume={store / 'models.json'}:/opt/models/models.json:ro",
        f"--volume={ROOT / 'bench/in_lab'}:/opt/bench:ro",
        f"--volume={parts['huggingface']}:/opt/models/huggingface:{mode}",
        "--env=LLMLAB_MODELS=/opt/models/models.json", "--env=JUPYTER_RUNTIME_DIR=/tmp/runtime",
        "--env=HF_HOME=/opt/models/huggingface", "--env=HF_HUB_OFFLINE=1", *THREADS,
        "--entrypoint=sleep", image, "infinity",
    )  # fmt: skip
    sidecar = (
        "run", "--detach", "--init", f"--name={name}-ollama", f"--network=container:{name}",
        *safe(owner_of(store)), "--tmpfs=/tmp:exec", f"--volume={parts['ollama']}:/models:{mode}",
        "--env=HOME=/tmp", "--env=OLLAMA_MODELS=/models", "--env=OLLAMA_HOST=127.0.0.1:11434",
        "--env=OLLAMA_NOPRUNE=1", SIDECAR_IMAGE, "serve",
    )  # fmt: skip
    try:
        docker(*notebook)
        docker(*sidecar)
        lab = StudentLab(name, home)
        wait_for_models(lab)
        yield lab
    finally:
        docker("rm", "--force", "--volumes", f"{name}-ollama", name, check=False)


def safe(uid: int) -> tuple[str, ...]:
    """Return the options of a container that may do no more than a student's."""
    least = ("--read-only", "--cap-drop=ALL", "--security-opt=no-new-privileges")
    return (f"--user={uid}:{uid}", *least)


def owner_of(store: Path) -> int:
    """Return the user id of the model server: the owner of its files, as behind the hub.

    Ollama sets the times of a file that it uses again, which only an owner may.
    """
    owners = {path.stat().st_uid for path in (store / "ollama/blobs").glob("sha256-*")}
    return max(owners, default=0) or UID


def build_course(out: Path, *words: str) -> None:
    """Write a version of these very sources; the course's image has what it takes.

    Args:
        out: becomes the tree.
        words: more options of `python -m labs.build tree`; none give the students' version.
    """
    sources = [f"--volume={ROOT / part}:/srv/course/{part}:ro" for part in ("labs", "content")]
    shared = f"--volume={out.parent}:{out.parent}"
    run = ("run", "--rm", "--network=none", *sources, shared, COURSE_IMAGE)
    docker(*run, "python", "-m", "labs.build", "tree", f"--out={out}", *words)


def wait_for_models(lab: StudentLab, seconds: float = 60.0) -> None:
    """Wait until `ollama list` works."""
    deadline = time.monotonic() + seconds
    while True:
        try:
            lab.run("ollama", "list")
        except AssertionError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.5)
        else:
            return
