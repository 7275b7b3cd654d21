"""The Debian base: when one that is here serves, and where it came from. No Docker."""

from __future__ import annotations

import pytest

from images.build import debian
from images.build.docker import SOURCE_LABEL, LocalImage

DIGEST = "sha256:" + "5" * 64
OTHER = "sha256:" + "6" * 64


def image(*repo_digests: str, source: str = "") -> LocalImage:
    return LocalImage("sha256:1", {SOURCE_LABEL: source} if source else {}, repo_digests)


@pytest.mark.parametrize(
    ("local", "digest", "refresh", "settled"),
    [
        (None, "", False, False),
        (image(), "", False, True),
        (image(), "", True, False),
        (image(), DIGEST, False, False),
        (image(f"debian@{DIGEST}"), DIGEST, False, True),
        (image(f"debian@{OTHER}"), DIGEST, False, False),
    ],
)
def test_debian_is_settled(
    local: LocalImage | None, digest: str, refresh: bool, settled: bool
) -> None:
    assert debian.is_settled(local, digest, refresh) is settled


@pytest.mark.parametrize(
    ("local", "source"),
    [
        (image("debian@" + DIGEST), "image registry"),
        (image(), "Debian packages"),
        # Made here and pushed to a mirror: still made here.
        (image("mirror/debian@" + DIGEST, source=debian.MADE), "Debian packages"),
    ],
)
def test_origin_of_the_base(local: LocalImage, source: str) -> None:
    assert debian.origin(local) == source


@pytest.mark.parametrize(
    ("local", "digest", "stays"),
    [
        (image(), DIGEST, True),
        (image(source=debian.MADE), DIGEST, True),
        (image(f"debian@{DIGEST}"), DIGEST, True),
        (image(f"debian@{OTHER}"), DIGEST, False),
        (image(f"debian@{OTHER}"), "", True),
        (image(f"mirror/debian@{OTHER}", source=debian.MADE), DIGEST, True),
    ],
)
def test_base_that_stays_without_a_registry(local: LocalImage, digest: str, stays: bool) -> None:
    assert debian.may_stay(local, digest) is stays
