"""The proxy's log while the hub is down: which links were opened, and none of their keys."""

import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests

from llmhub.accounts.links import invite_url, new_token
from llmhub.accounts.roles import Role
from llmhub.settings import Settings
from tests.fakes.running_hub import TIMEOUT, find_proxy, free_port

pytestmark = pytest.mark.docker


@pytest.fixture
def proxy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The address of a proxy whose hub is not there; it logs into `proxy.log`."""
    monkeypatch.setenv("CONFIGPROXY_AUTH_TOKEN", "secret")
    port, api_port, nobody = (free_port() for _ in range(3))
    options = [f"--port={port}", f"--api-port={api_port}", "--api-ip=127.0.0.1", "--ip=127.0.0.1"]
    command = [*find_proxy(), *options, f"--default-target=http://127.0.0.1:{nobody}"]
    with (tmp_path / "proxy.log").open("wb") as log:
        process = subprocess.Popen(command, stdout=log, stderr=subprocess.STDOUT)
    yield f"http://127.0.0.1:{port}"
    process.terminate()
    process.wait(20)


def test_proxy_keeps_the_key_of_no_link(proxy: str, tmp_path: Path) -> None:
    key = new_token()
    link = invite_url(Settings(public_url=proxy, staff_url="http://localhost"), Role.STUDENT, key)
    log, end = tmp_path / "proxy.log", time.monotonic() + TIMEOUT
    while "503 GET /hub/invite" not in log.read_text():
        assert time.monotonic() < end, log.read_text()
        try:
            assert requests.get(link, timeout=5).status_code == 503
        except requests.ConnectionError:
            time.sleep(0.2)
    assert key not in log.read_text()
