"""Pages that students wrote are hostile: what one gets in an instructor's or admin's browser.

Without `subdomain_host` all students share one origin, so what counts there is how little a
cookie is worth on it, and that the staff address lets no page of that origin in.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import closing
from typing import Any

import httpx
import pytest
from playwright.sync_api import Page

from llmhub.ops.context import Context
from tests.e2e.people import Student
from tests.e2e.screen import log_in

pytestmark = pytest.mark.e2e

# The app behind the Gradio tile: it serves one page, whose script tries what it can.
APP = """
import http.server, os, gradio
PAGE = {page!r}
class Page(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(PAGE.encode())
port = int(os.environ["GRADIO_SERVER_PORT"])
http.server.ThreadingHTTPServer(("127.0.0.1", port), Page).serve_forever()
"""
SCRIPT = """<title>A friendly app</title><script>
const loot = {};
async function grab(name, url, options) {
  try {
    const answer = await fetch(url, {credentials: "include", ...options});
    loot[name] = [answer.status, (await answer.text()).slice(0, 4000)];
  } catch (error) { loot[name] = [0, String(error)]; }
}
// Tries to read the token that belongs to another path.
function xsrf(path) { return new Promise(done => {
  const frame = document.createElement("iframe");
  frame.onload = () => {
    try { done((frame.contentDocument.cookie.match(/_xsrf=([^;]+)/) || [])[1]); }
    catch (error) { done(undefined); } };
  frame.src = path; document.body.append(frame); setTimeout(done, 4000); }); }
addEventListener("load", async () => {
  const token = await xsrf("/hub/home");
  const headers = token ? {"X-XSRFToken": token} : {};
  for (const origin of TARGETS) {
    await grab(origin + " users", origin + "/hub/api/users", {headers});
    await grab(origin + " people", origin + "/hub/api/llmhub/people", {headers});
    await grab(origin + " admin", origin + "/hub/admin", {headers});
    await grab(origin + " services", origin + "/services/", {headers});
    await grab(origin + " token", origin + "/hub/api/users/ME/tokens",
               {method: "POST", headers, body: "{}"});
    await grab(origin + " files", origin + "/user/VICTIM/api/contents", {headers});
    await grab(origin + " start", origin + "/hub/api/users/VICTIM/server",
               {method: "POST", headers});
  }
  const made = (loot[TARGETS[0] + " token"] || [])[1];
  try {
    const key = JSON.parse(made).token;
    for (const path of ["users", "llmhub/people", "users/VICTIM"])
      await grab("minted " + path, "/hub/api/" + path, {headers: {Authorization: "token " + key},
                                                        credentials: "omit"});
  } catch (error) { loot["minted"] = [0, "no token"]; }
  document.title = "done"; window.loot = loot;
});
</script>"""


def hostile_page(me: Student, victim: Student, context: Context) -> str:
    settings = context.settings
    targets = json.dumps([settings.public_url, settings.staff_url])
    script = SCRIPT.replace("TARGETS", targets).replace("ME/", f"{me.name}/")
    return script.replace("VICTIM", victim.name)


@pytest.mark.parametrize("role", ["instructor", "admin"])
def test_hostile_page_gets_nothing(
    role: str,
    make_student: Callable[..., Student],
    new_page: Callable[..., Page],
    context: Context,
) -> None:
    staff, victim = make_student(role), make_student()
    victim.open_lab()
    staff.open_lab()
    page_text = hostile_page(staff, victim, context)
    app = APP.replace("{page!r}", repr(page_text)).replace(", gradio", "")
    staff.cell(f"open('/home/student/apps/gradio_app.py', 'w').write({app!r})")
    page = new_page()
    log_in(page, context.settings.staff_url, staff)
    log_in(page, context.settings.public_url, staff)
    page.goto(f"{context.settings.public_url}{staff.prefix}gradio/")
    page.wait_for_function("document.title === 'done'", timeout=90_000)
    loot: dict[str, Any] = page.evaluate("window.loot")
    assert len(loot) >= 14
    got = {name: answer for name, answer in loot.items() if victim.name in answer[1]}
    assert got == {}, "the page read what is another's"
    # Not even a token for the reader's own account: staff get none there (rules.students_powers).
    worked = {name: answer[0] for name, answer in loot.items() if 200 <= answer[0] < 300}
    assert worked == {}, "the page did what it may not"
    token = loot[f"{context.settings.public_url} token"]
    assert token[0] == 403, token
    assert '"token":' not in token[1]


@pytest.mark.parametrize("role", ["instructor", "admin"])
def test_staff_cannot_open_a_students_page_on_the_shared_origin(
    role: str, make_student: Callable[..., Student]
) -> None:
    staff, student = make_student(role), make_student()
    student.open_lab()
    with pytest.raises(httpx.HTTPStatusError) as caught:
        staff.browser.get(f"{student.prefix}lab")
    assert caught.value.response.status_code in (403, 404)


def test_staff_address_serves_no_students_page(
    make_student: Callable[..., Student], context: Context
) -> None:
    student = make_student()
    student.open_lab()
    for path in ("lab", "gradio/", "api/contents"):
        answer = httpx.get(f"{context.settings.staff_url}{student.prefix}{path}")
        assert answer.status_code in (302, 403, 404)
        assert "/oauth_callback" not in answer.headers.get("location", "")


def test_admin_has_powers_on_the_staff_address_only(
    make_student: Callable[..., Student], context: Context
) -> None:
    admin = make_student("admin")
    with pytest.raises(httpx.HTTPStatusError) as caught:
        admin.browser.get("/hub/admin")
    assert caught.value.response.status_code in (403, 404)
    assert context.settings.staff_url in caught.value.response.text
    there = Student(
        admin.name, context, admin.api, "", admin.password, origin=context.settings.staff_url
    )
    with closing(there.browser):
        there.login()
        assert there.browser.get("/hub/admin").status_code == 200
