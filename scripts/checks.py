"""`make check`: every linter, the type checker and the unit tests, side by side.

Names of checks as arguments run only those: `python -m scripts.checks mypy ruff`.
"""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import replace
from pathlib import Path

from scripts.stages import ROOT, Result, Stage, line, run, summary

TYPED = ("hub", "images", "models", "labs/build", "labs/marking", "scripts", "bench", "ansible")
# Students import `llmlab` without the folder's name: another search path than the rest has.
TYPED_LLMLAB = ("labs/llmlab", "tests/labs")

UNIT_TESTS = ("pytest", "-q", "-m", "not docker and not browser and not e2e and not slow")


def tracked(root: Path = ROOT) -> list[str]:
    """Return the files that are or could be committed, relative to `root`."""
    listing = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=root,
        check=True,
        capture_output=True,
        text=True,
    )
    names = sorted(set(listing.stdout.split("\0")) - {""})
    return [name for name in names if (root / name).is_file()]


def is_dockerfile(name: str) -> bool:
    """Return whether `name` is a Dockerfile: `Dockerfile`, `Dockerfile.x` or `x.Dockerfile`."""
    base = Path(name).name
    if base.endswith(".dockerignore"):
        return False
    return base.split(".")[0] == "Dockerfile" or base.endswith(".Dockerfile")


def is_yaml(name: str) -> bool:
    """Return whether `name` is YAML."""
    return Path(name).suffix in {".yml", ".yaml"}


def is_shell(name: str, root: Path = ROOT) -> bool:
    """Return whether `name` is a shell script, by its ending or its first line."""
    path = root / name
    if path.suffix in {".sh", ".bash"}:
        return True
    if path.suffix or path.is_symlink():
        return False
    with path.open("rb") as file:
        first = file.readline(80)
    return first.startswith(b"#!") and first.split()[-1].split(b"/")[-1] in {b"sh", b"bash"}


def of_files(name: str, command: Sequence[str], files: Sequence[str]) -> Stage:
    """Return a stage over `files`; one that fails where there are none, for then the tree moved."""
    if not files:
        return Stage(name, [sys.executable, "-c", f"raise SystemExit('{name}: no files found')"])
    return Stage(name, [*command, *files])


def python_below(places: Sequence[str], files: Sequence[str], without: str = "") -> list[str]:
    """Return the Python files among `files` that lie below one of `places`."""
    below = tuple(f"{place}/" for place in places)
    return [
        name
        for name in files
        if name.endswith(".py")
        and name.startswith(below)
        and not (without and name.startswith(f"{without}/"))
    ]


def mypy(name: str, files: Sequence[str], search: str = "") -> Stage:
    """Return a run of mypy over `files`, with `search` before its path and a cache of its own."""
    cache = f".mypy_cache/{name.replace(' ', '-')}"
    stage = of_files(name, ["mypy", "--no-error-summary", "--cache-dir", cache], files)
    return replace(stage, env={"MYPYPATH": search} if search else {})


def checks() -> list[Stage]:
    """Return all checks, the longest first, so that they overlap well."""
    files = tracked()

    def pick(wanted: Callable[[str], bool]) -> list[str]:
        return [name for name in files if wanted(name)]

    # Ansible writes below its home; the user's own is none of ours.
    ansible = {"ANSIBLE_HOME": str(ROOT / ".cache" / "ansible"), "NO_COLOR": "1"}
    return [
        mypy("mypy", python_below((*TYPED, "tests"), files, without="tests/labs")),
        Stage("ansible-lint", ["ansible-lint", "--offline", "-q", "ansible"], ansible),
        Stage("unit tests", [*UNIT_TESTS, "-n", "2", "--dist", "loadfile"]),
        mypy("mypy llmlab", python_below(TYPED_LLMLAB, files), search="labs"),
        of_files(
            "hadolint", ["hadolint", "--no-color", "-c", ".hadolint.yaml"], pick(is_dockerfile)
        ),
        of_files("shellcheck", ["shellcheck", "-x"], pick(is_shell)),
        of_files("yamllint", ["yamllint", "--strict"], pick(is_yaml)),
        Stage("ruff", ["ruff", "check", "--quiet", "--output-format=concise", "."]),
        Stage("ruff format", ["ruff", "format", "--quiet", "--check", "--diff", "."]),
    ]


def chosen(everything: Sequence[Stage], names: Sequence[str]) -> list[Stage]:
    """Return the stages called `names`, all of them without names; SystemExit for a wrong name."""
    known = {stage.name: stage for stage in everything}
    for name in names:
        if name not in known:
            raise SystemExit(f"no check is called {name!r}; there are: {', '.join(known)}")
    return [known[name] for name in names] if names else list(everything)


def run_all(stages: Sequence[Stage], workers: int) -> list[Result]:
    """Run `stages` side by side, tell of each as it ends, and return the results in order."""
    order = [stage.name for stage in stages]
    results = []
    with ThreadPoolExecutor(workers) as pool:
        for future in as_completed([pool.submit(run, s, keep_output=True) for s in stages]):
            result = future.result()
            print(line(result), flush=True)
            if not result.ok:
                print(result.output.rstrip() or f"(status {result.status}, no words)", flush=True)
            results.append(result)
    return sorted(results, key=lambda result: order.index(result.name))


def main(arguments: Sequence[str]) -> int:
    """Run the checks named in `arguments`, or all; return 1 if any failed."""
    # The tools lie beside this interpreter, and some of them call each other by name.
    os.environ["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    start = time.monotonic()
    results = run_all(chosen(checks(), arguments), max(2, os.cpu_count() or 1))
    print(summary("make check", results, time.monotonic() - start))
    return 0 if all(result.ok for result in results) else 1


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
