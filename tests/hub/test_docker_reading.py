"""Docker's reports and errors, turned into the lab's own words."""

from __future__ import annotations

from typing import Any

import pytest
from docker.errors import APIError, DockerException, ImageNotFound, NotFound
from requests import Response

from llmhub import names
from llmhub.docker import reading
from llmhub.docker.engine import explain
from llmhub.pair import Health, PairKey


def report(user: str, part: str, status: str, **state: Any) -> dict[str, Any]:
    return {
        "Created": "2026-11-24T10:00:00.123456789Z",
        "Config": {
            "Image": "i",
            "Labels": {
                names.LABEL_USER: user,
                names.LABEL_SERVER: "",
                names.LABEL_PART: part,
                names.LABEL_RELEASE: "2",
            },
        },
        "State": {
            "Status": status,
            "StartedAt": "2026-11-24T10:00:01Z",
            "FinishedAt": "0001-01-01T00:00:00Z",
            "ExitCode": 0,
        }
        | state,
    }


def test_parts_are_grouped_by_pair() -> None:
    found = reading.pair_states(
        [
            report("bob", "notebook", "running"),
            report("ada", "sidecar", "exited", ExitCode=137, OOMKilled=True),
            report("ada", "notebook", "running"),
        ]
    )
    assert [state.key for state in found] == [PairKey("ada"), PairKey("bob")]
    assert found[0].needs_sidecar
    assert found[0].sidecar.out_of_memory
    assert found[0].sidecar.exit_code == 137
    assert found[1].sidecar.health is Health.ABSENT
    assert found[0].release == 2


@pytest.mark.parametrize(
    ("status", "runs"),
    [("running", True), ("restarting", True), ("created", False), ("exited", False)],
)
def test_what_was_never_started_does_not_run(status: str, runs: bool) -> None:
    found = reading.pair_states([report("ada", "notebook", status)])
    assert found[0].is_running is runs


@pytest.mark.parametrize(
    ("text", "second"), [("2026-11-24T10:00:01Z", 1), ("2026-11-24T10:00:02.5Z", 2)]
)
def test_times_are_read(text: str, second: int) -> None:
    time = reading.parse_time(text)
    assert time is not None
    assert time.second == second
    assert time.utcoffset() is not None


def test_year_one_means_never() -> None:
    assert reading.parse_time("0001-01-01T00:00:00Z") is None


@pytest.mark.parametrize("cache", ["total_inactive_file", "inactive_file"])
def test_working_set_leaves_out_page_cache(cache: str) -> None:
    stats = {
        "memory_stats": {"usage": 100, "stats": {cache: 30}},
        "cpu_stats": {"cpu_usage": {"total_usage": 2_000_000_000}},
    }
    usage = reading.usage(stats)
    assert usage is not None
    assert (usage.memory, usage.cpu_seconds) == (70, 2.0)
    assert reading.usage({"memory_stats": {}}) is None


def api_error(status: int, text: str) -> APIError:
    response = Response()
    response.status_code = status
    return APIError("failed", response=response, explanation=text)


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (ImageNotFound("x", explanation="No such image: a:1"), "image-missing"),
        (api_error(404, "No such image: a:1"), "image-missing"),
        (NotFound("x", explanation="No such container: a"), "not-found"),
        (api_error(500, "write /x: no space left on device"), "disk-full"),
        (api_error(500, "CDI device injection failed: unresolvable CDI devices"), "device-missing"),
        (api_error(500, "fork: cannot allocate memory"), "no-memory"),
        (api_error(409, "Conflict"), "docker-refused"),
        (DockerException("connection refused"), "docker-down"),
        (ConnectionError("gone"), "docker-down"),
        (OSError(28, "No space left on device"), "disk-full"),
    ],
)
def test_errors_become_codes(error: Exception, code: str) -> None:
    assert explain(error).code == code
