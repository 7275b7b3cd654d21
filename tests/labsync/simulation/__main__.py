"""The simulation as a program: `python -m tests.labsync.simulation --seeds 40 --nbdime PYTHON`."""

from __future__ import annotations

import argparse
import subprocess
import tempfile
from pathlib import Path

from tests.images.base_container import BASE, UID
from tests.labsync.simulation.cases import cases
from tests.labsync.simulation.judge import Found, table
from tests.labsync.simulation.ways import PROGRAMS, Run, other, ours


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


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=40, help="times 56 settings")
    parser.add_argument("--image", default=BASE, help="a notebook image, for nbgitpuller")
    parser.add_argument("--nbdime", default="", help="a Python that has nbdime")
    said = parser.parse_args()
    print(compare(said.seeds, said.image, said.nbdime)[0])


if __name__ == "__main__":
    main()
