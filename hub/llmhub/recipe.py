"""The recipe of a student's pair: from settings to a PairSpec. Pure functions."""

from __future__ import annotations

from collections.abc import Mapping
from math import ceil

from llmhub import gpu_share
from llmhub.course_service import lab_url
from llmhub.image_choice import ImageChoice
from llmhub.layout import StateLayout
from llmhub.pair import Limits, Mount, Overlay, PairKey, PairSpec, Part, PartSpec
from llmhub.settings import Settings

NOTEBOOK_PORT = 8888
START = ("/opt/llmhub/bin/start",)
MODELS = "/opt/models"
THREADS = (
    "OMP_NUM_THREADS",
    "OPENBLAS_NUM_THREADS",
    "MKL_NUM_THREADS",
    "NUMEXPR_NUM_THREADS",
    "LOKY_MAX_CPU_COUNT",
    "RAYON_NUM_THREADS",  # tokenizers, which need no TOKENIZERS_PARALLELISM then
    "PYTHON_CPU_COUNT",  # os.cpu_count(), which most other packages ask
)


def pair_spec(settings: Settings, key: PairKey, notebook: PartSpec, release: int) -> PairSpec:
    """Return the whole pair around a notebook."""
    return PairSpec(
        key=key,
        release=release,
        port=NOTEBOOK_PORT,
        notebook=notebook,
        sidecar=sidecar(settings, key, release),
    )


def notebook(
    settings: Settings,
    key: PairKey,
    image: str,
    uid: int,
    environment: Mapping[str, str],
    limits: Limits,
    release: int,
    *,
    teaches: bool = False,
) -> PartSpec:
    """Return the notebook's part; `environment` comes from JupyterHub and holds the token.

    `teaches`: the class folder is writable.
    """
    layout = StateLayout(settings.state_dir)
    folders = layout.student(key.user)
    return PartSpec(
        image=image,
        uid=uid,
        command=START,
        environment={**environment, **notebook_environment(settings, key, limits)},
        limits=limits,
        mounts=(
            Mount(folders.home, "/home/student", read_only=False),
            Mount(folders.tmp(key.server), "/tmp", read_only=False),
            Mount(folders.etc / "passwd", "/etc/passwd"),
            Mount(folders.etc / "group", "/etc/group"),
            Mount(layout.course, "/opt/course"),
            Mount(layout.feedback(key.user), "/opt/feedback"),
            Mount(layout.class_folder, "/opt/class", read_only=not teaches),
            Mount(layout.model_release(release) / "models.json", f"{MODELS}/models.json"),
        ),
        overlays=(_overlay(settings, key, "huggingface", release, f"{MODELS}/huggingface"),),
        devices=gpu_share.devices(settings, Part.NOTEBOOK),
    )


def notebook_environment(settings: Settings, key: PairKey, limits: Limits) -> dict[str, str]:
    """Return what a notebook must know: its models, its cards, the cores that it really has."""
    threads = str(max(1, ceil(limits.cpus)))
    return {
        "HOME": "/home/student",
        "USER": key.user,
        "LANG": "C.UTF-8",
        "OLLAMA_HOST": "127.0.0.1:11434",
        "HF_HOME": f"{MODELS}/huggingface",
        "HF_HUB_OFFLINE": "1" if settings.huggingface_offline else "0",
        "LLMLAB_MODELS": f"{MODELS}/models.json",
        "LLMHUB_WEEK": str(settings.week),
        "LLMHUB_COURSE_URL": lab_url(settings),
        **gpu_share.notebook_environment(settings),
        "CPU_LIMIT": f"{limits.cpus:g}",
        "MEM_LIMIT": str(limits.memory),
        "JUPYTERHUB_ACTIVITY_INTERVAL": f"{report_interval(settings.idle_timeout):g}",
        **dict.fromkeys(THREADS, threads),
        "OMP_WAIT_POLICY": "PASSIVE",  # threads that spin while they wait take others' cores
    }


def notebook_limits(settings: Settings, memory: int | None, cpus: float | None) -> Limits:
    """Return a notebook's limits; `memory` in bytes and `cpus` are a student's own, if any."""
    return Limits(
        memory=int(memory or settings.notebook_memory),
        cpus=float(cpus or settings.notebook_cpus),
        pids=settings.pids_limit,
        shm=settings.shm_size,
    )


def image_environment(choice: ImageChoice) -> dict[str, str]:
    """Return what a notebook is told about its own image; the first name is DockerSpawner's."""
    return {"JUPYTER_IMAGE_SPEC": choice.image, "LLMHUB_IMAGE_WHY": choice.words}


def report_interval(idle_timeout: float) -> float:
    """Return the seconds between two reports of activity to the hub.

    Several within the time after which an idle server is stopped, or one that works would be
    stopped between two; 300 is JupyterHub's own default.
    """
    return min(300.0, idle_timeout / 4)


def sidecar(settings: Settings, key: PairKey, release: int) -> PartSpec:
    """Return the model server's part; it holds no secret."""
    folders = StateLayout(settings.state_dir).student(key.user)
    return PartSpec(
        image=settings.sidecar_image,
        uid=settings.sidecar_uid,
        command=("serve",),
        environment=sidecar_environment(settings),
        limits=Limits(settings.sidecar_memory, settings.sidecar_cpus, settings.pids_limit),
        mounts=(Mount(folders.sidecar_tmp(key.server), "/tmp", read_only=False),),
        overlays=(_overlay(settings, key, "ollama", release, "/models"),),
        devices=gpu_share.devices(settings, Part.SIDECAR),
    )


def sidecar_environment(settings: Settings) -> dict[str, str]:
    """Return how a model server is set up."""
    return {
        "HOME": "/tmp",
        "OLLAMA_HOST": "127.0.0.1:11434",
        "OLLAMA_MODELS": "/models",
        "OLLAMA_NOPRUNE": "1",  # a prune at start would walk the shared store
        "OLLAMA_NUM_PARALLEL": "1",
        "OLLAMA_MAX_LOADED_MODELS": "1",
        "OLLAMA_CONTEXT_LENGTH": "4096",  # the default depends on the card's memory
        "OLLAMA_NO_CLOUD": "1",
        **gpu_share.sidecar_environment(settings),
    }


def _overlay(settings: Settings, key: PairKey, kind: str, release: int, target: str) -> Overlay:
    layout = StateLayout(settings.state_dir)
    folders = layout.student(key.user)
    return Overlay(
        name=f"{settings.name}-{key.user}-{kind}",
        lower=layout.model_release(release) / kind,
        upper=folders.upper(kind),
        work=folders.work(kind),
        target=target,
    )
