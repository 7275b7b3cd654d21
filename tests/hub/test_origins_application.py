"""What the staff address is made of, without a running hub."""

import ssl
import subprocess
from pathlib import Path
from types import SimpleNamespace

from llmhub.origins.application import staff_tornado_settings, tls_context
from llmhub.settings import Settings


def make_certificate(folder: Path) -> tuple[Path, Path]:
    certificate, key = folder / "certificate.pem", folder / "key.pem"
    command = "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2"
    files = ["-subj", "/CN=lab.test", "-keyout", str(key), "-out", str(certificate)]
    subprocess.run([*command.split(), *files], check=True, capture_output=True)
    return certificate, key


def test_staff_address_speaks_tls_with_the_proxys_certificate(tmp_path: Path) -> None:
    certificate, key = make_certificate(tmp_path)
    context = tls_context(Settings(tls_certificate=certificate, tls_key=key))
    assert context is not None
    assert context.protocol == ssl.PROTOCOL_TLS_SERVER
    assert tls_context(Settings()) is None


def test_staff_address_shares_everything_but_what_tells_it_apart() -> None:
    common = {
        "cookie_secret": b"s" * 32,
        "base_url": "/",
        "hub": SimpleNamespace(base_url="/hub/"),
        "headers": {"X-Mine": "1"},
        "db": object(),
    }
    staff = staff_tornado_settings(common, Settings(staff_url="https://staff.example.edu"))
    assert staff["db"] is common["db"]
    assert staff["cookie_secret"] != common["cookie_secret"]
    assert (staff["public_url"].scheme, staff["public_url"].netloc) == (
        "https",
        "staff.example.edu",
    )
    assert staff["default_url"] == "/hub/home"
    assert staff["headers"]["X-Mine"] == "1"
    assert staff["headers"]["Cross-Origin-Opener-Policy"] == "same-origin"
