"""Fetches one commit with git and lays its files down.

git trusts nothing here: no settings of others, no hooks, no other protocol, no redirect, no links,
no submodules; and it asks nobody for a password.
"""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

from classroom.fetch.address import Place
from classroom.fetch.trouble import FetchFailed, Trouble, meaning

LARGEST, MOST = 500 * 2**20, 20_000
SECONDS = 110.0
SETTINGS = (
    "http.followRedirects=false",
    "http.sslVerify=true",
    "protocol.allow=never",
    "protocol.https.allow=always",
    "core.hooksPath=/dev/null",
    "core.attributesFile=/dev/null",
    "core.symlinks=false",
    "core.fsmonitor=false",
    "core.protectNTFS=true",
    "core.protectHFS=true",
    "credential.helper=",
    "submodule.recurse=false",
    "fetch.unpackLimit=1",  # a pack is small, a file for each object is not
    "gc.auto=0",
    "maintenance.auto=false",
    "pack.threads=1",
)
# Nothing of the container's own: no proxy, which would look the host up again.
ENVIRONMENT = {
    "PATH": "/usr/local/bin:/usr/bin:/bin",
    "HOME": "/nonexistent",
    "LC_ALL": "C",
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_CONFIG_GLOBAL": "/dev/null",
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_ASKPASS": "/bin/false",
    "GIT_ALLOW_PROTOCOL": "https",
}


class Repository:
    """A repository in the making: git's own files are in `folder`, which is not the result."""

    def __init__(self, folder: Path, seconds: float = SECONDS) -> None:
        self._folder, self._end = folder, time.monotonic() + seconds

    def fetch(self, place: Place, ref: str) -> None:
        """Fetch one branch, tag or commit, without its history."""
        git(["init", "--quiet", "--bare", "--template=", str(self._folder)], self._left())
        what = ["--depth=1", "--no-tags", "--no-recurse-submodules", "--quiet"]
        pinned = ["-c", f"http.curloptResolve={place.pin}", *self._here()]
        git([*pinned, "fetch", *what, "--", place.url, ref or "HEAD"], self._left())

    def check(self) -> None:
        """Raise FetchFailed TOO_LARGE if it is, before a file of it is written."""
        listed = git([*self._here(), "ls-tree", "-r", "-l", "-z", "FETCH_HEAD"], self._left())
        found = list(sizes(listed))
        if sum(found) > LARGEST or len(found) > MOST:
            raise FetchFailed(Trouble.TOO_LARGE, f"{len(found)} files, {sum(found)} bytes")

    def lay_down(self, out: Path) -> None:
        """Write its files into `out`."""
        where = [*self._here(), "-c", "core.bare=false", f"--work-tree={out}"]
        git([*where, "checkout", "--quiet", "--force", "--detach", "FETCH_HEAD"], self._left())

    def _here(self) -> list[str]:
        return [f"--git-dir={self._folder}"]

    def _left(self) -> float:
        return max(0.1, self._end - time.monotonic())


def sizes(listed: bytes) -> Iterator[int]:
    """Yield the size of each file that `ls-tree -l -z` lists; a submodule has none.

    >>> list(sizes(b"100644 blob 1234      42\\ta\\x00160000 commit 5678       -\\tb\\x00"))
    [42, 0]
    """
    for line in listed.split(b"\0")[:-1]:
        size = line.split(b"\t", 1)[0].split()[-1]
        yield 0 if size == b"-" else int(size)


def git(words: list[str], seconds: float) -> bytes:
    """Run git and return what it printed, or raise FetchFailed with what its last words mean."""
    settings = [word for one in SETTINGS for word in ("-c", one)]
    try:
        done = subprocess.run(
            ["git", *settings, *words],
            env=ENVIRONMENT | _trust(),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=seconds,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise FetchFailed(Trouble.TIME) from error
    if done.returncode:
        said = done.stderr[-4000:].decode("utf-8", "replace")
        raise FetchFailed(meaning(said), said)
    return done.stdout


def _trust() -> dict[str, str]:
    """Return where git finds other authorities than the system's, if that is said."""
    bundle = os.environ.get("SSL_CERT_FILE")
    return {"GIT_SSL_CAINFO": bundle} if bundle else {}
