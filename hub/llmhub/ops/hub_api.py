"""The hub's REST API, as the operator commands use it."""

from __future__ import annotations

from types import TracebackType
from typing import Any, Self

import httpx

from llmhub.errors import LabError, RosterError
from llmhub.ops.context import Context

Json = dict[str, Any]
TIMEOUT = 120  # seconds: an answer may wait for servers that stop
PAGE = 100  # users in one answer; the hub gives no more than 200
READINGS = 5  # of all pages, where users come and go meanwhile


class HubApi:
    """A client with the operators' token; every failure becomes a LabError."""

    def __init__(
        self, base_url: str, token: str, transport: httpx.BaseTransport | None = None
    ) -> None:
        headers = {"Authorization": f"token {token}"}
        # trust_env off: the hub is on this host, a proxy for the world must not be asked for it
        self._client = httpx.Client(
            base_url=base_url,
            headers=headers,
            trust_env=False,
            transport=transport,
        )

    @classmethod
    def of(cls, context: Context) -> Self:
        """Return a client for a deployed hub."""
        return cls(context.settings.hub_api_url, context.secret("ops_token"))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._client.close()

    def call(
        self, method: str, path: str, body: Json | None = None, *, patient: bool = False
    ) -> Any:
        """Send one request; return what the hub answered, None for an empty answer.

        `patient` waits for the answer as long as the hub is there: a home may have any size.
        Raises LabError `hub-down`, `hub-refused-token`, or the code and sentence of the hub's own.
        """
        try:
            limits = httpx.Timeout(TIMEOUT, read=None if patient else TIMEOUT)
            answer = self._client.request(method, path, json=body, timeout=limits)
        except httpx.HTTPError as error:
            raise LabError(
                "hub-down",
                f"The hub does not answer ({type(error).__name__}): `make doctor` says why.",
            ) from None
        if answer.is_error:
            raise explain(answer)
        return answer.json() if answer.content else None

    def active_users(self) -> list[Json]:
        """Return JupyterHub's users that have a server running, starting or stopping.

        Where servers come and go all the time, some that have just stopped are among them.
        """
        seen: dict[str, Json] = {}
        for _ in range(READINGS):
            users, whole = self._read_active()
            if whole:
                return list(users.values())
            seen |= users
        return list(seen.values())

    def _read_active(self) -> tuple[dict[str, Json], bool]:
        """Return users by name, and whether nobody can be missing.

        Pages are cut by count, so whoever goes lets all later ones move up, maybe into a page that
        was read already. So each page begins with the last one of the page before.
        """
        found: dict[str, Json] = {}
        last, offset, whole = "", 0, True
        while True:
            path = f"/users?state=active&limit={PAGE}&offset={offset}"
            page: list[Json] = self.call("GET", path)
            whole = whole and (not last or (bool(page) and page[0]["name"] == last))
            found |= {str(one["name"]): one for one in page}
            if len(page) < PAGE:
                return found, whole
            last, offset = str(page[-1]["name"]), offset + PAGE - 1

    def stop_server(self, user: str, server: str = "") -> None:
        """Ask the hub to stop a server; one that does not run is no error."""
        path = f"/users/{user}/servers/{server}" if server else f"/users/{user}/server"
        self.call("DELETE", path)


def explain(answer: httpx.Response) -> LabError:
    """Turn an error answer into a code and a sentence; nothing of the request is repeated."""
    try:
        told: Json = answer.json()
    except ValueError:
        told = {}
    if "code" in told and "message" in told:
        message = str(told["message"])
        if told.get("line") is not None and not message.startswith("Line "):
            return RosterError(str(told["code"]), message, int(told["line"]))
        return LabError(str(told["code"]), message)
    if answer.status_code in (401, 403):
        return LabError("hub-refused-token", "The hub does not accept the operators' token.")
    if answer.status_code == 404:
        return LabError("not-found", "The hub does not know that name.")
    return LabError(
        "hub-refused", f"The hub answered {answer.status_code}: {told.get('message', '')}"
    )
