"""The house keeps its order: who may import whom, what stands at the top, how long things get.

`docs/architecture.md` shows the same as a picture.
"""

import re
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests import tree

OURS = frozenset(
    {"bench", "images", "labs", "labsync", "llmhub", "llmlab", "llmserver", "models", "scripts"}
)


@dataclass(frozen=True)
class Room:
    """A folder, the import path it is found on, and what of ours may be imported in it."""

    folder: str
    may_import: tuple[str, ...]
    base: str = "."


ROOMS = (
    Room("hub/llmhub", ("llmhub",), "hub"),
    Room("hub/jupyterhub_config.py", ("llmhub",), "hub"),
    Room("hub", (), "hub"),
    Room("labs/llmlab", ("llmlab",), "labs"),
    Room("labs/build", ("labs.build",)),
    Room("labs/marking", ("labs.marking",)),
    Room("labs/apps", ("llmlab",)),
    Room("labs/week", ("llmlab",)),
    Room("content", ("llmlab",)),
    Room("models", ("models",)),
    Room("images/build", ("images",)),
    Room("images/base/labsync", ("labsync",), "images/base"),
    Room("images/base", ("labsync", "llmserver"), "images/base"),
    Room("images", ("images",)),
    Room("scripts", ("scripts",)),
    Room("ansible", ()),
)

# Inside the hub, from the bottom up: a module may import those below its own line, and its own.
LAYERS = (
    ("llmhub.errors",),
    (
        *("llmhub.addresses", "llmhub.names", "llmhub.settings"),
        *("llmhub.gpu_settings", "llmhub.setting_types"),
    ),
    ("llmhub.layout",),
    ("llmhub.pair",),
    ("llmhub.docker",),
)
# Where JupyterHub's spawner and the pair on Docker meet: the only class that is both.
ABOVE_THE_LAYERS = frozenset({"llmhub.docker.spawner"})
# Docker is known to the pair's first implementation and to the operators' commands, to none else.
DOCKER_LIBRARIES = ("docker", "dockerspawner")
KNOW_DOCKER = ("hub/llmhub/docker/", "hub/llmhub/ops/")
# One module chooses the pair's implementation; operators look at Docker itself.
NAME_THE_IMPLEMENTATION = ("llmhub.docker", "llmhub.lab", "llmhub.ops")

TOP = frozenset(
    {
        ".ansible-lint", ".ci", ".dockerignore", ".editorconfig", ".env.example", ".gitignore",
        ".hadolint.yaml", ".yamllint", "CHANGELOG.md", "CONTRIBUTING.md", "LICENSE",
        "LICENSE-content", "Makefile",
        "README.md", "SECURITY.md", "ansible", "bench", "content", "docker-compose.yml", "docs",
        "hub", "images", "images.lock", "labs", "make", "models", "pyproject.toml",
        "requirements", "scripts", "tests",
    }
)  # fmt: skip

FILE_LINES, FUNCTION_LINES, CONFIG_LINES = 200, 40, 60
# Longer than the rule, each for a reason.
LONG_FILES: dict[str, str] = {
    "tests/e2e/test_isolation.py": "every wall is tried by the same two students, who start once",
}
LONG_FUNCTIONS: dict[str, str] = {}
# Lessons are read as notebooks, cell by cell.
LESSONS = re.compile(r"^(labs/week\d|content/)")


def within(module: str, packages: tuple[str, ...]) -> bool:
    """Return whether `module` is one of `packages` or lies in one."""
    return any(module == package or module.startswith(f"{package}.") for package in packages)


def room_of(name: str) -> Room | None:
    """Return the room of a file: the first whose folder its path begins with."""
    for room in ROOMS:
        if name == room.folder or re.match(rf"{re.escape(room.folder)}(\d+)?/", name):
            return room
    return None


def room_files() -> list[str]:
    return [name for name in tree.python_files() if not name.startswith(("tests/", "bench/"))]


