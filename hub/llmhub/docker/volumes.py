"""Volumes: a student's private writable layer over the shared models."""

from __future__ import annotations

from functools import partial

import docker

from llmhub import names
from llmhub.docker.containers import overlay_options
from llmhub.docker.engine import ignore_missing
from llmhub.pair import Overlay


def renew(client: docker.APIClient, instance: str, user: str, overlay: Overlay) -> None:
    """Make the overlay's volume anew, so that it lies over the newest models.

    While another server of the same student holds it, it stays as it is (Docker refuses to
    remove a volume in use): a writable layer can be mounted only once.
    """
    ignore_missing(partial(client.remove_volume, overlay.name))
    ensure(client, instance, user, overlay)


def ensure(client: docker.APIClient, instance: str, user: str, overlay: Overlay) -> None:
    """Make the overlay's volume if there is none; Docker mounts it with the first container."""
    client.create_volume(
        overlay.name,
        driver="local",
        driver_opts=overlay_options(overlay),
        labels={names.LABEL_INSTANCE: instance, names.LABEL_USER: user},
    )


def remove_unused(client: docker.APIClient, instance: str, user: str) -> None:
    """Forget the student's volumes that no server uses; the layers' folders stay."""
    labels = [f"{names.LABEL_INSTANCE}={instance}", f"{names.LABEL_USER}={user}"]
    found = client.volumes(filters={"label": labels})["Volumes"] or []
    for volume in found:
        ignore_missing(partial(client.remove_volume, volume["Name"]))
