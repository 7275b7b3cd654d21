"""The parts behind the course's addresses: labsync as a process, notices, what was seen."""

from __future__ import annotations

import errno
import os
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from llmserver.course import afresh, notices, service
from llmserver.course.afresh import start_afresh
from llmserver.course.seen import Seen

from coursectl import private
from coursectl.errors import CourseError

HERE = Path("/nowhere")


def program(code: str) -> tuple[str, ...]:
    return (sys.executable, "-I", "-c", code)


async def code_of(code: str, grace: float = 20) -> str:
    with pytest.raises(CourseError) as caught:
        await start_afresh(HERE, HERE, 3, program(code), grace)
    return caught.value.code


@pytest.mark.parametrize(
    "code",
    ["", "print('x')", "print('[]')", "print('[' * 100000)", "import sys; sys.exit('no')"],
)
async def test_a_run_without_a_report(code: str) -> None:
    assert await code_of(code) == "afresh-failed"


async def test_a_run_that_tells_too_much_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(afresh, "_MOST_BYTES", 1000)
    assert await code_of("while True: print('x' * 1000)") == "afresh-failed"


async def test_a_run_that_does_not_end_is_ended(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(afresh, "SECONDS", 0.0)
    pid = tmp_path / "pid"
    code = f"import os, time; open({str(pid)!r}, 'w').write(str(os.getpid())); time.sleep(600)"
    begun = time.monotonic()
    assert await code_of(code, 3) == "afresh-failed"
    assert time.monotonic() - begun < 60
    with pytest.raises(ProcessLookupError):
        os.kill(int(pid.read_text()), 0)


async def test_labsync_gets_its_words_and_no_token(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JUPYTERHUB_API_TOKEN", "secret-token")
    told = program(
        "import json, os, sys; print(json.dumps({'words': sys.argv[1:],"
        " 'token': os.environ.get('JUPYTERHUB_API_TOKEN')}))"
    )
    assert await start_afresh(HERE, Path("/course"), 3, told) == {
        "words": [
            *("afresh", "--home", "/nowhere", "--release", "/course", "--week", "3"),
            *("--seconds", "60.0"),
        ],
        "token": None,
    }


@pytest.mark.parametrize(
    ("report", "week"),
    [
        ({}, {"release": "", "before": "", "at": "", "files": []}),
        ({"release": ["x"], "at": "soon", "files": "x"}, {"release": "", "at": "", "files": []}),
        ({"at": 10**30}, {"at": ""}),
        ({"at": -(10**12)}, {"at": ""}),
        ({"at": 0}, {"at": "1970-01-01T00:00:00+00:00"}),
        ({"files": [7, None, {}, {"other": 1}]}, {"files": []}),
        ({"files": [{"path": ["x"]}]}, {"files": [{"path": ""}]}),
        ({"files": [{"path": "x" * 9999}]}, {"files": [{"path": "x" * 500}]}),
        ({"files": [{"path": "a", "cells": 7}]}, {"files": [{"path": "a"}]}),
        (
            {"files": [{"path": "a", "cells": [7, {"id": "b", "html": "<b>"}]}]},
            {"files": [{"path": "a", "cells": [{"id": "b"}]}]},
        ),
    ],
)
def test_what_is_kept_is_told_in_its_form_alone(
    report: dict[str, Any], week: dict[str, Any]
) -> None:
    told = notices.weeks({3: report}, frozenset())[0]
    assert {key: told[key] for key in week} == week
    assert (told["week"], told["seen"]) == (3, False)


def test_what_is_told_has_an_end() -> None:
    cells = [{"id": str(n)} for n in range(1000)]
    files = [{"path": str(n), "cells": cells} for n in range(1000)]
    told = notices.weeks({3: {"files": files}}, frozenset())[0]["files"]
    assert (len(told), len(told[0]["cells"])) == (200, 200)


@pytest.mark.parametrize("answer", [None, [], {}, {"feedback": 7}, {"feedback": [7, None]}])
def test_an_answer_without_feedback(answer: object) -> None:
    assert notices.feedback(answer, frozenset()) == []


def test_a_release_that_comes_a_second_time_is_news_again() -> None:
    first, second = ({"week": 3, "release": "0007", "at": at} for at in (1, 2))
    assert notices.week_name(first) != notices.week_name(second)


def test_what_was_seen_stays_seen(tmp_path: Path) -> None:
    Seen(tmp_path).add(["a", "b"])
    assert "b" in Seen(tmp_path)
    assert "c" not in Seen(tmp_path)


def test_what_was_seen_long_ago_is_forgotten(tmp_path: Path) -> None:
    seen = Seen(tmp_path)
    seen.add(str(number) for number in range(600))
    assert "99" not in seen
    assert "100" in Seen(tmp_path)


def test_on_a_full_disk_it_is_remembered_in_memory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "full")

    monkeypatch.setattr(private, "write", full)
    seen = Seen(tmp_path)
    seen.add(["a"])
    assert "a" in seen


@pytest.mark.parametrize("kind", ["pipe", "link", "deep", "object", "numbers", "folder"])
def test_a_list_that_is_none_is_passed_over(tmp_path: Path, kind: str) -> None:
    path = tmp_path / ".llmhub/seen.json"
    path.parent.mkdir()
    if kind == "pipe":
        os.mkfifo(path)
    elif kind == "link":
        (tmp_path / "x").write_text('["a"]')
        path.symlink_to(tmp_path / "x")
    elif kind == "folder":
        path.mkdir()
    else:
        path.write_text({"deep": "[" * 60_000, "object": "{}", "numbers": "[1, 2]"}[kind])
    assert Seen(tmp_path).names == []


@pytest.mark.parametrize(
    "environment",
    [
        {},
        {"LLMHUB_COURSE_URL": "http://10.0.0.1:8082"},
        {"JUPYTERHUB_API_TOKEN": "lab-token-1"},
        {"LLMHUB_COURSE_URL": "", "JUPYTERHUB_API_TOKEN": "lab-token-1"},
    ],
)
def test_a_hub_without_a_course(environment: dict[str, str]) -> None:
    with pytest.raises(CourseError) as caught:
        service.connect(environment)
    assert (caught.value.code, service.status_of(caught.value)) == ("no-course", 503)


def test_pages_use_the_servers_own_token() -> None:
    given = {"LLMHUB_COURSE_URL": "http://hub:8082/services/course"}
    found = service.connect(given | {"JUPYTERHUB_API_TOKEN": "lab-token-1"}).access
    assert (found.url, found.token) == (given["LLMHUB_COURSE_URL"], "lab-token-1")
