"""A hub without containers, for tests of accounts and origins: configured by the product's code."""

import os
import shlex
import time
from collections.abc import Callable
from pathlib import Path

from llmhub.accounts import archive, update_accounts
from llmhub.configure import OPS_SCOPES, update_pages
from llmhub.course_service import update_course
from llmhub.delivery import update_delivery
from llmhub.origins import update_origins
from llmhub.settings import load
from tests.fakes import jobs_at_hub


def save_slowly(
    home: Path, target: Path, save: Callable[[Path, Path], None] = archive.save
) -> None:
    """Take two seconds for a home that has a file called `slow`."""
    time.sleep(2 if (home / "slow").exists() else 0)
    save(home, target)


archive.save = save_slowly
c = get_config()  # type: ignore[name-defined]  # noqa: F821
settings = load()
update_accounts(c, settings)
update_delivery(c)
update_origins(c, settings)
update_pages(c, settings)
state = Path(settings.state_dir)
update_course(c, settings, (state / "secrets" / "course_token").read_text())
c.JupyterHub.db_url = f"sqlite:///{state}/hub.sqlite"
c.JupyterHub.cookie_secret_file = f"{state}/cookie_secret"
c.JupyterHub.hub_bind_url = f"http://127.0.0.1:{settings.hub_port}"
c.JupyterHub.bind_url = f"http://127.0.0.1:{settings.port}"
c.JupyterHub.cleanup_servers = True
c.JupyterHub.log_level = "INFO"
c.JupyterHub.spawner_class = "tests.fakes.page_spawner.PageSpawner"
if settings.tls_certificate is not None:
    c.JupyterHub.bind_url = f"https://127.0.0.1:{settings.port}"
    c.JupyterHub.ssl_cert = str(settings.tls_certificate)
    c.JupyterHub.ssl_key = str(settings.tls_key)
if os.environ.get("TEST_PROXY"):
    c.ConfigurableHTTPProxy.command = shlex.split(os.environ["TEST_PROXY"])
    c.ConfigurableHTTPProxy.api_url = f"http://127.0.0.1:{settings.proxy_api_port}"
else:
    c.JupyterHub.proxy_class = "tests.fakes.page_spawner.NoProxy"
c.JupyterHub.services.append({"name": "ops", "api_token": os.environ["TEST_OPS_TOKEN"]})
if os.environ.get("TEST_SERVICE"):
    c.JupyterHub.services.append({"name": "grades", "url": os.environ["TEST_SERVICE"]})
c.JupyterHub.load_roles.append({"name": "ops", "scopes": OPS_SCOPES, "services": ["ops"]})
jobs_at_hub.update_jobs_alone(c)
