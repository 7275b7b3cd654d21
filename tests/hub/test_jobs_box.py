"""Files of a job: what comes in and out is plain, bounded, and never led elsewhere by a link."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable
from pathlib import Path

import pytest

from llmhub.errors import LabError
from llmhub.jobs.box import Box, guarded, put_aside, remove_all
from llmhub.jobs.copying import Allowance
from llmhub.layout import StateLayout

ID = "job-1234"
SERVICE, JOB = 21997, 21996


@pytest.fixture
def box(tmp_path: Path) -> Box:
    """A job that the service has laid files down for."""
    folder = tmp_path / "classroom/jobs" / ID
    (folder / "in/data").mkdir(parents=True)
    (folder / "in/assignment.ipynb").write_text("{}")
    (folder / "in/data/a.csv").write_text("1,2")
    for path in (folder, *folder.rglob("*")):
        os.chown(path, SERVICE, SERVICE)
        path.chmod(0o700)
    made = Box(StateLayout(tmp_path), ID)
    made.make()
    return made


def given(box: Box) -> Path:
    return box.layout.state_dir / "classroom/jobs" / ID / "in"


def taken(box: Box) -> Path:
    return given(box).with_name("out")


def plenty() -> Allowance:
    return Allowance(1000, 10, 0)


def test_what_comes_in_can_be_read_by_the_job_and_changed_by_nobody(box: Box) -> None:
    box.take_in(plenty())
    found = {str(path.relative_to(box.path)): path.stat() for path in box.path.rglob("*")}
    assert set(found) == {"in", "in/assignment.ipynb", "in/data", "in/data/a.csv"}
    assert {one.st_uid for one in found.values()} == {0}
    assert all(one.st_mode & 0o044 and not one.st_mode & 0o022 for one in found.values())


def a_link(folder: Path) -> None:
    (folder / "x").symlink_to("/etc/shadow")


def a_link_for_a_folder(folder: Path) -> None:
    (folder / "x").symlink_to("/etc")


def a_pipe(folder: Path) -> None:
    os.mkfifo(folder / "x")


def a_socket(folder: Path) -> None:
    with socket.socket(socket.AF_UNIX) as one:
        one.bind(str(folder / "x"))


def too_large(folder: Path) -> None:
    with (folder / "x").open("wb") as file:
        file.truncate(10 * 2**30)


def too_many(folder: Path) -> None:
    for number in range(12):
        (folder / str(number)).touch()


def too_deep(folder: Path) -> None:
    (folder / "/".join(["d"] * 30)).mkdir(parents=True)


BAD = [a_link, a_link_for_a_folder, a_pipe, a_socket, too_large, too_many, too_deep]


@pytest.mark.parametrize("spoil", BAD)
def test_what_is_refused_on_its_way_in(box: Box, spoil: Callable[[Path], None]) -> None:
    spoil(given(box))
    with pytest.raises(LabError) as caught:
        box.take_in(Allowance(1000, 100 if spoil is too_deep else 10, 0))
    assert caught.value.code == "job-files"


@pytest.mark.parametrize("spoil", BAD)
def test_what_is_refused_on_its_way_out_leaves_nothing(
    box: Box, spoil: Callable[[Path], None]
) -> None:
    box.make_out(JOB)
    (box.path / "out/good").write_text("good")
    spoil(box.path / "out")
    with pytest.raises(LabError) as caught:
        box.give_out(1000, 100 if spoil is too_deep else 10)
    assert caught.value.code == "job-output"
    assert [path.name for path in taken(box).parent.iterdir()] == ["in"]


@pytest.mark.parametrize("part", ["classroom", "jobs", ID, "in"])
def test_a_folder_of_the_service_that_is_a_link(box: Box, tmp_path: Path, part: str) -> None:
    path = next(one for one in (given(box), *given(box).parents) if one.name == part)
    path.rename(tmp_path / "elsewhere")
    path.symlink_to(tmp_path / "elsewhere")
    with pytest.raises(LabError) as caught:
        guarded(lambda: box.take_in(plenty()))
    assert caught.value.code == "job-files"


def test_a_result_is_whole_the_services_own_and_replaces_what_is_there(
    box: Box, tmp_path: Path
) -> None:
    taken(box).symlink_to(tmp_path)
    box.make_out(JOB)
    (box.path / "out/src").mkdir()
    (box.path / "out/src/run.sh").write_text("#!/bin/sh")
    (box.path / "out/src/run.sh").chmod(0o4755)
    (box.path / "out/secret").write_text("mine")
    (box.path / "out/secret").chmod(0)
    box.give_out(1000, 10)
    assert not taken(box).is_symlink()
    found = {str(one.relative_to(taken(box))): one.stat() for one in taken(box).rglob("*")}
    assert {name: oct(one.st_mode & 0o7777) for name, one in found.items()} == {
        "src": "0o755",
        "src/run.sh": "0o755",
        "secret": "0o644",
    }
    assert {one.st_uid for one in found.values()} == {SERVICE}
    assert (tmp_path / "classroom").is_dir()


def test_the_job_cannot_put_anything_in_the_place_of_the_one_file(box: Box) -> None:
    box.make_executed(JOB)
    out = (box.path / "out").stat()
    assert (out.st_uid, out.st_mode & 0o777) == (0, 0o755)
    file = (box.path / "out/executed.ipynb").stat()
    assert (file.st_uid, file.st_mode & 0o777) == (JOB, 0o600)


@pytest.mark.parametrize(
    ("size", "files", "fits"), [(100, 5, True), (2, 5, False), (100, 1, False)]
)
def test_what_a_job_writes_is_measured(box: Box, size: int, files: int, fits: bool) -> None:
    box.make_out(JOB)
    (box.path / "out/d").mkdir()
    (box.path / "out/d/a").write_text("12345")
    blocks = 4096 * 4  # of the disk, with the folder
    assert box.fits(size + (blocks if fits else 0), files) is fits


def test_folders_of_an_earlier_hub_go_and_known_ones_stay(box: Box) -> None:
    layout = box.layout
    (layout.running_jobs / "left-over-1").mkdir()
    remove_all(put_aside(layout, {ID}))
    assert [path.name for path in layout.running_jobs.iterdir()] == [ID]


def test_what_lies_there_tells_what_an_earlier_hub_did(box: Box) -> None:
    assert box.has_result() is False
    taken(box).mkdir()
    assert box.has_result() is True
    assert Box(box.layout, "job-none").has_result() is None
