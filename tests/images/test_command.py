"""The image builder's command: a failure ends in a sentence and a line for programs."""

from __future__ import annotations

import errno
import json
import os

import pytest

from images.build import __main__ as command
from images.build.errors import BuildError


@pytest.mark.parametrize(
    ("failure", "code"),
    [
        (BuildError("no-docker", "Docker does not answer."), "no-docker"),
        (OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), "/tmp/x"), "disk-full"),
        (OSError(errno.ENOSPC, os.strerror(errno.ENOSPC)), "disk-full"),
        (PermissionError(errno.EACCES, os.strerror(errno.EACCES), "/tmp/x"), "file-failed"),
    ],
    ids=str,
)
def test_failure_is_a_sentence_with_a_code(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    failure: Exception,
    code: str,
) -> None:
    def fail(options: object) -> str:
        raise failure

    monkeypatch.setattr(command, "work", fail)
    assert command.main(["common"]) == 1
    told = capsys.readouterr()
    assert told.err.startswith(f"[{code}] ")
    assert json.loads(told.out)["error"]["code"] == code
