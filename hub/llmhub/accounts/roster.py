"""roster.csv: who takes part, as what, in which group. Read whole or refused whole; pure."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass

from llmhub.accounts.roles import Role
from llmhub.errors import RosterError
from llmhub.names import RESERVED, is_username

COLUMNS = ("name", "role", "group")

# Part of a JupyterHub group's name, and of a file's when marks are written.
GROUP = re.compile(r"[a-z0-9][a-z0-9-]{0,30}")


@dataclass(frozen=True)
class Row:
    """One person of the roster; `group` is "" for none."""

    name: str
    role: Role
    group: str = ""

    def as_dict(self) -> dict[str, str]:
        """Return the row as the hub's API takes it."""
        return {key: str(value) for key, value in asdict(self).items()}


def parse(data: bytes) -> tuple[Row, ...]:
    """Return the rows of a roster file.

    Raises RosterError with the line number: `roster-not-utf8`, `roster-empty`, `roster-columns`,
    `roster-name`, `roster-role`, `roster-group`, `roster-duplicate`.
    """
    text = decode(data)
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    rows: list[tuple[int, dict[str, str]]] = []
    header: list[str] | None = None
    start = 1
    try:
        for values in reader:
            line, start = start, reader.line_num + 1
            if not any(value.strip() for value in values):
                continue
            if header is None:
                header = check_header(values, line)
            else:
                rows.append((line, to_record(header, values, line)))
    except csv.Error as error:
        raise RosterError("roster-columns", f"this is no CSV ({error}).", start) from None
    if not rows:
        raise RosterError("roster-empty", "The roster names nobody: add a line for each person.")
    return validate(rows)


def decode(data: bytes) -> str:
    """Return the file's text, without a byte order mark; RosterError `roster-not-utf8`."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise RosterError(
            "roster-not-utf8", "this is not UTF-8; save the file as 'CSV UTF-8'.", line
        ) from None


def check_header(values: list[str], line: int) -> list[str]:
    """Return the columns in the file's order; each must be there once and no other."""
    header = [value.strip().lower() for value in values]
    if sorted(header) != sorted(COLUMNS):
        found = ",".join(header)
        raise RosterError(
            "roster-columns", f"the columns must be name,role,group, not {found!r}.", line
        )
    return header


def to_record(header: list[str], values: list[str], line: int) -> dict[str, str]:
    """Return one line as a record; as many fields as columns."""
    if len(values) != len(header):
        raise RosterError(
            "roster-columns", f"{len(values)} fields where {len(header)} belong.", line
        )
    return dict(zip(header, (value.strip() for value in values), strict=True))


def parse_records(records: Iterable[object]) -> tuple[Row, ...]:
    """Return the rows of a JSON request; lines count as in the file, so the first row is 2."""
    rows: list[tuple[int, Mapping[str, str]]] = []
    for line, record in enumerate(records, start=2):
        if not isinstance(record, dict) or not all(
            key in COLUMNS and isinstance(value, str) for key, value in record.items()
        ):
            raise RosterError("roster-columns", "a row has name, role and group.", line)
        rows.append((line, {column: record.get(column, "").strip() for column in COLUMNS}))
    if not rows:
        raise RosterError("roster-empty", "The roster names nobody: add a line for each person.")
    return validate(rows)


def validate(rows: Iterable[tuple[int, Mapping[str, str]]]) -> tuple[Row, ...]:
    """Return the rows as typed ones; RosterError for the first that cannot be used."""
    seen: dict[str, int] = {}
    result = []
    for line, record in rows:
        row = to_row(record, line)
        if row.name in seen:
            raise RosterError(
                "roster-duplicate", f"{row.name!r} stands in line {seen[row.name]} already.", line
            )
        seen[row.name] = line
        result.append(row)
    return tuple(result)


def to_row(record: Mapping[str, str], line: int) -> Row:
    """Return one record as a typed row."""
    name, role, group = (record[column] for column in COLUMNS)
    if not is_username(name):
        raise RosterError(
            "roster-name",
            f"{name!r} cannot be a user name: 2 to 31 small letters and digits, a letter first.",
            line,
        )
    if name in RESERVED:
        raise RosterError(
            "roster-name", f"{name!r} is a name of the system's own: choose another one.", line
        )
    if role not in list(Role):
        known = ", ".join(Role)
        raise RosterError("roster-role", f"role {role!r} is none of {known}.", line)
    if group and not GROUP.fullmatch(group):
        raise RosterError(
            "roster-group", f"group {group!r}: use up to 31 small letters, digits and '-'.", line
        )
    return Row(name, Role(role), group)
