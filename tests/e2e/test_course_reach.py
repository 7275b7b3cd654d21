"""What an instructor and a student reach of the course from inside their labs."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import httpx
import pytest
from playwright.sync_api import Page

from llmhub.ops.context import Context
from tests.e2e.course_desk import make_token
from tests.e2e.people import Student
from tests.e2e.screen import log_in

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(600)]

HIDDEN = 7
LOGIN = """
import pty, os, subprocess
main, side = pty.openpty()
program = subprocess.Popen(["/opt/llmhub/bin/coursectl", "login"], stdin=side, stdout=side,
    stderr=side, start_new_session=True, preexec_fn=lambda: __import__("fcntl").ioctl(0, 0x540E, 0))
os.close(side)
while b"Token" not in os.read(main, 4096):
    pass
os.write(main, {token!r}.encode() + b"\\n")
print("login", program.wait(60))
"""
RELEASES = """
import subprocess
done = subprocess.run(["/opt/llmhub/bin/coursectl", "releases"], capture_output=True, text=True)
print("releases", done.returncode, done.stdout, done.stderr)
"""
LOOK = f"""
import os
for top in ("/home/student", "/opt", "/srv", "/mnt"):
    for folder, names, files in os.walk(top, followlinks=False):
        if "week{HIDDEN}" in names and "/labs" not in folder:
            print("found", folder)
print("course", sorted(name for name in os.listdir("/home/student/course") if "week" in name))
"""


@pytest.fixture
def ines(make_student: Callable[..., Student]) -> Student:
    """An instructor, in a lab of her own."""
    ines = make_student("instructor")
    ines.open_lab()
    return ines


@pytest.fixture
def ada(make_student: Callable[..., Student]) -> Student:
    """A student, in hers."""
    ada = make_student()
    ada.open_lab()
    return ada


@pytest.fixture
def token(ines: Student, new_page: Callable[..., Page], context: Context) -> str:
    """A token that the instructor has made at the staff address."""
    page = new_page()
    log_in(page, context.settings.staff_url, ines)
    return make_token(page, context.settings.staff_url)


@pytest.fixture
def desk(context: Context, token: str) -> Iterator[httpx.Client]:
    """The course's API, as the instructor's programs use it."""
    base = f"{context.settings.staff_url}/services/course/api/"
    headers = {"Authorization": f"token {token}"}
    with httpx.Client(base_url=base, headers=headers, timeout=60) as client:
        yield client


def test_the_class_folder_is_written_by_instructors_and_read_by_students(
    ines: Student, ada: Student
) -> None:
    write = "open('/home/student/class/{}', 'w').write('a table of figures'); print('written')"
    assert "written" in ines.cell(write.format(f"{ines.name}.csv"))
    read = ada.cell(f"print(open('/home/student/class/{ines.name}.csv').read())")
    assert "a table of figures" in read
    refused = (
        f"try:\n    {write.format('mine')}\nexcept OSError as error:\n    print(error.strerror)"
    )
    assert "Read-only file system" in ada.cell(refused)
    remove = f"import os; os.remove('/home/student/class/{ines.name}.csv'); print('gone')"
    assert "gone" in ines.cell(remove)


def test_the_course_is_commanded_from_an_instructors_own_terminal(
    ines: Student, token: str
) -> None:
    assert "login 0" in ines.cell(LOGIN.format(token=token))
    said = ines.cell(RELEASES)
    assert "releases 0" in said
    assert token not in said


def test_a_hidden_week_is_nowhere_in_a_running_lab(ada: Student, desk: httpx.Client) -> None:
    assert f"'week{HIDDEN}'" in ada.cell(LOOK)
    try:
        told = desk.put(f"dates/{HIDDEN}", json={"release": "2099-01-01 09:00"})
        assert told.status_code == 200, told.text
        said = ada.cell(LOOK)
        assert "found" not in said
        assert f"'week{HIDDEN}'" not in said
        assert "'week1'" in said
    finally:
        assert desk.put(f"dates/{HIDDEN}", json={}).status_code == 200
    assert f"'week{HIDDEN}'" in ada.cell(LOOK)
