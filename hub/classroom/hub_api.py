"""The hub, as the course service asks it: who takes part, updates of labs, confined jobs."""

from __future__ import annotations

import re
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx

from classroom.errors import ClassroomError
from classroom.people import Member, member_of

Json = dict[str, Any]
TIMEOUT = 30  # seconds
PAGE = 100  # people in one answer; the hub gives no more than 200
READINGS = 5  # of all the pages, where people are removed meanwhile
REMEMBERED = 10  # seconds for which the list of people counts
_CODE = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


def read_token(path: Path) -> str:
    """Return the service's token; raises ClassroomError `no-token`."""
    try:
        token = path.read_text(encoding="ascii").strip()
    except (OSError, ValueError) as error:
        raise ClassroomError("no-token", f"{path} cannot be read: run `make deploy`.") from error
    if not token:
        raise ClassroomError("no-token", f"{path} is empty: run `make deploy`.")
    return token


class HubApi:
    """A client with the service's token; every failure becomes a ClassroomError."""

    def __init__(
        self, base_url: str, token: str, transport: httpx.AsyncBaseTransport | None = None
    ) -> None:
        # trust_env off: the hub is on this host, a proxy for the world must not be asked for it.
        self._client = httpx.AsyncClient(
            base_url=base_url,
            headers={"Authorization": f"token {token}"},
            timeout=TIMEOUT,
            trust_env=False,
            transport=transport,
        )
        self._people: tuple[float, dict[str, Member]] | None = None

    async def close(self) -> None:
        """Close the connections."""
        await self._client.aclose()

    async def members(self) -> dict[str, Member]:
        """Return everybody in the course by name, as of ten seconds ago at most."""
        if self._people is None or time.monotonic() - self._people[0] > REMEMBERED:
            self._people = time.monotonic(), await self._ask_for_members()
        return dict(self._people[1])

    async def _ask_for_members(self) -> dict[str, Member]:
        for _ in range(READINGS):
            if (found := await self._read_once()) is not None:
                return found
        raise ClassroomError(
            "hub-changing",
            "People are being removed from the hub right now: try again in a minute.",
            503,
        )

    async def _read_once(self) -> dict[str, Member] | None:
        """Return everybody, None where somebody was removed meanwhile: then one may be missing.

        Pages are cut by count, so whoever goes lets all later ones move up, maybe into a page that
        was read already. So each page begins with the last one of the page before.
        """
        found: dict[str, Member] = {}
        last, offset = "", 0
        while True:
            page = _listed(await self._call("GET", f"/users?limit={PAGE}&offset={offset}"))
            if last and (not page or str(page[0]["name"]) != last):
                return None
            for one in page:
                last = str(one["name"])
                groups = [str(group) for group in one.get("groups", ())]
                found[last] = member_of(last, groups, bool(one.get("admin")))
            if len(page) < PAGE:
                return found
            offset += PAGE - 1

    async def leavers(self) -> list[Json]:
        """Return {"name", "uid", "removed"} of everybody who is not in the course any more."""
        return _listed((await self._told("GET", "/llmhub/leavers")).get("leavers"))

    async def send_orders(
        self, push: str, orders: Sequence[Json], *, dry_run: bool = False
    ) -> list[Json]:
        """Have labs updated: orders are {"user", "week", "release"}; all are taken or none."""
        body = {"push": push, "orders": list(orders), "dry_run": dry_run}
        return _listed((await self._told("POST", "/llmhub/orders", body)).get("orders"))

    async def orders(self, push: str) -> list[Json]:
        """Return how far the orders of a push are, and what came of them."""
        found = await self._told("GET", f"/llmhub/orders?push={quote(push, safe='')}")
        return _listed(found.get("orders"))

    async def retry(self, push: str) -> list[Json]:
        """Have the failed orders of a push tried again."""
        found = await self._told("POST", "/llmhub/orders/retry", {"push": push})
        return _listed(found.get("orders"))

    async def cancel(self, push: str) -> list[Json]:
        """Cancel the orders of a push that wait; returns them all."""
        found = await self._told("DELETE", f"/llmhub/orders?push={quote(push, safe='')}")
        return _listed(found.get("orders"))

    async def start_job(self, kind: str, **words: str | int) -> str:
        """Have a confined container started; returns its id, which the caller chose.

        The kinds are `fetch` (id, url, ref) and `mark` (id, week).
        """
        told = await self._told("POST", "/llmhub/jobs", {"kind": kind, **words})
        if not told.get("id"):
            raise _strange()
        return str(told["id"])

    async def job(self, number: str) -> Json:
        """Return {"state", "code", "message"} of a job."""
        return await self._told("GET", f"/llmhub/jobs/{quote(number, safe='')}")

    async def _told(self, method: str, path: str, body: Json | None = None) -> Json:
        """Send a request whose answer is an object."""
        told = await self._call(method, path, body)
        if not isinstance(told, dict):
            raise _strange()
        return told

    async def _call(self, method: str, path: str, body: Json | None = None) -> Any:
        """Send a request; return what was answered, {} for nothing."""
        try:
            answer = await self._client.request(method, path, json=body)
            told = answer.json() if answer.content else {}
        except httpx.HTTPError as error:
            raise ClassroomError(
                "hub-down",
                f"The hub does not answer ({type(error).__name__}): try again in a minute.",
                503,
            ) from None
        except ValueError:
            told = None
        if answer.is_error:
            raise refusal(answer.status_code, told)
        return told


def refusal(status: int, told: object) -> ClassroomError:
    """Return what an error answer means; nothing of the request is repeated.

    The hub's own codes and sentences are handed on, as far as they look like ours.
    """
    told = told if isinstance(told, dict) else {}
    code, message = told.get("code"), told.get("message")
    if isinstance(code, str) and isinstance(message, str) and _CODE.fullmatch(code):
        return ClassroomError(code, message[:500], status if 400 <= status < 500 else 502)
    if status in (401, 403):
        return ClassroomError(
            "hub-refused-token",
            "The hub does not accept the course service's token: run `make deploy`.",
            502,
        )
    return ClassroomError(
        "hub-refused", f"The hub answered {status}: the admin's log of the hub says more.", 502
    )


def _listed(found: object) -> list[Json]:
    """Return a list of objects, or refuse what is none."""
    if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
        raise _strange()
    return found


def _strange() -> ClassroomError:
    return ClassroomError(
        "hub-strange", "The hub answered something else than was asked: run `make deploy`.", 502
    )
