"""What is on the screen: the login, pictures, and messages that a page wrote to its console."""

from __future__ import annotations

import os
from pathlib import Path

from playwright.sync_api import ConsoleMessage, Page

from tests.e2e.people import Student

# With PICTURES=1 the pictures of the documentation are made anew; they are looked at by a person.
FOLDER = Path("docs/pictures" if os.environ.get("PICTURES") == "1" else "build/pictures")


def picture(page: Page, name: str) -> Path:
    """Keep a picture of what the page shows now."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    path = FOLDER / f"{name}.png"
    page.screenshot(path=path)
    return path


def log_in(page: Page, origin: str, person: Student) -> None:
    """Log in at one of the hub's addresses, as a person does."""
    page.goto(f"{origin}/hub/login")
    page.locator("#username_input").fill(person.name)
    page.locator("#password_input").fill(person.password)
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: "/hub/login" not in url)


def watch(page: Page) -> None:
    """Print the page's errors, for whoever reads a failed test."""

    def show(message: ConsoleMessage) -> None:
        if message.type == "error":
            print(f"[console] {message.text[:300]}")

    page.on("console", show)
