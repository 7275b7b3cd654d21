"""Pull images that others publish: by digest once one is recorded, and with little patience."""

from __future__ import annotations

import subprocess
import threading
from dataclasses import dataclass, field

from images.build import docker
from images.build.answers import Answer, classify
from images.build.errors import BuildError
from images.build.report import say

PATIENCE = 8.0
"""Seconds until the registry must have answered at all; the download may take much longer."""
DOWNLOAD = 3600.0
"""Seconds that a download may take."""


@dataclass
class Registry:
    """One image registry, or a mirror of the usual one; remembers that it does not answer."""

    host: str = ""
    """host:port of a mirror; empty: Docker's own default."""
    patience: float = PATIENCE
    unreachable: str = field(default="", init=False)
    """Why nothing answered, once that is known."""

    def address(self, source: str, digest: str = "") -> str:
        """Return what to pull for `source` (name:tag), by `digest` if there is one."""
        name = source.rpartition(":")[0] + "@" + digest if digest else source
        if not self.host:
            return name
        # A mirror knows the official images by their full name.
        return f"{self.host}/{name if '/' in name else 'library/' + name}"

    def pull(self, source: str, digest: str = "") -> docker.LocalImage | None:
        """Pull `source` and return it; None if no registry answers.

        Raises BuildError `image-not-found`, `image-wrong-digest` or `pull-failed`.
        """
        if self.unreachable:
            return None
        address = self.address(source, digest)
        say(f"asking the image registry for {address}")
        error = _pull(address, self.patience)
        answer = Answer.PULLED if error is None else classify(error, by_digest=bool(digest))
        if answer is Answer.UNREACHABLE:
            self.unreachable = (error or "").strip().splitlines()[-1]
            say(f"NO IMAGE REGISTRY ANSWERS ({self.unreachable}): falling back")
            return None
        if answer is not Answer.PULLED:
            raise _refusal(answer, source, digest, error or "")
        return docker.inspect(address)


def _refusal(answer: Answer, source: str, digest: str, text: str) -> BuildError:
    """The error for an answer that must not be papered over by a fall-back."""
    if answer is Answer.NOT_FOUND:
        return BuildError(
            "image-not-found",
            f"The image registry answers but has no {source}: check the name, the version and,"
            " behind a mirror, REGISTRY=host:port.",
        )
    if answer is Answer.WRONG_DIGEST:
        return BuildError(
            "image-wrong-digest",
            f"The image registry has no {source} with the recorded digest {digest or '(none)'}:"
            " images.lock or the image was changed. Find out which; to accept the new image remove"
            " its line from images.lock and run `make lock-images`.",
        )
    return BuildError(
        "pull-failed", f"Pulling {source} failed, and not for want of a network: {text.strip()}"
    )


def _pull(address: str, patience: float) -> str | None:
    """Run `docker pull`; return None when it worked, else Docker's error text."""
    with subprocess.Popen(
        ["docker", "pull", address], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        # The first line on stdout comes when the registry has given the manifest.
        silent = threading.Timer(patience, process.kill)
        late = threading.Timer(DOWNLOAD, process.kill)
        silent.start()
        late.start()
        try:
            answered = bool(process.stdout.readline())
            silent.cancel()
            process.stdout.read()
            error = process.stderr.read()
            code = process.wait()
        finally:
            silent.cancel()
            late.cancel()
    if code == 0:
        return None
    if code < 0:
        return f"i/o timeout: no answer within {patience if not answered else DOWNLOAD:.0f} seconds"
    return error or f"docker pull ended with {code}"
