"""`make test` and its parts: stages in a row on a hub of their own, which is always removed.

Arguments are names of stages: check, images, deploy, docker, e2e, long.
KEEP=1 leaves the hub running after the tests, and says where it is.
"""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from types import FrameType

from scripts.instance import Instance, new_instance
from scripts.stages import Result, Stage, run, summary

# A failed stage among these makes the later ones meaningless.
FOUNDATIONS = frozenset({"images", "deploy", "slim image", "gpu image"})
STATE_VARIABLE = "LLMHUB_TEST_STATE"


def pytest(name: str, marks: str, instance: Instance | None = None) -> Stage:
    """Return the stage that runs the tests with `marks`, told of `instance` if there is one."""
    env = {STATE_VARIABLE: str(instance.state)} if instance else {}
    return Stage(name, [sys.executable, "-m", "pytest", "-q", "--durations=5", "-m", marks], env)


def gpu_image() -> Stage:
    """Return the stage that builds base and gpu: gpu may need another build of PyTorch below."""
    return Stage("gpu image", [sys.executable, "-m", "images.build", "base", "gpu"])


STAGES: dict[str, Callable[[Instance], list[Stage]]] = {
    "check": lambda hub: [Stage("check", [sys.executable, "-m", "scripts.checks"])],
    "images": lambda hub: [hub.make("images", "deploy", "TAGS=docker,kernel,images,models")],
    "deploy": lambda hub: [hub.make("deploy", "deploy")],
    "docker": lambda hub: [
        # What no deployment of the whole course needs: the small notebook that most tests take.
        hub.make("slim image", "deploy", "TAGS=images", "IMAGE=base-slim"),
        gpu_image(),
        pytest("docker", "docker and not e2e and not slow", hub),
    ],
    "e2e": lambda hub: [
        Stage("browser", ["scripts/browser"]),
        # A process of its own: Playwright runs once in each.
        pytest("origins", "browser", hub),
        pytest("e2e", "e2e and not slow", hub),
    ],
    "long": lambda hub: [
        Stage("browser", ["scripts/browser"]),
        gpu_image(),
        pytest("long", "slow", hub),
    ],
}


def planned(names: Sequence[str], instance: Instance) -> list[Stage]:
    """Return the stages called `names`; SystemExit for a name that is none."""
    for name in names:
        if name not in STAGES:
            raise SystemExit(f"no stage is called {name!r}; there are: {', '.join(STAGES)}")
    return [stage for name in names for stage in STAGES[name](instance)]


def run_in_row(stages: Sequence[Stage], results: list[Result]) -> None:
    """Run `stages` and append to `results`; stop after a failed foundation."""
    for stage in stages:
        print(f"\n=== {stage.name} ===", flush=True)
        results.append(run(stage, keep_output=False))
        if not results[-1].ok and (stage.name in FOUNDATIONS or results[-1].interrupted):
            left = [later.name for later in stages[stages.index(stage) + 1 :]]
            print(f"\n{stage.name} failed, so these did not run: {', '.join(left) or 'none'}")
            return


def clean_up(instance: Instance) -> list[Result]:
    """Remove the hub and its folder; a hub that was never made leaves only the folder."""
    results = []
    print("\n=== clean up ===", flush=True)
    if (instance.state / "hub.env").exists():
        results.append(
            run(instance.make("destroy", "destroy", "FORCE=1", "HOMES=1"), keep_output=False)
        )
    # Students' files have owners of their own: where make asks for sudo, so must this.
    remove = ["rm", "-rf", "--one-file-system", str(instance.state)]
    sudo = [] if os.geteuid() == 0 else ["sudo"]
    results.append(run(Stage("clean up", [*sudo, *remove]), keep_output=False))
    return results


def left_behind(instance: Instance) -> list[str]:
    """Return the containers, networks and volumes that still carry the instance's label."""
    label = f"label=llmhub.instance={instance.name}"
    found = []
    for kind, command in (
        ("container", ["ps", "-aq"]),
        ("network", ["network", "ls", "-q"]),
        ("volume", ["volume", "ls", "-q"]),
    ):
        listing = subprocess.run(
            ["docker", *command, "--filter", label], capture_output=True, text=True, check=False
        )
        found += [f"{kind} {name}" for name in listing.stdout.split()]
    return found


def finish(instance: Instance, needs_hub: bool) -> list[Result]:
    """Clean up after the stages, and return a failed result where something is left."""
    if needs_hub and os.environ.get("KEEP") == "1":
        print(f"\nKEEP=1: the hub stays; remove it by: make destroy {' '.join(instance.words())}")
        return []
    results = clean_up(instance)
    left = left_behind(instance) if needs_hub else []
    if left:
        print(f"\nleft behind: {', '.join(left)}")
        results.append(Result("leaks", 1, 0.0))
    return results


def stop_gently(number: int, frame: FrameType | None) -> None:
    """Turn a polite kill into an interrupt, so that the hub is removed all the same."""
    raise KeyboardInterrupt


def main(names: Sequence[str]) -> int:
    """Run the stages called `names`, clean up whatever happens, and return 1 if any failed."""
    signal.signal(signal.SIGTERM, stop_gently)
    start = time.monotonic()
    instance = new_instance()
    results: list[Result] = []
    try:
        run_in_row(planned(names, instance), results)
    finally:
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # a second Ctrl-C must not leave a hub
        results += finish(instance, needs_hub=set(names) != {"check"})
    print(summary("make test", results, time.monotonic() - start))
    return 0 if all(result.ok for result in results) else 1


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
