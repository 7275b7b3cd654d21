"""What a deploy leaves behind: secrets are where they belong, and nowhere else."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from llmhub.ops import compose
from llmhub.ops.context import Context

pytestmark = pytest.mark.e2e

SECRETS = ("admin_password", "ops_token", "proxy_token", "cookie_secret")


def written(context: Context) -> dict[str, str]:
    """Return all that a deploy and its services wrote for people to read, by its place."""
    state = context.settings.state_dir
    files = [*(state / "deploy").glob("*.log"), context.layout.env_file]
    told = {str(path): path.read_text(errors="replace") for path in files}
    return {**told, "docker compose logs": compose.run(context, "logs", "--no-color")}


def test_a_deploy_writes_logs(context: Context) -> None:
    names = {Path(name).name for name in written(context)}
    assert names >= {"images.log", "models.log", "course.log", "hub.env"}


@pytest.mark.parametrize("name", SECRETS)
def test_a_secret_is_told_nobody(context: Context, name: str) -> None:
    secret = context.secret(name)
    assert len(secret) >= 12
    assert [place for place, text in written(context).items() if secret in text] == []


def test_the_one_time_password_is_for_root_alone(context: Context) -> None:
    found = context.layout.secret("admin_password").stat()
    assert (stat.S_IMODE(found.st_mode), found.st_uid, found.st_gid) == (0o600, 0, 0)
    folder = context.layout.secret("admin_password").parent.stat()
    assert (stat.S_IMODE(folder.st_mode), folder.st_uid) == (0o700, 0)
