"""What doctor concludes from what it sees."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime, timedelta
from ipaddress import IPv4Network
from pathlib import Path

import pytest

from llmhub.layout import StateLayout
from llmhub.ops.checks import addresses, engine, host, orphans, store
from llmhub.ops.checks.engine import ServiceState
from llmhub.ops.checks.finding import Finding, fail
from llmhub.ops.checks.host import GIB
from llmhub.pair import Health, PairKey, PairState, PartState
from llmhub.settings import Settings

NOW = datetime(2026, 5, 4, 12, tzinfo=UTC)
HERE = Path("/srv")


def verdict(finding: Finding) -> tuple[str, str]:
    return finding.level.value, finding.code


@pytest.mark.parametrize(
    ("available", "wanted"),
    [
        (GIB // 4, ("FAIL", "no-memory")),
        (4 * GIB, ("WARN", "memory-low")),
        (16 * GIB, ("OK", "memory")),
    ],
)
def test_memory(available: int, wanted: tuple[str, str]) -> None:
    assert verdict(host.memory(available, Settings())) == wanted


@pytest.mark.parametrize(("value", "level"), [(128, "WARN"), (8192, "OK"), (None, "WARN")])
def test_kernel_limit(value: int | None, level: str) -> None:
    finding = host.kernel_limit("fs/inotify/max_user_instances", value, 8192)
    assert verdict(finding) == (level, "kernel-limit")
    assert "fs.inotify.max_user_instances" in finding.text


@pytest.mark.parametrize(
    ("now", "later", "wanted"),
    [
        (False, False, ("FAIL", "certificate-expired")),
        (True, False, ("WARN", "certificate-old")),
        (True, True, ("OK", "certificate")),
    ],
)
def test_certificate(now: bool, later: bool, wanted: tuple[str, str]) -> None:
    finding = host.certificate(HERE, good_now=now, good_in_two_weeks=later)
    assert verdict(finding) == wanted


ROUTE_TABLE = """\
Iface\tDestination\tGateway\tFlags\tRefCnt\tUse\tMetric\tMask\tMTU\tWindow\tIRTT
eth0\t00000000\t010010AC\t0003\t0\t0\t0\t00000000\t0\t0\t0
docker0\t0000D60A\t00000000\t0001\t0\t0\t0\t00FFFFFF\t0\t0\t0
"""


def test_routes_are_read_and_the_default_one_is_none() -> None:
    assert addresses.read_routes(ROUTE_TABLE) == [("docker0", IPv4Network("10.214.0.0/24"))]


@pytest.mark.parametrize(
    ("subnet", "wanted"),
    [
        ("10.213.0.0/24", ("OK", "network")),
        ("10.214.0.0/24", ("FAIL", "network-refused")),
        ("10.214.0.0/16", ("FAIL", "network-refused")),
    ],
)
def test_addresses_that_are_taken(subnet: str, wanted: tuple[str, str]) -> None:
    taken = addresses.read_routes(ROUTE_TABLE)
    assert verdict(addresses.judge(IPv4Network(subnet), taken)) == wanted


@pytest.mark.parametrize(
    ("text", "level"),
    [("20.10.24", "FAIL"), ("25.0.0", "OK"), ("26.1.5+dfsg1", "OK"), ("", "FAIL")],
)
def test_docker_version(text: str, level: str) -> None:
    assert engine.version(text).level.value == level


@pytest.mark.parametrize(
    ("state", "wanted"),
    [
        (ServiceState("running", "healthy", 7), ("OK", "service")),
        (ServiceState("running", "starting", 7), ("WARN", "service-unwell")),
        (ServiceState("exited"), ("FAIL", "service-down")),
        (None, ("FAIL", "service-down")),
    ],
)
def test_service(state: ServiceState | None, wanted: tuple[str, str]) -> None:
    assert verdict(engine.service("hub", {"hub": state} if state else {})) == wanted


def test_a_service_that_has_ended_does_not_run() -> None:
    states = {"proxy": ServiceState("running", "healthy", 7), "hub": ServiceState("exited")}
    assert engine.running(states) == {"proxy": 7}


def release(folder: Path, content: bytes, manifest: object) -> StateLayout:
    layout = StateLayout(folder)
    where = layout.model_release(1)
    where.mkdir(parents=True)
    (where / "weights").write_bytes(content)
    (where / "manifest.json").write_text(json.dumps(manifest))
    layout.current_models.symlink_to(where)
    return layout


@pytest.mark.parametrize(("content", "code"), [(b"right", "store"), (b"wrong", "store-damaged")])
def test_store(tmp_path: Path, content: bytes, code: str) -> None:
    digest = hashlib.sha256(b"right").hexdigest()
    layout = release(tmp_path, content, {"files": {"weights": {"sha256": digest}}})
    assert [finding.code for finding in store.check(layout)] == [code]


def test_store_names_the_damaged_model(tmp_path: Path) -> None:
    entry = {"sha256": "0" * 64, "models": ["ollama/tiny:1m"]}
    layout = release(tmp_path, b"wrong", {"files": {"weights": entry}})
    assert "weights (ollama/tiny:1m)" in next(store.check(layout)).text


def test_store_with_a_file_gone(tmp_path: Path) -> None:
    layout = release(tmp_path, b"", {"files": {"weights": {"sha256": ""}, "gone": {"sha256": "0"}}})
    assert "2 of 2" in next(store.check(layout)).text


@pytest.mark.parametrize(("target", "code"), [("weights", "store"), ("other", "store-damaged")])
def test_store_with_a_link(tmp_path: Path, target: str, code: str) -> None:
    layout = release(tmp_path, b"", {"files": {"name": {"link": "weights"}}})
    (layout.model_release(1) / "name").symlink_to(target)
    assert [finding.code for finding in store.check(layout)] == [code]


@pytest.mark.parametrize("manifest", ["text", ["list"], {"files": {"weights": {}}}])
def test_store_with_an_unreadable_manifest(tmp_path: Path, manifest: object) -> None:
    layout = release(tmp_path, b"", manifest)
    assert [finding.code for finding in store.check(layout)] == ["store-damaged"]


def test_store_that_is_empty(tmp_path: Path) -> None:
    assert [finding.code for finding in store.check(StateLayout(tmp_path))] == ["store-empty"]


RUNNING = PartState(Health.RUNNING)


def pair(user: str, age: float, sidecar: PartState = RUNNING) -> PairState:
    return PairState(PairKey(user), RUNNING, sidecar, 1, NOW - timedelta(seconds=age))


@pytest.mark.parametrize(
    ("state", "codes"),
    [
        (pair("ada", 1000), ["orphans"]),
        (pair("eve", 1000), ["orphan"]),
        (pair("eve", 10), ["orphans"]),  # a start under way is no orphan
        (pair("ada", 1000, PartState(Health.EXITED)), ["no-sidecar"]),
    ],
)
def test_orphans(state: PairState, codes: list[str]) -> None:
    found = orphans.judge([state], {PairKey("ada")}, NOW, orphan_age=300)
    assert [finding.code for finding in found] == codes


def test_the_hubs_users_become_keys() -> None:
    users = [{"name": "ada", "servers": {"": {}, "gpu": {}}}, {"name": "bob", "servers": {}}]
    assert orphans.known_keys(users) == {PairKey("ada"), PairKey("ada", "gpu")}


def test_a_finding_says_what_to_do() -> None:
    assert (
        str(fail("x", "It is broken", "Mend it.")) == "[FAIL] It is broken [x]\n       -> Mend it."
    )
