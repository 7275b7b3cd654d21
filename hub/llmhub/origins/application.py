"""JupyterHub with a second address for staff, served by the same process."""

from __future__ import annotations

import ssl
from typing import Any
from urllib.parse import urlparse

from jupyterhub.app import JupyterHub
from tornado import httpserver, web

from llmhub import start_page
from llmhub.accounts import account_api, powers
from llmhub.accounts import tables as people_tables
from llmhub.accounts.roles import role_over
from llmhub.delivery import tables as order_tables
from llmhub.delivery.bell import BELL, Bell
from llmhub.origins import cookies
from llmhub.origins.gate import StaffGate, StudentsGate, gated
from llmhub.origins.services import NoServices, ServiceHandler
from llmhub.settings import Settings

STAFF_HEADERS = {
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


class LabHub(JupyterHub):
    """The hub. Configured as JupyterHub is; where students share one origin, staff get another."""

    name = "jupyterhub"
    staff_application: web.Application | None = None
    staff_server: httpserver.HTTPServer | None = None
    handlers: list[Any]
    load_roles: list[Any]
    bell: Bell
    """Rung when the course service brings orders."""
    _ungated: list[Any]

    @property
    def lab_settings(self) -> Settings | None:
        """The lab's settings, where the configuration gave them."""
        settings: Settings | None = self.tornado_settings.get("llmhub_settings")
        return settings

    @property
    def has_staff_origin(self) -> bool:
        """Tell whether students share one origin, so that staff need another."""
        return self.lab_settings is not None and not self.subdomain_host

    def init_db(self) -> None:
        """Make our tables beside JupyterHub's, whatever the authenticator."""
        super().init_db()
        people_tables.create_tables(self.db)
        order_tables.create_tables(self.db)

    async def init_role_creation(self) -> None:
        """Give each section's instructors their role: JupyterHub drops what is not configured."""
        sections = powers.bring_up_to_date(self.db)
        self.load_roles = [*self.load_roles, *map(role_over, sorted(sections))]
        await super().init_role_creation()

    def init_handlers(self) -> None:
        """Put every page of the students' address behind its gate."""
        super().init_handlers()
        self.bell = self.tornado_settings[BELL] = Bell()
        ours = [*account_api.handlers(), *start_page.handlers()]
        ours = self.add_url_prefix(self.hub_prefix, ours)
        self._ungated = self.handlers = [*ours, *self.handlers]
        if self.has_staff_origin:
            self.handlers = gated(self._ungated, StudentsGate)

    def init_proxy(self) -> None:
        """Keep services' pages away from students' ones."""
        if self.has_staff_origin:
            configured: type = self.proxy_class  # type: ignore[has-type]
            name = f"Students{configured.__name__}"
            self.proxy_class = type(name, (NoServices, configured), {})
        super().init_proxy()

    def init_tornado_application(self) -> None:
        """Make the application of the staff address beside the students'."""
        super().init_tornado_application()
        if self.has_staff_origin:
            settings = staff_tornado_settings(self.tornado_settings, self.lab_settings)
            services = (rf"{self.base_url}services/([^/]+)/.*", ServiceHandler)
            handlers = [services, *gated(self._ungated, StaffGate)]
            self.staff_application = web.Application(handlers, **settings)

    async def start(self) -> None:
        """Open the staff address, then start the hub."""
        if self.staff_application is not None and self.lab_settings is not None:
            self.listen_for_staff(self.staff_application, self.lab_settings)
        await super().start()

    def listen_for_staff(self, application: web.Application, settings: Settings) -> None:
        """Open the staff address; end the process with a sentence where the port is taken."""
        self.staff_server = httpserver.HTTPServer(application, ssl_options=tls_context(settings))
        try:
            self.staff_server.listen(settings.staff_port, address=settings.bind_address)
        except OSError as error:
            self.log.critical(
                "The staff address cannot listen on %s:%s (%s): free the port or set "
                "LLMHUB_STAFF_PORT. [port-in-use]",
                settings.bind_address,
                settings.staff_port,
                error.strerror,
            )
            self.exit(1)
        self.log.info("Staff address at %s", settings.staff_url)


def staff_tornado_settings(common: dict[str, Any], lab: Settings | None) -> dict[str, Any]:
    """Return the staff application's settings: other cookies, other address, no lab to go to."""
    assert lab is not None
    return common | {
        "cookie_secret": cookies.staff_secret(common["cookie_secret"]),
        "cookie_options": common.get("cookie_options", {}) | {"samesite": "Lax"},
        "public_url": urlparse(f"{lab.staff_url}{common['base_url']}"),
        "default_url": f"{common['hub'].base_url}home",
        "redirect_to_server": False,
        "headers": common.get("headers", {}) | STAFF_HEADERS,
    }


def tls_context(settings: Settings) -> ssl.SSLContext | None:
    """Return the TLS context for the certificate in the settings; None for plain HTTP."""
    if settings.tls_certificate is None:
        return None
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(settings.tls_certificate, settings.tls_key)
    return context
