"""The course service's endpoints: /hub/api/llmhub/orders, for its token alone."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from jupyterhub import orm
from sqlalchemy import select

from llmhub.accounts.endpoint import Endpoint, for_the_course
from llmhub.delivery import book, request
from llmhub.delivery.bell import BELL, Bell
from llmhub.delivery.tables import Order


def handlers() -> list[tuple[str, type[Endpoint]]]:
    """Return the endpoints below /hub."""
    return [
        (r"/api/llmhub/orders", OrdersHandler),
        (r"/api/llmhub/orders/retry", RetryHandler),
    ]


class DeliveryEndpoint(Endpoint):
    """What both endpoints share."""

    def ring(self) -> None:
        """Let the work begin at once."""
        bell: Bell = self.settings[BELL]
        bell.ring()

    def answer_orders(self, orders: Sequence[Order]) -> None:
        """Tell which orders there are, and how far they are."""
        self.answer({"orders": [in_short(one) for one in orders]})


class OrdersHandler(DeliveryEndpoint):
    """The orders of a push."""

    @for_the_course
    async def post(self) -> None:
        """Take orders down, all or none; those of running servers are begun at once."""
        asked = request.new_orders(self.body())
        wishes = asked.wishes()
        request.check_people(wishes, set(self.db.scalars(select(orm.User.name))))
        request.check_releases(wishes, self.layout)
        orders = book.add(self.db, asked.push, wishes, asked.dry_run)
        self.ring()
        self.set_status(202)
        self.answer_orders(orders)

    @for_the_course
    async def get(self) -> None:
        """Tell how far they are, and what came of them."""
        orders = book.of_push(self.db, self.push())
        self.answer({"orders": [in_full(one) for one in orders]})

    @for_the_course
    async def delete(self) -> None:
        """Cancel those that wait; what runs, runs."""
        self.answer_orders(book.cancel(self.db, self.push()))

    def push(self) -> str:
        """Return the push that the address names."""
        return request.of_push(self.get_query_argument("push", None))


class RetryHandler(DeliveryEndpoint):
    """The failed orders of a push, again."""

    @for_the_course
    async def post(self) -> None:
        """Let them wait for their turn; one that a newer push made out of date is replaced."""
        orders = book.retry(self.db, request.of_push(self.body().get("push")))
        self.ring()
        self.answer_orders(orders)


def in_short(order: Order) -> dict[str, Any]:
    """Return what tells one order from another, and its state."""
    return {"id": order.id, "user": order.user, "week": order.week, "state": order.state}


def in_full(order: Order) -> dict[str, Any]:
    """Return all that is known of an order."""
    return in_short(order) | {
        "release": order.release,
        "dry_run": order.dry_run,
        "report": json.loads(order.report) if order.report else None,
        "code": order.code,
        "message": order.message,
        "changed": f"{order.changed.isoformat(timespec='seconds')}Z",
    }
