"""`make users`: accounts from a roster, and one person invited, removed or exported."""

from __future__ import annotations

import argparse
import csv
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from llmhub.accounts import roster
from llmhub.errors import LabError
from llmhub.names import check_username
from llmhub.ops import envfile
from llmhub.ops.context import Context
from llmhub.ops.hub_api import HubApi
from llmhub.ops.prepare import report

COLUMNS = ("name", "invite_url", "expires")
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
            told = api.call("POST", f"/llmhub/invites/{check_username(options.invite)}")
            write_invites(options.out, [told])
            print(f"A new invite for {options.invite} is in {options.out}.")
        elif options.remove:
            told = api.call("DELETE", f"/llmhub/people/{check_username(options.remove)}")
            print(f"{options.remove} is removed; the home is kept in {told['archive']}.")
        else:
            told = api.call("POST", f"/llmhub/people/{check_username(options.export)}/export")
            print(f"The files of {options.export} are in {told['archive']}.")


def enrol(api: HubApi, path: Path, out: Path, *, update: bool) -> None:
    """Send a whole roster; invites of new people go into `out`.

    Raises RosterError with the line at fault; then nothing at all was applied.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise LabError("roster-unreadable", f"{path}: {error.strerror}.") from None
    rows = [row.as_dict() for row in roster.parse(data)]
    told = api.call("POST", "/llmhub/roster", {"rows": rows, "update": update})
    links = [one for one in told["added"] if "invite_url" in one]
    if links:
        write_invites(out, links)
        print(f"Invites for {len(links)} people are in {out} (readable for you alone).")
    elif told["added"]:
        print("No links were made: this hub's authenticator keeps no passwords.")
    print(summary(told))


def summary(told: Mapping[str, Sequence[Any]]) -> str:
    """Return one line about what a roster changed."""
    return ", ".join(f"{len(told[what])} {what}" for what in ("added", "updated", "unchanged"))


def write_invites(path: Path, invites: Sequence[Mapping[str, str]]) -> None:
    """Write names and links as CSV, mode 0600; an older file is kept under a number.

    Raises LabError `not-written`.
    """
    try:
        keep_older(path)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as error:
        raise LabError("not-written", f"{path} cannot be written: {error.strerror}.") from None
    if "SUDO_UID" in os.environ:  # who called sudo is who sends the links
        os.fchown(descriptor, int(os.environ["SUDO_UID"]), int(os.environ["SUDO_GID"]))
    with os.fdopen(descriptor, "w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, extrasaction="ignore")
        writer.writeheader()
        writer.writerows(invites)


def keep_older(path: Path) -> None:
    """Move an existing file aside: its links may not have been sent yet."""
    if not path.exists():
        return
    number = 1
    while (kept := path.with_name(f"{path.stem}-{number}{path.suffix}")).exists():
        number += 1
    path.rename(kept)


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
