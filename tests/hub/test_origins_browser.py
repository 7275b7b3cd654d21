"""A hostile page in a real browser: what its script gets with the cookies of who looks at it."""

import json
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.fakes.running_hub import PASSWORD, find_proxy, running_hub

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
FLAGS = ["--no-sandbox", "--disable-gpu", "--host-resolver-rules=MAP *.test 127.0.0.1"]

# After the stage that installs the browser; the proxy comes out of its image, if need be.
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="needs Chromium: apt-get install chromium"),
]


@pytest.fixture(scope="module", autouse=True)
def proxy() -> None:
    if not find_proxy():
        pytest.skip("needs the proxy's image (`make test` builds it) or configurable-http-proxy")


# What a student's script would try with the powers of whoever opened the page. It reads the
# hub's own pages for the XSRF token first, as nothing at the same origin can be kept from it.
HOSTILE = """
<!doctype html><title>A harmless chatbot</title><script>
async function tell(method, url, token, body) {
  try {
    const headers = {"X-XSRFToken": token, "Content-Type": "application/json"};
    const plain = new URL(url, location).origin === location.origin ? {headers} : {};
    const answer = await fetch(url, {method, body, credentials: "include", ...plain});
    return {status: answer.status, url: answer.url, text: (await answer.text()).slice(0, 4000)};
  } catch (error) { return {status: 0, url, text: String(error)}; }
}
async function attack(hub, staff, me, others) {
  const home = await tell("GET", hub + "/hub/home", "", undefined);
  const token = (/xsrf_token: "([^"]*)"/.exec(home.text) || ["", ""])[1];
  const tries = [
    ["GET", hub + "/hub/api/users"], ["GET", hub + "/hub/admin"],
    ["POST", hub + "/hub/api/users/" + me + "/tokens", "{}"],
    ["POST", hub + "/hub/api/users/eve", "{}"],
    ["GET", hub + "/hub/api/llmhub/people"],
    ["GET", others], ["GET", others + "api/contents"],
  ];
  if (staff) tries.push(["GET", staff + "/hub/api/users"], ["GET", staff + "/hub/home"],
                        ["POST", staff + "/hub/api/users/" + me + "/tokens", "{}"]);
  const results = {home: home};
  for (const [method, url, body] of tries)
    results[method + " " + url] = await tell(method, url, token, body);
  return results;
}
</script>
"""


@contextmanager
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


def log_in(page: Page, address: str, name: str) -> None:
    page.goto(f"{address}/hub/login?next=%2Fhub%2Fhome")
    page.fill("#username_input", name)
    page.fill("#password_input", PASSWORD)
    page.click("#login_submit")
    page.wait_for_url("**/hub/home")


def accept(browser: Browser, invitation: str) -> None:
    page = browser.new_context(ignore_https_errors=True).new_page()
    page.goto(invitation)
    page.fill("#password", PASSWORD)
    page.fill("#repeated", PASSWORD)
    page.click("#invite_submit")
    page.wait_for_load_state()
    page.context.close()


def open_lab(page: Page, address: str, name: str) -> None:
    page.goto(f"{address}/hub/spawn")
    page.wait_for_url(f"**/user/{name}/**")


def got_nothing(results: dict[str, dict[str, Any]], secret: str) -> None:
    """Hold that no try was answered with anything but a refusal, a login page or an error."""
    for what, answer in results.items():
        if what == "home":
            continue
        refused = answer["status"] in (0, 401, 403, 404, 405, 424) or "/hub/login" in answer["url"]
        assert refused, f"{what}: {json.dumps(answer)[:500]}"
        assert secret not in answer["text"], what


@pytest.mark.parametrize("role", ["admin", "instructor"])
def test_hostile_page_gets_nothing_of_staff(tmp_path: Path, role: str) -> None:
    with running_hub(tmp_path, with_proxy=True) as hub, chromium() as browser:
        for name, who in (("boss", role), ("ada", "student")):
            accept(browser, hub.enrol(name, who))
        # What staff run in their own lab may be a student's work; they are logged in everywhere.
        (hub.state / "pages" / "boss.html").write_text(HOSTILE)
        (hub.state / "pages" / "ada.html").write_text("ada's secret")
        hub.operator("POST", "/users/ada/server", {})
        page = browser.new_context().new_page()
        log_in(page, hub.staff, "boss")
        log_in(page, hub.students, "boss")
        open_lab(page, hub.students, "boss")
        arguments = [hub.students, hub.staff, "boss", f"{hub.students}/hub/user/ada/"]
        results = page.evaluate("([a, b, c, d]) => attack(a, b, c, d)", arguments)
        assert "Hello, boss" in results["home"]["text"] or "xsrf_token" in results["home"]["text"]
        got_nothing(results, "ada's secret")
        assert hub.operator("GET", "/users/eve").status_code == 404


