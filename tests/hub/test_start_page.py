"""The page that starts a server, asked by several tabs in the same moment."""

import socket
from pathlib import Path
from urllib.parse import urlsplit

from tests.fakes.enrolled_hub import enrolled_hub
from tests.fakes.running_hub import TIMEOUT, Browser

TABS = 12


def ask_at_once(browser: Browser, url: str) -> list[bytes]:
    """Send the same request over many connections before the first is answered."""
    cookies = "; ".join(f"{cookie.name}={cookie.value}" for cookie in browser.cookies)
    target = urlsplit(url)
    request = f"GET {target.path} HTTP/1.1\r\nHost: {target.netloc}\r\nCookie: {cookies}\r\n\r\n"
    address = (target.hostname or "", target.port or 0)
    tabs = [socket.create_connection(address, TIMEOUT) for _ in range(TABS)]
    for tab in tabs:
        tab.sendall(request.encode())
    answers = [tab.recv(65536) for tab in tabs]
    for tab in tabs:
        tab.close()
    return answers


def test_many_clicks_are_one_start(tmp_path: Path) -> None:
    with enrolled_hub(tmp_path) as lab:
        url = f"{lab.hub.students}/hub/spawn/ada"
        answers = ask_at_once(lab.at_students("ada"), url)
        assert {answer.split()[1] for answer in answers} == {b"302"}
        assert all(b"/hub/spawn-pending/ada" in answer for answer in answers)
