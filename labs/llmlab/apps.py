"""Apps started from a notebook cell: the right address behind the hub, and a link to click."""

from __future__ import annotations

import os
import socket
from collections.abc import Mapping
from typing import Protocol

from llmlab.errors import LabError

FIRST_PORT = 7861
"""One above Gradio's own first port, which the tile "My Gradio app" or a plain `demo.launch()` may
hold.
"""
_PORTS_TRIED = 20


class Launchable(Protocol):
    """What `launch_gradio` needs of an app; Gradio itself, which takes seconds, is not imported."""

    def launch(self, **options: object) -> object:
        """Start serving."""

    def close(self) -> object:
        """Stop serving."""


_running: dict[int, Launchable] = {}


def app_link(port: int, environ: Mapping[str, str] | None = None) -> str:
    """Return the address where your browser finds an app that listens on `port` in this lab.

    Behind the hub that is a path on the hub's own address (`/user/ada/proxy/7861/`), or the whole
    address where the hub
    tells it; on a laptop it is `http://127.0.0.1:7861/`.
    """
    env = os.environ if environ is None else environ
    prefix = env.get("JUPYTERHUB_SERVICE_PREFIX", "")
    if not prefix:
        return f"http://127.0.0.1:{port}/"
    public = env.get("JUPYTERHUB_PUBLIC_URL", "")
    base = public if public else prefix
    return f"{base.rstrip('/')}/proxy/{port}/"


def show_link(port: int, name: str) -> None:
    """Show a link that opens the app in a tab of its own."""
    link = app_link(port)
    try:
        from IPython.display import display
    except ImportError:  # a plain script on a laptop
        print(f"{name}: {link}")
        return
    html = f'<p>{name}: <a href="{link}" target="_blank" rel="noopener">open {link}</a></p>'
    # The text form serves screen readers in a terminal, and notebooks that are not trusted yet.
    forms = {"text/plain": f"{name}: {link}", "text/html": html}
    display(forms, raw=True)  # type: ignore[no-untyped-call]


def launch_gradio(demo: Launchable, port: int = 0, **options: object) -> None:
    """Start a Gradio app from a cell and show its link; running the cell again replaces the app.

    Args:
        demo: a `gr.Interface`, `gr.ChatInterface` or `gr.Blocks`.
        port: where it listens inside your lab; 0 takes the first free one from 7861 on.
        options: passed on to `demo.launch`.

    Raises:
        LabError: `LAB-PORT-BUSY` when the port (or all that were tried) is taken.
    """
    close_apps()
    chosen = _free_port(port)
    prefix = os.environ.get("JUPYTERHUB_SERVICE_PREFIX", "")
    if prefix:
        # Gradio has to know under which path the browser sees it, or its page asks for files in
        # the wrong place.
        options.setdefault("root_path", f"{prefix.rstrip('/')}/proxy/{chosen}")
    demo.launch(
        server_name="127.0.0.1",
        server_port=chosen,
        prevent_thread_lock=True,
        inline=False,
        quiet=True,
        share=False,
        **options,
    )
    _running[chosen] = demo
    show_link(chosen, "Your app")


def close_apps() -> None:
    """Stop the apps that `launch_gradio` started in this notebook."""
    while _running:
        _running.popitem()[1].close()


def _free_port(wanted: int) -> int:
    """Return `wanted` if it is free, or the first free one when `wanted` is 0."""
    candidates = [wanted] if wanted else range(FIRST_PORT, FIRST_PORT + _PORTS_TRIED)
    for port in candidates:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise LabError(
        "LAB-PORT-BUSY",
        f"Port {wanted or FIRST_PORT} is in use by another app. Close that app (restart its "
        "notebook's kernel) or choose another port.",
    )
