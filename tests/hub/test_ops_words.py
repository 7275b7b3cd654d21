"""Words of `make deploy` are remembered, and nothing else is."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from llmhub.errors import LabError
from llmhub.ops.dotenv import read_settings
from llmhub.settings import load
from tests.fakes.deploys import Deploys


@pytest.fixture
def deploys(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Deploys:
    return Deploys(tmp_path, monkeypatch)


@pytest.mark.parametrize(
    ("first", "second", "dotenv", "name", "wanted"),
    [
        ({}, {}, "", "port", "8000"),
        ({"port": "9000"}, {}, "", "port", "9000"),
        ({"port": "9000"}, {}, "LLMHUB_PORT=9100", "port", "9100"),
        ({"port": "9000"}, {"port": "9200"}, "LLMHUB_PORT=9100", "port", "9200"),
        ({"port": "9000"}, {"port": "8000"}, "", "port", "8000"),
        ({"name": "lab"}, {}, "", "name", "lab"),
        ({"subnet": "10.9.0.0/24"}, {}, "", "subnet", "10.9.0.0/24"),
        ({"subnet": "10.9.0.0/24"}, {}, "", "gateway", "10.9.0.1"),
        ({"bind_address": "0.0.0.0"}, {}, "", "bind_address", "0.0.0.0"),
        # both differ from the defaults that the other would collide with
        ({"port": "8010", "staff_port": "8000"}, {}, "", "staff_port", "8000"),
        ({"notebook": "base-slim"}, {}, "", "notebook_image", "llmhub/base-slim:1.2.3"),
        (
            {"notebook": "base-slim"},
            {"notebook": "base"},
            "",
            "notebook_image",
            "llmhub/base:1.2.3",
        ),
        ({"admin": "ada"}, {}, "", "admin", "ada"),
        ({"port": "9000"}, {}, "", "public_url", "http://localhost:9000"),
        ({"port": "9000"}, {"port": "9200"}, "", "public_url", "http://localhost:9200"),
        ({"staff_port": "9010"}, {}, "", "staff_url", "http://127.0.0.1:9010"),
        ({"week": "4"}, {}, "", "week", "4"),
        ({"week": "4"}, {"week": "5"}, "", "week", "5"),
        ({"gpu": "device"}, {}, "", "gpu", "device"),
        ({"gpu": "device"}, {}, "", "gpu_image_weeks", "1,2,3,4,5,6,7"),
        ({"gpu": "device"}, {"gpu": "none"}, "", "gpu_image_weeks", "4"),
        ({"notebook": "base-slim"}, {}, "", "gpu_image_weeks", "none"),
    ],
)
def test_a_word_holds_until_another_is_said(
    deploys: Deploys,
    first: dict[str, str],
    second: dict[str, str],
    dotenv: str,
    name: str,
    wanted: str,
) -> None:
    deploys.run(first)
    deploys.run(second, dotenv)
    assert deploys.in_force(name) == wanted


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("GPU_IMAGE_WEEKS", "3,5"),
        ("GPU_IMAGE_GROUPS", "tuesday"),
        ("NOTEBOOK_MEMORY", "2G"),
        ("PUBLIC_URL", "http://localhost:8500"),
        ("UID_FIRST", "30000"),
    ],
)
def test_a_setting_that_is_no_word_has_its_default_again(
    deploys: Deploys, name: str, value: str
) -> None:
    deploys.run({})
    before = deploys.in_force(name)
    deploys.run({}, f"LLMHUB_{name}={value}")
    assert deploys.in_force(name) != before
    deploys.run({})
    assert deploys.in_force(name) == before


def test_a_line_of_the_file_holds_as_long_as_it_is_there(deploys: Deploys) -> None:
    """Who takes `LLMHUB_BIND_ADDRESS=0.0.0.0` out again must not be left open to the world."""
    deploys.run({"port": "9000"})
    deploys.run({}, "LLMHUB_BIND_ADDRESS=0.0.0.0\nLLMHUB_PORT=9100\nLLMHUB_NAME=llmhub\n")
    assert (deploys.in_force("bind_address"), deploys.in_force("port")) == ("0.0.0.0", "9100")
    deploys.run({})
    assert (deploys.in_force("bind_address"), deploys.in_force("port")) == ("127.0.0.1", "8000")


def test_a_hub_keeps_its_name_wherever_it_came_from(deploys: Deploys) -> None:
    deploys.run({}, "LLMHUB_NAME=lab")
    deploys.run({})
    assert deploys.in_force("name") == "lab"


def test_the_check_before_a_deploy_knows_the_words_too(deploys: Deploys) -> None:
    deploys.run({"name": "lab", "port": "9000"})
    deploys.say({})
    assert (read_settings(None).name, read_settings(None).port) == ("lab", 9000)


@pytest.mark.parametrize("said", [{}, {"name": "lab"}, {"port": "9000", "admin": "ada"}])
def test_the_second_of_two_equal_deploys_changes_nothing(
    deploys: Deploys, capsys: pytest.CaptureFixture[str], said: dict[str, str]
) -> None:
    for words_of_this_one in (said, {}, said):
        deploys.run(words_of_this_one)
    told = [json.loads(line)["changed"] for line in capsys.readouterr().out.splitlines()]
    assert told == [True, False, False]


@pytest.mark.parametrize(
    ("said", "dotenv", "code"),
    [
        ({"name": "other"}, "", "name-differs"),
        ({}, "LLMHUB_NAME=other", "name-differs"),
        ({"port": "8010"}, "LLMHUB_STAFF_PORT=8010", "bad-settings"),
        ({"admin": "No Blanks"}, "", "bad-username"),
        ({"admin": "root"}, "", "bad-username"),
        ({"port": "443"}, "", "bad-settings"),
        ({"week": "8"}, "", "bad-settings"),
        ({"gpu": "1"}, "", "bad-settings"),
        ({}, "LLMHUB_GPU_DEVICE=gpu0", "bad-settings"),
    ],
)
def test_what_cannot_be_is_refused_and_changes_nothing(
    deploys: Deploys, said: dict[str, str], dotenv: str, code: str
) -> None:
    deploys.run({"name": "lab"})
    before = (deploys.state / "hub.env").read_text()
    with pytest.raises(LabError) as caught:
        deploys.run(said, dotenv)
    assert caught.value.code == code
    assert (deploys.state / "hub.env").read_text() == before


def test_the_same_name_again_is_fine(deploys: Deploys) -> None:
    deploys.run({"name": "lab"})
    deploys.run({"name": "lab"})
    assert load(deploys.state / "hub.env").name == "lab"


def test_a_damaged_file_is_named(deploys: Deploys) -> None:
    (deploys.state / "hub.env").write_bytes(b"LLMHUB_PORT=\xff\n")
    with pytest.raises(LabError, match=r"hub\.env is damaged"):
        deploys.run({})
