"""The guard's rules: what they let through, and that setting them twice changes nothing."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from typing import Any

import pytest

from llmhub import guard
from llmhub.settings import Settings

SETTINGS = Settings(name="guard-test")


def test_only_the_hub_and_the_course_on_the_gateway_are_open() -> None:
    text = guard.rules(SETTINGS)
    accepted = [line.strip() for line in text.splitlines() if "accept" in line and "iif" in line]
    assert accepted == [
        'iifname "guard-test0" ct state established,related accept',
        'iifname "guard-test0" ip daddr 10.213.0.1 tcp dport { 8081, 8082 } accept',
    ]
    assert 'iifname "guard-test0" drop' in text


def test_metadata_addresses_are_out_of_reach() -> None:
    assert "ip daddr 169.254.0.0/16 drop" in guard.rules(SETTINGS)


def test_only_the_way_to_the_course_is_counted() -> None:
    counted = [line.strip() for line in guard.rules(SETTINGS).splitlines() if "ct count" in line]
    assert counted == [
        'iifname "guard-test0" ip daddr 10.213.0.1 tcp dport 8082 '
        "add @labs { ip saddr ct count over 32 } reject with tcp reset"
    ]


def test_what_is_counted_outlives_every_setting_but_the_first(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    set_so_far: list[str] = []

    def apply(text: str) -> None:
        set_so_far.append(text)
        if len(set_so_far) == 3:
            raise SystemExit

    monkeypatch.setattr(guard, "apply", apply)
    monkeypatch.setattr(guard, "load", lambda: SETTINGS)
    monkeypatch.setattr(guard, "INTERVAL", 0)
    monkeypatch.setattr("signal.signal", lambda *_: None)
    monkeypatch.setattr(sys, "argv", ["guard"])
    with pytest.raises(SystemExit):
        guard.main()
    assert set_so_far == [guard.first_rules(SETTINGS), *[guard.rules(SETTINGS)] * 2]
    assert "delete" not in set_so_far[-1]


@pytest.fixture(scope="module")
def probed() -> dict[str, Any]:
    """What labs reached through the real rules, in network namespaces of their own."""
    if os.geteuid() != 0:
        pytest.skip("only root can make network namespaces")
    if missing := [name for name in ("nft", "ip", "unshare") if not shutil.which(name)]:
        pytest.skip(f"not installed here: {', '.join(missing)}")
    command = ["unshare", "-n", sys.executable, "-m", "tests.hub.guard_probe"]
    paths = os.pathsep.join(sys.path)
    done = subprocess.run(
        command,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
        env=os.environ | {"PYTHONPATH": paths},
    )
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


@pytest.mark.parametrize(
    ("what", "expected"),
    [
        ("one lab at once", guard.LAB_CONNECTIONS),
        ("the same lab after the rules were set again", 0),
        ("the same lab at the hub", 1),
        ("another lab", 1),
        ("the host itself", guard.LAB_CONNECTIONS + 8),
        ("the same lab after it closed some", 3),
        ("a port of nobody's", 0),
        ("after the rules were dropped and set again", 1),
    ],
)
def test_a_lab_has_so_many_connections_and_no_more(
    probed: dict[str, Any], what: str, expected: int
) -> None:
    assert probed[what] == expected


@pytest.mark.docker
def test_rules_are_accepted_set_once_and_taken_away() -> None:
    """In the hub's image with NET_ADMIN, in a network namespace of its own."""
    script = (
        "import os; from llmhub import guard; from llmhub.settings import load; s = load();"
        "assert not guard.are_set(s);"
        "guard.apply(guard.first_rules(s)); guard.apply(guard.rules(s)); assert guard.are_set(s);"
        "os.system('nft list ruleset');"
        "gone = lambda: guard.apply(guard.removal(s)); gone(); assert not guard.are_set(s); gone()"
    )
    command = ["docker", "run", "--rm", "--network", "none", "--cap-drop", "ALL"]
    command += ["--cap-add", "NET_ADMIN", "llmhub/hub:0.1.0", "python", "-c", script]
    listed = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    assert listed.count("chain input") == listed.count("ct count over") == 1
