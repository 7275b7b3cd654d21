"""The course service, as the hub knows it: where it is, what it may do, who may come to it.

It runs beside the hub, from an image of its own. Browsers come to it at the staff address alone;
a lab comes with its server's token, which opens what a student may do and nothing else, in an
instructor's lab too: what runs there may be a student's.
"""

from __future__ import annotations

from typing import Any

from llmhub.accounts.endpoint import DELIVER
from llmhub.accounts.roles import ADMINS, INSTRUCTORS
from llmhub.settings import Settings

SERVICE = "course"
PATH = f"/services/{SERVICE}"
ACCESS = f"access:services!service={SERVICE}"
TEACH = "custom:course:teach"
ATTEND = "custom:course:attend"

SCOPES = {
    DELIVER: {"description": "Have updates of labs and confined jobs carried out"},
    TEACH: {"description": "Publish, push, mark and help"},
    ATTEND: {"description": "Hand in, read feedback and ask for help"},
}
# Names and groups of everybody, and its own endpoints at the hub: no server, no token, no change.
SERVICE_SCOPES = ("list:users", "read:users:groups", DELIVER)
# JupyterHub's own for a server, and the two for the course.
SERVER_SCOPES = ("users:activity!user", "access:servers!server", ACCESS, ATTEND)


def update_course(c: Any, settings: Settings, token: str) -> None:
    """Tell JupyterHub of the service; `token` is the service's own."""
    c.JupyterHub.custom_scopes.update(SCOPES)
    c.JupyterHub.services.append(
        {
            "name": SERVICE,
            "url": f"http://{settings.gateway}:{settings.course_port}",
            "api_token": token,
            "oauth_client_allowed_scopes": [TEACH, ATTEND],
            "oauth_no_confirm": True,
            "display": False,  # the pages have a link of their own, for those who teach
            "timeout": 1,  # the hub starts without it, whatever it is at
        }
    )
    c.JupyterHub.load_roles.extend(
        [
            {"name": SERVICE, "scopes": list(SERVICE_SCOPES), "services": [SERVICE]},
            {"name": "teacher", "scopes": [TEACH], "groups": [INSTRUCTORS, ADMINS]},
        ]
    )
    c.JupyterHub.extra_user_scopes.update({ACCESS, ATTEND})  # a set
    c.Spawner.server_token_scopes = list(SERVER_SCOPES)
    c.JupyterHub.template_vars.update({"course_url": pages_url(settings)})


def lab_url(settings: Settings) -> str:
    """Return the service's address for labs."""
    return f"http://{settings.gateway}:{settings.course_port}{PATH}"


def pages_url(settings: Settings) -> str:
    """Return where the service's pages are, as a link on the hub's.

    >>> pages_url(Settings(subdomain_host="https://lab.example.edu"))
    'https://course--service.lab.example.edu/services/course/'
    """
    scheme, separator, host = settings.subdomain_host.partition("://")
    own = f"{scheme}://{SERVICE}--service.{host}" if separator else ""
    return f"{own}{PATH}/"
