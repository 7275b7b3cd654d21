"""`make users`: accounts from a roster, and one person invited, removed or exported."""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from llmhub.accounts import roster
from llmhub.accounts.links import fingerprint, new_token
from llmhub.errors import LabError
from llmhub.names import check_username
from llmhub.ops import envfile
from llmhub.ops.context import Context
from llmhub.ops.hub_api import HubApi
from llmhub.ops.invite_file import InviteFile
from llmhub.ops.prepare import report

ALONE = "readable for you alone"
WAIT = "a large one takes minutes. (Ctrl-C ends the waiting, not the work.)"
NO_PASSWORDS = (
    "No admin was made, for this hub's authenticator keeps no passwords: name admins in the file "
    "of LLMHUB_EXTRA_CONFIG, e.g. c.Authenticator.admin_users = {'ada'}."
)


def run(context: Context, options: argparse.Namespace) -> None:
    """Do what `make users` was asked for."""
    if not (options.roster or options.invite or options.remove or options.export):
        raise LabError(
            "bad-arguments", "Say what to do: ROSTER=roster.csv, INVITE=, REMOVE= or EXPORT=name."
        )
    with HubApi.of(context) as api:
        if options.roster is not None:
            enrol(api, options.roster, options.out, update=options.update)
        elif options.invite:
            invite(api, options.invite, options.out)
        elif options.remove:
            remove(api, options.remove)
        else:
            export(api, options.export)


def enrol(api: HubApi, path: Path, out: Path, *, update: bool) -> None:
    """Send a whole roster; links for those who have neither password nor link go into `out`.

    Whatever fails on the way, the same command again goes on from there. Raises RosterError with
    the line at fault, or LabError `not-written`; then nothing at all was applied.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise LabError("roster-unreadable", f"{path}: {error.strerror}.") from None
    rows = [row.as_dict() for row in roster.parse(data)]
    body = {"rows": rows, "update": update, "invite": False}
    with InviteFile(out) as file:
        told = api.call("POST", "/llmhub/roster", body)
        if told["uninvited"]:
            open_links(api, file, told["uninvited"])
            print(f"Invites for {len(told['uninvited'])} people are in {out} ({ALONE}).")
        elif told["added"]:
            print("No links were made: this hub's authenticator keeps no passwords.")
    print(summary(told))


def open_links(api: HubApi, file: InviteFile, people: Sequence[Mapping[str, str]]) -> None:
    """Make keys, write the links to the disk, and only then make them good.

    So no link is lost with an answer of the hub's: it is in the file, or it is no good and the
    next run makes another.
    """
    keys = {person["name"]: new_token() for person in people}
    file.write(
        [{**one, "invite_url": one["invite_url"] + keys[one["name"]]} for one in people],
    )
    fingerprints = {name: fingerprint(key) for name, key in keys.items()}
    try:
        api.call("PUT", "/llmhub/invites", {"fingerprints": fingerprints})
    except LabError as error:
        if error.code == "hub-down":
            raise LabError(
                "hub-down",
                f"The hub did not say whether the links in {file.path} are good: run the same "
                "command again. It makes a new file if they are not.",
            ) from None
        file.withdraw()
        raise


def summary(told: Mapping[str, Sequence[Any]]) -> str:
    """Return one line about what a roster changed, and whom it would."""
    counts = ", ".join(f"{len(told[what])} {what}" for what in ("added", "updated", "unchanged"))
    if not told["differing"]:
        return counts
    names = ", ".join(told["differing"])
    return f"{counts}, {len(told['differing'])} differ (UPDATE=1 changes them): {names}"


def invite(api: HubApi, name: str, out: Path) -> None:
    """Write a new link for one person; again, if it got lost on the way."""
    check_username(name)
    with InviteFile(out) as file:
        file.write([api.call("POST", f"/llmhub/invites/{name}")])
    print(f"A new invite for {name} is in {out} ({ALONE}).")


def remove(api: HubApi, name: str) -> None:
    """Remove one person, and wait for it as long as it takes."""
    check_username(name)
    print(f"Stopping what {name} runs and archiving the home: {WAIT}", flush=True)
    told = api.call("DELETE", f"/llmhub/people/{name}", patient=True)
    print(f"{name} is removed; the home is kept in {told['archive']}.")


def export(api: HubApi, name: str) -> None:
    """Archive the home of one person, and wait for it as long as it takes."""
    check_username(name)
    print(f"Archiving the home of {name}: {WAIT}", flush=True)
    told = api.call("POST", f"/llmhub/people/{name}/export", patient=True)
    print(f"The files of {name} are in {told['archive']}.")


def first_admin(context: Context, name: str) -> None:
    """Make the first admin; the one-time password goes into a file of mode 0600, nowhere else.

    Where the authenticator keeps no passwords there is none to make, and a sentence says so.
    """
    with HubApi.of(context) as api:
        try:
            told = api.call("POST", "/llmhub/first-admin", {"name": check_username(name)})
        except LabError as error:
            if error.code not in ("has-admin", "no-passwords"):
                raise
            if error.code == "no-passwords":
                print(NO_PASSWORDS)
            report(False)
            return
    envfile.write(context.layout.secret("admin_password"), told["password"] + "\n")
    report(True)
