"""Releases: numbered, swapped in one step, unchanged when nothing is new, and without leaks."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from labs.build.cli import main
from labs.build.errors import BuildError
from labs.build.release import RECORD, current_release, publish
from labs.build.secrets import find_leaks, secret_lines, secrets_of
from labs.build.sources import Kind, find_sources
from labs.build.tree import Options, build_tree, digest_of
from tests.labs.small_course import write_course

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return write_course(tmp_path / "course")


def build(root: Path, out: Path, options: Options | None = None) -> None:
    out.mkdir(exist_ok=True)
    build_tree(root, out, options or Options(), lambda _: None)


def names(tree: Path) -> set[str]:
    return {p.relative_to(tree).as_posix() for p in tree.rglob("*") if p.is_file()}


def test_the_tree_holds_what_students_get(root: Path, tmp_path: Path) -> None:
    build(root, tmp_path / "out")
    assert names(tmp_path / "out") == {
        "README.md",
        "apps/gradio_app.py",
        "week2/01-words.md",
        "week2/helper.py",
        "week2/lab.ipynb",
        "week2/quiz.dat",
        "week2/quiz.ipynb",
        "week2/texts/a.txt",
    }
    assert (tmp_path / "out/week2/01-words.md").read_text() == "# Words\n"


def test_kinds_follow_the_front_matter(root: Path) -> None:
    kinds = {str(source.target): source.kind for source in find_sources(root)}
    assert kinds["week2/lab.ipynb"] is Kind.NOTEBOOK
    assert kinds["week2/helper.py"] is Kind.SCRIPT


def test_rows_of_data_are_files_of_the_course(root: Path) -> None:
    data = root / "labs/week2/data/rows.jsonl"
    data.parent.mkdir()
    data.write_text("{}\n")
    kinds = {str(source.target): source.kind for source in find_sources(root)}
    assert kinds["week2/data/rows.jsonl"] is Kind.DATA


def test_a_folder_without_weeks_is_no_course(tmp_path: Path) -> None:
    with pytest.raises(BuildError) as caught:
        find_sources(tmp_path)
    assert caught.value.code == "COURSE-EMPTY"


def test_the_real_course_builds_twice_to_the_same_bytes(tmp_path: Path) -> None:
    for out in ("one", "two"):
        build(ROOT, tmp_path / out)
    assert digest_of(tmp_path / "one") == digest_of(tmp_path / "two")
    for name in names(tmp_path / "one"):
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()


def test_the_real_course_shows_students_no_answer(tmp_path: Path) -> None:
    build(ROOT, tmp_path / "student")
    secrets = secrets_of(find_sources(ROOT))
    assert len(secrets) > 10, "the search has nothing to look for"
    assert find_leaks(tmp_path / "student", secrets) == []
    build(ROOT, tmp_path / "instructor", Options(instructor=True))
    assert len(find_leaks(tmp_path / "instructor", secrets)) > 10, "the search finds nothing"


def test_an_answer_that_slips_through_stops_the_build(root: Path, tmp_path: Path) -> None:
    lab = root / "labs/week2/lab.py"
    answer = "### BEGIN SOLUTION\nanswer = 'the wooden jack plane'\n### END SOLUTION\n"
    lab.write_text(
        '# ---\n# jupyter: {}\n# ---\n# %% nbgrader={"grade_id": "a", "solution": true}\n' + answer
    )
    (root / "content/shared/a.txt").write_text("x\n")
    # Not a file that the stripper reads, so only the search can find it.
    (root / "content/week2/notes.csv").write_text("### BEGIN SOLUTION\n")
    with pytest.raises(BuildError, match=r"notes\.csv: marker 'BEGIN SOLUTION'") as caught:
        build(root, tmp_path / "out")
    assert caught.value.code == "COURSE-LEAK"


def test_a_secret_line_is_found_by_its_content(tmp_path: Path) -> None:
    secrets = secret_lines(["### BEGIN SOLUTION\n    plane = 'from 1926'\n### END SOLUTION\n"])
    (tmp_path / "page.md").write_text("They say plane = 'from 1926' is right.\n")
    assert find_leaks(tmp_path, secrets) == ["page.md: 'plane = 'from 1926''"]


def test_releases_are_numbered_and_unchanged_ones_are_not_made(root: Path, tmp_path: Path) -> None:
    course = tmp_path / "state"
    fill = lambda tree: build(root, tree)  # noqa: E731
    first, again = publish(course, fill), publish(course, fill)
    assert (first.name, first.changed, again.name, again.changed) == ("0001", True, "0001", False)
    (root / "labs/README.md").write_text("# Course, second edition\n")
    second = publish(course, fill)
    assert (second.name, second.changed) == ("0002", True)
    assert (course / "current").readlink() == Path("releases/0002")
    assert (course / "releases/0001/README.md").read_text() == "# Course\n"
    assert {p.name for p in (course / "releases").iterdir()} == {"0001", "0002"}


def test_everybody_can_read_a_release(root: Path, tmp_path: Path) -> None:
    old = os.umask(0o077)
    try:
        publish(tmp_path / "state", lambda tree: build(root, tree))
    finally:
        os.umask(old)
    for path in (tmp_path / "state/releases").rglob("*"):
        assert path.stat().st_mode & 0o777 == (0o755 if path.is_dir() else 0o644), path


def test_a_failing_build_leaves_the_current_release(root: Path, tmp_path: Path) -> None:
    course = tmp_path / "state"
    publish(course, lambda tree: build(root, tree))

    def fail(tree: Path) -> None:
        (tree / "half.md").write_text("half")
        raise BuildError("COURSE-TEST", "stop here")

    with pytest.raises(BuildError):
        publish(course, fail)
    assert current_release(course) == 1
    assert [p.name for p in (course / "releases").iterdir()] == ["0001"]


def test_what_lies_beside_the_releases_disturbs_nobody(root: Path, tmp_path: Path) -> None:
    course = tmp_path / "state"
    publish(course, lambda tree: build(root, tree))
    releases = course / "releases"
    (releases / "0001.bak").mkdir()
    (releases / ".incoming-killed" / "week1").mkdir(parents=True)
    (root / "labs/README.md").write_text("# Course, second edition\n")
    assert publish(course, lambda tree: build(root, tree)).name == "0002"
    assert {p.name for p in releases.iterdir()} == {"0001", "0001.bak", "0002"}


def test_the_command_ends_with_a_line_for_programs(
    root: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ["release", "--source", str(root), "--out", str(tmp_path / "state")]
    for status in ("changed", "unchanged"):
        assert main(arguments) == 0
        said = json.loads(capsys.readouterr().out.splitlines()[-1])
        assert (said["status"], said["release"]) == (status, "0001")
    record = json.loads((tmp_path / "state/current" / RECORD).read_text())
    assert record["digest"] == said["digest"]
