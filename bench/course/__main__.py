"""`python -m bench.course`: every notebook in the students' image, beside a model server, offline.

`make course EXECUTE=1` runs it before it releases anything; `MODELS=real` takes published models.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import groupby
from pathlib import Path

from bench.course import stores
from bench.course.cases import image_of, needs_of, notebooks, quizzes, week_of
from bench.course.outcome import complaints
from bench.course.playing import CELL_SECONDS, play
from bench.course.report import Played, lines, verdict
from bench.layers import layers
from bench.student_lab import StudentLab, build_course, docker, student_lab
from labs.build.sources import Source
from llmhub.errors import LabError

LIMITS = ("--cpus=2", "--memory=4g", "--memory-swap=4g")  # what the hub gives
# A published model is a hundred times the size of a tiny one.
REAL_CELL_SECONDS = 1800
WORDS = {"own": "the hub's own models", "real": "the published models"}


def parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="python -m bench.course", description=__doc__)
    parser.add_argument("--state", type=Path, default=Path("/srv/llmhub"))
    parser.add_argument("--models", choices=tuple(WORDS), default="own")
    parser.add_argument("--only", default="", help="notebooks whose path holds this")
    return parser.parse_args(arguments)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run all notebooks; 1 if one failed or could not be run."""
    options = parse(arguments)
    try:
        store = (stores.published if options.models == "real" else stores.hubs_own)(options.state)
        with tempfile.TemporaryDirectory(dir=os.environ.get("TEST_ROOT", "/var/tmp")) as name:
            place = Path(name)
            place.chmod(0o755)
            build_course(place / "tree", "--instructor")
            played = list(play_all(place, store, options))
    except (LabError, AssertionError) as error:  # the latter of `docker`, with what it said
        print(f"[FAIL] {str(error)[-1500:]}", file=sys.stderr)
        return 1
    print(verdict(played, WORDS[options.models]))
    return 0 if played and all(one.ok for one in played) else 1


def play_all(place: Path, store: Path, options: argparse.Namespace) -> Iterator[Played]:
    """Run notebook after notebook, image by image, and say of each what came of it."""
    wanted = [one for one in (*notebooks(), *quizzes()) if options.only in str(one.target)]
    wanted.sort(key=lambda one: (image_of(week_of(one)), one.target))
    number = 0
    for image, members in groupby(wanted, lambda one: image_of(week_of(one))):
        with a_lab(place / image.partition("/")[2].replace(":", "-"), store, image) as lab:
            for source in members:
                number += 1
                played = try_one(lab, place / "tree", source, options.models)
                print("\n".join(lines(number, len(wanted), played)), flush=True)
                yield played


def try_one(lab: StudentLab | None, tree: Path, source: Source, models: str) -> Played:
    """Run one notebook; what its lab says against it is a complaint as well."""
    if lab is None:
        image = image_of(week_of(source))
        return Played(source, None, [f"It did not run: there is no image {image} on this machine."])
    # What a notebook states was measured with the hub's own models.
    needs: Mapping[str, float] = needs_of(source) if models == "own" else {}
    try:
        outcome = play(lab, tree, source, CELL_SECONDS if models == "own" else REAL_CELL_SECONDS)
    except AssertionError as error:
        return Played(source, None, [str(error).strip().splitlines()[-1]])
    return Played(source, outcome, complaints(outcome, needs))


@contextmanager
def a_lab(place: Path, store: Path, image: str) -> Iterator[StudentLab | None]:
    """Give a lab as the hub does, with a layer of its own above the models; None without image."""
    if not docker("image", "ls", "--quiet", image).strip():
        yield None
        return
    name = f"lab-course-{place.parent.name}-{place.name}"
    with (
        layers(store, place / "models", name) as models,
        student_lab(place / "home", store, image, "rw", models=models, limits=LIMITS) as lab,
    ):
        yield lab


if __name__ == "__main__":
    raise SystemExit(main())
