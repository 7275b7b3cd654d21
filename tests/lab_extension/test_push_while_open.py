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
    told,
    write,
)
from tests.labs.lab_in_browser import MARKS
from tests.labsync.books import printed, sources

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
        told(page, "push-open-after")
        states = {one["path"]: one["state"] for one in report["files"]}
        assert states["lab.ipynb"] == "merged", "the page was to save before the merge"
        is_saved(page)
        write(page, "What is a token?", "\nlater = 1")
        page.keyboard.press("Control+s")
        is_saved(page)
        not_asked(page)
        said = "\n".join(sources(lab.on_disk()))
        assert all(words in said for words in ("not yet saved", "later = 1", "# fixed"))


def test_both_changed_the_cell_and_the_page_could_not_be_asked(tmp_path: Path) -> None:
    with open_lab(tmp_path) as lab:
        page = lab.open(reached=False)
        write(page, "total = 1 + 1", "\nmine = 'not yet saved'")
        lab.release(changed(FIRST, count="total = 2 + 2  # fixed\nprint(total)"))
        assert lab.push()["files"][1]["state"] == "delivered", "the page had nothing to save"
        page.keyboard.press("Control+s")
        offered = page.locator(".llmhub-marked")
        expect(offered).to_contain_text("Updated by the course")
        expect(offered).to_have_attribute("aria-label", "New version by the course")
        is_saved(page)
        not_asked(page)
        picture(page, "push-same-cell")
        found = sources(lab.on_disk())
        mine = next(i for i, words in enumerate(found) if "not yet saved" in words)
        assert "1 + 1" in found[mine]
        assert "# fixed" in found[mine + 1]


def test_autosave_brings_the_fix_and_asks_nothing(tmp_path: Path) -> None:
    with open_lab(tmp_path, autosave=30) as lab:
        page = lab.open(reached=False)
        write(page, "What is a token?", "\nmine = 'not yet saved'")
        lab.release(changed(FIRST, count="total = 2 + 2  # fixed\nprint(total)"))
        assert lab.push()["files"][1]["state"] == "delivered", "the page had nothing to save"
        expect(cell_with(page, "# fixed")).to_be_visible(timeout=40_000)
        is_saved(page)
        not_asked(page)
        found = "\n".join(sources(lab.on_disk()))
        assert "not yet saved" in found
        assert "# fixed" in found


def test_a_cell_that_runs_ends_as_if_nothing_had_happened(tmp_path: Path) -> None:
    with open_lab(tmp_path) as lab:
        page = lab.open()
        cell_with(page, "slow is done").locator(".cm-content").click()
        page.get_by_role("button", name="Run this cell and advance").click()
        running = cell_with(page, "slow is done").locator(".jp-InputPrompt")
        expect(running).to_contain_text("[*]")
        lab.release(changed(FIRST, count="total = 2 + 2  # fixed", intro="# Week 3, corrected"))
        lab.push()
        expect(cell_with(page, "# fixed")).to_be_visible()
        expect(running).to_contain_text("[*]")
        lab.notebook.write("labs/week3/go", "")
        output = cell_with(page, "slow is done").locator(".jp-OutputArea-output")
        expect(output).to_contain_text("slow is done")
        page.keyboard.press("Control+s")
        is_saved(page)
        not_asked(page)
        assert printed(lab.on_disk()) == ["slow is done\n"]


def test_a_script_is_merged_by_line(tmp_path: Path) -> None:
    with open_lab(tmp_path) as lab:
        lab.release(FIRST, "LIMIT = 1\n\n\n\nEND = 1\n")
        lab.push()
        page = lab.open("helper.py", reached=False)
        page.locator(".jp-FileEditor .cm-content").click()
        page.keyboard.press("Control+End")
        page.keyboard.type("MINE = 1\n")
        lab.release(FIRST, "LIMIT = 2\n\n\n\nEND = 1\n")
        lab.push()
        page.keyboard.press("Control+s")
        expect(page.locator(".jp-FileEditor .cm-content")).to_contain_text("LIMIT = 2")
        is_saved(page, "helper.py")
        not_asked(page)
        found = lab.notebook.run("cat", "/home/student/labs/week3/helper.py")
        assert found == "LIMIT = 2\n\n\n\nEND = 1\nMINE = 1\n"
