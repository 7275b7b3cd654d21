"""Keep the service's address and a token: `login`."""

from __future__ import annotations

import argparse
import getpass
import json
from dataclasses import replace

from coursectl import access, private
from coursectl.call import Call, Words
from coursectl.client import Client
from coursectl.errors import CourseError
from coursectl.text import paragraph


def add(words: Words) -> None:
    """Add the command."""
    parser = words.add_parser("login", help="keep the address and your token; asks for both")
    parser.add_argument(
        "--plain-http",
        action="store_true",
        help="accept an address without encryption: whoever is on the way can read your token",
    )
    parser.set_defaults(run=run)


def run(call: Call) -> int:
    """Ask, try, and keep what works."""
    files = access.places(call.home)
    # A lab knows the way to the course, and cannot reach the staff address.
    found = asked(call.said.url or call.environment.get(access.URL_VARIABLE, ""), call.said)
    Client(found).get("releases")
    try:
        private.write(
            files.settings,
            json.dumps({"url": found.url, "plain": call.said.plain_http}).encode("ascii"),
        )
        private.write(files.token, found.token.encode("ascii"))
    except OSError as error:
        raise CourseError("disk", f"This cannot be kept: {error.strerror}.") from error
    told = f"You are logged in to {found.url}; {files.token} holds the token, for you alone."
    call.out.tell({"url": found.url}, paragraph(told))
    call.warn(replace(found, source=str(files.token)))
    return 0


def asked(known: str, said: argparse.Namespace) -> access.Access:
    """Return what was typed; the token is not shown while it is. Raises CourseError."""
    try:
        url = known or input("Address of the staff page (https://…): ")
        address = access.checked_url(url.strip(), plain=said.plain_http)
        token = getpass.getpass("Token (made there under Tokens; it is not shown): ")
    except EOFError as error:
        raise CourseError(
            "nobody-there", "login asks questions: run it in a terminal, or use --token-file."
        ) from error
    return access.Access(address, access.checked_token(token), "what you typed")
