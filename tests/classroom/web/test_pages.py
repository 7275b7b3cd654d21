"""The pages' frame: menu, keyboard, no foreign resource."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from classroom.settings import PREFIX, ClassroomSettings
from classroom.web.page import HERE, NAVIGATION, when
from tests.classroom.web.conftest import Service


async def test_menu_leads_everywhere_and_says_where_one_is(service: Service) -> None:
    page = (await service.call("GET", "audit", "tina")).text
    for path, title in NAVIGATION:
        assert re.search(rf'<a href="{PREFIX}{path}"[^>]*>{title}</a>', page)
    assert re.findall(r'href="([^"]*)" aria-current="page"', page) == [f"{PREFIX}audit"]
    assert "Europe/Berlin" in page


async def test_first_stop_of_the_keyboard_is_the_content(service: Service) -> None:
    page = (await service.call("GET", "", "tina")).text
    body = page[page.index("<body>") :]
    link = re.search(r'<a [^>]*href="([^"]*)"', body)
    assert link is not None
    assert link[1] == "#main"
    assert '<main id="main" tabindex="-1">' in body


async def test_page_carries_the_token_for_its_calls(service: Service) -> None:
    page = await service.call("GET", "", "tina")
    assert re.search(r'<meta name="xsrf" content="[\w-]{20,}">', page.text)


async def test_what_the_pages_need_is_there(service: Service) -> None:
    page = (await service.call("GET", "", "tina")).text
    needed = re.findall(rf'(?:src|href)="{PREFIX}(static/[^"]*)"', page)
    assert len(needed) == 3
    for path in needed:
        assert (await service.call("GET", path)).status_code == 200


@pytest.mark.parametrize("file", sorted(HERE.glob("*/*")), ids=lambda file: file.name)
def test_nothing_comes_from_elsewhere(file: object) -> None:
    """Nor inline: the policy of the pages would stop it, but for the one style known by hash."""
    text = re.sub(r"^\s*// .*$", "", (HERE / str(file)).read_text(), flags=re.MULTILINE)
    text = text.replace("<style>{{ style | safe }}</style>", "")
    assert "//" not in text.replace("http://www.w3.org/2000/svg", "")
    assert not re.search(r"<script>|<style|\sstyle=|\son\w+=", text)


@pytest.mark.parametrize(
    ("moment", "zone", "text"),
    [
        (datetime(2026, 3, 2, 8), "Europe/Berlin", "Mon 2 Mar 2026, 09:00"),
        (datetime(2026, 7, 2, 8, tzinfo=UTC), "Europe/Berlin", "Thu 2 Jul 2026, 10:00"),
        (datetime(2026, 3, 2, 8), "UTC", "Mon 2 Mar 2026, 08:00"),
        (None, "UTC", ""),
    ],
)
def test_times_are_the_courses(moment: datetime | None, zone: str, text: str) -> None:
    assert when(moment, ZoneInfo(zone)) == text


def test_own_host_is_the_one_that_jupyterhub_gives_a_service() -> None:
    from jupyterhub.utils import subdomain_hook_idna

    settings = ClassroomSettings(subdomain_host="https://lab.example.edu:8443")
    named = subdomain_hook_idna("course", "lab.example.edu", kind="service")
    assert settings.own_host == f"https://{named}:8443"
    assert ClassroomSettings().own_host == ""
