"""JupyterHub's configuration: wiring only. Every setting is explained in llmhub/settings.py."""

from traitlets.config import get_config

from llmhub.configure import configure
from llmhub.errors import SettingsError
from llmhub.settings import load

c = get_config()  # JupyterHub gives its own configuration object
try:
    settings = load()
except SettingsError as error:
    raise SystemExit(str(error)) from None  # a sentence, not a traceback
configure(c, settings)

if settings.extra_config is not None:
    # An admin's own lines (another authenticator, say), in JupyterHub's own language.
    exec(compile(settings.extra_config.read_text(), str(settings.extra_config), "exec"))
