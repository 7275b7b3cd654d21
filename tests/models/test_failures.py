"""What a failed pull means: only a source that cannot be reached lets another be taken."""

import errno
from types import SimpleNamespace

import httpx
import pytest

from models import failures, hub_download
from models.catalogue import Model
from models.registry import download_error

MANIFEST = "Error: pull model manifest: "
LOST = 'Get "https://registry.ollama.ai/v2/": '

# What `ollama pull` (0.24) says, and what follows from it.
PULLS = [
    (MANIFEST + "file does not exist", "source.not-found"),
    ("Error: model 'x' not found", "source.not-found"),
    (MANIFEST + LOST + "dial tcp: lookup registry.ollama.ai: no such host", "source.unreachable"),
    (MANIFEST + LOST + "dial tcp 203.0.113.1:443: i/o timeout", "source.unreachable"),
    (MANIFEST + LOST + "dial tcp 203.0.113.1:443: connect: connection refused",
     "source.unreachable"),
    (MANIFEST + LOST + "tls: failed to verify certificate: x509: signed by unknown authority",
     "source.unreachable"),
    (MANIFEST + "503: Service Unavailable", "source.unreachable"),
    (MANIFEST + "403: Forbidden", "source.unreachable"),
    (MANIFEST + "429: too many requests", "source.unreachable"),
    ("Error: max retries exceeded: EOF", "source.unreachable"),
    ("pulling abc 40% 503 MB\x1b[K\nError: max retries exceeded: unexpected EOF",
     "source.unreachable"),
    ("Error: digest mismatch, file must be downloaded again: want sha256:a, got sha256:b",
     "source.wrong-digest"),
    ("Error: write /models/blobs/sha256-a-partial: no space left on device", "disk-full"),
    ("Error: max retries exceeded: write /x: disk quota exceeded", "disk-full"),
    (MANIFEST + "412: \n\nThe model you are attempting to pull requires a newer version of"
     " Ollama.\n\nPlease download the latest version at:\n\n\thttps://ollama.com/download",
     "source.failed"),
    (MANIFEST + "unauthorized: access denied", "source.failed"),
    # The server of the container was killed while it pulled.
    ('Error: Post "http://127.0.0.1:11434/api/pull": EOF', "source.failed"),
    ("Error: could not connect to ollama server, run 'ollama serve' to start it", "source.failed"),
    ("docker exec failed: ", "source.failed"),
    ("", "source.failed"),
    ("docker exec failed: OCI runtime exec failed: exec: \"ollama\": executable file not found in"
     " $PATH: unknown", "source.failed"),
    ("docker exec did not end within 14400 seconds.", "source.failed"),
]  # fmt: skip


@pytest.mark.parametrize(("said", "code"), PULLS)
def test_reason_of_a_failed_pull(said: str, code: str) -> None:
    error = failures.pull_error("x:y", said)
    assert error.code == code
    assert "x:y" in error.message
    assert "\n" not in error.message


def test_reason_is_told() -> None:
    told = failures.pull_error("x:y", MANIFEST + "412: \n\nrequires a newer version").message
    assert "412: requires a newer version" in told


class HubError(OSError):
    """As the library's own: an answer that says no."""

    def __init__(self, status: int) -> None:
        super().__init__(f"{status} for url")
        self.response = SimpleNamespace(status_code=status)


class RepositoryNotFoundError(HubError):
    """As the library's own."""


class GatedRepoError(RepositoryNotFoundError):
    """As the library's own: it is there, for those who asked."""


class LocalEntryNotFoundError(FileNotFoundError):
    """As the library's own: nothing is in the cache, for the reason that is its cause."""


def caused_by(cause: Exception) -> Exception:
    error = LocalEntryNotFoundError("not in the cache")
    error.__cause__ = cause
    return error


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (RepositoryNotFoundError(404), "source.not-found"),
        (caused_by(RepositoryNotFoundError(401)), "source.not-found"),
        (GatedRepoError(403), "source.failed"),
        (httpx.ConnectError("no route"), "source.unreachable"),
        (httpx.ReadTimeout("too slow"), "source.unreachable"),
        (caused_by(httpx.ConnectError("no route")), "source.unreachable"),
        (HubError(503), "source.unreachable"),
        (caused_by(HubError(429)), "source.unreachable"),
        (HubError(400), "source.failed"),
        (OSError("Consistency check failed: file should be of size 2"), "source.wrong-digest"),
        (OSError(errno.ENOSPC, "No space left on device"), "disk-full"),
        (OSError(errno.EACCES, "Permission denied"), "source.failed"),
        (ValueError("a bug"), "source.failed"),
    ],
    ids=repr,
)
def test_reason_of_a_failed_download(error: Exception, code: str) -> None:
    told = download_error(Model("huggingface", "a/b"), hub_download.status_of(error))
    assert told is not None
    assert told.code == code
    assert "a/b" in told.message


@pytest.mark.parametrize("status", [125, 137])  # Docker's own failure; killed for want of memory
def test_container_that_fails_is_no_reason_to_fall_back(status: int) -> None:
    told = download_error(Model("huggingface", "a/b"), status)
    assert told is not None
    assert told.code == "source.failed"


def test_good_download_is_no_error() -> None:
    assert download_error(Model("huggingface", "a/b"), 0) is None
