"""What doctor concludes about graphics cards, and about the image that makes use of one."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from llmhub.ops.checks import cards, engine
from llmhub.ops.checks.finding import Finding
from llmhub.settings import Settings

FOLDERS = ["/etc/cdi", "/var/run/cdi"]
ALL, FIRST = "nvidia.com/gpu=all", "nvidia.com/gpu=0"
SPEC = """\
cdiVersion: 0.6.0
kind: nvidia.com/gpu
devices:
  - {name: "0", containerEdits: {}}
  - {name: all, containerEdits: {}}
"""


def verdict(finding: Finding) -> tuple[str, str]:
    return finding.level.value, finding.code


@pytest.mark.parametrize(
    ("wanted", "known", "folders", "expected"),
    [
        ({ALL}, {ALL, FIRST}, FOLDERS, ("OK", "gpu")),
        ({ALL, FIRST}, {ALL}, FOLDERS, ("FAIL", "device-missing")),
        ({ALL}, set(), FOLDERS, ("FAIL", "device-missing")),
        ({ALL}, set(), [], ("FAIL", "no-cdi")),
    ],
)
def test_devices(
    wanted: set[str], known: set[str], folders: list[str], expected: tuple[str, str]
) -> None:
    assert verdict(cards.judge(wanted, known, folders)) == expected


def test_what_is_missing_is_named_and_what_is_there() -> None:
    text = cards.judge({ALL}, {FIRST}, FOLDERS).text
    assert text == f"Docker does not know {ALL}; it knows {FIRST}"
    assert "no device at all" in cards.judge({ALL}, set(), FOLDERS).text


@pytest.mark.parametrize(
    ("text", "names"),
    [
        (SPEC, {ALL, FIRST}),
        ('{"cdiVersion": "0.5.0", "kind": "a.b/c", "devices": [{"name": "x"}]}', {"a.b/c=x"}),
        (SPEC.replace("0.6.0", "9.9.0"), set()),
        ('{"kind": "a.b/c", "devices": [{"name": "x"}]}', set()),
        ("", set()),
        ("a: [", set()),
        ("just words", set()),
        ("kind: a.b/c", set()),
        ("kind: a.b/c\ndevices: [x]", set()),
    ],
)
def test_specifications_are_read(text: str, names: set[str]) -> None:
    assert cards.names_in([text]) == names


def test_what_two_files_of_a_folder_describe_is_nobodys(tmp_path: Path) -> None:
    first, second = tmp_path / "etc", tmp_path / "run"
    for folder in (first, second):
        folder.mkdir()
    (first / "a.yaml").write_text(SPEC)
    (first / "b.yaml").write_text(SPEC.replace("all", "1"))
    assert cards.known_devices({"CDISpecDirs": [str(first)]}) == {ALL, "nvidia.com/gpu=1"}
    # The later folder describes it once, and goes before the other.
    (second / "c.yaml").write_text(SPEC)
    assert FIRST in cards.known_devices({"CDISpecDirs": [str(first), str(second)]})


def test_before_a_deploy_only_a_docker_with_cdi_is_judged() -> None:
    card = Settings(gpu="device")
    assert list(cards.check_before({}, card)) == []
    found = cards.check_before({"CDISpecDirs": ["/never/there"]}, card)
    assert [verdict(one) for one in found] == [("FAIL", "device-missing")]


def test_the_folders_are_read_where_docker_does_not_say(tmp_path: Path) -> None:
    (tmp_path / "nvidia.yaml").write_text(SPEC)
    (tmp_path / "bad.json").write_bytes(b"\xff")
    (tmp_path / "nvidia.yaml.old").write_text(SPEC.replace("all", "old"))
    gone = str(tmp_path / "gone")
    assert cards.known_devices({"CDISpecDirs": [str(tmp_path), gone]}) == {ALL, FIRST}
    told = {"DiscoveredDevices": [{"Source": "cdi", "ID": FIRST}], "CDISpecDirs": [str(tmp_path)]}
    assert cards.known_devices(told) == {FIRST}


@pytest.mark.parametrize("info", [{}, {"CDISpecDirs": None}, {"CDISpecDirs": []}])
def test_a_docker_without_cdi(info: dict[str, Any]) -> None:
    assert [verdict(one) for one in cards.check(info, Settings(gpu="device"))] == [
        ("FAIL", "no-cdi")
    ]
    assert list(cards.check(info, Settings())) == []


def test_a_card_is_here_by_its_node(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    (tmp_path / "nvidiactl").touch()  # of a driver without a card
    assert not cards.is_here(tmp_path)
    (tmp_path / "nvidia0").touch()
    assert cards.is_here(tmp_path)


@pytest.mark.parametrize(
    ("there", "expected"), [(True, ("OK", "image")), (False, ("WARN", "gpu-image-missing"))]
)
def test_the_image_that_some_get(there: bool, expected: tuple[str, str]) -> None:
    assert verdict(engine.gpu_image(Settings(), there=there)) == expected


@pytest.mark.parametrize(
    ("image", "advice"), [("llmhub/gpu:1", "`make deploy` builds it"), ("mine:1", "pull or build")]
)
def test_a_missing_image_is_advised_by_who_makes_it(image: str, advice: str) -> None:
    assert advice in engine.gpu_image(Settings(gpu_image=image), there=False).advice
