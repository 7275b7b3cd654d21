"""Which request may do what on which origin. Pure functions over what a browser cannot forge.

Without a domain for each student, students' pages (Gradio, Streamlit, HTML in a notebook) have the
same origin as the hub's pages at the students' address. A script there can do whatever the cookies
of its reader allow. So cookies at that address allow a student's powers over one's own account
and lab only, whoever it is; staff powers exist at a second address, which serves no lab.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from enum import Enum
from urllib.parse import urlsplit

from llmhub.course_service import ATTEND, PATH

SAFE_METHODS = frozenset({"GET", "HEAD"})

# Where a link from elsewhere may lead: pages that show something and do nothing.
LANDINGS = frozenset(
    {
        *("/", "/hub", "/hub/", "/hub/login", "/hub/home", "/hub/admin", "/hub/invite"),
        f"{PATH}/",
    }
)
OLD_INVITE = "/hub/invite/"

# Pages that belong to somebody's lab: they exist at the students' address alone.
LAB_PAGES = ("/hub/spawn", "/hub/user/", "/hub/user-redirect/", "/user/")

STAFF_ROOTS = ("/hub/", "/services/")


@dataclass(frozen=True)
class Arrival:
    """What a request says of itself; the fetch fields and `origin` are "" where missing.

    `site`, `mode` and `dest` are the browser's Sec-Fetch-* headers, which no page can set.
    """

    method: str
    path: str
    host: str
    site: str = ""
    mode: str = ""
    dest: str = ""
    origin: str = ""


class Verdict(Enum):
    """What to do with a request at the staff address."""

    ALLOW = "allow"
    TO_STUDENTS = "to-students"  # redirect: the same path at the students' address
    TO_HOME = "to-home"
    WRONG_HOST = "wrong-host"
    OTHER_ORIGIN = "other-origin"
    NO_LAB_HERE = "no-lab-here"


def same_origin(url: str, other: str) -> bool:
    """Tell whether two addresses have scheme, host and port in common."""
    return origin_of(url) == origin_of(other)


def origin_of(url: str) -> tuple[str, str, int]:
    """Return scheme, host and port, the port filled in where the scheme implies it.

    >>> origin_of("https://Lab.example.edu/hub/")
    ('https', 'lab.example.edu', 443)
    """
    parts = urlsplit(url)
    port = parts.port or (443 if parts.scheme == "https" else 80)
    return parts.scheme, (parts.hostname or "").lower(), port


def is_host_of(host: str, url: str) -> bool:
    """Tell whether a Host header names the address `url`."""
    try:
        return same_origin(f"{urlsplit(url).scheme}://{host}", url)
    except ValueError:
        return False


def is_navigation(arrival: Arrival) -> bool:
    """Tell whether a person follows a link into a whole tab, as far as the browser says."""
    return (
        arrival.method in SAFE_METHODS
        and arrival.mode in ("", "navigate")
        and arrival.dest in ("", "document")
    )


def is_landing(path: str) -> bool:
    """Tell whether a link from elsewhere may lead here."""
    return path in LANDINGS or path.startswith(OLD_INVITE)


def staff_verdict(arrival: Arrival, staff_url: str) -> Verdict:
    """Decide about a request at the staff address."""
    if not is_host_of(arrival.host, staff_url):
        return Verdict.WRONG_HOST
    if comes_from_elsewhere(arrival, staff_url) and not (
        is_navigation(arrival) and (is_landing(arrival.path) or is_lab_page(arrival.path))
    ):
        return Verdict.OTHER_ORIGIN
    if is_lab_page(arrival.path):
        return Verdict.TO_STUDENTS if is_navigation(arrival) else Verdict.NO_LAB_HERE
    if not arrival.path.startswith(STAFF_ROOTS):
        return Verdict.TO_HOME if is_navigation(arrival) else Verdict.NO_LAB_HERE
    return Verdict.ALLOW


def is_lab_page(path: str) -> bool:
    """Tell whether a path belongs to somebody's lab."""
    return path.startswith(LAB_PAGES)


def comes_from_elsewhere(arrival: Arrival, staff_url: str) -> bool:
    """Tell whether a page of another origin caused the request.

    Browsers leave the Sec-Fetch headers out where the address is plain HTTP and not this machine;
    there the Origin header tells, which they add to everything that can change or read anything.
    """
    if arrival.site in ("cross-site", "same-site"):
        return True
    return bool(arrival.origin) and (
        arrival.origin == "null" or not same_origin(arrival.origin, staff_url)
    )


def students_powers(full: Collection[str], common: Collection[str]) -> frozenset[str]:
    """Return what a cookie allows at the students' address, as expanded scopes.

    `full` is what the person may do, `common` the part of it that role `user` allows over one's
    own account. Whoever may do more than that gets no tokens there either, for a token carries all
    powers of its owner to wherever it is used.
    """
    if not exceeds(full, common):
        return frozenset(common)
    return frozenset(scope for scope in common if base_of(scope) != "tokens")


def exceeds(full: Collection[str], common: Collection[str]) -> bool:
    """Tell whether somebody may do more than a student: staff, that is.

    A service that students may open, and what they may do in the course, make them no staff.
    """
    beyond = {base_of(scope) for scope in set(full) - set(common)}
    return bool(beyond - {"access:services", ATTEND})


def base_of(scope: str) -> str:
    """Return a scope without its filter.

    >>> base_of("tokens!user=ada")
    'tokens'
    """
    return scope.partition("!")[0]
