"""What a request may do, by what the hub says of its token. Pure functions."""

from __future__ import annotations

from typing import Any

from classroom.errors import ClassroomError
from classroom.people import Member, member_of
from classroom.web.login import ACCESS, ATTEND, TEACH


def member_here(model: dict[str, Any]) -> Member:
    """Return who somebody is in this request, by the hub's model of the token's owner.

    A token without the power to teach, as every lab has one, makes its owner a student here, an
    instructor too: what runs in a lab may be a student's.
    """
    member = member_of(model["name"], model.get("groups", ()), bool(model.get("admin")))
    return member if TEACH in model["scopes"] else Member(member.name, sections=member.sections)


def check_may(model: dict[str, Any], scope: str) -> None:
    """Refuse a model of the hub's without a scope, `not-a-person`, `not-allowed` or so.

    Raises ClassroomError.
    """
    if model.get("kind") != "user":
        raise ClassroomError("not-a-person", "This is for people, not for services.", 403)
    held = set(model["scopes"])
    if not held & {ACCESS, "access:services"}:
        raise ClassroomError("not-allowed", "This token does not open the course service.", 403)
    if scope not in held:
        raise _MISSING[scope]


_MISSING = {
    TEACH: ClassroomError(
        "not-a-teacher",
        "This is for instructors. If you are one: the token of a lab does not do, "
        "make one at the staff address, page Tokens.",
        403,
    ),
    ATTEND: ClassroomError("not-allowed", "This is for those who take part in the course.", 403),
}
