"""The server extension that puts our changes to Jupyter Server in place."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from jupyter_server.utils import url_path_join

from llmserver import activity, editors_line, proxying, saving
from llmserver.course import handlers as course_handlers
from llmserver.editors import Editors


def _jupyter_server_extension_points() -> list[dict[str, str]]:
    return [{"module": "llmserver.extension"}]


def _load_jupyter_server_extension(app: Any) -> None:
    proxying.install()
    activity.ignore_polls()
    times = app.web_app.settings.setdefault("last_activity_times", {})
    activity.Watch(app.kernel_manager, times, activity.look_seconds(os.environ)).start()
    course_handlers.install(app.web_app, Path.home())
    editors = app.web_app.settings["llmhub_editors"] = Editors()
    handlers = [
        (saving.ROUTE, saving.SaveHandler, {}),
        (editors_line.ROUTE, editors_line.EditorsLine, {"editors": editors}),
    ]
    base = app.web_app.settings["base_url"]
    app.web_app.add_handlers(
        ".*$", [(url_path_join(base, route), *rest) for route, *rest in handlers]
    )


async def _start_jupyter_server_extension(app: Any) -> None:
    settings = app.web_app.settings
    try:
        settings["llmhub_editors_server"] = await settings["llmhub_editors"].listen(Path.home())
    except OSError as error:
        # Only unsaved edits are then merged later, when they are saved.
        app.log.warning("Updates of labs cannot reach the open editors: %s", error)
