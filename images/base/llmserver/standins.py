"""Import the notebook server without the parts that it drags along and a student never uses.

Every start of a server costs processor time, and a whole class starts at once; most of the time
goes into imports. While the server is imported, some modules are replaced by nearly empty ones, and
afterwards the stand-ins are taken away again:

- JupyterHub's request handlers and database layer (SQLAlchemy, alembic: half a second), which its
  single-user server imports for one class to compare with, and for names in functions that only
  the hub calls. Everything that decides who may enter (`jupyterhub.services.auth`, `.scopes`,
  `._xsrf_utils`, `.singleuser.extension`) is the original.
- JupyterLab's manager of extensions from the package index (ours is read-only), and the library
  `requests`, which it keeps at hand for lists of blocked extensions.

A name that is missing in a stand-in raises at the import, so that a release that needs more fails
when its server starts, not when somebody logs in. A release of JupyterHub that was not looked at is
imported whole.
"""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from types import ModuleType

LOOKED_AT = "6.1.1"
"""The release of JupyterHub whose imports were read for this."""


def absent(name: str) -> type[Exception]:
    """Return a class that nothing is an instance of: it can be caught and compared, not made."""

    def refuse(self: object, *_: object) -> None:
        raise RuntimeError(f"{name} is a stand-in; see llmserver.standins")

    return type(name, (Exception,), {"__init__": refuse})


def stand_in(name: str, names: Mapping[str, object]) -> ModuleType:
    """Return a module that holds `names` and nothing else."""
    module = ModuleType(name, "Stand-in; see llmserver.standins.")
    module.__path__ = []
    module.__dict__.update(names)
    return module


def later(name: str) -> ModuleType:
    """Return a module that imports the real one when it is first used."""
    return stand_in(name, {"__getattr__": lambda key: getattr(importlib.import_module(name), key)})


def hub_modules() -> list[ModuleType]:
    """Return the stand-ins for what is the hub's alone."""
    return [
        stand_in("sqlalchemy", {}),
        # `jupyterhub.utils` catches it in a function that only the hub runs.
        stand_in("sqlalchemy.exc", {"SQLAlchemyError": absent("SQLAlchemyError")}),
        stand_in("jupyterhub.orm", {}),
        stand_in("jupyterhub.roles", {}),
        stand_in("jupyterhub.handlers", {}),
        # `jupyterhub.log` logs this handler less loudly; a student's server does not have it.
        stand_in("jupyterhub.handlers.pages", {"HealthCheckHandler": absent("HealthCheckHandler")}),
    ]


def lab_modules() -> list[ModuleType]:
    """Return the stand-ins for what JupyterLab does not need without an extension manager."""
    manager = {"PyPIExtensionManager": absent("PyPIExtensionManager")}
    return [later("requests"), stand_in("jupyterlab.extensions.pypi", manager)]


@contextmanager
def standing_in(modules: Sequence[ModuleType]) -> Iterator[None]:
    """Let the stand-ins answer imports, and take them away again."""
    ours = {module.__name__: module for module in modules if module.__name__ not in sys.modules}
    sys.modules.update(ours)
    try:
        yield
    finally:
        for name, module in ours.items():
            if sys.modules.get(name) is module:
                del sys.modules[name]


def load_singleuser() -> Callable[[Sequence[str]], None]:
    """Return the function that starts JupyterHub's single-user server with some arguments."""
    from jupyterhub._version import __version__

    with standing_in(hub_modules() if __version__ == LOOKED_AT else []):
        from jupyterhub.singleuser.extension import JupyterHubSingleUser
    with standing_in(lab_modules()):
        importlib.import_module("jupyterlab.labapp")

    def launch(arguments: Sequence[str]) -> None:
        JupyterHubSingleUser.launch_instance(list(arguments))

    return launch
