"""Start the services and say where they are."""

from __future__ import annotations

import json
import re
import sqlite3
import subprocess
from collections.abc import Iterable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from llmhub.errors import LabError
from llmhub.ops import compose
from llmhub.ops.context import Context
from llmhub.ops.hub_api import HubApi, Json
from llmhub.ops.prepare import report

KEPT = 3  # copies of the database


def run(context: Context, timeout: int) -> None:
    """Start what does not run, renew what has changed, wait until both are healthy.

    Raises LabError `image-missing`, or `hub-unhealthy` with the last lines of its log.
    """
    before = containers(context)
    keep_database(context)
    try:
        wait = ("--wait", "--wait-timeout", str(timeout))
        compose.run(context, "up", "--detach", "--no-build", "--pull", "never", *wait)
    except LabError as error:
        if "No such image" in error.message:
            raise LabError("image-missing", f"{error.message}; run `make deploy`.") from None
        raise LabError(
            "hub-unhealthy", f"{error.message}; it said last:\n{last_words(error.message)}"
        ) from None
    report(containers(context) != before)


def last_words(message: str) -> str:
    """Return the last lines of the container that compose's complaint names."""
    named = re.search(r"container (\S+)", message)
    if named is None:
        return "(nothing)"
    command = ["docker", "logs", "--tail", "12", named[1]]
    done = subprocess.run(
        command, check=False, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    return done.stdout.rstrip()


def keep_database(context: Context) -> None:
    """Copy the hub's database aside if the hub's image has changed since it was started.

    A newer JupyterHub upgrades the database, and an older one cannot read it any more.
    """
    database = context.layout.hub / "jupyterhub.sqlite"
    image = compose.run(context, "images", "--quiet", "hub").strip()
    services = json.loads(compose.run(context, "config", "--format", "json"))["services"]
    if not database.is_file() or not image or image_id(services["hub"]["image"]) in ("", image):
        return
    moment = datetime.now(UTC).strftime("%Y%m%dT%H%M%S")
    copy = database.with_name(f"jupyterhub-{moment}.sqlite")
    with closing(sqlite3.connect(database)) as source, closing(sqlite3.connect(copy)) as target:
        source.backup(target)
    copy.chmod(0o600)
    for old in sorted(database.parent.glob("jupyterhub-*.sqlite"))[:-KEPT]:
        old.unlink()


def image_id(name: str) -> str:
    """Return an image's id as compose prints it, "" if it is not there."""
    command = ["docker", "image", "inspect", "--format", "{{.Id}}", name]
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    return done.stdout.strip().removeprefix("sha256:")


def containers(context: Context) -> str:
    """Return the ids of the services' containers that run."""
    return compose.run(context, "ps", "--quiet", "--no-trunc")


def where(context: Context) -> None:
    """Print where students and staff go, and how each admin logs in."""
    settings = context.settings
    with HubApi.of(context) as api:
        people = api.call("GET", "/llmhub/people")
    print(f"Students:  {settings.public_url}")
    if settings.subdomain_host:
        print(f"Staff:     {settings.public_url}/hub/admin")
    else:
        print(f"Staff:     {settings.staff_url}")
    for line in admins(people, context.layout.secret("admin_password")):
        print(f"Admin:     {line}")
    print("Next:      make users ROSTER=roster.csv")


def admins(people: Iterable[Json], file: Path) -> list[str]:
    """Return who the admins are and how they log in; `file` has the first one's first password."""
    found = [person for person in people if person["role"] == "admin"]
    return [admin(person, file) for person in found] or ["none on this hub's list of people"]


def admin(person: Json, file: Path) -> str:
    """Return one admin and the way in."""
    name, link = person["name"], f"`make users INVITE={person['name']}` gives a link"
    if person["has_password"] is None:
        return f"{name}, logs in as the authenticator has it"
    if person.get("must_change") and file.is_file():
        return f"{name}, one-time password in {file}"
    if person.get("must_change"):
        return f"{name}, {file} with the one-time password is gone: {link}"
    if person["has_password"]:
        return f"{name}, with the password that {name} has set"
    return f"{name}, has set no password yet: {link}"
