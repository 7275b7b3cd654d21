"""Order, settings and ids: what is around the cells' texts."""

from __future__ import annotations

from labsync.merge import merge_notebooks
from labsync.outcome import State

from tests.labsync.books import book, code, sources, text
from tests.labsync.lesson import (
    ASK,
    BASE,
    INTRO,
    TEST,
    A,
    B,
    C,
    edited,
    told,
)


def test_the_course_moves_a_cell() -> None:
    merged = merge_notebooks(book(A, B, C), book(A, text("mine", "my note"), B, C), book(B, C, A))
    assert [cell.id for cell in merged.notebook.cells] == ["b", "c", "a", "mine"]
    assert told(merged.cells) == [("a", "delivered", "moved")]


def test_where_the_student_moved_cells_the_order_is_the_students() -> None:
    merged = merge_notebooks(book(A, B, C), book(C, A, B), book(B, A, text("n", "new"), C))
    assert [cell.id for cell in merged.notebook.cells] == ["c", "a", "n", "b"]
    assert {(one.state, one.why) for one in merged.cells} == {
        (State.DELIVERED, "new"),
        (State.KEPT, "moved"),
    }


def test_a_cell_inserted_above_shifts_ids_that_are_positions() -> None:
    stub = "# your answer\nraise NotImplementedError"
    base = book(*(code(f"cell-{n:03d}", s) for n, s in enumerate(["a = 1", stub, "c = 3"])))
    mine = book(
        base["cells"][0], edited(base["cells"][1], "# your answer\nb = 2"), base["cells"][2]
    )
    theirs = book(
        *(code(f"cell-{n:03d}", s) for n, s in enumerate(["new = 0", "a = 1", stub, "c = 33"]))
    )
    merged = merge_notebooks(base, mine, theirs)
    assert sources(merged.notebook) == ["new = 0", "a = 1", "# your answer\nb = 2", "c = 33"]


def test_clashing_settings_of_a_cell_are_reported() -> None:
    mine = book(INTRO, ASK | {"metadata": {"tags": ["mine"]}}, TEST)
    theirs = book(INTRO, ASK | {"metadata": {"tags": ["theirs"]}}, TEST)
    merged = merge_notebooks(BASE, mine, theirs)
    assert merged.notebook.cells[1].metadata.tags == ["mine"]
    assert told(merged.cells) == [("ask", "kept-own", "metadata")]


def test_a_new_kernel_of_the_course_arrives() -> None:
    base, theirs = book(kernelspec={"name": "a"}), book(kernelspec={"name": "b"})
    assert merge_notebooks(base, base, theirs).notebook.metadata.kernelspec.name == "b"


def test_a_kernel_that_the_student_chose_stays_and_is_reported() -> None:
    base, mine, theirs = (book(kernelspec={"name": n}) for n in "abc")
    merged = merge_notebooks(base, mine, theirs)
    assert merged.notebook.metadata.kernelspec.name == "b"
    assert told(merged.cells) == [("", "kept-own", "metadata")]


def test_pictures_in_a_text_are_part_of_it() -> None:
    picture = {"a.png": {"image/png": "aGVsbG8="}}
    mine = book(INTRO | {"attachments": picture}, ASK, TEST)
    theirs = book(edited(INTRO, "# Week three"), ASK, TEST)
    merged = merge_notebooks(BASE, mine, theirs)
    assert merged.notebook.cells[0].attachments == picture
    assert told(merged.cells) == [("intro", "kept-own", "text")]
