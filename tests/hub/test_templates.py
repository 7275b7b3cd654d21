"""The pages: what they say, that they need nothing from elsewhere, and that all can use them."""

import re
from html.parser import HTMLParser
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from jinja2 import ChoiceLoader, Environment, FileSystemLoader, PrefixLoader
from jupyterhub._data import DATA_FILES_PATH

from llmhub.errors import LabError
from llmhub.origins.gate import NotStaff

HUB = Path(__file__).parents[2] / "hub"
STOCK = Path(DATA_FILES_PATH) / "templates"
PAGES = ("login", "invite", "change-password", "home", "spawn_pending", "not_running", "error")
VOID = {"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "path", "source"}


class Document(HTMLParser):
    """Reads a page strictly: every element is closed where it was opened."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.stack: list[str] = []
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)
        assert not self.stack, f"never closed: {self.stack}"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.stack.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            assert self.stack, f"</{tag}> closes nothing"
            assert self.stack.pop() == tag

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.elements if name == tag]

    def by_id(self, name: str) -> dict[str, str | None]:
        return next(attributes for _, attributes in self.elements if attributes.get("id") == name)


def render(page: str, **values: Any) -> str:
    loader = ChoiceLoader(
        [
            PrefixLoader({"templates": FileSystemLoader(STOCK)}, "/"),
            FileSystemLoader([HUB / "templates", STOCK]),
        ]
    )
    environment = Environment(loader=loader, autoescape=True)
    user = SimpleNamespace(
        name="ada", escaped_name="ada", json_escaped_name="ada", spawner=SimpleNamespace()
    )
    namespace = {
        "base_url": "/hub/",
        "prefix": "/",
        "user": user,
        "who": "ada",
        "static_url": lambda path, include_version=True: f"/hub/static/{path}",
        "version_hash": "1",
        "parsed_scopes": {},
        "services": [],
        "xsrf": "X",
        "xsrf_token": "X",
        "minimum": 8,
        "default_server": SimpleNamespace(active=False),
        "spawner": SimpleNamespace(name=""),
        "progress_url": "/hub/api/users/ada/server/progress",
        "status_code": 500,
        "has_passwords": True,
        "staff_url": "http://127.0.0.1:8010",
        "students_url": "http://localhost:8000",
    }
    return environment.get_template(f"{page}.html").render({**namespace, **values})


@pytest.mark.parametrize("page", PAGES)
def test_page_is_whole_and_needs_nothing_from_elsewhere(page: str) -> None:
    html = render(page)
    document = Document(html)
    assert document.all("html")[0]["lang"] == "en"
    assert len(document.all("h1")) == 1
    assert all(image.get("alt") for image in document.all("img"))
    loaded = [item.get("src") for item in document.all("script")]
    loaded += [item.get("href") for item in document.all("link")]
    assert all(url.startswith("/hub/") for url in loaded if url)


@pytest.mark.parametrize("page", ["login", "invite", "change-password"])
def test_every_field_has_a_label_and_says_what_it_is_for(page: str) -> None:
    document = Document(render(page))
    labels = {label["for"] for label in document.all("label")}
    fields = [item for item in document.all("input") if item.get("type") in ("text", "password")]
    shown = [item for item in fields if "hidden" not in item]
    assert shown
    for field in shown:
        assert field["id"] in labels
    assert all(field.get("autocomplete") for field in fields)
    assert [item["value"] for item in document.all("input") if item.get("name") == "_xsrf"] == ["X"]


def test_fault_of_a_form_is_read_aloud_and_escaped() -> None:
    html = render("invite", error=LabError("x", "Use at least <8> characters."))
    assert re.search(r'role="alert"[^>]*><p>Use at least &lt;8&gt; characters.', html)
    assert 'aria-invalid="true"' in html
    assert "alert" not in render("invite").split("<main")[1].split("</main>")[0]


def test_start_page_has_its_three_stages_and_a_live_region() -> None:
    html = render("spawn_pending")
    document = Document(html)
    stages = [item["data-stage"] for item in document.all("li") if "data-stage" in item]
    assert stages == ["notebook", "models", "ready"]
    for words in ("Starting your notebook", "Starting your model server", "Ready"):
        assert words in html
    assert document.by_id("lab-message")["aria-live"] == "polite"
    assert document.by_id("lab-start")["data-progress"] == "/hub/api/users/ada/server/progress"
    assert "hidden" in document.by_id("lab-failure")
    # What the lab has is told quietly: in no live region, and only once it is known.
    assert set(document.by_id("lab-note")) == {"id", "class", "hidden"}


@pytest.mark.parametrize("code", [400, 403, 404, 410, 424, 429, 500, 502, 503, 418])
def test_error_page_has_a_sentence_and_the_code(code: int) -> None:
    html = render("error", status_code=code, message="requires any of scopes [admin-ui]")
    assert f"Code {code}" in html
    assert len(re.sub(r"<[^>]*>", "", html.split('class="lead">')[1].split("</p>")[0])) > 20
    assert "admin-ui" not in html


def test_what_a_refusal_says_itself_takes_the_place_of_the_general_advice() -> None:
    words = NotStaff("https://lab.example.edu/?<x>").jupyterhub_html_message
    html = render("error", status_code=403, message_html=words)
    assert 'href="https://lab.example.edu/?&lt;x&gt;"' in html
    assert "lead" not in html.split("<main")[1]


def test_no_traceback_reaches_a_page() -> None:
    error = ValueError("Traceback (most recent call last): secret")
    for page in ("error", "not_running"):
        assert "secret" not in render(page, exception=error, failed=True, message="")


def test_failed_start_says_why_and_offers_another_try() -> None:
    html = render(
        "not_running", failed=True, failed_message="No memory. [x]", spawn_url="/hub/spawn"
    )
    assert "No memory. [x]" in html
    assert 'href="/hub/spawn"' in html


def test_home_leads_to_the_lab_or_to_the_people() -> None:
    assert "Start my lab" in render("home")
    assert "Stop my lab" in render("home", default_server=SimpleNamespace(active=True))
    staff = render("home", is_staff_origin=True, parsed_scopes={"admin-ui": True})
    assert "my lab" not in staff
    assert 'href="/hub/admin"' in staff


def test_reduced_powers_are_told_on_every_page() -> None:
    for page in PAGES:
        assert "http://127.0.0.1:8010" in render(page, is_reduced=True)
        assert "http://127.0.0.1:8010" not in render(page)


def test_staff_are_told_what_is_lost_without_subdomains_and_how_to_get_it() -> None:
    for page in PAGES:
        staff = " ".join(render(page, is_staff_origin=True).split())
        notice = staff.partition('class="lab-notice"')[2].partition("</details>")[0]
        for words in (
            "All labs share that address",
            "page or app that one student wrote",
            "read, change and delete their files, run code in their lab, make a token",
            "students cannot show each other their apps safely",
            "you have no staff powers there",
            "wildcard certificate, and <code>LLMHUB_SUBDOMAIN_HOST</code>",
        ):
            assert words in notice, (page, words)
        Document(render(page, is_staff_origin=True))
        assert "LLMHUB_SUBDOMAIN_HOST" not in render(page) + render(page, is_reduced=True)


def test_pages_carry_no_address_of_other_sites() -> None:
    for path in (HUB / "static").iterdir():
        foreign = re.findall(r"https?://(?!www\.w3\.org/2000/svg)[^\s\"')]+", path.read_text())
        assert not foreign, path.name
