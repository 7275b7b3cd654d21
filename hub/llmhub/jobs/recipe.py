"""The recipe of a job: from settings to a JobSpec. Pure functions."""

from __future__ import annotations

from llmhub import gpu_share, image_choice
from llmhub import recipe as pairs
from llmhub.image_choice import ImageChoice
from llmhub.jobs.spec import JobPart, JobSpec, Network, Scratch
from llmhub.layout import StateLayout
from llmhub.pair import Limits, Mount, PairKey, Part
from llmhub.settings import Settings

IN, OUT, EXECUTED = "in", "out", "executed.ipynb"
MIB = 2**20

FETCH_SECONDS, FETCHED_SIZE, FETCHED_FILES = 120, 500 * MIB, 20_000
PACK_SIZE = 256 * MIB
FETCH_LIMITS = Limits(memory=768 * MIB, cpus=1, pids=64)

MARK_SECONDS, CELL_SECONDS = 900, 300
NOTEBOOK_SECONDS = MARK_SECONDS - 60  # for all cells; the rest is for models, kernel and writing
EXECUTED_SIZE = 20 * MIB
# A week of the course, and what was handed in over it.
HANDED_IN_SIZE, HANDED_IN_FILES = 256 * MIB, 10_000
LARGEST_FILE = 1024 * MIB


def job_uid(settings: Settings) -> int:
    """Return the Unix user of every job: nobody else's, and no student's.

    It follows the model servers' own (19998), over the course service's (19997): one setting for
    the whole block below the students' first. All jobs share it: what parts them is that each
    sees no other's processes, files or network.
    """
    return settings.sidecar_uid - 2


def fetch_job(settings: Settings, job: str, url: str, ref: str) -> JobSpec:
    """Return the job that fetches a git repository by the students' bridge, without any secret.

    From there nothing leads to this machine or to a student; addresses that are not the
    internet's the program itself refuses. git's own files stay in memory.
    """
    out = StateLayout(settings.state_dir).running_jobs / job / OUT
    program = JobPart(
        image=settings.course_image,
        uid=job_uid(settings),
        command=("/opt/course/bin/python", "-m", "classroom.fetch", url, ref, "/job/out"),
        environment={"HOME": "/tmp", "LANG": "C.UTF-8"},
        limits=FETCH_LIMITS,
        mounts=(Mount(out, "/job/out", read_only=False),),
        scratch=(Scratch("/tmp", PACK_SIZE),),
        largest_file=FETCHED_SIZE,
    )
    return JobSpec(job, program, FETCH_SECONDS, Network.STUDENTS)


def mark_image(settings: Settings, week: int) -> ImageChoice:
    """Return the image that students have in that week, whatever week it is now."""
    return image_choice.choose(settings.model_copy(update={"week": week}), ())


def mark_job(
    settings: Settings, job: str, week: int, notebook: str, release: int, image: str
) -> JobSpec:
    """Return the job that runs a hand-in: as in the student's lab, but alone and without network.

    Of the disk it can write one file, which is there already: neither a link nor a folder can
    take its place.
    """
    layout = StateLayout(settings.state_dir)
    box, models = layout.running_jobs / job, layout.model_release(release)
    limits = pairs.notebook_limits(settings, None, None)
    times = (f"--cell={CELL_SECONDS}", f"--seconds={NOTEBOOK_SECONDS}")
    work = f"/home/student/labs/week{week}"
    program = JobPart(
        image=image,
        uid=job_uid(settings),
        command=(
            *("/opt/server/bin/python", "-I", "-m", "llmserver.execution"),
            *("/job/in", notebook, work, f"/job/{EXECUTED}", *times),
        ),
        environment={
            **pairs.notebook_environment(settings, PairKey("student"), limits),
            "LLMHUB_WEEK": str(week),
            "JUPYTER_RUNTIME_DIR": "/tmp/runtime",
        },
        limits=limits,
        mounts=(
            Mount(box / IN, "/job/in"),
            Mount(box / OUT / EXECUTED, f"/job/{EXECUTED}", read_only=False),
            Mount(models / "models.json", f"{pairs.MODELS}/models.json"),
            Mount(models / "huggingface", f"{pairs.MODELS}/huggingface"),
        ),
        devices=gpu_share.devices(settings, Part.NOTEBOOK),
        scratch=(
            Scratch("/home/student", limits.memory // 2, executable=True),
            Scratch("/tmp", limits.memory // 2, executable=True),
        ),
        largest_file=LARGEST_FILE,
    )
    return JobSpec(job, program, MARK_SECONDS, Network.NONE, _models(settings, release))


def _models(settings: Settings, release: int) -> JobPart:
    """Return the model server over the shared models, which it can only read."""
    models = StateLayout(settings.state_dir).model_release(release)
    return JobPart(
        image=settings.sidecar_image,
        uid=settings.sidecar_uid,
        command=("/usr/bin/ollama", "serve"),
        environment=pairs.sidecar_environment(settings),
        limits=Limits(settings.sidecar_memory, settings.sidecar_cpus, settings.pids_limit),
        mounts=(Mount(models / "ollama", "/models"),),
        devices=gpu_share.devices(settings, Part.SIDECAR),
        scratch=(Scratch("/tmp", 256 * MIB, executable=True),),
    )
