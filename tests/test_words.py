"""Words that do not belong into a product: hosts, paths and secrets of one machine."""

import re
import stat
import subprocess
from collections.abc import Callable

import pytest

from scripts.stages import ROOT
from tests import tree

# Spelled apart, so that this file does not hold what it looks for.
HOSTS = tuple(
    ".".join(parts)
    for parts in (
        ("pypi", "org"),
        ("pythonhosted", "org"),
        ("npmjs", "org"),
        ("npmjs", "com"),
        ("golang", "org"),
        ("deb", "debian", "org"),
    )
)
PLACES = tuple(f"/{first}/{second}" for first, second in (("work", "main"), ("tmp", "lab")))
UNFINISHED = re.compile(r"\b(TO" + r"DO|FIX" + r"ME|XX" + r"X)\b")
PRIVATE_KEY = "-----BEGIN " + "PRIVATE KEY-----"


def holding(found: Callable[[str], object]) -> list[str]:
    """Return the files in whose text `found` finds something."""
    return [name for name in tree.files() if found(tree.text(name))]


def test_no_host_of_a_package_registry_is_written_down() -> None:
    # The clients' own settings name registries, and differ from one machine to the next.
    assert holding(lambda text: [host for host in HOSTS if host in text]) == []


def test_no_path_of_one_machine_is_written_down() -> None:
    assert holding(lambda text: [place for place in PLACES if place in text]) == []


def test_nothing_is_left_for_later() -> None:
    assert holding(UNFINISHED.search) == []


def test_no_private_key_is_committed() -> None:
    assert holding(lambda text: PRIVATE_KEY in text) == []


def test_what_has_an_interpreter_line_can_be_run() -> None:
    scripts = holding(lambda text: text.startswith("#!"))
    assert scripts
    assert [name for name in scripts if not (ROOT / name).stat().st_mode & stat.S_IXUSR] == []


# What `make users` reads and writes, where the operator stands: names of people, keys of accounts.
SECRET_FILES = (
    "invites.csv",
    "invites-12.csv",
    ".invites.csv.0a1b.part",
    "roster.csv",
    "roster2.csv",
)


@pytest.mark.parametrize("folder", ["", "content/", "labs/week1/"])
def test_rosters_and_links_are_kept_out_of_git(folder: str) -> None:
    for name in SECRET_FILES:
        command = ["git", "check-ignore", "--quiet", "--no-index", folder + name]
        assert subprocess.run(command, cwd=ROOT, check=False).returncode == 0, name


def test_rosters_and_links_are_kept_out_of_images() -> None:
    ignoring = [name for name in tree.files() if name.endswith(".dockerignore")]
    assert ".dockerignore" in ignoring
    for name in ignoring:
        last = tree.text(name).splitlines()[-3:]  # after what is let in, for the last word counts
        assert last == ["**/roster*.csv", "**/invites*.csv", "**/.invites*.part"], name
