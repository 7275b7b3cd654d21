"""The server extension that puts our changes to Jupyter Server in place."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from llmserver import activity, proxying
from llmserver.course import handlers


def _jupyter_server_extension_points() -> list[dict[str, str]]:
    return [{"module": "llmserver.extension"}]


def _load_jupyter_server_extension(app: Any) -> None:
    proxying.install()
    activity.ignore_polls()
    times = app.web_app.settings.setdefault("last_activity_times", {})
    activity.Watch(app.kernel_manager, times, activity.look_seconds(os.environ)).start()
    handlers.install(app.web_app, Path.home())
