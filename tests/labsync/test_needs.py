"""What touches students' work needs next to nothing: each library is one more that may change."""

from __future__ import annotations

import subprocess
import sys

from scripts.stages import ROOT
from tests import tree

ROOM = "images/base/labsync/"


def test_only_the_standard_library_and_nbformat_are_imported() -> None:
    found = {
        one.split(".")[0]
        for name in tree.python_files()
        if name.startswith(ROOM)
        for one in tree.imports(name)
    }
    assert found - sys.stdlib_module_names == {"labsync", "nbformat"}


def test_nbformat_is_loaded_only_for_a_merge() -> None:
    program = "import sys, labsync.command; raise SystemExit('nbformat' in sys.modules)"
    path = {"PYTHONPATH": str(ROOT / "images/base")}
    done = subprocess.run([sys.executable, "-c", program], env=path, check=False)
    assert done.returncode == 0
