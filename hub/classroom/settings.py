"""Settings of the course service, from the same `LLMHUB_` variables as the hub's."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from pydantic import field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

SERVICE = "course"
"""The service's name at the hub."""
PREFIX = f"/services/{SERVICE}/"
"""Where its pages are, at the staff address and at its own."""


class ClassroomSettings(BaseSettings):
    """What the service has to know; `.env.example` explains what an admin may change."""

    model_config = SettingsConfigDict(
        env_prefix="LLMHUB_", frozen=True, extra="ignore", env_ignore_empty=True
    )

    state_dir: Path = Path("/srv/llmhub")
    """The state folder."""
    gateway: str = "127.0.0.1"
    """Address on which the service listens, and the hub's API too."""
    hub_port: int = 8081
    """Port of the hub's API."""
    course_port: int = 8082
    """Port of the service."""
    staff_url: str = "http://127.0.0.1:8010"
    """The staff address, where browsers see the service."""
    subdomain_host: str = ""
    """The hub's address, where every student and service has a host of its own; "" elsewhere."""
    course_timezone: str = "UTC"
    """Time zone in which dates are given and shown, such as Europe/Berlin."""
    course_token_file: Path = Path("/run/secrets/course_token")
    """File with the service's token for the hub's API."""

    @field_validator("course_timezone")
    @classmethod
    def _known_zone(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (OSError, ValueError) as error:
            raise ValueError(f"{value!r} is no time zone, such as Europe/Berlin") from error
        return value

    @property
    def hub_api_url(self) -> str:
        """The hub's REST API."""
        return f"http://{self.gateway}:{self.hub_port}/hub/api"

    @property
    def own_host(self) -> str:
        """The service's own host, as JupyterHub names it, where there are subdomains; else ""."""
        if not self.subdomain_host:
            return ""
        hub = urlsplit(self.subdomain_host)
        return f"{hub.scheme}://{SERVICE}--service.{hub.netloc}"

    @property
    def zone(self) -> ZoneInfo:
        """The course's time zone."""
        return ZoneInfo(self.course_timezone)
