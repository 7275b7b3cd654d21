"""What may be the source of a release."""

from __future__ import annotations

import pytest

from classroom.errors import ClassroomError
from classroom.releases import sources
from classroom.releases.making import make
from classroom.releases.sources import Kind
from tests.classroom.releases.course import Desk, quietly, week


@pytest.mark.parametrize("name", ["", ".", "..", "../x", "a/b", "-a", "missing", "link", "a file"])
def test_folders_that_nobody_offers(desk: Desk, name: str) -> None:
    desk.offer("algebra", week(1))
    (desk.layout.sources / "link").symlink_to("/etc")
    assert sources.names(desk.layout) == ["algebra"]
    with pytest.raises(ClassroomError) as caught:
        sources.folder(desk.layout, name)
    assert caught.value.code == "no-such-source"


def test_what_a_job_has_fetched(desk: Desk) -> None:
    url, place = "https://example.org/a.git", desk.layout.jobs / "j1/out/week1"
    place.mkdir(parents=True)
    (place / "notes.md").write_text("x")
    made = make(desk.layout, sources.git(desk.layout, "j1", url, "main"), "ines", quietly)
    assert (made.release.kind, made.release.source) == (Kind.GIT, f"git {url} main")


@pytest.mark.parametrize(
    ("job", "url", "ref", "code"),
    [
        ("j1", "file:///etc", "main", "bad-source-url"),
        ("j1", "https://example.org/a", "-x", "bad-source-ref"),
        ("j2", "https://example.org/a", "main", "no-such-source"),
        ("..", "https://example.org/a", "main", "no-such-source"),
        ("link", "https://example.org/a", "main", "no-such-source"),
    ],
)
def test_what_no_job_has_fetched(desk: Desk, job: str, url: str, ref: str, code: str) -> None:
    (desk.layout.jobs / "j1/out").mkdir(parents=True)
    (desk.layout.jobs / "link").mkdir()
    (desk.layout.jobs / "link/out").symlink_to("/etc")
    with pytest.raises(ClassroomError) as caught:
        sources.git(desk.layout, job, url, ref)
    assert caught.value.code == code
