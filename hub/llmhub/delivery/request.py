"""What the course service may ask for: checked as a whole, before anything is written."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from llmhub.delivery.book import Wish
from llmhub.errors import LabError
from llmhub.layout import StateLayout
from llmhub.names import check_username

MOST = 2000  # orders in one request
PushName = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,31}$")]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class WantedOrder(_Strict):
    """One order."""

    user: str = Field(max_length=64)
    week: int = Field(ge=1, le=99)
    release: int = Field(ge=1, le=999_999)


class NewOrders(_Strict):
    """Orders of one push."""

    push: PushName
    orders: list[WantedOrder] = Field(min_length=1, max_length=MOST)
    dry_run: bool = False

    def wishes(self) -> list[Wish]:
        """Return the orders as the book takes them."""
        return [Wish(one.user, one.week, one.release) for one in self.orders]


class OfPush(_Strict):
    """A push by its name."""

    push: PushName


def new_orders(body: Mapping[str, Any]) -> NewOrders:
    """Return the orders of a request, or raise LabError `bad-request` or `bad-username`."""
    try:
        asked = NewOrders.model_validate(body)
    except ValidationError as error:
        raise malformed(error) from None
    places = {(check_username(one.user), one.week) for one in asked.orders}
    if len(places) < len(asked.orders):
        raise LabError("bad-request", "Each student and week may be named once in a request.")
    return asked


def of_push(push: object) -> str:
    """Return the name of a push, or raise LabError `bad-request`."""
    try:
        return OfPush.model_validate({"push": push}).push
    except ValidationError as error:
        raise malformed(error) from None


def malformed(error: ValidationError) -> LabError:
    """Return the error that names the first place at fault."""
    fault = error.errors(include_input=False, include_url=False)[0]
    place = ".".join(str(part) for part in fault["loc"])
    return LabError("bad-request", f"`{place}`: {fault['msg']}.")


def check_people(wishes: Sequence[Wish], known: Collection[str]) -> None:
    """Raise LabError `no-such-person` if an order is for nobody."""
    for wish in wishes:
        if wish.user not in known:
            raise LabError("no-such-person", f"There is nobody called {wish.user!r}.")


def check_releases(wishes: Sequence[Wish], layout: StateLayout) -> None:
    """Raise LabError `no-such-release` if a lab cannot be brought there."""
    for release, week in sorted({(wish.release, wish.week) for wish in wishes}):
        if not (layout.course_release(release) / f"week{week}").is_dir():
            raise LabError(
                "no-such-release",
                f"Publication {release} of the course is not there, or has no week {week}: publish "
                "it first.",
            )
