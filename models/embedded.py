"""Supplies the tiny family: trains it once in the students' image, keeps it in a cache."""

import hashlib
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from models import huggingface_layout, layout, ollama_layout, ollama_server, tree
from models.catalogue import Cast, Model
from models.containers import attached, hardening, name_for
from models.errors import ModelError
from models.locking import locked
from models.manifest import check_manifest, write_manifest
from models.progress import say

PYTHON = "/opt/kernel/bin/python"
TRAIN_SECONDS = 1800


@dataclass(frozen=True)
class Embedded:
    """Trains from the source tree `tree_root`; `cast` says which part becomes which model."""

    tree_root: Path
    cache: Path
    cast: Cast
    base_image: str
    ollama_image: str

    def origin(self, model: Model) -> str:
        """Return `embedded:` and the hash of what the family is trained with and from."""
        return f"embedded:{self.key()}"

    def key(self) -> str:
        """Return a hash of trainers, texts and names: another one means to train anew."""
        summary = hashlib.sha256(repr(self.cast.models).encode())
        for path in [*self._trainers(), *self._texts()]:
            summary.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
        return summary.hexdigest()[:16]

    def supply(self, models: list[Model], into: Path) -> None:
        """Link the models from the cache, after training the family if it is not there."""
        family = self.cache / self.key()
        with self._alone():
            if not is_whole(family):
                shutil.rmtree(family, ignore_errors=True)
                self._train(family)
            for model in models:
                layout.link_model(family, into, model)

    def prune(self) -> list[str]:
        """Delete the families of older trainers or texts; return the names of their folders."""
        keep = self.key()
        with self._alone():
            folders = (path for path in self.cache.glob("[!.]*") if path.is_dir())
            gone = sorted(path for path in folders if path.name != keep)
            for path in gone:
                shutil.rmtree(path)
        return [path.name for path in gone]

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Hold the cache's lock, for other hubs have the same cache; clear what was interrupted."""
        with locked(self.cache, lambda: say("another command is training; waiting for it")):
            for left in self.cache.glob(".training-*"):
                shutil.rmtree(left)
            yield

    def _trainers(self) -> list[Path]:
        return sorted((self.tree_root / "models" / "tiny").glob("*.py"))

    def _texts(self) -> list[Path]:
        folder = self.tree_root / "content" / "organisation"
        return [*sorted(folder.glob("*.txt")), folder / "questions.yml"]

    def _train(self, family: Path) -> None:
        """Train in a folder beside, which becomes the cache's only when it is complete."""
        say("training the embedded family: about three minutes on two cores")
        with tempfile.TemporaryDirectory(prefix=".training-", dir=self.cache) as name:
            parts, ready = Path(name) / "parts", Path(name) / "ready"
            parts.mkdir()
            ready.mkdir()
            self._run_trainer(parts)
            self._fill(parts, ready)
            write_manifest(ready, {})
            tree.seal(ready)
            ready.rename(family)

    def _run_trainer(self, out: Path) -> None:
        organisation = self.tree_root / "content" / "organisation"
        words = [
            *hardening("none"),
            *("--entrypoint", PYTHON),
            *("--env", "HF_HUB_OFFLINE=1", "--env", "OMP_WAIT_POLICY=PASSIVE"),
            *("--env", "PYTHONPATH=/src", "--env", "PYTHONDONTWRITEBYTECODE=1"),
            *("--volume", f"{self.tree_root / 'models'}:/src/models:ro"),
            *("--volume", f"{organisation}:/organisation:ro", "--volume", f"{out}:/out"),
            *(self.base_image, "-m", "models.tiny", "--organisation", "/organisation"),
            *("--out", "/out"),
        ]
        try:
            status = attached(name_for("training", self.cache), words, TRAIN_SECONDS)
        except (OSError, subprocess.SubprocessError) as error:
            raise self._failed(error.__class__.__name__) from error
        if status:
            raise self._failed(f"status {status}")

    def _failed(self, how: str) -> ModelError:
        sentence = f"Training in {self.base_image} failed ({how}); see above."
        return ModelError("tiny.training", sentence)

    def _fill(self, parts: Path, ready: Path) -> None:
        """Lay the trained parts out as a model server and a Hugging Face cache want them."""
        modelfiles: dict[str, str] = {}
        for model in self.cast.models:
            if model.kind == "ollama":
                modelfiles[model.name] = f"{model.part}.Modelfile"
            else:
                home = ready / huggingface_layout.FOLDER
                huggingface_layout.write_snapshot(home, model.name, parts / str(model.part))
        models = ready / ollama_layout.FOLDER
        ollama_server.create(self.ollama_image, models, parts / "gguf", modelfiles)


def is_whole(family: Path) -> bool:
    """Return whether a family in the cache is complete and unharmed."""
    try:
        return not check_manifest(family)
    except ModelError:
        return False
