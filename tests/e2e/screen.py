"""What is on the screen: pictures, and messages that a page wrote to its console."""

from __future__ import annotations

import os
from pathlib import Path

from playwright.sync_api import ConsoleMessage, Page

# With PICTURES=1 the pictures of the documentation are made anew; they are looked at by a person.
FOLDER = Path("docs/pictures" if os.environ.get("PICTURES") == "1" else "build/pictures")


def picture(page: Page, name: str) -> Path:
    """Keep a picture of what the page shows now."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    path = FOLDER / f"{name}.png"
    page.screenshot(path=path)
    return path


def watch(page: Page) -> None:
    """Print the page's errors, for whoever reads a failed test."""

    def show(message: ConsoleMessage) -> None:
        if message.type == "error":
            print(f"[console] {message.text[:300]}")

    page.on("console", show)
