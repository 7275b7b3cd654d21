"""`make test`: its order, what a failure means for the rest, and that it leaves nothing."""

import os
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from scripts import instance, suite
from scripts.instance import Instance, is_free, new_instance
from scripts.stages import Result, Stage

OK, FAILING = ["true"], ["false"]


@pytest.fixture
def hub(tmp_path: Path) -> Instance:
    return Instance(tmp_path / "state", 18040)


@pytest.fixture
def taken_port() -> Iterator[int]:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield listener.getsockname()[1]


def test_a_hub_of_the_tests_shares_nothing_with_another(tmp_path: Path) -> None:
    one, other = Instance(tmp_path / "a", 18000), Instance(tmp_path / "b", 18020)
    assert one.name != other.name
    assert not set(one.words()) & set(other.words())


def test_a_taken_port_is_not_free(taken_port: int) -> None:
    assert not is_free(taken_port)


def test_a_new_instance_goes_around_taken_ports(
    taken_port: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(instance, "PORT_FIRST", taken_port - instance.PORTS["STAFF_PORT"])
    monkeypatch.setattr(instance, "PORT_LAST", taken_port + 200)
    monkeypatch.setenv("TEST_ROOT", str(tmp_path))
    made = new_instance()
    assert made.port > taken_port - instance.PORTS["STAFF_PORT"]
    assert made.state.parent == tmp_path
    assert made.state.stat().st_mode & 0o777 == 0o711


def test_tests_are_told_where_the_hub_is(hub: Instance) -> None:
    stages = {stage.name: stage for stage in suite.planned(["deploy", "docker", "e2e"], hub)}
    names = ["deploy", "slim image", "gpu image", "docker", "browser", "origins", "e2e"]
    assert list(stages) == names
    assert stages["e2e"].env == {suite.STATE_VARIABLE: str(hub.state)}
    assert f"STATE={hub.state}" in stages["deploy"].command


def test_every_image_that_the_tests_take_is_built_for_them(hub: Instance) -> None:
    """A machine that never saw the project has none; on a developer's an old one may be left."""
    stages = {stage.name: stage for stage in suite.planned(["deploy", "docker"], hub)}
    assert "IMAGE=base-slim" in stages["slim image"].command
    assert stages["gpu image"].command[-2:] == ["base", "gpu"]
    assert {"deploy", "slim image", "gpu image"} <= suite.FOUNDATIONS


def test_an_unknown_stage_is_refused(hub: Instance) -> None:
    with pytest.raises(SystemExit, match="'e3e'; there are: check,"):
        suite.planned(["e3e"], hub)


def test_after_a_failed_deploy_nothing_else_runs(capfd: pytest.CaptureFixture[str]) -> None:
    results: list[Result] = []
    suite.run_in_row([Stage("deploy", FAILING), Stage("e2e", OK)], results)
    assert [one.name for one in results] == ["deploy"]
    assert "did not run: e2e" in capfd.readouterr().out


def test_after_failed_tests_the_others_still_run() -> None:
    results: list[Result] = []
    suite.run_in_row([Stage("docker", FAILING), Stage("e2e", OK)], results)
    assert [one.ok for one in results] == [False, True]


def test_a_hub_that_never_was_leaves_no_folder(
    hub: Instance, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 0)  # the folder is ours: sudo is not needed
    (hub.state / "deploy").mkdir(parents=True)
    assert all(result.ok for result in suite.clean_up(hub))
    assert not hub.state.exists()
