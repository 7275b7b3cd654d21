"""Builds of a small image with the real Docker: what is skipped, seen, and left behind."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest

from images.build import builder, debian, docker
from images.build.builder import Workshop
from images.build.catalog import DEBIAN_SOURCE, Image
from images.build.errors import BuildError
from images.build.registry import Registry
from images.build.report import Result
from tests.images import local_registry

pytestmark = [pytest.mark.docker, pytest.mark.timeout(180)]

INDEX = "http://someone:secret@index.invalid/simple"
DOCKERFILE = """\
ARG BASE=debian:trixie-slim
FROM ${BASE}
SHELL ["/bin/bash", "-euo", "pipefail", "-c"]
ARG BASH_ENV=/run/secrets/host-env
COPY part/a.txt /a.txt
RUN --mount=type=secret,id=host-env [[ "${PIP_INDEX_URL}" == http://someone:* ]]
"""
SMALL = Image("small", "part/Dockerfile", ("part",), {"BASE": "debian"}, why="a test")


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Workshop]:
    """A repository with one small image; its images are removed at the end."""
    part = tmp_path / "root/part"
    part.mkdir(parents=True)
    (part / "Dockerfile").write_text(DOCKERFILE)
    (part / "a.txt").write_text("first")
    (tmp_path / "root/outside.txt").write_text("not an input")
    prefix = f"llmhub-test-{uuid4().hex[:8]}"
    environment = {"PIP_INDEX_URL": INDEX}
    yield Workshop(tmp_path / "root", prefix, "1", environment, tmp_path / "logs")
    docker.run("image", "rm", f"{prefix}/small:1", check=False)


@pytest.fixture(scope="module")
def base() -> Result:
    """Some Debian image, pulled or made as a deploy does it."""
    return debian.ensure(f"llmhub/{DEBIAN_SOURCE}", Registry(), "", refresh=False)


def make(shop: Workshop, base: Result) -> Result:
    return builder.build(shop, SMALL, {"BASE": base}, {}, "built here")


def test_second_build_changes_nothing_and_a_new_content_does(shop: Workshop, base: Result) -> None:
    first = make(shop, base)
    assert first.changed is True
    (shop.root / "part/a.txt").touch()
    second = make(shop, base)
    assert (second.changed, second.id) == (False, first.id)
    (shop.root / "part/a.txt").write_text("second")
    third = make(shop, base)
    assert third.changed is True
    assert third.id != first.id
    shown = local_registry.docker("run", "--rm", "--network=none", third.tag, "cat", "/a.txt")
    assert shown == "second"
    # The image that lost its name is gone, for nothing holds it.
    assert docker.inspect(first.id) is None


def test_image_that_a_container_uses_survives_its_successor(shop: Workshop, base: Result) -> None:
    first = make(shop, base)
    container = local_registry.docker("create", first.tag)
    try:
        (shop.root / "part/a.txt").write_text("second")
        make(shop, base)
        assert docker.inspect(first.id) is not None
    finally:
        local_registry.docker("rm", container)
        docker.run("image", "rm", first.id, check=False)


def test_other_base_makes_another_image(shop: Workshop, base: Result) -> None:
    make(shop, base)
    other = Result(base.tag, "sha256:another", base.source, changed=True)
    before = docker.inspect(shop.tag("small"))
    make(shop, other)
    after = docker.inspect(shop.tag("small"))
    assert before is not None
    assert after is not None
    assert before.labels[builder.INPUTS_LABEL] != after.labels[builder.INPUTS_LABEL]


def test_file_that_is_no_input_cannot_be_copied(
    shop: Workshop, base: Result, capsys: pytest.CaptureFixture[str]
) -> None:
    with (shop.root / "part/Dockerfile").open("a") as dockerfile:
        dockerfile.write("COPY outside.txt /\n")
    with pytest.raises(BuildError, match=r"build-failed.*small\.log"):
        make(shop, base)
    assert "outside.txt" in capsys.readouterr().err


def test_hosts_index_is_used_and_left_nowhere(shop: Workshop, base: Result, tmp_path: Path) -> None:
    made = make(shop, base)
    archive = tmp_path / "image.tar"
    local_registry.docker("save", "--output", str(archive), made.tag)
    content = archive.read_bytes()
    assert b"BASH_ENV" in content  # the image's history is in the archive, in plain text
    assert b"index.invalid" not in content
    assert "index.invalid" not in (shop.logs / "small.log").read_text()
