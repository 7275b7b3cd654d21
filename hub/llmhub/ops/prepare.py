"""Commands that deploy runs before the hub starts. Each prints one JSON line with `changed`."""

from __future__ import annotations

import ast
import hashlib
import json
import os
import secrets
from collections.abc import Mapping
from pathlib import Path

import docker

from llmhub import image_choice
from llmhub.docker.network import ensure_network
from llmhub.errors import LabError
from llmhub.layout import StateLayout
from llmhub.names import check_new_username
from llmhub.ops import certificate, envfile, words
from llmhub.ops.context import Context
from llmhub.ops.dotenv import read_with_words
from llmhub.settings import Settings

SECRETS = ("cookie_secret", "proxy_token", "ops_token", "course_token")


def report(changed: bool, **more: object) -> None:
    """Print the line that the playbook reads."""
    print(json.dumps({"changed": changed, **more}))


def configure(
    dotenv: Path | None, version: str, given: Mapping[str, str | None], *, pretend: bool
) -> None:
    """Check the settings from the environment, over `dotenv`, and write hub.env.

    `given` are the playbook's own words; which hold is part of the report, and whether our own
    image with the tools for fine-tuning must be there, and a model server that can use a card
    where the host has one. Raises SettingsError
    `bad-settings` or `name-differs`, LabError `bad-username` or `certificate-bad` before anything
    is written.
    """
    settings, said = read_with_words(dotenv)
    chosen = words.settle(given, settings.state_dir)
    check_new_username(chosen["admin"])
    source = models_source(StateLayout(settings.state_dir))
    settings = envfile.complete(settings, version, chosen["notebook"], source)
    changed, digests = False, {"TLS_DIGEST": "", "EXTRA_DIGEST": ""}
    if settings.tls_certificate is not None and settings.tls_key is not None:
        pair = certificate.read(settings.tls_certificate, settings.tls_key)
        folder = settings.state_dir / "tls"
        changed = certificate.install(pair, folder, envfile.PROXY_UID, pretend=pretend)
        settings = settings.model_copy(update=certificate.places(folder))
        digests["TLS_DIGEST"] = fingerprint(pair.chain)
    if settings.extra_config is not None:
        extra = read_extra(settings.extra_config)
        copy = settings.state_dir / "hub" / "extra_config.py"
        changed |= envfile.write(copy, extra, pretend=pretend)
        settings = settings.model_copy(update={"extra_config": copy})
        digests["EXTRA_DIGEST"] = fingerprint(extra)
    kept = {"WORDS": " ".join(said), **{name.upper(): word for name, word in chosen.items()}}
    text = envfile.render(settings, version, {**digests, **kept})
    path = StateLayout(settings.state_dir).env_file
    changed |= envfile.write(path, text, pretend=pretend)
    needed = {
        "gpu_image": needs_gpu_image(settings, version),
        "gpu_sidecar": settings.gpu_parts != "notebook" or settings.gpu != "device",
    }
    report(changed, **needed, **chosen)


def needs_gpu_image(settings: Settings, version: str) -> bool:
    """Tell whether some student may get our own image with the tools for fine-tuning."""
    return image_choice.is_given_out(settings) and settings.gpu_image == envfile.gpu_image(version)


def models_source(layout: StateLayout) -> str:
    """Return where the newest models came from, `registry` or `embedded`; "" before the first."""
    try:
        return str(json.loads((layout.current_models / "models.json").read_bytes())["source"])
    except (OSError, ValueError, KeyError, TypeError):
        return ""


def read_extra(path: Path) -> str:
    """Return the admin's own configuration; raises LabError `extra-config-bad` unless it parses."""
    try:
        text = path.read_text(encoding="utf-8")
        ast.parse(text)
    except (OSError, ValueError, SyntaxError) as error:
        raise LabError(
            "extra-config-bad", f"{path} cannot be used: {type(error).__name__}, {error}."
        ) from None
    return text


def fingerprint(text: str) -> str:
    """Return enough of a SHA-256 to tell two files apart."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def owner(secret: str, settings: Settings) -> int:
    """Return the uid of a secret's file: proxy and course service run as users of their own."""
    own = {"proxy_token": envfile.PROXY_UID, "course_token": settings.course_uid}
    return own.get(secret, 0)


def ensure_secrets(context: Context) -> None:
    """Make the secrets that are not there yet; existing ones are never replaced."""
    made = []
    for name in SECRETS:
        path, uid = context.layout.secret(name), owner(name, context.settings)
        if path.exists():
            continue
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            os.fchown(descriptor, uid, uid)
            file.write(secrets.token_hex(32))
        made.append(name)
    report(bool(made), made=made)


def ensure_bridge(context: Context) -> None:
    """Make the students' bridge, or check that the one there is right (`network-differs`)."""
    client = docker.APIClient(version="auto")
    try:
        report(ensure_network(client, context.settings))
    except docker.errors.APIError as error:
        raise LabError(
            "network-refused",
            f"Docker cannot make the bridge {context.settings.name} ({error.explanation}): "
            "another network may use these addresses, give SUBNET=….",
        ) from None
