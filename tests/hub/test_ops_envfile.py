"""hub.env: complete, valid, private, and the same at the second run."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from llmhub.errors import SettingsError
from llmhub.ops import envfile
from llmhub.settings import Settings, load

ROOT = Path(__file__).parents[2]
TLS = {"tls_certificate": "/etc/chain.pem", "tls_key": "/etc/key.pem"}
APART = {"public_url": "https://lab.test", "staff_url": "https://staff.test"}
NO_DIGESTS = {"TLS_DIGEST": "", "EXTRA_DIGEST": ""}


def test_the_example_shows_every_setting_and_its_default() -> None:
    text = (ROOT / ".env.example").read_text()
    shown = dict(re.findall(r"^#LLMHUB_([A-Z_]+)=(.*)$", text, re.MULTILINE))
    assert set(shown) == {name.upper() for name in Settings.model_fields}
    example = Settings.model_validate(
        {name.lower(): value for name, value in shown.items() if value}
    )
    assert example == Settings()


@pytest.mark.parametrize(
    ("given", "name", "wanted"),
    [
        ({"port": 9000}, "public_url", "http://localhost:9000"),
        ({"staff_port": 9010}, "staff_url", "http://127.0.0.1:9010"),
        ({"subdomain_host": "https://lab.test"}, "public_url", "https://lab.test"),
        ({"port": 9000, **TLS}, "public_url", "https://localhost:9000"),
        (TLS, "staff_url", "https://127.0.0.1:8010"),
        ({**APART, **TLS}, "public_url", "https://lab.test"),
        ({**APART, **TLS}, "staff_url", "https://staff.test"),
        ({}, "notebook_image", "llmhub/base-slim:1.2.3"),
        ({"notebook_image": "mine:1"}, "notebook_image", "mine:1"),
        ({}, "sidecar_image", "llmhub/ollama:1.2.3"),
        ({}, "gpu_image", "llmhub/gpu:1.2.3"),
        ({"gpu_image": "mine:2"}, "gpu_image", "mine:2"),
        ({}, "gpu_image_weeks", frozenset()),  # of a small notebook
        ({"gpu": "device"}, "gpu_image_weeks", frozenset()),
        ({"gpu_image_weeks": "4,5"}, "gpu_image_weeks", {4, 5}),
    ],
)
def test_what_is_not_given_follows(given: dict[str, object], name: str, wanted: object) -> None:
    settings = envfile.complete(Settings.model_validate(given), "1.2.3", "base-slim")
    assert getattr(settings, name) == wanted


@pytest.mark.parametrize(
    ("given", "weeks"),
    [
        ({}, {4}),
        ({"gpu": "device"}, set(range(1, 8))),
        ({"gpu": "device", "gpu_image_weeks": "4"}, {4}),
        ({"gpu_image_weeks": "none"}, set()),
    ],
)
def test_a_card_is_used_in_every_week(given: dict[str, object], weeks: set[int]) -> None:
    settings = envfile.complete(Settings.model_validate(given), "1.2.3", "base")
    assert settings.gpu_image_weeks == weeks


@pytest.mark.parametrize(
    "given",
    [
        {"name": "other", "notebook_memory": 2**30},
        {"gpu_image_weeks": "none", "gpu_image_groups": "tuesday,friday"},
        {"gpu": "device", "gpu_device": "a.b/c=0,a.b/c=1", "gpu_image_weeks": "7,1"},
    ],
)
def test_what_was_written_is_read_back(tmp_path: Path, given: dict[str, object]) -> None:
    settings = Settings.model_validate({"state_dir": tmp_path, **given})
    path = tmp_path / "hub.env"
    envfile.write(path, envfile.render(settings, "1.2.3", NO_DIGESTS))
    assert load(path) == settings


def test_what_follows_from_a_certificate_is_read_back() -> None:
    """hub.env spells every setting out, so that none of them is a default any more."""
    settings = envfile.complete(Settings.model_validate(TLS), "1.2.3", "base")
    assert Settings.model_validate(settings.model_dump()) == settings


def test_the_second_write_changes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "hub.env"
    assert [envfile.write(path, "A=1\n"), envfile.write(path, "A=1\n")] == [True, False]
    assert envfile.write(path, "A=2\n")
    assert path.stat().st_mode & 0o777 == 0o600


def test_pretending_writes_nothing(tmp_path: Path) -> None:
    assert envfile.write(tmp_path / "hub.env", "A=1\n", pretend=True)
    assert list(tmp_path.iterdir()) == []


def test_a_line_break_cannot_smuggle_a_setting_in() -> None:
    settings = Settings(authenticator="a\nLLMHUB_PORT=1")
    with pytest.raises(SettingsError):
        envfile.render(settings, "1.2.3", NO_DIGESTS)
