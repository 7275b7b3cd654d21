"""What the tests of images begin with: a notebook, a base, a registry, names of their own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import uuid4

import pytest

from images.build import debian, docker
from images.build.catalog import DEBIAN_SOURCE
from images.build.registry import Registry
from tests.fakes.course_api import CourseService
from tests.images import local_registry
from tests.images.base_container import GPU, Notebook, hub, make_course, notebook
from tests.images.course_lab import CourseLab, course_lab
from tests.images.local_registry import LocalRegistry
from tests.labsync.lesson import BASE, MINE, THEIRS


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Notebook]:
    """A student's notebook beside a hub, for all tests of a file."""
    with (
        hub() as address,
        notebook(tmp_path_factory.mktemp("student"), address) as started,
    ):
        yield started


@pytest.fixture(scope="session")
def gpu_image() -> None:
    """Skip where the GPU image was not made: it is 2 GB more than a deploy without a GPU needs."""
    if docker.inspect(GPU) is None:
        pytest.skip(f"there is no {GPU} here: python -m images.build base gpu")


@pytest.fixture(scope="module")
def base() -> str:
    """Some Debian image, pulled or made as a deploy does it."""
    return debian.ensure(f"llmhub/{DEBIAN_SOURCE}", Registry(), "", refresh=False).tag


@pytest.fixture(scope="module")
def official(base: str) -> Iterator[Callable[[str], str]]:
    """Return a function that makes an image which says that it is this version of Ollama."""
    made = []

    def make(version: str) -> str:
        says = f'ENTRYPOINT ["/bin/echo", "ollama version is {version}"]'
        container = local_registry.docker("create", base)
        changes = ["--change", says, "--change", f"LABEL {docker.SOURCE_LABEL}="]
        made.append(local_registry.docker("commit", *changes, container))
        local_registry.docker("rm", container)
        return made[-1]

    yield make
    for image in made:
        docker.run("image", "rm", "--force", image, check=False)


@pytest.fixture
def prefix() -> Iterator[str]:
    """First part of the names of this test's images, which are removed at its end."""
    name = f"llmhub-test-{uuid4().hex[:8]}"
    yield name
    listed = local_registry.docker("image", "ls", "--format", "{{.Repository}}:{{.Tag}}")
    mine = [one for one in listed.split() if one.startswith(name)]
    if mine:
        local_registry.docker("image", "rm", *mine)


@pytest.fixture
def served(tmp_path: Path) -> Iterator[LocalRegistry]:
    """A registry with nothing in it; what was pulled from it is forgotten afterwards."""
    with local_registry.serve(tmp_path) as running:
        yield running
    listed = docker.run(
        "image", "ls", "--digests", "--format", "{{.Repository}} {{.Digest}} {{.Tag}}"
    )
    for line in listed.stdout.splitlines():
        name, digest, tag = line.split()
        if name.startswith(running.host):
            mark = f":{tag}" if tag != "<none>" else f"@{digest}"
            docker.run("image", "rm", name + mark, check=False)


@pytest.fixture
def course(tmp_path: Path) -> Path:
    """Give a course as it is mounted: what `current` leads to."""
    return make_course(tmp_path / "course") / "current"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Give an empty home."""
    made = tmp_path / "home"
    made.mkdir()
    return made


@pytest.fixture(scope="module")
def started_lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[CourseLab]:
    """A lab beside a course service, after an update that changed something."""
    with course_lab(tmp_path_factory.mktemp("lab")) as running:
        lab = running.world
        lab.begin({"assignment.ipynb": BASE, "a.txt": "one\n"})
        lab.write({"assignment.ipynb": MINE})
        lab.release({"assignment.ipynb": THEIRS, "a.txt": "two\n"})
        lab.update()
        yield running


@pytest.fixture
def lab(started_lab: CourseLab) -> CourseLab:
    """Give the lab, and a service that works and was asked nothing yet."""
    fresh = CourseService(started_lab.service.url)
    started_lab.service.__dict__.update(fresh.__dict__)
    return started_lab