def test_staff_cannot_be_led_into_a_students_lab(tmp_path: Path) -> None:
    with running_hub(tmp_path, with_proxy=True) as hub, chromium() as browser:
        for name, who in (("boss", "admin"), ("mallory", "student")):
            accept(browser, hub.enrol(name, who))
        page = browser.new_context().new_page()
        log_in(page, hub.students, "boss")
        query = "client_id=jupyterhub-user-mallory&response_type=code&state=x"
        redirect = "redirect_uri=%2Fuser%2Fmallory%2Foauth_callback"
        hub.operator("POST", "/users/mallory/server", {})
        answer = page.goto(f"{hub.students}/hub/api/oauth2/authorize?{query}&{redirect}")
        assert answer is not None
        assert answer.status == 403
        assert "your own lab only" in page.inner_text("main")


def make_certificate(folder: Path, host: str) -> tuple[Path, Path]:
    """Make a certificate for a host and everything one level below."""
    key, certificate = folder / "key.pem", folder / "certificate.pem"
    names = f"subjectAltName=DNS:{host},DNS:*.{host}"
    command = "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2"
    files = ["-keyout", str(key), "-out", str(certificate)]
    subprocess.run(
        [*command.split(), "-subj", f"/CN={host}", "-addext", names, *files],
        check=True,
        capture_output=True,
    )
    return key, certificate


def test_with_subdomains_every_student_has_an_origin(tmp_path: Path) -> None:
    key, certificate = make_certificate(tmp_path, "lab.test")
    secure = {"tls_key": str(key), "tls_certificate": str(certificate)}
    with (
        running_hub(tmp_path, with_proxy=True, domain="lab.test", **secure) as hub,
        chromium() as browser,
    ):
        for name, who in (("boss", "admin"), ("ada", "student"), ("mallory", "student")):
            accept(browser, hub.enrol(name, who))
        (hub.state / "pages" / "mallory.html").write_text(HOSTILE)
        (hub.state / "pages" / "ada.html").write_text("ada's secret")
        for name in ("ada", "mallory"):
            hub.operator("POST", f"/users/{name}/server", {})
        context = browser.new_context(ignore_https_errors=True)
        page = context.new_page()
        log_in(page, hub.students, "boss")
        page.goto(hub.students.replace("lab.test", "mallory.lab.test") + "/user/mallory/")
        assert page.title() == "A harmless chatbot"
        ada = hub.students.replace("lab.test", "ada.lab.test") + "/user/ada/"
        results = page.evaluate(
            "([a, b, c, d]) => attack(a, b, c, d)", [hub.students, None, "boss", ada]
        )
        assert results.pop("home")["status"] == 0
        got_nothing(results, "ada's secret")
        names = {cookie.get("name") for cookie in context.cookies()}
        assert "__Host-jupyterhub-hub-login" in names
        # The hub's own pages keep their powers: no student's page shares their origin.
        assert page.goto(f"{hub.students}/hub/admin").status == 200  # type: ignore[union-attr]


def test_hub_fixture_serves_the_hostile_page(tmp_path: Path) -> None:
    """The attack can succeed where it may: its own lab's owner is reached."""
    with running_hub(tmp_path, with_proxy=True) as hub, chromium() as browser:
        accept(browser, hub.enrol("ada"))
        (hub.state / "pages" / "ada.html").write_text(HOSTILE)
        page = browser.new_context().new_page()
        log_in(page, hub.students, "ada")
        open_lab(page, hub.students, "ada")
        arguments = [hub.students, None, "ada", f"{hub.students}/hub/user/ada/"]
        results = page.evaluate("([a, b, c, d]) => attack(a, b, c, d)", arguments)
        own = results[f"POST {hub.students}/hub/api/users/ada/tokens"]
        assert own["status"] == 201
