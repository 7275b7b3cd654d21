"""Feedback tells points, words and comments, and nothing that a run said."""

from __future__ import annotations

import stat
from pathlib import Path
from zoneinfo import ZoneInfo

import nbformat
import pytest
from bs4 import BeautifulSoup

from classroom.handins.tables import HandIn
from classroom.marking.feedback import FAILED, PARTLY, Head, Item, as_markdown
from classroom.marking.returning import Given, Returns, returns_of, write
from classroom.marking.sheet import Sheet
from tests.classroom.marking.conftest import Room
from tests.classroom.marking.small_release import SECRET, handed_in
from tests.classroom.marking.test_giving import BOTH, marks, with_tests
from tests.classroom.marking.test_runs import points, run_all
from tests.fakes.marking_jobs import really_run

# Tells the tests to whoever listens: prints and shows them, raises them, hides them in names.
HOSTILE = """
import builtins, sys
from IPython import get_ipython
from IPython.display import HTML, display
shell = get_ipython()
def tell(*_):
    for text in In[-3:]:
        sys.stdout.write(text); sys.stderr.write(text); display(HTML(text))
    raise type(In[-1].replace(chr(10), " "), (Exception,), {})(In[-1])
class Two:
    def __bool__(self):
        print(In); display(HTML(str(In))); return True
    def __eq__(self, other):
        tell()
builtins.print = lambda *a, **k: sys.stdout.write(str(In))
shell.set_custom_exc((Exception,), lambda *a, **k: tell())
open("report.md", "w").write(str(In))
two = Two()
"""


def returns(room: Room) -> Returns:
    return Returns(room.layout, room.sessions, ZoneInfo("Europe/Berlin"))


def give_back(room: Room, *handins: HandIn) -> list[Given]:
    return returns(room).give_all("ines", room.material, handins)


def files(room: Room, user: str = "ada") -> dict[str, str]:
    top = room.layout.feedback(user)
    found = (path for path in top.rglob("*") if path.is_file())
    return {path.relative_to(top).as_posix(): path.read_text() for path in found}


async def test_a_hand_in_that_tells_the_hidden_tests_tells_them_to_nobody(room: Room) -> None:
    handin = room.hand_in(book=handed_in(two=HOSTILE))
    seen: list[str] = []

    def run(folder: Path) -> None:
        really_run(folder)
        book = nbformat.read(folder / "out/executed.ipynb", as_version=4)
        seen.extend(str(cell.outputs) for cell in book.cells if cell.cell_type == "code")

    await run_all(room, run, handin)
    assert SECRET in "".join(seen), "it does not tell them"
    assert points(room, handin)["w1-two-test"] == 0
    marks(room, handin, "ines", BOTH, comment="See below.")
    assert give_back(room, handin) == [Given("ada", "returned")]
    got = files(room)
    assert set(got) == {"week1/1/feedback.html", "week1/1/feedback.md"}
    for text in got.values():
        assert SECRET not in text
        assert "HIDDEN" not in text
        assert "Two" not in text
        assert "assert two" in text, "the visible part of the test is missing"
        assert FAILED in " ".join(text.split())


def test_points_words_and_comments_are_told_and_nothing_runs(room: Room) -> None:
    handin = room.hand_in()
    with_tests(room, handin, two=1.5)
    nasty = "Fine <script>alert(1)</script> `x`"
    tasks = {**BOTH, "w1-essay": {"criteria": [1, 1], "comment": nasty}}
    marks(room, handin, "ines", tasks, comment="All in all.")
    marks(room, handin, "tom", {"w1-essay": {"criteria": [0, 0], "comment": "For Ines only."}})
    give_back(room, handin)
    text, page = files(room)["week1/1/feedback.md"], files(room)["week1/1/feedback.html"]
    assert "9.5 of 12 points for ada's hand-in number 1" in text
    assert "## w1-essay: 2 of 3\n\nWhat is marked: the essay\n\nFine" in text
    assert "## w1-two-test: 1.5 of 3" in text
    assert PARTLY in text
    assert "assert one" not in text, "a test that passed is told"
    assert "All in all." in text
    assert "For Ines" not in text + page
    soup = BeautifulSoup(page, "html.parser")
    assert soup.find("script") is None
    assert [one.text for one in soup.find_all("h2")][2] == "w1-essay: 2 of 3"


def test_the_same_is_returned_once_and_a_change_goes_beside_it(room: Room) -> None:
    handin = room.hand_in()
    with_tests(room, handin)
    marks(room, handin, "ines", BOTH)
    states = [give_back(room, handin)[0].state for _ in range(2)]
    marks(room, handin, "ines", {"w1-report": {"criteria": [1]}})
    states += [give_back(room, handin)[0].state]
    assert states == ["returned", "unchanged", "returned"]
    assert {name.split("/")[1] for name in files(room)} == {"1", "2"}
    with room.sessions() as session:
        assert [one.number for one in returns_of(session, "ada")] == [2, 1]


def test_incomplete_marks_are_not_returned_and_one_full_disk_stops_no_other(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    handins = [room.hand_in(user) for user in ("ada", "bo", "cy")]
    for handin in handins[1:]:
        with_tests(room, handin)
        marks(room, handin, "ines", BOTH)

    def full(week: Path, texts: dict[str, str], last: int) -> int:
        if week.parent.name == "bo":
            raise OSError(28, "No space left on device")
        return write(week, texts, last)

    monkeypatch.setattr("classroom.marking.returning.write", full)
    states = {one.user: one.state for one in give_back(room, *handins)}
    assert states == {"ada": "incomplete", "bo": "failed", "cy": "returned"}
    assert not room.layout.feedback("ada").exists()


def test_a_student_can_read_the_files_and_nothing_half_written_stays(room: Room) -> None:
    week = room.layout.feedback("ada") / "week1"
    week.mkdir(parents=True)
    (week / ".incoming-x").mkdir()
    (week / "3").mkdir()
    assert write(week, {"a": "b"}, 1) == 4
    assert sorted(path.name for path in week.iterdir()) == ["3", "4"]
    assert stat.S_IMODE((week / "4").stat().st_mode) == 0o755
    assert stat.S_IMODE((week / "4/a").stat().st_mode) == 0o644


def test_a_fence_in_a_test_does_not_end_the_fence_around_it(room: Room) -> None:
    head = Head(1, "ada", 1, "today", True)
    item = Item("t", "x", 0, 1, FAILED, "a = '''\n```\n# not a heading\n'''")
    text = as_markdown(head, Sheet((), {}, {}), [item])
    assert text.count("````") == 2
    assert ", late." in text
