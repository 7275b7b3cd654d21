"""The admin's own certificate: looked at before it is installed, and copied for the proxy.

The proxy runs as a user of its own, and must see neither the folder the files come from nor any
other key in it.
"""

from __future__ import annotations

import ssl
from dataclasses import dataclass, field
from pathlib import Path

from llmhub.errors import LabError
from llmhub.ops import envfile


@dataclass(frozen=True)
class Pair:
    """A certificate chain and its key, as PEM."""

    chain: str
    key: str = field(repr=False)


def read(chain: Path, key: Path) -> Pair:
    """Read both files; raises LabError `certificate-bad` if they do not belong together."""
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(chain, key)
        return Pair(chain.read_text(encoding="ascii"), key.read_text(encoding="ascii"))
    except (OSError, ValueError) as error:  # SSLError is an OSError
        raise LabError(
            "certificate-bad",
            f"{chain} and {key} are no certificate with its key ({error.args[-1]}).",
        ) from None


def places(folder: Path) -> dict[str, Path]:
    """Return the settings that name the copies."""
    return {"tls_certificate": folder / "certificate.pem", "tls_key": folder / "key.pem"}


def install(pair: Pair, folder: Path, owner: int, *, pretend: bool = False) -> bool:
    """Copy both into `folder`, readable for `owner` alone; tell whether anything differed."""
    files = places(folder)
    changed = [
        envfile.write(files["tls_key"], pair.key, pretend=pretend, owner=owner),
        envfile.write(files["tls_certificate"], pair.chain, pretend=pretend, owner=owner),
    ]
    return any(changed)
