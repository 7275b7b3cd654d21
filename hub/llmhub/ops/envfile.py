"""The file hub.env: every setting, spelled out, for the hub, for compose and for the commands."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from llmhub.errors import SettingsError
from llmhub.gpu_settings import EVERY_WEEK
from llmhub.settings import Settings

PROXY_UID = 19999
"""Unix user of the proxy's service: below the students' uids, above those of the system."""

HEADER = "# Written by `make deploy`; change .env in the source folder instead.\n"


def complete(settings: Settings, version: str, notebook: str, source: str = "") -> Settings:
    """Fill in what follows from others: URLs from ports and certificate, images from the version,
    who gets the image for fine-tuning from the card.

    What was set explicitly stays. `notebook` is the target of the notebook image, e.g. `base`;
    `source` says where the models came from.
    """
    scheme = "http" if settings.tls_certificate is None else "https"
    follows = {
        "public_url": settings.subdomain_host or f"{scheme}://localhost:{settings.port}",
        "staff_url": f"{scheme}://127.0.0.1:{settings.staff_port}",
        "notebook_image": f"llmhub/{notebook}:{version}",
        "sidecar_image": f"llmhub/ollama:{version}",
        "course_image": f"llmhub/course:{version}",
        "gpu_image": gpu_image(version),
        "gpu_image_weeks": gpu_image_weeks(settings, notebook),
        "huggingface_offline": source != "registry",
    }
    given = settings.model_fields_set
    return settings.model_copy(
        update={name: value for name, value in follows.items() if name not in given}
    )


def gpu_image(version: str) -> str:
    """Return the name of our own image with the tools for fine-tuning."""
    return f"llmhub/gpu:{version}"


def gpu_image_weeks(settings: Settings, notebook: str) -> frozenset[int]:
    """Return the weeks of that image where none are given: a small notebook is for trials."""
    if notebook != "base":
        return frozenset()
    if settings.gpu == "device":
        return EVERY_WEEK
    default: frozenset[int] = Settings.model_fields["gpu_image_weeks"].default
    return default


def render(settings: Settings, version: str, more: Mapping[str, str]) -> str:
    """Return the text of hub.env; raises SettingsError `bad-settings` for a line break.

    `more` are digests of files that the services read at their start only, for a new one makes
    compose renew the service, and words that the next deploy remembers.
    """
    values = {name.upper(): value for name, value in settings.model_dump(mode="json").items()}
    values |= {
        "HUB_IMAGE": f"llmhub/hub:{version}",
        "PROXY_IMAGE": f"llmhub/proxy:{version}",
        "PROXY_UID": PROXY_UID,
        "GATEWAY": settings.gateway,
        **more,
    }
    lines = []
    for name, value in values.items():
        text = "" if value is None else str(value)
        if not text.isprintable():
            raise SettingsError("bad-settings", f"LLMHUB_{name} holds a line break or the like.")
        lines.append(f"LLMHUB_{name}={text}\n")
    return HEADER + "".join(lines)


def write(path: Path, text: str, *, pretend: bool = False, owner: int = 0) -> bool:
    """Write `text` to `path`, mode 0600, whole or not at all; tell whether it differed."""
    if path.is_file() and path.read_text(encoding="utf-8") == text:
        return False
    if not pretend:
        fresh = path.with_suffix(".new")
        fresh.unlink(missing_ok=True)
        descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            if owner:
                os.fchown(descriptor, owner, owner)
            file.write(text)
        fresh.rename(path)
    return True