def imported(name: str, base: str) -> set[str]:
    module = tree.module_of(name, base)
    package = module if name.endswith("__init__.py") else module.rpartition(".")[0]
    return set(tree.imports(name, package))


def test_imports_stay_within_what_the_room_may_import() -> None:
    wrong = []
    for name in room_files():
        room = room_of(name)
        assert room, f"{name} stands in no room: give it one in ROOMS, or move it"
        ours = {one for one in imported(name, room.base) if one.split(".")[0] in OURS}
        # `from labs import build` names `labs` as well; that alone gives no more than is allowed.
        parents = {p.rpartition(".")[0] for p in room.may_import}
        beyond = {one for one in ours - parents if not within(one, room.may_import)}
        wrong += [f"{name} must not import {one}" for one in sorted(beyond)]
    assert wrong == []


def test_nothing_imports_the_tests() -> None:
    assert [
        n for n in room_files() for one in imported(n, ".") if within(one, ("tests", "bench"))
    ] == []


@pytest.mark.parametrize("height", range(len(LAYERS)))
def test_the_hubs_lower_layers_do_not_look_up(height: int) -> None:
    allowed = tuple(module for layer in LAYERS[: height + 1] for module in layer)
    for name in tree.python_files():
        module = tree.module_of(name, "hub") if name.startswith("hub/") else ""
        if not within(module, LAYERS[height]) or module in ABOVE_THE_LAYERS:
            continue
        # `from llmhub import names` names the package too, which holds nothing.
        ours = {one for one in imported(name, "hub") if within(one, ("llmhub",))} - {"llmhub"}
        up = {one for one in ours if not within(one, allowed)}
        assert not up, f"{name} looks up to {', '.join(sorted(up))}"


def hub_files_that_import(packages: tuple[str, ...]) -> list[str]:
    hub = [name for name in tree.python_files() if name.startswith("hub/")]
    return [n for n in hub if any(within(one, packages) for one in imported(n, "hub"))]


def test_only_the_docker_implementation_knows_docker() -> None:
    knowing = hub_files_that_import(DOCKER_LIBRARIES)
    assert [name for name in knowing if not name.startswith(KNOW_DOCKER)] == []


def test_only_one_place_chooses_the_pairs_implementation() -> None:
    naming = {tree.module_of(n, "hub") for n in hub_files_that_import(("llmhub.docker",))}
    assert [one for one in sorted(naming) if not within(one, NAME_THE_IMPLEMENTATION)] == []


def test_the_top_of_the_tree_holds_what_it_should() -> None:
    strange = {Path(name).parts[0] for name in tree.files()} - TOP
    assert not strange, (
        f"new at the top: {', '.join(sorted(strange))}; find a room, or name it here"
    )


def test_the_hubs_configuration_is_wiring() -> None:
    assert len(tree.text("hub/jupyterhub_config.py").splitlines()) < CONFIG_LINES


def long_files() -> dict[str, int]:
    lengths = {
        n: len(tree.text(n).splitlines()) for n in tree.python_files() if not LESSONS.match(n)
    }
    return {name: lines for name, lines in lengths.items() if lines > FILE_LINES}


def long_functions() -> dict[str, int]:
    modules = [name for name in tree.python_files() if not LESSONS.match(name)]
    every = [one for name in modules for one in tree.functions(name)]
    return {one.key: one.lines for one in every if one.lines > FUNCTION_LINES}


def test_a_file_can_be_read_in_one_go() -> None:
    assert {name: n for name, n in long_files().items() if name not in LONG_FILES} == {}


def test_a_function_fits_a_screen() -> None:
    assert {key: n for key, n in long_functions().items() if key not in LONG_FUNCTIONS} == {}


def test_every_exception_is_still_needed() -> None:
    assert set(LONG_FILES) <= set(long_files())
    assert set(LONG_FUNCTIONS) <= set(long_functions())
