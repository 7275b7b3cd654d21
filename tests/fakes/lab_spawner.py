"""The product's spawner for ada, above a fake engine and without JupyterHub's database."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from llmhub import folders
from llmhub import spawner as module
from llmhub.lab import Lab
from llmhub.layout import StateLayout
from llmhub.settings import Settings
from llmhub.spawner import LabSpawner
from llmhub.start_queue import StartQueue
from tests.fakes.orders import orders_db
from tests.fakes.pairs import FakePairs


def make_release(state: Path) -> None:
    """Make a model store of one empty release."""
    release = state / "models" / "releases" / "0001"
    release.mkdir(parents=True)
    (state / "models" / "current").symlink_to(release)


@contextmanager
def lab_spawner(
    settings: Settings, pairs: FakePairs, patch: pytest.MonkeyPatch, *groups: str
) -> Iterator[LabSpawner]:
    """Give the spawner of ada, who is in these of JupyterHub's groups; its folders are not made."""
    layout = StateLayout(settings.state_dir)
    broom = ThreadPoolExecutor(1)
    shared = Lab(settings, layout, pairs, StartQueue(1), broom, None)  # type: ignore[arg-type]
    patch.setattr(module, "lab", lambda: shared)
    patch.setattr(folders, "prepare", lambda *_: layout.student("ada"))
    patch.setattr(module, "ASK_AGAIN", 0.01)
    found = [SimpleNamespace(name=group) for group in groups]
    user = SimpleNamespace(name="ada", url="/user/ada/", groups=found)
    made: Any = LabSpawner(user=user, name="")
    made.image = ""  # as `configure` has it
    made.uid = lambda: 20000
    made.get_env = lambda: {"JUPYTER_IMAGE_SPEC": made.image}
    typed: LabSpawner = made
    with orders_db() as made.db:
        yield typed
    broom.shutdown()
