"""Settings: unreadable or wrong ones are refused in a sentence that names the variable."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from llmhub.errors import SettingsError
from llmhub.setting_types import list_text, parse_list, parse_size
from llmhub.settings import Settings, load


def test_defaults_are_for_one_machine() -> None:
    settings = load()
    assert settings.gateway == "10.213.0.1"
    assert settings.hub_api_url == "http://10.213.0.1:8081/hub/api"


@pytest.mark.parametrize(
    ("text", "size"),
    [("512M", 512 * 2**20), ("4G", 4 * 2**30), ("1.5g", 1536 * 2**20), ("1024", 1024)],
)
def test_sizes_are_read(text: str, size: int) -> None:
    assert parse_size(text) == size


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("LLMHUB_PORT", "eighty", "LLMHUB_PORT"),
        ("LLMHUB_PORT", "70000", "LLMHUB_PORT"),
        ("LLMHUB_STAFF_PORT", "8000", "must differ"),
        ("LLMHUB_NAME", "No Blanks", "LLMHUB_NAME"),
        ("LLMHUB_NOTEBOOK_MEMORY", "lots", "LLMHUB_NOTEBOOK_MEMORY"),
        ("LLMHUB_NOTEBOOK_MEMORY", "1M", "LLMHUB_NOTEBOOK_MEMORY"),
        ("LLMHUB_NOTEBOOK_CPUS", "0", "LLMHUB_NOTEBOOK_CPUS"),
        ("LLMHUB_SUBNET", "10.213.0.5", "subnet"),
        ("LLMHUB_SUBNET", "here", "LLMHUB_SUBNET"),
        ("LLMHUB_PUBLIC_URL", "lab.example.edu", "http://"),
        ("LLMHUB_TLS_CERTIFICATE", "/etc/cert.pem", "go together"),
        ("LLMHUB_WEEK", "8", "LLMHUB_WEEK"),
        ("LLMHUB_GPU", "yes", "LLMHUB_GPU: "),
        ("LLMHUB_GPU_DEVICE", "gpu0", "LLMHUB_GPU_DEVICE: .*'gpu0' is no CDI name"),
        ("LLMHUB_GPU_DEVICE", "nvidia.com/gpu=", "LLMHUB_GPU_DEVICE"),
        ("LLMHUB_GPU_DEVICE", "/dev/nvidia0", "LLMHUB_GPU_DEVICE"),
        ("LLMHUB_GPU_DEVICE", "nvidia.com/gpu=0,nvidia.com", "LLMHUB_GPU_DEVICE"),
        ("LLMHUB_GPU_DEVICE", "none", "LLMHUB_GPU_DEVICE"),
        ("LLMHUB_GPU_PARTS", "kernel", "LLMHUB_GPU_PARTS"),
        ("LLMHUB_GPU_RESERVE", "lots", "LLMHUB_GPU_RESERVE"),
        ("LLMHUB_GPU_RESERVE", "infG", "LLMHUB_GPU_RESERVE: .*'infG' is no size"),
        ("LLMHUB_GPU_RESERVE", "1e400", "LLMHUB_GPU_RESERVE: .*'1e400' is no size"),
        ("LLMHUB_GPU_RESERVE", "1e30G", "LLMHUB_GPU_RESERVE: .*less than or equal"),
        ("LLMHUB_GPU_IMAGE", "Bad Image!", "LLMHUB_GPU_IMAGE: .*no image name"),
        ("LLMHUB_GPU_IMAGE", "ghcr.io/MyOrg/gpu:1", "LLMHUB_GPU_IMAGE: .*lower case"),
        ("LLMHUB_NOTEBOOK_IMAGE", " ", "LLMHUB_NOTEBOOK_IMAGE"),
        ("LLMHUB_SIDECAR_IMAGE", "llmhub/ollama:", "LLMHUB_SIDECAR_IMAGE"),
        ("LLMHUB_GPU_IMAGE_WEEKS", "4,8", "LLMHUB_GPU_IMAGE_WEEKS: .*1 to 7"),
        ("LLMHUB_GPU_IMAGE_WEEKS", "four", "LLMHUB_GPU_IMAGE_WEEKS: "),
        ("LLMHUB_COURSE_PORT", "8081", "hub_port and course_port must differ"),
        ("LLMHUB_COURSE_TIMEZONE", "Berlin", "LLMHUB_COURSE_TIMEZONE: .*Europe/Berlin"),
        ("LLMHUB_COURSE_TIMEZONE", "../../etc/passwd", "LLMHUB_COURSE_TIMEZONE: "),
        ("LLMHUB_GPU_IMAGE_GROUPS", "Tuesday!", "LLMHUB_GPU_IMAGE_GROUPS: .*'Tuesday!'"),
    ],
)
def test_wrong_setting_is_named(
    name: str, value: str, says: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError) as caught:
        load()
    assert caught.value.code == "bad-settings"
    assert re.search(says, caught.value.message)


@pytest.mark.parametrize(
    "name", ["llmhub/gpu:0.1.0", "mine:1", "localhost:5000/a/b_c", f"Reg.io/x@sha256:{'a' * 64}"]
)
def test_images_of_any_registry_can_be_named(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LLMHUB_GPU_IMAGE", name)
    assert load().gpu_image == name


@pytest.mark.parametrize(
    ("text", "items"), [("4", ["4"]), ("b, a c", ["b", "a", "c"]), (" None ", []), ("", [])]
)
def test_lists_are_read(text: str, items: list[str]) -> None:
    assert parse_list(text) == items
    assert parse_list(list_text(items)) == sorted(items)


TLS = {"tls_certificate": "/c.pem", "tls_key": "/k.pem"}
LAB, STAFF = "https://lab.example.edu", "https://staff.example.edu"


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"public_url": LAB}, "LLMHUB_STAFF_URL must be given"),
        ({"public_url": LAB, "staff_url": f"{LAB}:8010"}, "the same host"),
        ({"public_url": LAB, "staff_url": "https://LAB.example.edu:8010"}, "the same host"),
        ({"public_url": "http://127.0.0.1:8000"}, "the same host"),
    ],
)
def test_staff_need_an_address_of_their_own(given: dict[str, str], says: str) -> None:
    with pytest.raises(SettingsError, match=says) as caught:
        given_in_the_environment(given)
    assert caught.value.code == "bad-settings"


@pytest.mark.parametrize(
    "given",
    [
        {"public_url": LAB, "staff_url": STAFF, **TLS},
        {"public_url": LAB, "staff_url": "http://127.0.0.1:8010"},  # through a tunnel, say
        {"public_url": LAB, "subdomain_host": LAB, **TLS},
        {"public_url": "http://localhost:9000"},
        {"public_url": "http://127.0.0.1:9000", "staff_url": "http://localhost:9010"},
        TLS,
    ],
)
def test_addresses_that_fit_together(given: dict[str, str]) -> None:
    given_in_the_environment(given)


def given_in_the_environment(given: dict[str, str]) -> Settings:
    with pytest.MonkeyPatch.context() as environment:
        for name, value in given.items():
            environment.setenv(f"LLMHUB_{name.upper()}", value)
        return load()


@pytest.mark.parametrize(
    ("given", "refused"),
    [
        ({}, ""),
        ({"public_url": "https://lab.test", "staff_url": "https://staff.test"}, ""),
        ({"public_url": "http://lab.test"}, "public_url"),
        ({"staff_url": "http://staff.test"}, "staff_url"),
        ({"subdomain_host": "http://lab.test"}, "subdomain_host"),
        # nobody listens there
        ({"subdomain_host": "https://lab.test", "staff_url": "http://staff.test"}, ""),
    ],
)
def test_with_a_certificate_no_address_is_plain(
    given: dict[str, str], refused: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    tls = {"tls_certificate": "/etc/chain.pem", "tls_key": "/etc/key.pem"}
    for name, value in {**tls, **given}.items():
        monkeypatch.setenv(f"LLMHUB_{name.upper()}", value)
    if not refused:
        assert load().tls_certificate is not None
        return
    with pytest.raises(SettingsError, match=f"{refused} must begin with https://") as caught:
        load()
    assert caught.value.code == "bad-settings"


def test_missing_file_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="make deploy") as caught:
        load(tmp_path / "hub.env")
    assert caught.value.code == "no-settings"


def test_environment_wins_over_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "hub.env"
    file.write_text("LLMHUB_PORT=9000\nLLMHUB_WEEK=3\n")
    monkeypatch.setenv("LLMHUB_PORT", "9001")
    settings = load(file)
    assert (settings.port, settings.week) == (9001, 3)


def test_settings_are_frozen() -> None:
    with pytest.raises(ValueError, match="frozen"):
        Settings().port = 1  # type: ignore[misc]
