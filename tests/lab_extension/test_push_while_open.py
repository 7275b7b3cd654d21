"""The course pushes while a student has the lab open, with something not yet saved."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import expect

from tests.e2e.screen import picture
from tests.lab_extension.open_lab import (
    FIRST,
    cell_with,
    changed,
    is_saved,
    not_asked,
    open_lab,
    write,
)
from tests.labs.lab_in_browser import MARKS
from tests.labsync.books import sources

pytestmark = MARKS


def test_an_edit_that_is_not_saved_survives_and_the_fix_arrives(tmp_path: Path) -> None:
    with open_lab(tmp_path) as lab:
        page = lab.open()
        write(page, "What is a token?", "\nmine = 'not yet saved'")
        picture(page, "push-open-before")
        lab.release(changed(FIRST, count="total = 2 + 2  # fixed\nprint(total)"))
        report = lab.push()
        expect(cell_with(page, "# fixed")).to_be_visible()
        expect(cell_with(page, "not yet saved")).to_be_visible()
        expect(page.get_by_text("Week 3 was updated.")).to_be_visible()
        picture(page, "push-open-after")
        states = {one["path"]: one["state"] for one in report["files"]}
        assert states["lab.ipynb"] == "merged", "the page was to save before the merge"
        is_saved(page)
        write(page, "What is a token?", "\nlater = 1")
        page.keyboard.press("Control+s")
        is_saved(page)
        not_asked(page)
        said = "\n".join(sources(lab.on_disk()))
        assert all(words in said for words in ("not yet saved", "later = 1", "# fixed"))
