"""The rehearsal of week 4: what it refuses, and what each of its stages says."""

from __future__ import annotations

import ast
import importlib
import shlex
import sys
from pathlib import Path
from typing import Any

import pytest

from llmhub.errors import LabError
from llmhub.layout import StateLayout
from llmhub.ops import cli, rehearsal, smoke
from llmhub.ops.browser import Browser
from llmhub.ops.checks import cards, engine
from llmhub.ops.context import Context
from llmhub.ops.rehearsal import Rehearsal
from llmhub.settings import Settings
from scripts.stages import ROOT

ANY: Any = None


class Kernel:
    """Runs no cell: notes it, prints for it, and fails at the one told."""

    def __init__(self, fails_at: int = 0, code: str = "smoke-cell") -> None:
        self.fails_at, self.code = fails_at, code
        self.cells: list[str] = []
        self.patience: list[float] = []
        self.late: list[str | None] = []

    def __call__(
        self, browser: Browser, server: str, code: str, patience: float = 120, **more: Any
    ) -> str:
        self.cells.append(code)
        self.patience.append(patience)
        self.late.append(more.get("late"))
        more["tell"]("one line\nanother\n")
        if len(self.cells) == self.fails_at:
            raise LabError(self.code, "RuntimeError: this lab has no card")
        return ""


def test_every_stage_is_timed_and_its_words_are_shown(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    kernel = Kernel()
    monkeypatch.setattr(rehearsal, "run_cell", kernel)
    Rehearsal('echo "it\'s {well}"', "mine:1", patience=7).work(ANY, "/user/x/")
    for cell in kernel.cells:
        ast.parse(cell)
    assert repr('echo "it\'s {well}"') in kernel.cells[1]
    assert "'mine:1'" in kernel.cells[2]
    assert kernel.patience[1] == 7
    assert kernel.late == [None, "rehearsal-tuning", None]
    told = capsys.readouterr().out.splitlines()
    assert [line[:6] for line in told] == ["      ", "      ", "[OK]  "] * 3
    assert all(line.endswith(" s)") for line in told[2::3])


@pytest.mark.parametrize(
    ("fails_at", "code"),
    [(1, "rehearsal-card"), (2, "rehearsal-tuning"), (3, "rehearsal-answer")],
)
def test_a_stage_that_fails_has_its_code(
    monkeypatch: pytest.MonkeyPatch, fails_at: int, code: str
) -> None:
    kernel = Kernel(fails_at)
    monkeypatch.setattr(rehearsal, "run_cell", kernel)
    with pytest.raises(LabError, match="no card") as caught:
        Rehearsal().work(ANY, "/user/x/")
    assert caught.value.code == code
    assert len(kernel.cells) == fails_at


def test_the_line_and_the_model_are_those_of_the_demo(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the program of week 4 takes and calls its result; it is no package of ours."""
    monkeypatch.syspath_prepend(str(ROOT / "labs/week4"))
    for module in ("presets", "qlora_demo"):
        monkeypatch.delitem(sys.modules, module, raising=False)
    program, *arguments = shlex.split(rehearsal.COMMAND.removeprefix("python "))
    assert (ROOT / program.removeprefix("~/")).is_file()
    options = importlib.import_module("qlora_demo").parse(arguments)
    assert (options.preset, options.name) == ("16gb", rehearsal.MODEL)


def test_a_kernel_out_of_reach_is_called_that(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rehearsal, "run_cell", Kernel(2, "smoke-kernel"))
    with pytest.raises(LabError) as caught:
        Rehearsal().work(ANY, "/user/x/")
    assert caught.value.code == "smoke-kernel"


class Docker:
    """Says what Docker says of itself."""

    def __init__(self, **info: Any) -> None:
        self.told = info

    def info(self) -> dict[str, Any]:
        return self.told

    def close(self) -> None:
        """Be closed."""


CARD = {"gpu": "device", "week": "4"}
KNOWN = {"DiscoveredDevices": [{"Source": "cdi", "ID": "nvidia.com/gpu=all"}]}


@pytest.mark.parametrize(
    ("given", "docker", "code"),
    [
        ({}, Docker(CDISpecDirs=["/etc/cdi"], **KNOWN), "no-gpu"),
        ({**CARD, "gpu_parts": "sidecar"}, Docker(CDISpecDirs=["/etc/cdi"], **KNOWN), "no-gpu"),
        (CARD, None, "docker-down"),
        (CARD, Docker(), "no-cdi"),
        (CARD, Docker(CDISpecDirs=["/never/there"]), "device-missing"),
        ({**CARD, "week": "3"}, Docker(CDISpecDirs=["/etc/cdi"], **KNOWN), "rehearsal-image"),
        (
            {**CARD, "gpu_image_weeks": "none"},
            Docker(CDISpecDirs=["/etc/cdi"], **KNOWN),
            "rehearsal-image",
        ),
        (CARD, Docker(CDISpecDirs=["/etc/cdi"], **KNOWN), ""),
        (
            {"gpu": "device", "gpu_image_groups": "smoke-check"},
            Docker(CDISpecDirs=["/etc/cdi"], **KNOWN),
            "",
        ),
    ],
)
def test_without_a_card_nothing_is_begun(
    monkeypatch: pytest.MonkeyPatch, given: dict[str, object], docker: Docker | None, code: str
) -> None:
    begun: list[object] = []
    monkeypatch.setattr(engine, "connect", lambda: docker)
    monkeypatch.setattr(smoke, "run", lambda *_: begun.append(_))
    context = Context(Settings.model_validate(given), StateLayout(Path("/srv/lab")))
    if not code:
        rehearsal.run(context, Rehearsal())
    else:
        with pytest.raises(LabError) as caught:
            rehearsal.run(context, Rehearsal())
        assert caught.value.code == code
    assert bool(begun) is not bool(code)


def test_a_machine_without_a_card_is_refused_before_a_deploy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(cards, "is_here", lambda devices: False)
    command = ["rehearse-gpu", "--look", "--state", str(tmp_path)]
    assert cli.main(command) == 1
    told = capsys.readouterr().err
    assert "no graphics card" in told
    assert "[no-gpu]" in told
    (tmp_path / "hub.env").touch()  # a hub is asked itself
    assert cli.main(command) == 0
