"""Which students the words of a push mean."""

import pytest

from classroom.errors import ClassroomError
from classroom.people import Member, Role
from classroom.pushes.targets import resolve, sections, told, visible

INES = Member("ines", Role.INSTRUCTOR)
TOM = Member("tom", Role.INSTRUCTOR, frozenset({"tue", "new"}))
ROOT = Member("root", Role.ADMIN)
PEOPLE = {
    one.name: one
    for one in (
        *(INES, TOM, ROOT),
        Member("ada", sections=frozenset({"tue", "night"})),
        Member("bob", sections=frozenset({"wed"})),
        Member("cyd"),
    )
}


@pytest.mark.parametrize(
    ("teacher", "targets", "students", "whole"),
    [
        (INES, ["everyone"], ("ada", "bob", "cyd"), True),
        (ROOT, ["section:wed", "student:cyd"], ("bob", "cyd"), False),
        (INES, ["student:bob", "student:bob"], ("bob",), False),
        (INES, ["section:tue", "section:wed", "student:cyd"], ("ada", "bob", "cyd"), True),
        (TOM, ["everyone"], ("ada",), False),
        (TOM, ["section:tue"], ("ada",), False),
    ],
)
def test_words_mean_students_of_the_teacher(
    teacher: Member, targets: list[str], students: tuple[str, ...], whole: bool
) -> None:
    reach = resolve(targets, teacher, PEOPLE)
    assert (reach.students, reach.whole) == (students, whole)


@pytest.mark.parametrize(
    ("teacher", "targets", "code"),
    [
        (INES, [], "bad-target"),
        (INES, ["students"], "bad-target"),
        (INES, ["section:"], "bad-target"),
        (INES, ["student:" + "a" * 80], "bad-target"),
        (INES, ["everyone"] + [f"student:{n}" for n in range(500)], "bad-target"),
        (INES, ["student:nobody"], "not-your-student"),
        (INES, ["student:tom"], "not-your-student"),
        (TOM, ["student:bob"], "not-your-student"),
        (INES, ["section:nowhere"], "no-such-section"),
        (TOM, ["section:wed"], "no-such-section"),
        (TOM, ["section:new"], "nobody-there"),
    ],
)
def test_words_that_mean_nobody_are_refused(teacher: Member, targets: list[str], code: str) -> None:
    with pytest.raises(ClassroomError) as caught:
        resolve(targets, teacher, PEOPLE)
    assert caught.value.code == code


def test_a_tutor_is_not_told_whether_anothers_student_exists() -> None:
    messages = set()
    for name in ("bob", "who"):
        with pytest.raises(ClassroomError) as caught:
            resolve([f"student:{name}"], TOM, PEOPLE)
        messages.add(caught.value.message.replace(name, "X"))
    assert len(messages) == 1


def test_a_teacher_names_the_groups_of_their_own() -> None:
    assert sections(INES, PEOPLE) == ["night", "tue", "wed"]
    assert sections(TOM, PEOPLE) == ["tue"]


def test_others_students_are_not_named_in_a_pushs_targets() -> None:
    assert visible(["section:wed", "student:ada", "student:bob"], TOM, PEOPLE) == [
        "section:wed",
        "student:ada",
    ]


@pytest.mark.parametrize(
    ("word", "words"),
    [("everyone", "everyone"), ("section:tue", "group tue"), ("student:ada", "ada")],
)
def test_a_target_is_told_in_plain_words(word: str, words: str) -> None:
    assert told(word) == words
