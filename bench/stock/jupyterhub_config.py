"""Stock JupyterHub with DockerSpawner: what it must be told to run here, all else by default."""

import os

from traitlets.config import get_config

c = get_config()
network = os.environ["STOCK_NETWORK"]
gateway = os.environ["STOCK_GATEWAY"]

c.JupyterHub.bind_url = f"http://127.0.0.1:{os.environ['STOCK_PORT']}"
c.JupyterHub.hub_bind_url = f"http://{gateway}:{os.environ['STOCK_HUB_PORT']}"
c.JupyterHub.db_url = "sqlite:////tmp/jupyterhub.sqlite"
c.JupyterHub.cookie_secret_file = "/tmp/cookie_secret"

c.ConfigurableHTTPProxy.should_start = False
c.ConfigurableHTTPProxy.api_url = f"http://127.0.0.1:{os.environ['STOCK_PROXY_API_PORT']}"

c.JupyterHub.authenticator_class = "shared-password"
c.SharedPasswordAuthenticator.user_password = os.environ["STOCK_PASSWORD"]
c.Authenticator.allow_all = True

c.JupyterHub.spawner_class = "dockerspawner.DockerSpawner"
c.DockerSpawner.image = os.environ["STOCK_IMAGE"]
c.DockerSpawner.network_name = network
c.DockerSpawner.prefix = network
c.DockerSpawner.remove = True
