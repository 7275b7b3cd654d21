"""What a build takes over from its host, as secrets that stay in no image.

`host-ca`: the host's certificate bundle, where the host trusts more authorities than Debian does
(a proxy that looks into TLS). `host-env`: shell lines with the host's package indexes and proxies,
where they are set. Neither is there on a host with nothing special.
"""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from pathlib import Path

EXTRA = Path("/usr/local/share/ca-certificates")
BUNDLE = Path("/etc/ssl/certs/ca-certificates.crt")

PASSED_ON = (
    "PIP_INDEX_URL",
    "PIP_EXTRA_INDEX_URL",
    "UV_DEFAULT_INDEX",
    "UV_INDEX",
    "UV_INDEX_URL",
    "UV_EXTRA_INDEX_URL",
    "GOPROXY",
    "GOSUMDB",
    "GONOSUMDB",
    "GOPRIVATE",
    "NPM_CONFIG_REGISTRY",
    "npm_config_registry",
    "HTTP_PROXY",
    "HTTPS_PROXY",
    "NO_PROXY",
    "http_proxy",
    "https_proxy",
    "no_proxy",
)


def host_bundle(extra: Path = EXTRA, bundle: Path = BUNDLE) -> str:
    """Return all that the host trusts as PEM text, or "" when that is nothing special.

    `extra` is added to `bundle` again: a certificate may lie there before anybody ran
    update-ca-certificates.
    """
    added = [path.read_text().strip() for path in sorted(extra.glob("**/*.crt"))]
    if not added:
        return ""
    known = bundle.read_text().strip() if bundle.is_file() else ""
    return "\n".join([known, *(text for text in added if text not in known)]).strip() + "\n"


def package_settings(environment: Mapping[str, str]) -> dict[str, str]:
    """Return the variables of package tools that are set."""
    chosen = {name: environment[name] for name in PASSED_ON if environment.get(name)}
    # uv does not read pip's variables; who set only these means both.
    uv_names = ("UV_DEFAULT_INDEX", "UV_INDEX_URL")
    if "PIP_INDEX_URL" in chosen and not any(name in chosen for name in uv_names):
        chosen["UV_DEFAULT_INDEX"] = chosen["PIP_INDEX_URL"]
    return chosen


def uv_environment(environment: Mapping[str, str]) -> dict[str, str]:
    """Return the environment for uv on the host itself, which trusts what the host trusts."""
    trusted = {"SSL_CERT_FILE": str(BUNDLE)} if BUNDLE.is_file() else {}
    return {**trusted, **environment, **package_settings(environment)}


def host_environment(environment: Mapping[str, str]) -> str:
    """Return `export` lines for the variables of package tools that are set, or ""."""
    chosen = package_settings(environment)
    return "".join(f"export {name}={shlex.quote(value)}\n" for name, value in chosen.items())


def write_secrets(place: Path, environment: Mapping[str, str]) -> list[str]:
    """Write the secrets into the folder `place` (0600); return Docker's options that give them."""
    options: list[str] = []
    texts = {"host-ca": host_bundle(), "host-env": host_environment(environment)}
    for name, text in texts.items():
        if text:
            path = place / name
            path.touch(mode=0o600)
            path.write_text(text)
            options += ["--secret", f"id={name},src={path}"]
    return options
