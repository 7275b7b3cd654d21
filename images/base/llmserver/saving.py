"""The save of an open editor: only over what the editor knows; else both are merged.

JupyterLab compares and writes in two requests, and what comes between them is lost. Here it is one
request, during which no update of labs can write.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from jupyter_client.jsonutil import json_default
from jupyter_core.utils import ensure_async
from jupyter_server.auth.decorator import authorized
from jupyter_server.base.handlers import APIHandler
from tornado import web

from llmserver.lab_files import course_text, locked, week_of
from llmserver.rescue import Rescued, rescue

ROUTE = "llmhub/course/save"


@dataclass(frozen=True)
class Wanted:
    """What an editor wants saved.

    Attributes:
        path: of the file in the home.
        week: to which it belongs.
        content: a notebook as JSON, or a text.
        hash: of the file that the editor knows.
        base: what that file held; None: not sent, it is asked for where the disk has another.
    """

    path: str
    week: int
    content: Any
    hash: str
    base: Any

    @property
    def is_notebook(self) -> bool:
        """Whether the file is a notebook."""
        return self.path.endswith(".ipynb")

    def model(self, content: Any) -> dict[str, Any]:
        """Return what the contents manager takes."""
        if self.is_notebook:
            return {"type": "notebook", "format": "json", "content": content}
        return {"type": "file", "format": "text", "content": content}


class Refused(Exception):
    """A request that cannot be done: status, code, and a sentence."""

    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(message)
        self.status, self.code, self.message = status, code, message


def read_wanted(body: Any) -> Wanted:
    """Return what a request wants. Raises Refused `bad-request`, `not-a-lab`."""
    words = body if isinstance(body, Mapping) else {}
    path, content = words.get("path"), words.get("content")
    fits = isinstance(path, str) and isinstance(
        content, dict if str(path).endswith(".ipynb") else str
    )
    if not fits:
        raise Refused(400, "bad-request", "Send the path and the content of a notebook or a text.")
    week = week_of(str(path))
    if week is None:
        raise Refused(400, "not-a-lab", "This file is in no week of ~/labs; save it as any other.")
    return Wanted(str(path), week, content, str(words.get("hash") or ""), words.get("base"))


class SaveHandler(APIHandler):
    """`POST llmhub/course/save`."""

    auth_resource = "contents"

    @web.authenticated
    @authorized
    async def post(self) -> None:
        """Save, or say that the disk has another file than the editor knows."""
        try:
            wanted = read_wanted(self.get_json_body())
            async with locked(Path.home(), wanted.week) as store:
                said = await self._save(wanted, course_text(store, wanted.path))
        except Refused as error:
            self.set_status(error.status)
            said = {"code": error.code, "message": error.message}
        self.set_header("Content-Type", "application/json")
        self.finish(json.dumps(said, default=json_default))

    async def _save(self, wanted: Wanted, course: bytes | None) -> dict[str, Any]:
        """Compare and write. Raises Refused `changed-on-disk`, HTTPError."""
        disk = await self._disk(wanted.path)
        if disk is None or disk["hash"] == wanted.hash:
            manager: Any = self.contents_manager
            await ensure_async(manager.save(wanted.model(wanted.content), wanted.path))
            return {"model": await self._model(wanted.path)}
        if wanted.base is None:
            raise Refused(
                409, "changed-on-disk", "The file has changed; send what you began from as well."
            )
        # In a thread: a large notebook would hold up the kernels' messages.
        made = await asyncio.to_thread(
            rescue, wanted.path, wanted.base, wanted.content, disk["content"], course
        )
        return await self._write(wanted, made, disk["content"])

    async def _write(self, wanted: Wanted, made: Rescued, disk: str) -> dict[str, Any]:
        """Write what was merged, unless the disk has it. Raises HTTPError."""
        said: dict[str, Any] = {"content": made.content, "same": made.same, "twice": made.twice}
        manager: Any = self.contents_manager
        if made.aside:
            path = PurePosixPath(wanted.path)
            name = f"{path.stem}.other{path.suffix}"
            free = await ensure_async(manager.increment_filename(name, str(path.parent)))
            said["aside"] = f"{path.parent}/{free}"
            text = {"type": "file", "format": "text", "content": disk}
            await ensure_async(manager.save(text, said["aside"]))
        if not made.on_disk:
            await ensure_async(manager.save(wanted.model(made.content), wanted.path))
        return {**said, "model": await self._model(wanted.path)}

    async def _disk(self, path: str) -> dict[str, Any] | None:
        """Return the file as text, with its hash; None: there is none. Raises HTTPError."""
        manager: Any = self.contents_manager
        if not await ensure_async(manager.file_exists(path)):
            return None
        found: dict[str, Any] = await ensure_async(
            manager.get(path, type="file", format="text", require_hash=True)
        )
        return found

    async def _model(self, path: str) -> Any:
        manager: Any = self.contents_manager
        return await ensure_async(manager.get(path, content=False, require_hash=True))
