"""Supplies one Ollama model from a GGUF file or a Modelfile that an operator brings along."""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from models import ollama_layout, ollama_server, tree
from models.catalogue import Model
from models.errors import ModelError
from models.manifest import sha256

_NAMES = re.compile(r"^\s*(?:FROM|ADAPTER)\s+(\S.*?)\s*$", re.IGNORECASE | re.MULTILINE)


@dataclass(frozen=True)
class FromFile:
    """`file` is a .gguf, or a Modelfile whose FROM names a file beside it."""

    file: Path
    ollama_image: str

    @property
    def is_weights(self) -> bool:
        """Return whether the file is the model itself, whatever case its ending has."""
        return self.file.suffix.lower() == ".gguf"

    def origin(self, model: Model) -> str:
        """Return `file:` and the beginning of a SHA-256 over the file, and over the weights that a
        Modelfile names; raises `source.no-file`.
        """
        if not self.file.is_file():
            raise ModelError("source.no-file", f"There is no file {self.file}.")
        if self.is_weights:
            return f"file:{sha256(self.file)[:16]}"
        summary = hashlib.sha256(self.file.read_bytes())
        for path in self._named():
            summary.update(sha256(path).encode())
        return f"file:{summary.hexdigest()[:16]}"

    def supply(self, models: list[Model], into: Path) -> None:
        """Create the model with the real server; raises `ollama.create`."""
        work = into / ".modelfile"
        work.mkdir(parents=True)
        folder = self.file.resolve().parent
        modelfile = self.file.name
        if self.is_weights:
            modelfile, folder = "Modelfile", work
            (work / modelfile).write_text("FROM ./weights.gguf\n", encoding="utf-8")
            tree.copy(self.file, work / "weights.gguf")
        names = {model.name: modelfile for model in models}
        ollama_server.create(self.ollama_image, into / ollama_layout.FOLDER, folder, names)

    def _named(self) -> Iterator[Path]:
        """Yield the files that the Modelfile names: weights, adapters, all of a folder."""
        folder = self.file.resolve().parent
        text = self.file.read_text(encoding="utf-8", errors="replace")
        for found in _NAMES.findall(text):
            name = found.strip("\"'")
            path = folder / name
            if path.is_dir():
                yield from tree.files(path)
            elif path.is_file():
                yield path
            elif name.startswith((".", "/")):  # others are names of models
                sentence = f"{self.file} names {name}, and there is no such file."
                raise ModelError("source.no-file", sentence)
