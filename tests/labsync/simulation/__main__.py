"""The simulation as a program: `python -m tests.labsync.simulation --seeds 40 --nbdime PYTHON`."""

from __future__ import annotations

import argparse
import json
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path

from tests.images.base_container import BASE, UID
from tests.labsync.simulation.cases import cases
from tests.labsync.simulation.course import COURSE
from tests.labsync.simulation.judge import FIGURES, Found, table
from tests.labsync.simulation.students import STUDENTS
from tests.labsync.simulation.ways import PROGRAMS, Run, other, ours

SETTINGS = len(COURSE) * len(STUDENTS)


def in_image(image: str) -> Run:
    """Return how to run a program in a notebook image, with what the students' server has."""

    def run(program: str, folder: Path) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [
                *("docker", "run", "--rm", "--network", "none", "--user", f"{UID}:{UID}"),
                *("--read-only", "--tmpfs", "/tmp:exec", "--cap-drop", "ALL"),
                *("--volume", f"{folder}:/cases", "--volume", f"{PROGRAMS}:/programs:ro"),
                *("--entrypoint", "/opt/server/bin/python", image, "-I", f"/programs/{program}"),
                "/cases",
            ],
            check=False,
            capture_output=True,
            text=True,
        )

    return run


def by_python(python: str) -> Run:
    """Return how to run a program with another Python of this machine."""

    def run(program: str, folder: Path) -> subprocess.CompletedProcess[str]:
        command = [python, str(PROGRAMS / program), str(folder)]
        return subprocess.run(command, check=False, capture_output=True, text=True)

    return run


def compare(seeds: int, image: str, nbdime: str = "") -> tuple[str, dict[str, Found]]:
    """Merge the same cases in every way; return the table, and the verdicts by way."""
    made = cases(seeds)
    ways = {"ours": ours(made)}
    others = {"nbgitpuller": ("with_nbgitpuller.py", in_image(image))}
    if nbdime:
        others["nbdime"] = ("with_nbdime.py", by_python(nbdime))
    for name, (program, run) in others.items():
        with tempfile.TemporaryDirectory() as folder:
            ways[name] = other(made, Path(folder), program, run)
    return table(made, ways), ways


def counted(ways: Mapping[str, Found]) -> dict[str, dict[str, int]]:
    """Return for each way in how many merges each of the figures is so."""
    return {
        way: {key: sum(bool(getattr(one, key)) for one in found.values()) for key in FIGURES}
        for way, found in ways.items()
    }


def main() -> None:
    """Print the table; with --out write the counts for programs too."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=40, help=f"times {SETTINGS} settings")
    parser.add_argument("--image", default=BASE, help="a notebook image, for nbgitpuller")
    parser.add_argument("--nbdime", default="", help="a Python that has nbdime")
    parser.add_argument("--out", type=Path, help="a JSON file for the counts")
    said = parser.parse_args()
    shown, ways = compare(said.seeds, said.image, said.nbdime)
    print(shown)
    if said.out:
        found = {"merges": len(ways["ours"]), "ways": counted(ways)}
        said.out.write_text(json.dumps(found), encoding="utf-8")


if __name__ == "__main__":
    main()
