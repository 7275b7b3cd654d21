"""Which images there are, what each is made of, and on which others it stands. Data only."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from images.build.errors import BuildError

DEBIAN = "debian"
DEBIAN_SOURCE = "debian:trixie-slim"
OLLAMA_VERSION = "0.24.0"
OLLAMA_SOURCE = f"ollama/ollama:{OLLAMA_VERSION}"


@dataclass(frozen=True)
class Image:
    """One image that we build."""

    name: str
    dockerfile: str
    inputs: tuple[str, ...]
    """Files and folders (or patterns of them), relative to the repository, that the build sees;
    nothing else is there."""
    parents: Mapping[str, str]
    """Build argument → name of the image that it gets."""
    target: str = ""
    """Stage of the Dockerfile; empty: the last one."""
    why: str = ""
    """What takes long, for the line of progress."""


IMAGES = {
    image.name: image
    for image in (
        Image(
            "common",
            "images/common/Dockerfile",
            ("images/common",),
            {"BASE": DEBIAN},
            why="Debian's Python and tools, less than a minute",
        ),
        Image(
            "ollama",
            "images/ollama/Dockerfile",
            ("images/ollama",),
            {"BASE": DEBIAN},
            why="from source, 4-6 minutes on two cores, because no image registry answered",
        ),
        Image(
            "hub",
            "hub/Dockerfile",
            (
                "hub/Dockerfile",
                "hub/requirements.txt",
                "hub/jupyterhub_config.py",
                "hub/healthcheck.py",
                "hub/templates",
                "hub/static",
                "hub/llmhub",
            ),
            {"COMMON": "common"},
            why="JupyterHub and its packages, about a minute",
        ),
        Image(
            "proxy",
            "images/proxy/Dockerfile",
            ("images/proxy",),
            {"BASE": DEBIAN},
            why="Node and the proxy's packages, one to two minutes",
        ),
        Image(
            "course",
            "images/course/Dockerfile",
            ("images/course", "hub/classroom", "content", "labs"),
            {"COMMON": "common"},
            why="the course service and the tools that release it, about a minute",
        ),
        Image(
            "base-slim",
            "images/base/Dockerfile",
            ("images/base", "labs/llmlab"),
            {"COMMON": "common", "OLLAMA": "ollama"},
            target="base-slim",
            why="JupyterLab and the small packages, one to two minutes",
        ),
        Image(
            "kernel",
            "images/base/Dockerfile",
            # Only what it is made of: a change of our own files must not install PyTorch anew.
            (
                "images/base/Dockerfile",
                "images/base/install-kernel.sh",
                "images/base/pip.conf",
                "images/base/server.txt",
                "images/base/kernel-slim.txt",
                "images/base/kernel.txt",
                "images/base/torch-*.txt",
            ),
            {"COMMON": "common", "OLLAMA": "ollama"},
            target="kernel",
            why="PyTorch and the course's packages, a download of 3 GB, 5-15 minutes",
        ),
        Image(
            "files",
            "images/base/Dockerfile",
            ("images/base", "labs/llmlab"),
            {"COMMON": "common", "OLLAMA": "ollama"},
            target="files",
            why="our own files, seconds",
        ),
        Image(
            "base",
            "images/base/Dockerfile",
            ("images/base", "labs/llmlab"),
            {"COMMON": "common", "OLLAMA": "ollama", "KERNEL": "kernel"},
            target="base",
            why="FAISS and our own files, less than a minute",
        ),
        Image(
            "gpu",
            "images/gpu/Dockerfile",
            ("images/gpu", "images/base/install-kernel.sh"),
            {"KERNEL": "kernel", "FILES": "files"},
            target="gpu",
            why="packages for a GPU, a download of 1 GB, 2-5 minutes",
        ),
    )
}


def needed(names: Iterable[str]) -> list[str]:
    """Return `names` (`all` for every image) and what they stand on, parents first, each once.

    The Debian base stands on nothing of ours and is not in the list; it is resolved when needed.
    """
    order: list[str] = []

    def visit(name: str) -> None:
        if name == DEBIAN or name in order:
            return
        for parent in IMAGES[name].parents.values():
            visit(parent)
        order.append(name)

    for name in names:
        if name == "all":
            for each in IMAGES:
                visit(each)
        elif name in IMAGES:
            visit(name)
        else:
            known = ", ".join(["all", *IMAGES])
            raise BuildError("unknown-image", f"There is no image {name!r}; there are: {known}.")
    return order
