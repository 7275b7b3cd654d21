"""One student, two windows with the same notebook, and the course."""

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


def test_what_both_windows_hold_and_the_fix_are_in_both(tmp_path: Path) -> None:
    with open_lab(tmp_path) as lab:
        one, other = lab.open(), lab.open(workspace="b")
        write(one, "What is a token?", "\none = 1")
        write(other, "slow is done", "\nother = 1")
        lab.release(changed(FIRST, count="total = 2 + 2  # fixed"))
        lab.push()
        for page in (one, other):
            for words in ("one = 1", "other = 1", "# fixed"):
                expect(cell_with(page, words)).to_be_visible()
            is_saved(page)
            not_asked(page)
        picture(other, "push-two-windows")
        found = "\n".join(sources(lab.on_disk()))
        assert all(words in found for words in ("one = 1", "other = 1", "# fixed"))


def test_the_same_cell_in_two_windows_is_kept_twice(tmp_path: Path) -> None:
    with open_lab(tmp_path) as lab:
        one, other = lab.open(), lab.open(workspace="b")
        write(one, "total = 1 + 1", "\none = 1")
        one.keyboard.press("Control+s")
        is_saved(one)
        write(other, "total = 1 + 1", "\nother = 1")
        other.keyboard.press("Control+s")
        marked = other.locator(".llmhub-marked")
        expect(marked).to_contain_text("Changed twice")
        expect(marked).to_contain_text("one = 1")
        is_saved(other)
        not_asked(other)
        picture(other, "two-windows-same-cell")
        found = "\n".join(sources(lab.on_disk()))
        assert "one = 1" in found
        assert "other = 1" in found
