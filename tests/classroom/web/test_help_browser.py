"""An instructor looks in a real browser: a hostile file does nothing, an end takes it away."""

from __future__ import annotations

import json
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Page, async_playwright, expect

from tests.classroom.help.room import notebook, sent
from tests.classroom.web.help_room import HelpRoom, help_room
from tests.e2e.screen import FOLDER

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
FLAGS = ["--no-sandbox", "--disable-gpu"]
PATIENCE = 30_000  # milliseconds

pytestmark = [
    pytest.mark.browser,
    pytest.mark.timeout(300),
    pytest.mark.skipif(CHROMIUM is None, reason="needs Chromium: apt-get install chromium"),
]

SCRIPT = "top.document.title='owned';parent.owned=1;fetch('/owned');location='/owned'"
EVIL = f"""</iframe></textarea></style><script>{SCRIPT}</script>
<img src=x onerror="{SCRIPT}"> <svg onload="{SCRIPT}"><script>{SCRIPT}</script></svg>
<meta http-equiv="refresh" content="0;url=/owned"> <base href="//evil.example/">
<form action="/owned"><button>Press</button></form> <iframe srcdoc="<script>{SCRIPT}</script>">
[a link](javascript:{SCRIPT}) ![x](javascript:{SCRIPT}) ![x](http://evil.example/x.png)
<a href="javascript:{SCRIPT}">and</a> <link rel=stylesheet href=//evil.example/x.css>
"""
PIXEL = (
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAE"
    "hQGAhKmMIQAAAABJRU5ErkJggg=="
)


def hostile() -> bytes:
    """Return a notebook that tries it in texts, code, outputs, names and attachments."""
    display = {"output_type": "display_data", "metadata": {}}
    outputs = [
        {"output_type": "stream", "name": "stdout", "text": EVIL},
        display | {"data": {"text/html": EVIL}},
        display | {"data": {"image/svg+xml": f'<svg onload="{SCRIPT}"/>', "text/plain": EVIL}},
        display | {"data": {"image/png": f'x" onerror="{SCRIPT}'}},
        display | {"data": {"application/javascript": SCRIPT}},
        display | {"data": {"text/html": EVIL, EVIL: "x"}},
        display | {"data": {"image/png": PIXEL}},
        {"output_type": "error", "ename": EVIL, "evalue": EVIL, "traceback": ["\x1b[31m" + EVIL]},
    ]
    told = json.loads(notebook(EVIL, outputs=outputs, execution_count=7))
    picture = {"x.png": {"image/png": f'"><script>{SCRIPT}</script>'}}
    told["cells"] += [
        {"id": "b", "cell_type": "markdown", "metadata": {}, "source": f"# Heading\n\n{EVIL}"}
        | {"attachments": picture},
        {"id": "c", "cell_type": "markdown", "metadata": {}, "source": "![x](attachment:x.png)"}
        | {"attachments": picture},
        {"id": "d", "cell_type": "raw", "metadata": {"format": "text/html"}, "source": EVIL},
    ]
    return json.dumps(told).encode()


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[HelpRoom]:
    async with help_room(tmp_path) as room:
        yield room


