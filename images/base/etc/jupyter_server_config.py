"""The notebook server's settings; root's. What a student writes into ~/.jupyter is not read."""

import os
import warnings
from pathlib import Path

from jupyter_server.utils import JupyterServerAuthWarning
from llmserver.tiles import servers
from traitlets.config import get_config

c = get_config()

home = str(Path.home())

# Files. There is no trash in a container, and JupyterLab asks before it deletes.
c.ServerApp.root_dir = home
c.FileContentsManager.always_delete_dir = True

# Security: every handler asks for a login unless it says otherwise.
c.ServerApp.allow_unauthenticated_access = False
# Said of every handler that does not say otherwise itself: exactly those the line above closes.
warnings.filterwarnings("ignore", category=JupyterServerAuthWarning)

# Kernels come from /opt/server/share/jupyter/kernels alone.
c.KernelSpecManager.ensure_native_kernel = False
c.MultiKernelManager.default_kernel_name = "python3"

# A kernel that nobody looks at and that computes nothing for two hours gives its memory back.
c.MappingKernelManager.cull_idle_timeout = 2 * 60 * 60
c.MappingKernelManager.cull_interval = 5 * 60
c.MappingKernelManager.cull_connected = False
c.MappingKernelManager.cull_busy = False

c.ServerApp.terminado_settings = {"shell_command": ["/bin/bash"]}

# No look-ups on the network, no packages installed into the server.
c.LabApp.extension_manager = "readonly"
c.LabApp.news_url = None
c.LabApp.check_for_updates_class = "jupyterlab.NeverCheckForUpdate"

# The bar at the bottom shows the container's limit, not the host's memory.
c.ResourceUseDisplay.mem_limit = int(os.environ.get("MEM_LIMIT") or 0)
c.ResourceUseDisplay.track_cpu_percent = False
c.ResourceUseDisplay.enable_prometheus_metrics = False

c.ServerProxy.servers = servers(home)
