"""Which build of torch is taken, and when its lock is written."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

import pytest

from images.build import docker, torch
from images.build.builder import Workshop
from images.build.errors import BuildError
from images.build.registry import Registry
from images.build.report import Result
from images.build.run import Run

CLOSED = "http://127.0.0.1:9"


@pytest.mark.parametrize(
    ("cuda", "locked", "current", "there", "build"),
    [
        (True, True, [], True, "cuda"),
        (False, False, [], True, "cuda"),
        (False, True, [], True, "cpu"),
        (False, True, [], False, "cuda"),
        # What is built stays, whether the network is there today or not.
        (False, True, ["cpu"], False, "cpu"),
        (False, True, ["cuda"], True, "cuda"),
    ],
)
def test_build(cuda: bool, locked: bool, current: list[str], there: bool, build: str) -> None:
    chosen = torch.choose(cuda=cuda, locked=locked, current=current, answers=lambda: there)
    assert chosen == build


def test_index_is_not_asked_for_what_is_built() -> None:
    def never() -> bool:
        raise AssertionError("asked")

    torch.choose(cuda=False, locked=True, current=["cpu"], answers=never)
    torch.choose(cuda=True, locked=True, current=[], answers=never)
    torch.choose(cuda=False, locked=False, current=[], answers=never)


@pytest.mark.parametrize(
    ("cuda", "locked", "settled", "look"),
    [
        (False, False, False, True),
        (True, False, False, False),
        (False, True, False, False),
        (False, False, True, False),
    ],
)
def test_lock_is_looked_for_once(cuda: bool, locked: bool, settled: bool, look: bool) -> None:
    assert torch.must_lock(cuda=cuda, locked=locked, settled=settled) is look


@pytest.mark.parametrize(
    ("names", "gpu", "cuda"),
    [
        (["base"], False, False),
        (["base"], True, True),
        (["gpu"], False, True),
        (["base", "gpu"], False, True),
    ],
)
def test_base_and_gpu_get_one_build(
    monkeypatch: pytest.MonkeyPatch, names: list[str], gpu: bool, cuda: bool
) -> None:
    """Two builds of torch would be two copies on disk, and base would change with each order."""
    asked: list[bool] = []

    def must_lock(*, cuda: bool, **_: object) -> bool:
        asked.append(cuda)
        return False

    monkeypatch.setattr(torch, "must_lock", must_lock)
    monkeypatch.setattr(docker, "inspect", lambda reference: None)
    monkeypatch.setattr(Run, "_one", lambda self, image: Result("", "", "", changed=False))
    shop = Workshop(Path("/nonexistent"), "x", "1", {}, Path("/nonexistent"))
    Run(shop, Registry("127.0.0.1:1"), {}, gpu).ensure(names)
    assert asked == [cuda]


@pytest.fixture
def index() -> Iterator[Callable[[int], str]]:
    """Return a function that makes an index answer with a status, and gives its address."""

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(self.server.status)  # type: ignore[attr-defined]
            self.end_headers()

        def log_message(self, *words: object) -> None:
            """Say nothing."""

    with HTTPServer(("127.0.0.1", 0), Answer) as server:
        thread = Thread(target=server.serve_forever, args=(0.05,), daemon=True)
        thread.start()

        def answering(status: int) -> str:
            server.status = status  # type: ignore[attr-defined]
            return f"http://127.0.0.1:{server.server_port}"

        yield answering
        server.shutdown()
        thread.join()


@pytest.mark.parametrize(
    ("status", "there"), [(200, True), (404, True), (403, False), (502, False)]
)
def test_what_counts_as_an_answer(index: Callable[[int], str], status: int, there: bool) -> None:
    assert torch.answers(index(status)) is there


def make_tree(root: Path, script: str) -> Path:
    """A source tree whose lock.sh is this script."""
    path = root / "images/base/lock.sh"
    path.parent.mkdir(parents=True)
    path.write_text(f'#!/bin/bash\nset -e\ncd "$(dirname "$0")"\n{script}\n')
    path.chmod(0o755)
    return root


def test_index_that_does_not_answer_leaves_no_lock(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    root = make_tree(tmp_path, "touch torch-cpu.txt")
    assert torch.ensure_lock(root, {}, CLOSED) is False
    assert not (root / torch.LOCK).exists()
    assert "DOES NOT ANSWER" in capsys.readouterr().err


def test_index_that_answers_is_locked_to(
    tmp_path: Path, index: Callable[[int], str], capfd: pytest.CaptureFixture[str]
) -> None:
    root = make_tree(tmp_path, 'echo "$1 $SSL_CERT_FILE" > torch-cpu.txt')
    given = {"PATH": "/usr/bin:/bin", "SSL_CERT_FILE": "/given.pem"}
    assert torch.ensure_lock(root, given, index(200)) is True
    assert (root / torch.LOCK).read_text() == "cpu /given.pem\n"


@pytest.mark.parametrize("script", ["exit 1", "true"])
def test_lock_that_cannot_be_made_is_an_error(
    tmp_path: Path, index: Callable[[int], str], capfd: pytest.CaptureFixture[str], script: str
) -> None:
    root = make_tree(tmp_path, script)
    with pytest.raises(BuildError, match=r"torch-lock-failed.*versions\.in"):
        torch.ensure_lock(root, {"PATH": "/usr/bin:/bin"}, index(200))
