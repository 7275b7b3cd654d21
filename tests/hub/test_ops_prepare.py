"""Secrets and certificates: made or checked once, private, never replaced unasked."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest

from llmhub.errors import LabError
from llmhub.layout import StateLayout
from llmhub.ops import certificate, envfile, prepare
from llmhub.ops.context import Context
from llmhub.ops.dotenv import read_settings
from llmhub.settings import Settings, load

as_root = pytest.mark.skipif(
    os.geteuid() != 0, reason="files are given to another user: needs root"
)


def make_pair(folder: Path, name: str) -> tuple[Path, Path]:
    chain, key = folder / f"{name}.pem", folder / f"{name}.key"
    subject = ["-subj", f"/CN={name}", "-days", "30", "-nodes", "-newkey", "rsa:2048"]
    command = ["openssl", "req", "-x509", *subject, "-keyout", str(key), "-out", str(chain)]
    subprocess.run(command, check=True, capture_output=True)
    return chain, key


@as_root
def test_secrets_are_private_and_made_once(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    context = Context(Settings(course_uid=21007), StateLayout(tmp_path))
    layout = context.layout
    layout.secret("x").parent.mkdir()
    prepare.ensure_secrets(context)
    first = {name: layout.secret(name).read_text() for name in prepare.SECRETS}
    prepare.ensure_secrets(context)
    told = [json.loads(line)["changed"] for line in capsys.readouterr().out.splitlines()]
    assert told == [True, False]
    assert first == {name: layout.secret(name).read_text() for name in prepare.SECRETS}
    assert len(set(first.values())) == len(first)
    assert all(len(secret) == 64 for secret in first.values())
    owners = {"proxy_token": envfile.PROXY_UID, "course_token": 21007}
    for name in prepare.SECRETS:
        found = layout.secret(name).stat()
        assert (found.st_mode & 0o777, found.st_uid) == (0o600, owners.get(name, 0))


@as_root
def test_a_certificate_is_copied_for_the_proxy_alone(tmp_path: Path) -> None:
    pair = certificate.read(*make_pair(tmp_path, "lab"))
    folder = tmp_path / "tls"
    folder.mkdir()
    told = [certificate.install(pair, folder, envfile.PROXY_UID) for _ in range(2)]
    assert told == [True, False]
    for path in folder.iterdir():
        assert (path.stat().st_mode & 0o777, path.stat().st_uid) == (0o600, envfile.PROXY_UID)


def test_a_key_of_another_certificate_is_refused(tmp_path: Path) -> None:
    chain, _ = make_pair(tmp_path, "lab")
    _, other = make_pair(tmp_path, "other")
    with pytest.raises(LabError) as caught:
        certificate.read(chain, other)
    assert caught.value.code == "certificate-bad"


def test_a_key_never_shows(tmp_path: Path) -> None:
    assert "PRIVATE" not in repr(certificate.read(*make_pair(tmp_path, "lab")))


@pytest.mark.parametrize("text", ["c.X = (", "\0"])
def test_an_extra_configuration_that_does_not_parse_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "extra.py"
    path.write_text(text)
    with pytest.raises(LabError) as caught:
        prepare.read_extra(path)
    assert caught.value.code == "extra-config-bad"


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"LLMHUB_PROT=9000\n", "perhaps LLMHUB_PORT is meant"),
        (b"PASSWORD=x\n", "PASSWORD is no setting"),
        (b"LLMHUB_NAME=\xff\xfe\n", "not UTF-8"),
        (b"LLMHUB_PORT=many\n", "LLMHUB_PORT"),
    ],
    ids=["misspelt", "foreign", "encoding", "value"],
)
def test_a_bad_file_of_settings_is_refused(tmp_path: Path, content: bytes, told: str) -> None:
    path = tmp_path / ".env"
    path.write_bytes(content)
    with pytest.raises(LabError, match=told) as caught:
        read_settings(path)
    assert caught.value.code == "bad-settings"


def test_the_environment_wins_over_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / ".env").write_text("LLMHUB_PORT=9000\nLLMHUB_WEEK=3\n")
    monkeypatch.setenv("LLMHUB_PORT", "9001")
    settings = read_settings(tmp_path / ".env")
    assert (settings.port, settings.week) == (9001, 3)


@pytest.mark.parametrize(
    ("release", "given", "offline"),
    [
        (None, "", True),
        ('{"source": "embedded"}', "", True),
        ('{"source": "registry"}', "", False),
        ('{"source": "registry"}', "true", True),
        ('{"source": "embedded"}', "false", False),
        ("damaged", "", True),
        ("[]", "", True),
    ],
)
def test_notebooks_ask_the_hub_of_models_where_it_has_answered(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    release: str | None,
    given: str,
    offline: bool,
) -> None:
    layout = StateLayout(tmp_path)
    if release is not None:
        layout.model_release(1).mkdir(parents=True)
        (layout.model_release(1) / "models.json").write_text(release)
        layout.current_models.symlink_to("releases/0001")
    monkeypatch.setenv("LLMHUB_STATE_DIR", str(tmp_path))
    monkeypatch.setenv("LLMHUB_HUGGINGFACE_OFFLINE", given)
    prepare.configure(None, "1.2.3", {}, pretend=False)
    monkeypatch.delenv("LLMHUB_HUGGINGFACE_OFFLINE")
    assert load(layout.env_file).huggingface_offline is offline


def test_configure_refuses_before_it_writes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LLMHUB_STATE_DIR", str(tmp_path))
    monkeypatch.setenv("LLMHUB_PORT", "8010")  # the staff port's default
    with pytest.raises(LabError) as caught:
        prepare.configure(None, "1.2.3", {}, pretend=False)
    assert caught.value.code == "bad-settings"
    assert list(tmp_path.iterdir()) == []
