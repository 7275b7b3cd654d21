"""A copy as HTML that does nothing: cells with what they showed, or a file's text. Bounded."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath
from typing import Any

from nbformat import NotebookNode

from classroom.handins.notebooks import Unreadable, read_notebook
from classroom.marking.safe_html import MOST_LETTERS, as_code, safe_html
from classroom.marking.written import cell_html, file_html

MOST_HTML = 4_000_000
# To read Markdown costs time: after this much of it in one file the rest is shown as it is.
_MOST_MARKDOWN = 200_000
_MOST_OUTPUT = 20_000
_PICTURES = ("image/png", "image/jpeg", "image/gif", "image/webp")
_COLOURS = re.compile(r"\x1b\[[0-9;]*[A-Za-z]")
_CUT = "Only its beginning is shown."


def rendered(path: str, data: bytes) -> tuple[str, str]:
    """Return a file as harmless HTML, and a sentence where something has to be said about it."""
    if path.endswith(".ipynb"):
        try:
            return _notebook(read_notebook(data))
        except Unreadable as error:
            return "", f"{path} cannot be shown: {error}."
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return "", f"{path} is no text that can be shown."
    return file_html(PurePosixPath(path).name, data)


def log_html(log: bytes) -> str:
    """Return the end of what an app printed."""
    return as_code(_COLOURS.sub("", log.decode("utf-8", "replace"))[-MOST_LETTERS:])


def _notebook(notebook: NotebookNode) -> tuple[str, str]:
    pieces: list[str] = []
    size = 0
    for piece in _pieces(notebook):
        size += len(piece)
        if size > MOST_HTML:
            return "\n".join(pieces), _CUT
        pieces.append(piece)
    return "\n".join(pieces), "" if pieces else "This notebook has no cells."


def _pieces(notebook: NotebookNode) -> Iterator[str]:
    """Yield each cell, and what it showed."""
    markdown = 0
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            markdown += len(cell.source)
            yield cell_html(cell) if markdown <= _MOST_MARKDOWN else as_code(cell.source)
            continue
        if cell.cell_type == "code":
            yield f"<p>In [{_count(cell)}]:</p>"
        yield cell_html(cell)
        for output in cell.get("outputs", []):
            yield _output(output)


def _count(cell: NotebookNode) -> str:
    count = cell.get("execution_count")
    return str(count) if isinstance(count, int) else " "


def _output(output: Mapping[str, Any]) -> str:
    """Return what one output shows; HTML and scripts are left out, and named."""
    kind = output.get("output_type")
    if kind == "stream":
        return _text(output.get("text"))
    if kind == "error":
        lines = output.get("traceback") or [f"{output.get('ename')}: {output.get('evalue')}"]
        return _text("\n".join(str(one) for one in lines))
    data = output.get("data")
    if not isinstance(data, Mapping):
        return ""
    for picture in _PICTURES:
        if isinstance(found := data.get(picture), str):
            address = f"data:{picture};base64,{''.join(found.split())}"
            return safe_html("![picture](attachment:shown)", {"shown": address})
    if isinstance(found := data.get("text/plain"), str):
        return _text(found)
    return as_code(f"[{', '.join(map(str, data))[:200]}: not shown here]")


def _text(text: object) -> str:
    plain = _COLOURS.sub("", text if isinstance(text, str) else "")
    # The end says more: it has the error.
    return as_code(plain[-_MOST_OUTPUT:]) if plain else ""
