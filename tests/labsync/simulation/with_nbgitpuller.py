"""Merge a folder of notebooks as nbgitpuller does: one pull for all of them.

    python with_nbgitpuller.py FOLDER

FOLDER holds base, mine and theirs; the results go to merged. Runs where nbgitpuller is installed.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from importlib.metadata import version
from pathlib import Path

from nbgitpuller.pull import GitPuller

VERSION = "1.3.0"  # that of which the tables speak


def check_version() -> None:
    """End here where the figures would be another version's."""
    found = version("nbgitpuller")
    if found != VERSION:
        sys.exit(f"This is nbgitpuller {found}: the figures are to be those of {VERSION}.")


def git(folder: Path, *words: str) -> None:
    who = ["-c", "user.name=course", "-c", "user.email=course@example.org"]
    subprocess.run(["git", *who, *words], cwd=folder, check=True, capture_output=True)


def publish(course: Path, source: Path) -> None:
    for path in source.iterdir():
        shutil.copyfile(path, course / path.name)
    git(course, "add", "--all")
    git(course, "commit", "--message", "release")


def main(folder: Path) -> None:
    check_version()
    work = Path(tempfile.mkdtemp())
    os.environ["HOME"] = str(work)
    course, home = work / "course", work / "student"
    course.mkdir()
    git(course, "init", "--initial-branch", "main")
    publish(course, folder / "base")
    os.chdir(work)
    for _ in GitPuller(f"file://{course}", str(home), branch="main").pull():
        pass
    for path in (folder / "mine").iterdir():
        shutil.copyfile(path, home / path.name)
    publish(course, folder / "theirs")
    for line in GitPuller(f"file://{course}", str(home), branch="main").pull():
        sys.stderr.write(line)
    for path in home.glob("*.ipynb"):
        shutil.copyfile(path, folder / "merged" / path.name)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
