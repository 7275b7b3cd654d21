"""How git is called: with the address that was looked at, and trusting nothing else."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Any

import pytest

from classroom.fetch import repository
from classroom.fetch.address import Place
from classroom.fetch.repository import Repository
from classroom.fetch.trouble import FetchFailed, Trouble

PLACE = Place("example.org", "/a.git", 8443, ("1.1.1.1", "2606:4700::1111"))


class Git:
    """In git's place: remembers how it was called."""

    def __init__(self, answer: bytes = b"") -> None:
        self.calls: list[tuple[list[str], dict[str, Any]]] = []
        self.answer = answer

    def run(self, words: list[str], **more: Any) -> subprocess.CompletedProcess[bytes]:
        self.calls.append((words, more))
        return subprocess.CompletedProcess(words, 0, self.answer, b"")


@pytest.fixture
def git(monkeypatch: pytest.MonkeyPatch) -> Git:
    made = Git()
    monkeypatch.setattr("subprocess.run", made.run)
    return made


def test_git_goes_to_the_address_that_was_looked_at(git: Git, tmp_path: Path) -> None:
    Repository(tmp_path).fetch(PLACE, "main")
    words, _ = git.calls[-1]
    pin = "http.curloptResolve=example.org:8443:1.1.1.1,[2606:4700::1111]"
    assert words[words.index(pin) - 1] == "-c"
    assert words[-3:] == ["--", "https://example.org:8443/a.git", "main"]


def test_git_trusts_nothing_of_its_surroundings(
    git: Git, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("https_proxy", "http://127.0.0.1:3128")
    monkeypatch.setenv("GIT_CONFIG_COUNT", "1")
    Repository(tmp_path).fetch(PLACE, "")
    for words, more in git.calls:
        assert {"http.followRedirects=false", "protocol.allow=never"} < set(words)
        assert {"core.hooksPath=/dev/null", "core.symlinks=false"} < set(words)
        assert not {"https_proxy", "GIT_CONFIG_COUNT"} & set(more["env"])
        assert more["env"]["GIT_CONFIG_GLOBAL"] == "/dev/null"
        assert more["env"]["GIT_TERMINAL_PROMPT"] == "0"
        assert 0 < more["timeout"] <= repository.SECONDS


@pytest.mark.parametrize(
    ("size", "files", "fits"),
    [(repository.LARGEST, 1, True), (repository.LARGEST + 1, 1, False), (0, 20_001, False)],
)
def test_what_is_too_large_is_refused_before_a_file_is_written(
    git: Git, tmp_path: Path, size: int, files: int, fits: bool
) -> None:
    git.answer = f"100644 blob 1234 {size:>7}\ta b\0".encode() * files
    if fits:
        Repository(tmp_path).check()
        return
    with pytest.raises(FetchFailed) as caught:
        Repository(tmp_path).check()
    assert caught.value.trouble is Trouble.TOO_LARGE


def test_git_that_takes_too_long(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def slow(words: list[str], **more: Any) -> None:
        raise subprocess.TimeoutExpired(words, 1)

    monkeypatch.setattr("subprocess.run", slow)
    with pytest.raises(FetchFailed) as caught:
        Repository(tmp_path).fetch(PLACE, "")
    assert caught.value.trouble is Trouble.TIME
