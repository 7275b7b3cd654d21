"""From settings to JupyterHub's configuration: one function an area, each only wiring."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from llmhub.accounts import update_accounts
from llmhub.course_service import update_course
from llmhub.delivery import at_start, update_delivery
from llmhub.jobs import update_jobs
from llmhub.layout import StateLayout
from llmhub.origins import update_origins
from llmhub.settings import Settings
from llmhub.this_week import this_week

TEMPLATES = Path(__file__).parents[1] / "templates"
# Accounts; to see, start and stop servers; a token for the account of `make smoke`, and no other's.
OPS_SCOPES = ["admin:users", "servers", "tokens!user=smoketest"]
CULLER_SCOPES = ["list:users", "read:users:activity", "read:servers", "delete:servers"]


def configure(c: Any, settings: Settings) -> None:
    """Configure everything; a file named by `extra_config` is read after this."""
    update_hub(c, settings)
    update_pages(c, settings)
    update_proxy(c, settings)
    update_spawner(c, settings)
    update_services(c, settings)
    update_accounts(c, settings)
    update_course(c, settings, _secret(settings, "course_token"))
    update_delivery(c)
    update_jobs(c)
    update_origins(c, settings)


def update_hub(c: Any, settings: Settings) -> None:
    """Where the hub listens and keeps what it knows."""
    layout = StateLayout(settings.state_dir)
    c.JupyterHub.hub_bind_url = f"http://{settings.gateway}:{settings.hub_port}"
    c.JupyterHub.public_url = f"{settings.public_url}/"
    c.JupyterHub.db_url = f"sqlite:///{layout.hub / 'jupyterhub.sqlite'}"
    c.JupyterHub.upgrade_db = True  # deploy keeps a copy of the file first
    c.JupyterHub.cookie_secret_file = str(layout.secret("cookie_secret"))
    c.JupyterHub.template_paths = [str(TEMPLATES)]
    c.JupyterHub.cleanup_servers = False  # servers outlive the hub
    c.JupyterHub.oauth_require_pkce = True
    c.JupyterHub.allow_named_servers = False  # a second server would double a student's limits
    c.JupyterHub.concurrent_spawn_limit = 0  # the start queue orders the class, nobody sees a 429
    # Until then the hub does not listen: a notebook that was starting when the last hub ended waits
    # for this one, and this one for it. The look at the servers goes on after that.
    c.JupyterHub.init_spawners_timeout = 5
    c.JupyterHub.last_activity_interval = 0  # the server's own report counts, not open tabs
    c.JupyterHub.token_expires_in_max_seconds = 180 * 24 * 3600
    c.JupyterHub.trusted_downstream_ips = ["127.0.0.1"]
    c.JupyterHub.tornado_settings.update({"slow_spawn_timeout": 0})  # show progress at once


def update_pages(c: Any, settings: Settings) -> None:
    """What is asked anew for each page: the course may be released again at any time."""
    course = StateLayout(settings.state_dir).course
    # JupyterHub calls it with the user.
    c.JupyterHub.template_vars.update({"this_week": lambda _: this_week(course, settings.week)})


def update_proxy(c: Any, settings: Settings) -> None:
    """The proxy is a service of its own: a hub restart disconnects nobody."""
    scheme = "https" if settings.tls_certificate else "http"
    c.JupyterHub.bind_url = f"{scheme}://{settings.bind_address}:{settings.port}"
    c.ConfigurableHTTPProxy.should_start = False
    c.ConfigurableHTTPProxy.api_url = f"http://127.0.0.1:{settings.proxy_api_port}"
    c.ConfigurableHTTPProxy.auth_token = _secret(settings, "proxy_token")


def update_spawner(c: Any, settings: Settings) -> None:
    """Each start makes a fresh pair; free choice of an image stays closed."""
    c.JupyterHub.spawner_class = "llmhub.docker.spawner.DockerLabSpawner"
    c.DockerSpawner.image = ""  # nobody's wish: `image_choice` names one at each start
    c.DockerSpawner.allowed_images = []
    c.DockerSpawner.pull_policy = "never"
    c.DockerSpawner.network_name = settings.name
    c.Spawner.ip = "0.0.0.0"
    c.Spawner.port = 8888
    c.Spawner.notebook_dir = "/home/student"
    c.Spawner.disable_user_config = True
    c.Spawner.start_timeout = int(
        settings.queue_timeout + settings.start_timeout + at_start.SECONDS
    )
    # Also after the hub's own restart: who does not answer for so long is stopped.
    c.Spawner.http_timeout = int(settings.start_timeout)


def update_services(c: Any, settings: Settings) -> None:
    """The culler, and the operator's commands with a token that only root can read."""
    culler = [sys.executable, "-m", "jupyterhub_idle_culler"]
    every = max(10, int(settings.idle_timeout / 6))
    c.JupyterHub.services.append(
        {
            "name": "idle-culler",
            "command": [*culler, f"--timeout={settings.idle_timeout:.0f}", f"--cull-every={every}"],
        }
    )
    c.JupyterHub.services.append({"name": "ops", "api_token": _secret(settings, "ops_token")})
    c.JupyterHub.load_roles.extend(
        [
            {"name": "idle-culler", "scopes": CULLER_SCOPES, "services": ["idle-culler"]},
            {"name": "ops", "scopes": OPS_SCOPES, "services": ["ops"]},
        ]
    )


def _secret(settings: Settings, name: str) -> str:
    return StateLayout(settings.state_dir).secret(name).read_text().strip()