@asynccontextmanager
async def browser_page(who: str, asked: list[str]) -> AsyncIterator[Page]:
    """Open a page as an instructor; `asked` gets every address that is asked for."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        context = await browser.new_context(extra_http_headers={"Authorization": f"token {who}"})
        page = await context.new_page()
        page.set_default_timeout(PATIENCE)
        page.on("request", lambda request: asked.append(request.url))
        yield page
        await browser.close()


async def check_accessible(page: Page) -> None:
    """Fail where axe finds a serious fault."""
    found = (await Axe().run(page)).response["violations"]
    assert [one["id"] for one in found if one["impact"] in ("serious", "critical")] == []


async def picture(page: Page, name: str) -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    await page.screenshot(path=FOLDER / f"{name}.png")


@pytest.mark.parametrize("path", ["labs/week3/lab.ipynb", "apps/gradio_app.py", "notes.md"])
async def test_a_hostile_file_does_nothing(room: HelpRoom, path: str) -> None:
    data = hostile() if path.endswith(".ipynb") else EVIL.encode()
    body = {"path": path, "words": EVIL[:1900]}
    number = (await room.call("ada", "POST", "help", body))["id"]
    await room.call("ada", "POST", f"help/{number}/consent")
    told = await room.call("ada", "PUT", f"help/{number}/copy", sent(data, EVIL.encode()))
    assert told["status"] == 200
    asked: list[str] = []
    dialogs: list[Any] = []
    async with browser_page("tom", asked) as page:
        page.on("dialog", lambda one: dialogs.append(one.message))
        await page.goto(f"{room.pages.address}help/{number}")
        frame = page.frame_locator("iframe").first
        await expect(frame.locator("body")).to_contain_text("evil.example")
        await page.wait_for_load_state("networkidle")
        await check_accessible(page)
        await picture(page, f"help-{path.rpartition('.')[2]}")
        for inner in page.frames[1:]:
            html = await inner.locator("html").inner_html()
            found = [
                one
                for one in ("<script", "<svg", "<meta h", "<form", "<base", "<link", "<iframe")
                if one in html
            ]
            assert found == []
            assert await inner.locator("[onerror], [onload], [href]").count() == 0
        assert await page.title() == "ada asks - LLM Lab"
        assert await page.evaluate("'owned' in window") is False
        assert page.url.endswith(f"/help/{number}")
    ours = room.pages.address.removesuffix("services/course/")
    assert [one for one in asked if "owned" in one or not one.startswith((ours, "data:"))] == []
    assert dialogs == []


async def test_outputs_are_shown(room: HelpRoom) -> None:
    outputs = [
        {"output_type": "stream", "name": "stdout", "text": ["one\n", "two"]},
        {"output_type": "display_data", "metadata": {}, "data": {"image/png": PIXEL}},
        {"output_type": "display_data", "metadata": {}, "data": {"text/html": "<b>x</b>"}},
        {"output_type": "error", "ename": "E", "evalue": "no", "traceback": ["\x1b[31mE: no"]},
    ]
    number = await room.allowed(data=notebook("print(1)", outputs=outputs, execution_count=7))
    async with browser_page("tom", []) as page:
        await page.goto(f"{room.pages.address}help/{number}")
        frame = page.frame_locator("iframe").first
        for words in ("In [7]:", "print(1)", "one\ntwo", "text/html: not shown here"):
            await expect(frame.locator("body")).to_contain_text(words)
        await expect(frame.locator("pre").last).to_have_text("E: no")
        assert await frame.locator("img").evaluate("one => one.naturalWidth") == 1
        log = page.frame_locator("iframe").nth(1)
        await expect(log.locator("body")).to_contain_text("printed by the app")


async def test_a_newer_copy_comes_and_the_end_takes_it_away(room: HelpRoom) -> None:
    number = await room.allowed()
    async with browser_page("tom", []) as page:
        await page.goto(f"{room.pages.address}help/{number}")
        await page.get_by_role("button", name="Ask for a newer copy").press("Enter")
        await expect(page.get_by_text("A newer copy is asked for")).to_be_visible()
        assert (await room.call("ada", "GET", f"help/{number}"))["wanted"]
        await room.call("ada", "PUT", f"help/{number}/copy", sent(notebook("newer = 1")))
        body = page.frame_locator("iframe").first.locator("body")
        await expect(body).to_contain_text("newer = 1", timeout=PATIENCE)
        words = page.get_by_label("Some words for ada")
        await words.fill("Look at")
        await room.call("ada", "DELETE", f"help/{number}")
        await expect(page.locator("iframe")).to_have_count(0, timeout=PATIENCE)
        await expect(words).to_have_value("Look at")


async def test_a_question_is_answered_by_keyboard(room: HelpRoom) -> None:
    number = await room.allowed()
    async with browser_page("tom", []) as page:
        await page.goto(f"{room.pages.address}help")
        await check_accessible(page)
        await picture(page, "help-list")
        await page.get_by_role("link", name="ada", exact=True).press("Enter")
        await page.get_by_label("Some words for ada").fill("Cell 3.")
        await page.keyboard.press("Tab")
        await page.keyboard.press("Enter")
        await expect(page.get_by_text("answered by tom")).to_be_visible()
    assert (await room.call("ada", "GET", f"help/{number}"))["answer"] == "Cell 3."
