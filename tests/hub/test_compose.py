"""docker-compose.yml: least privilege, and no secret where `docker inspect` shows it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from llmhub.ops import envfile
from llmhub.ops.checks import engine
from llmhub.settings import Settings

ROOT = Path(__file__).parents[2]
SERVICES: dict[str, dict[str, Any]] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())[
    "services"
]
POWERS: dict[str, set[str]] = {
    "hub": {"CHOWN", "DAC_OVERRIDE", "FOWNER"},
    "proxy": set(),
    "guard": {"NET_ADMIN"},
    "course": set(),
}


def test_every_service_is_looked_at() -> None:
    assert set(SERVICES) == set(POWERS) == set(engine.SERVICES)


@pytest.mark.parametrize("name", POWERS)
def test_least_privilege(name: str) -> None:
    service = SERVICES[name]
    assert service["cap_drop"] == ["ALL"]
    assert set(service.get("cap_add", [])) == POWERS[name]
    assert service["read_only"] is True
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert not service.get("privileged")
    assert service["pids_limit"]
    assert service["mem_limit"]


@pytest.mark.parametrize("name", POWERS)
def test_a_service_comes_back_and_is_watched(name: str) -> None:
    assert SERVICES[name]["restart"] == "unless-stopped"
    assert SERVICES[name]["healthcheck"]["test"]
    assert SERVICES[name]["logging"]["options"] == {"max-size": "10m", "max-file": "3"}


def test_no_container_is_started_before_the_packet_filter() -> None:
    assert SERVICES["hub"]["depends_on"]["guard"] == {"condition": "service_healthy"}


def test_no_secret_is_in_the_environment() -> None:
    shown = [
        variable
        for service in SERVICES.values()
        for variable in service.get("environment", {})
        if any(word in variable.lower() for word in ("token", "secret", "password"))
    ]
    assert shown == []


def volumes(service: dict[str, Any]) -> list[str]:
    return [str(volume) for volume in service.get("volumes", [])]


def test_only_the_hub_has_dockers_socket() -> None:
    holders = [
        name
        for name, service in SERVICES.items()
        if any(volume.startswith(("engine:", "/run", "/var/run")) for volume in volumes(service))
    ]
    assert holders == ["hub"]
    assert "engine:/run:ro" in SERVICES["hub"]["volumes"]


def test_the_proxy_is_nobody_in_particular() -> None:
    assert SERVICES["proxy"]["user"] == "${LLMHUB_PROXY_UID}:${LLMHUB_PROXY_UID}"
    assert all(volume.endswith(":ro") for volume in SERVICES["proxy"]["volumes"])


def test_the_course_service_is_nobody_in_particular() -> None:
    assert SERVICES["course"]["user"] == "${LLMHUB_COURSE_UID}:${LLMHUB_COURSE_UID}"


def test_the_course_service_sees_its_own_folders_and_one_secret() -> None:
    seen = {volume.rpartition("${LLMHUB_STATE_DIR}/")[2] for volume in volumes(SERVICES["course"])}
    writable = {"releases", "course", "classroom", "feedback"}
    token = "secrets/course_token:/run/secrets/course_token:ro"
    assert seen == {*writable, "sources:ro", token}


def test_the_hub_starts_without_the_course_service() -> None:
    assert "course" not in SERVICES["hub"]["depends_on"]


def test_each_uid_of_a_service_is_its_own() -> None:
    defaults = {name: field.default for name, field in Settings.model_fields.items()}
    uids = [envfile.PROXY_UID, defaults["sidecar_uid"], defaults["course_uid"]]
    assert len(set(uids)) == len(uids)
    assert max(uids) < defaults["uid_first"]
