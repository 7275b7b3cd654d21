"""What is wrong with the sources or the disk is said in a sentence with a code."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from labs.build.cli import main
from labs.build.errors import BuildError
from labs.build.sources import find_sources
from tests.labs.small_course import FILES, write_course

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return write_course(tmp_path / "course")


@pytest.mark.parametrize(
    ("name", "text", "code"),
    [
        ("content/week2/lab.py", FILES["labs/week2/lab.py"], "COURSE-DUPLICATE"),
        ("content/week2/model.bin", "x", "COURSE-FILE"),
        ("labs/week2/files.yml", "texts: nowhere/*.txt\n", "COURSE-FILE"),
        ("labs/week2/files.yml", "texts: [\n", "COURSE-FILES"),
        ("labs/week2/files.yml", "- shared/*.txt\n", "COURSE-FILES"),
        ("labs/week2/files.yml", "", "COURSE-FILES"),
        ("labs/week2/files.yml", "texts: 3\n", "COURSE-FILES"),
        ("labs/week2/files.yml", "../week1: shared/*.txt\n", "COURSE-FILES"),
        ("labs/week2/files.yml", "texts: ../../*\n", "COURSE-FILES"),
    ],
)
def test_odd_sources_are_named(root: Path, name: str, text: str, code: str) -> None:
    (root / name).write_text(text)
    with pytest.raises(BuildError) as caught:
        find_sources(root)
    assert caught.value.code == code


@pytest.mark.parametrize("name", ["content/week2/01-words.md", "content/week2/helper.py"])
def test_source_that_is_not_utf8_is_named_with_its_line(
    root: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    (root / name).write_bytes(b"# One\n# caf\xe9\n")
    assert main(["release", "--source", str(root), "--out", str(tmp_path / "state")]) == 1
    said = capsys.readouterr().err
    assert f"COURSE-ENCODING: {root / name}, line 2" in said
    assert "Traceback" not in said


@pytest.mark.parametrize(
    ("number", "code"), [(errno.ENOSPC, "COURSE-DISK"), (errno.EROFS, "COURSE-IO")]
)
def test_disk_that_refuses_ends_in_a_sentence(
    root: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    number: int,
    code: str,
) -> None:
    def refuse(path: Path, *words: object, **more: object) -> int:
        raise OSError(number, os.strerror(number), str(path))

    monkeypatch.setattr(Path, "write_text", refuse)
    assert main(["release", "--source", str(root), "--out", str(tmp_path / "state")]) == 1
    assert f"Nothing was released. {code}: " in capsys.readouterr().err


def test_the_command_says_what_is_wrong(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["release", "--source", str(tmp_path), "--out", str(tmp_path / "state")]) == 1
    assert "COURSE-EMPTY" in capsys.readouterr().err
    assert main(["tree", "--source", str(ROOT), "--out", str(ROOT)]) == 1
    assert "COURSE-OUT" in capsys.readouterr().err
