"""Names of users, servers and containers."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from llmhub import folders, names
from llmhub.errors import LabError


@pytest.mark.parametrize("name", ["ada", "a1", "x" * 31])
def test_good_usernames(name: str) -> None:
    assert names.check_username(name) == name


@pytest.mark.parametrize(
    "name",
    ["", "a", "Ada", "1ada", "ada-b", "ada_b", "ada b", "../ada", "x" * 32, "ädä", "ada\n", "a/b"],
)
def test_bad_usernames_are_refused(name: str) -> None:
    with pytest.raises(LabError) as caught:
        names.check_username(name)
    assert caught.value.code == "bad-username"


@pytest.mark.parametrize("name", ["GPU", "a--b", "-a", "a-", "x" * 31, "a.b", "a\n"])
def test_bad_servernames_are_refused(name: str) -> None:
    with pytest.raises(LabError) as caught:
        names.check_servername(name)
    assert caught.value.code == "bad-servername"


def test_names_of_the_system_are_no_new_accounts() -> None:
    pattern = re.compile(names.new_username_pattern())
    for name in ("root", "nobody", "nogroup", "daemon", "mail"):
        with pytest.raises(LabError, match="system's own") as caught:
            names.check_new_username(name)
        assert caught.value.code == "bad-username"
        assert not pattern.match(name)
    for name in ("root1", "maila", "ada"):
        assert names.check_new_username(name) == name
        assert pattern.match(name)
    for name in ("a", "Ada", "ada\n", "x" * 32):
        assert not pattern.match(name)


def test_what_the_container_calls_its_own_is_reserved(tmp_path: Path) -> None:
    folders.name_uid(tmp_path, "ada", 20000)
    texts = [(tmp_path / name).read_text() for name in ("passwd", "group")]
    called = {line.partition(":")[0] for text in texts for line in text.splitlines()}
    assert called - {"ada"} <= names.RESERVED


def test_no_two_pairs_share_a_name() -> None:
    users, servers = ["ada", "adab", "ada1"], ["", "gpu", "b", "a1"]
    made = [names.unit_name("llmhub", user, server) for user in users for server in servers]
    assert len(set(made)) == len(made)


@pytest.mark.parametrize(
    ("instance", "wanted"),
    [
        ("llmhub", "llmhub0"),
        ("a" * 13, "a" * 13 + "0"),
        ("a" * 14, "a" * 14 + "0"),
    ],
)
def test_the_bridge_of_a_short_name_is_called_like_it(instance: str, wanted: str) -> None:
    assert names.bridge_interface(instance) == wanted


def test_no_two_hubs_share_a_bridge_and_each_name_fits_into_linux() -> None:
    instances = [f"llmhub-test-{port}" for port in range(18000, 20000, 20)]
    made = {names.bridge_interface(name) for name in [*instances, "a" * 14, "a" * 15, "a" * 21]}
    assert len(made) == len(instances) + 3
    assert max(len(name) for name in made) == 15
