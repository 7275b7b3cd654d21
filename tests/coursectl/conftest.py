"""A course service, and somebody at a terminal."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.coursectl.terminal import Terminal
from tests.coursectl.week_folder import NOTEBOOK
from tests.fakes import course_api
from tests.fakes.course_api import TEACH, CourseService


@pytest.fixture
def service() -> Iterator[CourseService]:
    with course_api.serve() as running:
        yield running


@pytest.fixture
def bare(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Terminal:
    """Somebody who has neither address nor token."""
    home = tmp_path / "home"
    home.mkdir()
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.delenv("LLMHUB_COURSE_URL", raising=False)
    monkeypatch.delenv("JUPYTERHUB_API_TOKEN", raising=False)
    monkeypatch.chdir(tmp_path)
    return Terminal(home, capsys)


@pytest.fixture
def ines(bare: Terminal, service: CourseService) -> Terminal:
    """An instructor who has logged in."""
    bare.keep(TEACH)
    (bare.token_file.parent / "course.json").write_text(json.dumps({"url": service.url}))
    return bare


@pytest.fixture
def ada(bare: Terminal, service: CourseService, monkeypatch: pytest.MonkeyPatch) -> Terminal:
    """A student in the own lab."""
    monkeypatch.setenv("LLMHUB_COURSE_URL", service.url)
    monkeypatch.setenv("JUPYTERHUB_API_TOKEN", course_api.ATTEND)
    lab = bare.home / "labs/week3"
    lab.mkdir(parents=True)
    (lab / "assignment.ipynb").write_text('{"cells": []}')
    return bare


@pytest.fixture
def home(tmp_path: Path) -> Path:
    lab = tmp_path / "home/labs/week3"
    lab.mkdir(parents=True)
    (lab / "assignment.ipynb").write_bytes(NOTEBOOK)
    return tmp_path / "home"


@pytest.fixture
def lab(home: Path) -> Path:
    return home / "labs/week3"
