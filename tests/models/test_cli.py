"""The operators' command where the system refuses: a sentence, a code, a line for programs."""

import errno
import json
import os
from argparse import Namespace
from pathlib import Path

import pytest

from models import cli, commands


@pytest.mark.parametrize(
    ("number", "code"), [(errno.ENOSPC, "disk-full"), (errno.EACCES, "file-failed")]
)
def test_disk_that_refuses_ends_in_a_sentence(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], number: int, code: str
) -> None:
    def refuse(options: Namespace, root: Path) -> commands.Told:
        raise OSError(number, os.strerror(number), "/srv/releases")

    monkeypatch.setitem(commands.RUN, "list", refuse)
    assert cli.main(["list"]) == 1
    told = capsys.readouterr()
    assert json.loads(told.out)["error"] == code
    assert "/srv/releases" in told.err
    assert f"[{code}]" in told.err
