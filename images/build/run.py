"""One run of the builder: resolve what is wanted, parents first."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from images.build import debian, docker, lock, ollama, torch
from images.build.builder import Workshop, build, is_current
from images.build.catalog import (
    DEBIAN,
    DEBIAN_SOURCE,
    IMAGES,
    OLLAMA_SOURCE,
    OLLAMA_VERSION,
    Image,
    needed,
)
from images.build.errors import BuildError
from images.build.registry import Registry
from images.build.report import Result, say


@dataclass
class Run:
    """What one call of the builder knows and has done."""

    shop: Workshop
    registry: Registry
    digests: Mapping[str, str]
    gpu: bool
    refresh: bool = False
    cuda: bool = False
    """Whether PyTorch must be the CUDA build."""
    results: dict[str, Result] = field(default_factory=dict)

    def ensure(self, names: Iterable[str]) -> dict[str, Result]:
        """Make sure of the images `names` and their parents; return all results, parents first."""
        wanted = needed(names)
        # The GPU image and base stand on one copy of PyTorch, so one wish decides for both.
        self.cuda = self.gpu or "gpu" in wanted
        if "kernel" in wanted:
            self._look_for_cpu_torch()
        for name in wanted:
            self.results[name] = self._one(IMAGES[name])
        return self.results

    def _look_for_cpu_torch(self) -> None:
        """Write the lock of torch's CPU build, if need be, before any image is made of the tree."""
        locked = (self.shop.root / torch.LOCK).is_file()
        settled = not self.refresh and docker.inspect(self.shop.tag("kernel")) is not None
        if torch.must_lock(cuda=self.cuda, locked=locked, settled=settled):
            torch.ensure_lock(self.shop.root, self.shop.environment)

    def _one(self, image: Image) -> Result:
        if image.name == "kernel":
            arguments = {"TORCH": self._torch(image)}
            return self._build(image, arguments, f"built here, torch for {arguments['TORCH']}")
        if image.name != "ollama":
            return self._build(image, {}, "built here")
        tag = self.shop.tag(image.name)
        # Looked for by Ollama's own version: ours may stay the same when Ollama's is raised.
        exact = f"{self.shop.prefix}/ollama:{OLLAMA_VERSION}"
        result = ollama.pull(
            exact,
            self.registry,
            self.digests.get(OLLAMA_SOURCE, ""),
            gpu=self.gpu,
            refresh=self.refresh,
        )
        if result is None:
            result = self._build(image, ollama.build_arguments(), "built from source, CPU only")
            docker.tag(result.id, exact)
            return result
        before = docker.inspect(tag)
        docker.tag(result.id, tag)
        changed = before is None or before.id != result.id
        return Result(tag, result.id, result.source, changed)

    def _torch(self, image: Image) -> str:
        """Return the build of torch for `image`."""
        locked = (self.shop.root / torch.LOCK).is_file()
        parents = self._parents(image)
        current = [
            build
            for build in (torch.CPU, torch.CUDA)
            if not self.refresh and is_current(self.shop, image, parents, {"TORCH": build})
        ]
        chosen = torch.choose(cuda=self.cuda, locked=locked, current=current, answers=torch.answers)
        if locked and chosen == torch.CUDA and not self.cuda and chosen not in current:
            say("PYTORCH'S INDEX DOES NOT ANSWER: building with the CUDA build of torch, 3 GB")
        return chosen

    def _build(self, image: Image, arguments: Mapping[str, str], source: str) -> Result:
        return build(self.shop, image, self._parents(image), arguments, source)

    def _parents(self, image: Image) -> dict[str, Result]:
        return {name: self._parent(parent) for name, parent in image.parents.items()}

    def _parent(self, name: str) -> Result:
        """Result of a parent; the Debian base is resolved at the first need."""
        if name == DEBIAN and name not in self.results:
            tag = f"{self.shop.prefix}/{DEBIAN_SOURCE}"
            digest = self.digests.get(DEBIAN_SOURCE, "")
            self.results[name] = debian.ensure(tag, self.registry, digest, refresh=self.refresh)
        return self.results[name]


def record(path: Path, registry: Registry) -> bool:
    """Record the digests of others' images in the lock file `path`; return whether any is new.

    A digest that stands there already is checked by a pull, and never replaced. Raises BuildError
    `registry-unreachable` where nothing can be pulled, `ollama-wrong-version`: then nothing is
    written.
    """
    digests = lock.read(path)
    fresh: dict[str, str] = {}
    for source in (DEBIAN_SOURCE, OLLAMA_SOURCE):
        pulled = registry.pull(source, digests.get(source, ""))
        if pulled is None:
            raise BuildError(
                "registry-unreachable",
                "No image registry answers, so no digest can be recorded; nothing was changed.",
            )
        if source == OLLAMA_SOURCE:
            ollama.check_version(pulled)
        if source not in digests:
            fresh[source] = digest_of(pulled, registry.address(source))
            say(f"{source}: recorded {fresh[source]}")
    if fresh:
        lock.write(path, {**digests, **fresh})
    return bool(fresh)


def digest_of(image: docker.LocalImage, address: str) -> str:
    """Return the digest under which the registry gave `image` when asked for `address`."""
    repository = address.rpartition(":")[0]
    for item in image.repo_digests:
        name, _, digest = item.partition("@")
        if name == repository:
            return digest
    raise BuildError("no-digest", f"Docker pulled {address} but does not tell its digest.")
