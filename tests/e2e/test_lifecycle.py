"""What may go wrong while a class works: afterwards no orphan, no lost file, and one can start."""

from __future__ import annotations

import subprocess
import threading
import time
from collections.abc import Callable

import docker
import pytest

from llmhub import names
from llmhub.errors import LabError
from llmhub.ops import compose
from llmhub.ops.context import Context
from llmhub.ops.hub_api import HubApi
from llmhub.pair import Part
from tests.e2e.people import Student

pytestmark = pytest.mark.e2e


def until(true: Callable[[], bool], what: str, seconds: float = 90) -> None:
    """Wait until `true`; fails with `what` after some time."""
    deadline = time.monotonic() + seconds
    while not true():
        if time.monotonic() > deadline:
            pytest.fail(f"not within {seconds:.0f} s: {what}")
        time.sleep(0.3)


def parts(engine: docker.APIClient, student: Student) -> dict[str, str]:
    """Return the student's containers and their states."""
    labels = [
        f"{names.LABEL_INSTANCE}={student.context.settings.name}",
        f"{names.LABEL_USER}={student.name}",
    ]
    found = engine.containers(all=True, filters={"label": labels})
    return {item["Labels"][names.LABEL_PART]: item["State"] for item in found}


def both_run(engine: docker.APIClient, student: Student) -> bool:
    return parts(engine, student) == {"notebook": "running", "sidecar": "running"}


def work(student: Student) -> None:
    """Leave a file in the home and a model of one's own."""
    student.cell("open('/home/student/work.txt', 'w').write('an hour of work')")


def check_work(student: Student, engine: docker.APIClient) -> None:
    """The student can start again, and everything is there."""
    if not student.is_running():
        student.open_lab()
    student.browser.get(f"{student.prefix}lab")
    assert student.cell("print(open('/home/student/work.txt').read())").strip() == "an hour of work"
    until(lambda: both_run(engine, student), "both parts run")


def kill(engine: docker.APIClient, name: str) -> None:
    subprocess.run(["docker", "update", "--restart=no", name], check=True, capture_output=True)
    engine.kill(name)


def poll_now(student: Student) -> None:
    """Have the hub look at the server: opening its page does."""
    with pytest.raises(Exception, match=r"\d{3}"):
        student.browser.get(f"/hub/user/{student.name}/lab").raise_for_status()


@pytest.mark.parametrize(
    "victims", [(Part.NOTEBOOK,), (Part.SIDECAR,), (Part.NOTEBOOK, Part.SIDECAR)]
)
def test_killed_parts(
    student: Student, engine: docker.APIClient, victims: tuple[Part, ...]
) -> None:
    student.open_lab()
    work(student)
    for part in victims:
        kill(engine, student.container(part))
    if Part.NOTEBOOK in victims:
        until(lambda: not parts(engine, student), "nothing is left of the pair")
    else:
        until(lambda: both_run(engine, student), "the model server is back")
    check_work(student, engine)


def test_hub_killed_while_running(
    student: Student, engine: docker.APIClient, context: Context
) -> None:
    student.open_lab()
    work(student)
    hub = compose.run(context, "ps", "--quiet", "hub").strip()
    engine.kill(hub)
    student.browser.get(f"{student.prefix}lab")  # the proxy and the lab go on without the hub
    engine.start(hub)
    until(lambda: hub_answers(student.api), "the hub is back")
    assert both_run(engine, student)
    check_work(student, engine)


def hub_answers(api: HubApi) -> bool:
    try:
        api.call("GET", "/users?limit=1")
    except LabError:
        return False
    return True


def test_hub_killed_in_the_middle_of_a_start(
    student: Student, engine: docker.APIClient, context: Context
) -> None:
    student.open_lab()
    work(student)
    student.api.stop_server(student.name)
    until(lambda: not parts(engine, student), "the server has stopped")
    student.browser.get(f"/hub/spawn/{student.name}")
    until(lambda: "notebook" in parts(engine, student), "the start is under way", 20)
    hub = compose.run(context, "ps", "--quiet", "hub").strip()
    engine.kill(hub)
    engine.start(hub)
    until(lambda: hub_answers(student.api), "the hub is back")
    until(lambda: student.is_running() or not parts(engine, student), "no orphan is left")
    student.login()
    check_work(student, engine)


def test_double_click_on_start(student: Student, engine: docker.APIClient) -> None:
    """Two starts at once end in one pair, and nobody sees an error."""
    errors: list[Exception] = []

    def click() -> None:
        try:
            student.browser._client.get(f"/hub/spawn/{student.name}").raise_for_status()
        except Exception as error:
            errors.append(error)

    clicks = [threading.Thread(target=click) for _ in range(3)]
    for thread in clicks:
        thread.start()
    for thread in clicks:
        thread.join()
    assert errors == []
    until(student.is_running, "the server runs")
    assert both_run(engine, student)


def test_stop_while_starting(student: Student, engine: docker.APIClient) -> None:
    student.browser.get(f"/hub/spawn/{student.name}")
    until(lambda: bool(parts(engine, student)), "the start is under way", 20)

    def stopped() -> bool:
        try:
            student.api.stop_server(student.name)
        except LabError:  # 400 while the start is pending: the hub asks to try again
            return False
        return not parts(engine, student)

    until(stopped, "nothing is left of the pair")


def test_deleted_user_leaves_an_archive_and_no_container(
    make_student: Callable[..., Student], engine: docker.APIClient, context: Context
) -> None:
    student = make_student()
    student.open_lab()
    work(student)
    told = student.api.call("DELETE", f"/llmhub/people/{student.name}")
    until(lambda: not parts(engine, student), "nothing is left of the pair")
    listed = subprocess.run(
        ["tar", "-tzf", told["archive"]], check=True, capture_output=True, text=True
    ).stdout
    assert "work.txt" in listed
    assert not context.layout.student(student.name).root.exists()
    subprocess.run(["rm", "-f", told["archive"]], check=True)


def test_servers_survive_services_made_anew(
    student: Student, engine: docker.APIClient, context: Context
) -> None:
    """As at a second deploy: hub and proxy are replaced, the student's cell has gone on."""
    student.open_lab()
    work(student)
    since = engine.inspect_container(student.unit)["State"]["StartedAt"]
    compose.run(context, "up", "--detach", "--force-recreate", "--wait", "--wait-timeout", "120")
    until(lambda: hub_answers(student.api), "the hub is back")
    until(student.is_running, "the hub knows the server")
    assert engine.inspect_container(student.unit)["State"]["StartedAt"] == since
    check_work(student, engine)
