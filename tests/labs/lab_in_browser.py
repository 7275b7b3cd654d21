"""A student's own JupyterLab with the course in it, opened in a real browser, without a hub."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Page, sync_playwright

from images.build import docker
from labs.build.tree import Options, build_tree
from tests.e2e.conftest import CHROMIUM
from tests.e2e.screen import watch
from tests.images.base_container import BASE, hub, notebook
from tests.labs.student_lab import ROOT, helper_volume

BROWSER = Path("/usr/bin/chromium")
# After the stage that installs the browser, with the image that a deploy made.
MARKS = [
    pytest.mark.browser,
    pytest.mark.timeout(300),
    pytest.mark.skipif(not BROWSER.exists(), reason="needs Chromium: apt-get install chromium"),
]


@contextmanager
def jupyterlab(folder: Path) -> Iterator[tuple[Page, str]]:
    """Start a student's container below `folder`; yield a page, and the address of its files."""
    if docker.inspect(BASE) is None:
        pytest.skip(f"there is no {BASE} here: `make deploy` makes it")
    release = folder / "course/releases/0001"
    release.mkdir(parents=True)
    build_tree(ROOT, release, Options(), lambda _: None)
    (folder / "course/current").symlink_to("releases/0001")
    folder.chmod(0o755)
    with (
        hub() as address,
        notebook(folder, address, BASE, tuple(helper_volume())) as lab,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=BROWSER, args=CHROMIUM)
        ada = {"Authorization": "token ada-token"}
        page = browser.new_context(
            viewport={"width": 1280, "height": 800}, extra_http_headers=ada
        ).new_page()
        page.set_default_timeout(60_000)
        watch(page)
        yield page, f"http://{lab.address}:8888/user/ada/lab/tree"
        browser.close()
