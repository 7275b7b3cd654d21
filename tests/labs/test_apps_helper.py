"""Links and ports of apps that start in a cell."""

from __future__ import annotations

import socket
from collections.abc import Iterator

import pytest

from llmlab import LabError, app_link, launch_gradio
from llmlab.apps import FIRST_PORT, close_apps


class Demo:
    """Remembers how it was launched, in Gradio's place."""

    def __init__(self) -> None:
        self.options: dict[str, object] = {}
        self.closed = False

    def launch(self, **options: object) -> None:
        self.options = options

    def close(self) -> None:
        self.closed = True


@pytest.fixture(autouse=True)
def no_app_left() -> Iterator[None]:
    yield
    close_apps()


@pytest.mark.parametrize(
    ("environ", "link"),
    [
        ({}, "http://127.0.0.1:7861/"),
        ({"JUPYTERHUB_SERVICE_PREFIX": "/user/ada/"}, "/user/ada/proxy/7861/"),
        (
            {
                "JUPYTERHUB_SERVICE_PREFIX": "/user/ada/",
                "JUPYTERHUB_PUBLIC_URL": "https://ada.hub.example/user/ada/",
            },
            "https://ada.hub.example/user/ada/proxy/7861/",
        ),
    ],
)
def test_app_link_is_where_the_browser_finds_it(environ: dict[str, str], link: str) -> None:
    assert app_link(7861, environ) == link


def test_launch_tells_gradio_its_path_behind_the_hub(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JUPYTERHUB_SERVICE_PREFIX", "/user/ada/")
    demo = Demo()
    launch_gradio(demo)
    port = demo.options["server_port"]
    assert demo.options["root_path"] == f"/user/ada/proxy/{port}"
    assert demo.options["server_name"] == "127.0.0.1"
    assert demo.options["share"] is False


def test_launch_needs_no_path_on_a_laptop() -> None:
    demo = Demo()
    launch_gradio(demo)
    assert "root_path" not in demo.options


def test_running_the_cell_again_replaces_the_app() -> None:
    first, second = Demo(), Demo()
    launch_gradio(first)
    launch_gradio(second)
    assert first.closed
    assert first.options["server_port"] == second.options["server_port"]


def test_a_busy_port_is_skipped_or_named() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", FIRST_PORT))
        taken.listen()
        demo = Demo()
        launch_gradio(demo)
        assert demo.options["server_port"] != FIRST_PORT
        with pytest.raises(LabError, match=str(FIRST_PORT)) as caught:
            launch_gradio(Demo(), port=FIRST_PORT)
        assert caught.value.code == "LAB-PORT-BUSY"
