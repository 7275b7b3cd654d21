"""Browser origins: students' pages are hostile. `update_origins` is the wiring.

With `subdomain_host` every student has an origin of their own, by JupyterHub's means. Without, the
hub is served at two addresses: the students' one, where a cookie gives a student's powers, and the
staff one, where no student's page is ever served.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from llmhub.settings import Settings

HUB = Path(__file__).parents[2]


def update_origins(c: Any, settings: Settings) -> None:
    """Configure addresses, cookies and the hub's looks."""
    from tornado.web import StaticFileHandler

    c.JupyterHub.public_url = f"{settings.public_url}/"
    if settings.subdomain_host:
        c.JupyterHub.subdomain_host = settings.subdomain_host
        c.JupyterHub.cookie_host_prefix_enabled = settings.subdomain_host.startswith("https://")
    c.JupyterHub.template_paths.insert(0, str(HUB / "templates"))
    c.JupyterHub.logo_file = str(HUB / "static" / "logo.svg")
    c.JupyterHub.template_vars.update(
        {"has_passwords": settings.authenticator.endswith(".InviteAuthenticator")}
    )
    c.JupyterHub.extra_handlers.append(
        (r"/lab/(.*)", StaticFileHandler, {"path": str(HUB / "static")})
    )
    c.JupyterHub.tornado_settings.update({"llmhub_settings": settings})
