"""A git repository that holds whatever is awkward, and a certificate for its server."""

from __future__ import annotations

import subprocess
from pathlib import Path


def git(folder: Path, *words: str) -> str:
    """Run git as somebody who has no settings."""
    who = ("-c", "user.name=Ada", "-c", "user.email=ada@example.org", "-c", "core.hooksPath=/")
    done = subprocess.run(
        ["git", *who, *words], cwd=folder, check=True, capture_output=True, text=True
    )
    return done.stdout.strip()


def make_certificate(place: Path, *hosts: str) -> None:
    """Write `key` and `certificate` into a folder."""
    command = "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2"
    subject = (
        "-subj",
        f"/CN={hosts[0]}",
        "-addext",
        "subjectAltName=" + ",".join(f"DNS:{one}" for one in hosts),
    )
    files = ("-keyout", str(place / "key"), "-out", str(place / "certificate"))
    subprocess.run([*command.split(), *subject, *files], check=True, capture_output=True)


def make_repository(place: Path) -> None:
    """Write `work` and the bare `repository.git` into a folder."""
    work = place / "work"
    (work / "labs").mkdir(parents=True)
    git(work, "init", "-q", "-b", "main")
    (work / "labs/lab.py").write_text("# %%\n")
    (work / "labs/run.sh").write_text("#!/bin/sh\n")
    (work / "labs/run.sh").chmod(0o755)
    (work / "link").symlink_to("/etc/passwd")
    (work / ".gitattributes").write_text("*.py filter=evil\n")
    (work / ".gitmodules").write_text('[submodule "x"]\n\tpath = x\n\turl = https://127.0.0.1/x\n')
    git(work, "add", ".")
    git(work, "update-index", "--add", "--cacheinfo", f"160000,{'1' * 40},x")
    git(work, "commit", "-q", "-m", "One")
    git(work, "tag", "v1")
    (work / "labs/lab.py").write_text("# %%\nprint(2)\n")
    git(work, "commit", "-q", "-m", "Two", "labs/lab.py")
    git(work, "checkout", "-q", "-b", "large")
    with (work / "large").open("wb") as file:
        file.truncate(501 * 2**20)
    git(work, "add", "large")
    git(work, "commit", "-q", "-m", "Small on the way, large on the disk")
    git(place, "clone", "-q", "--bare", str(work), str(place / "repository.git"))
    git(place / "repository.git", "symbolic-ref", "HEAD", "refs/heads/main")
