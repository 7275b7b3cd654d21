"""The guard's rules: what they let through, and that setting them twice changes nothing."""

from __future__ import annotations

import subprocess

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


@pytest.mark.docker
def test_rules_are_accepted_set_once_and_taken_away() -> None:
    """In the hub's image with NET_ADMIN, in a network namespace of its own."""
    script = (
        "import os; from llmhub import guard; from llmhub.settings import load; s = load();"
        "assert not guard.are_set(s);"
        "guard.apply(guard.rules(s)); guard.apply(guard.rules(s)); assert guard.are_set(s);"
        "os.system('nft list ruleset');"
        "gone = lambda: guard.apply(guard.removal(s)); gone(); assert not guard.are_set(s); gone()"
    )
    command = ["docker", "run", "--rm", "--network", "none", "--cap-drop", "ALL"]
    command += ["--cap-add", "NET_ADMIN", "llmhub/hub:0.1.0", "python", "-c", script]
    listed = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    assert listed.count("chain input") == 1
