"""roster.csv: what is accepted, and how each fault is named with its line."""

import pytest

from llmhub.accounts.roles import Role, group_changes, groups_for
from llmhub.accounts.roster import Row, parse, parse_records
from llmhub.errors import RosterError

GOOD = [
    (b"name,role,group\nada,student,tuesday\n", [Row("ada", Role.STUDENT, "tuesday")]),
    (b"\xef\xbb\xbfname,role,group\nada,student,\n", [Row("ada", Role.STUDENT)]),
    (b"name,role,group\r\nada,admin,a-1\r\n", [Row("ada", Role.ADMIN, "a-1")]),
    (b"group,name,role\n,ada,instructor\n", [Row("ada", Role.INSTRUCTOR)]),
    (b"\nName , ROLE,group\n\n ada , student , x \n\n", [Row("ada", Role.STUDENT, "x")]),
    (b'name,role,group\n"ada","student",""', [Row("ada", Role.STUDENT)]),
    (
        b"name,role,group\nada,student,\nbob2,student,",
        [Row("ada", Role.STUDENT), Row("bob2", Role.STUDENT)],
    ),
]

BAD = [
    (b"", "roster-empty", None),
    (b"\n \n", "roster-empty", None),
    (b"name,role,group\n", "roster-empty", None),
    (b"name,role\nada,student\n", "roster-columns", 1),
    (b"name,role,group,mail\nada,student,,x\n", "roster-columns", 1),
    (b"name,role,role\nada,student,\n", "roster-columns", 1),
    (b"name;role;group\nada;student;\n", "roster-columns", 1),
    (b"name,role,group\nada,student\n", "roster-columns", 2),
    (b"name,role,group\nada,student,,x\n", "roster-columns", 2),
    (b'name,role,group\n"ada"x,student,\n', "roster-columns", 2),
    (b'name,role,group\nada,student,\n"bob,student,\n', "roster-columns", 3),
    (b"name,role,group\nada,student,\n\nAda,student,\n", "roster-name", 4),
    (b"name,role,group\na,student,\n", "roster-name", 2),
    (b"name,role,group\n,student,\n", "roster-name", 2),
    (b"name,role,group\n../x,student,\n", "roster-name", 2),
    ("name,role,group\nadä,student,\n".encode(), "roster-name", 2),
    (b"name,role,group\n" + b"a" * 32 + b",student,\n", "roster-name", 2),
    (b"name,role,group\nroot,student,\n", "roster-name", 2),
    (b"name,role,group\nada,student,\nnobody,student,\n", "roster-name", 3),
    (b"name,role,group\nada,teacher,\n", "roster-role", 2),
    (b"name,role,group\nada,,\n", "roster-role", 2),
    (b"name,role,group\nada,student,Group A\n", "roster-group", 2),
    (b"name,role,group\nada,student,\nbob,student,\nada,admin,\n", "roster-duplicate", 4),
    (b"name,role,group\nada,student,\nb\xe4r,student,\n", "roster-not-utf8", 3),
    ("name,role,group\nada,student,\n".encode("utf-16"), "roster-not-utf8", 1),
]


@pytest.mark.parametrize(("data", "rows"), GOOD)
def test_roster_is_read(data: bytes, rows: list[Row]) -> None:
    assert list(parse(data)) == rows


@pytest.mark.parametrize(("data", "code", "line"), BAD)
def test_fault_is_named_with_its_line(data: bytes, code: str, line: int | None) -> None:
    with pytest.raises(RosterError) as refused:
        parse(data)
    assert (refused.value.code, refused.value.line) == (code, line)
    assert line is None or str(refused.value).startswith(f"Line {line}: ")


def test_lines_are_counted_through_quoted_line_ends() -> None:
    with pytest.raises(RosterError) as refused:
        parse(b'name,role,group\n"ada",student,"a\nb"\nbob,student,\n')
    assert (refused.value.code, refused.value.line) == ("roster-group", 2)


def test_api_rows_are_checked_as_the_file_is() -> None:
    row = {"name": "ada", "role": "student", "group": ""}
    assert parse_records([row]) == (Row("ada", Role.STUDENT),)
    for records in ([row, row], ["ada"], [{**row, "uid": "0"}], [{**row, "group": None}], []):
        with pytest.raises(RosterError):
            parse_records(records)


def test_groups_that_the_roster_does_not_know_stay() -> None:
    have = ["students", "section-a", "gpu-users"]
    join, leave = group_changes(have, groups_for(Role.INSTRUCTOR, "b"))
    assert join == {"instructors", "section-b", "instructors-of-b"}
    assert leave == {"students", "section-a"}
