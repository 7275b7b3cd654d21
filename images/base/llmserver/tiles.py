"""The launcher's tiles: the student's Gradio and Streamlit app, and the apps' logs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

ICONS = Path("/opt/server/share/llmserver/icons")
PYTHON = "/opt/server/bin/python"
KERNEL_PYTHON = ["/opt/kernel/bin/python", "-u"]
"""What students' apps run with; unbuffered, so that their logs are there at once."""

START_SECONDS = 120
"""How long the first answer of an app may take; importing Gradio alone takes 5 s, more in class."""

STREAMLIT_OPTIONS = [
    "--server.headless=true",
    "--server.address=127.0.0.1",
    "--browser.gatherUsageStats=false",
]
"""CORS and XSRF protection stay at their default, on: they check who may open the websocket."""


def tile(title: str, name: str, command: list[str], environment: dict[str, str]) -> dict[str, Any]:
    """Return one entry of `ServerProxy.servers` (names as jupyter-server-proxy has them)."""
    return {
        "command": [PYTHON, "-I", "-m", *command],
        "environment": environment,
        "timeout": START_SECONDS,
        "new_browser_tab": True,
        "launcher_entry": {
            "title": title,
            "icon_path": str(ICONS / f"{name}.svg"),
            "category": "Apps",
        },
    }


def servers(home: str) -> dict[str, dict[str, Any]]:
    """Return the tiles by the path below which each app answers.

    `{port}` and `{base_url}` are filled in by jupyter-server-proxy when the app starts.
    """
    apps = Path(home) / "apps"
    run = ["llmserver.run_app", "--port", "{port}", "--log"]
    gradio = [*run, str(apps / "logs" / "gradio.log"), str(apps / "gradio_app.py")]
    streamlit = [*run, str(apps / "logs" / "streamlit.log"), str(apps / "streamlit_app.py")]
    listing = tile(
        "App logs",
        "logs",
        ["llmserver.log_page", "--port", "{port}", str(apps / "logs")],
        {},
    )
    return {
        "gradio": tile(
            "My Gradio app",
            "gradio",
            [*gradio, "--", *KERNEL_PYTHON, str(apps / "gradio_app.py")],
            {
                "GRADIO_ROOT_PATH": "{base_url}gradio",
                "GRADIO_SERVER_NAME": "127.0.0.1",
                "GRADIO_SERVER_PORT": "{port}",
                "GRADIO_ANALYTICS_ENABLED": "False",
            },
        ),
        "streamlit": tile(
            "My Streamlit app",
            "streamlit",
            [
                *streamlit,
                *["--", *KERNEL_PYTHON, "-m", "streamlit", "run", str(apps / "streamlit_app.py")],
                "--server.port={port}",
                *STREAMLIT_OPTIONS,
            ],
            {},
        ),
        "app-logs": listing,
    }
