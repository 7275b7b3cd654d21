"""Supplies one Ollama model from a GGUF file or a Modelfile that an operator brings along."""

from dataclasses import dataclass
from pathlib import Path

from models import ollama_layout, ollama_server, tree
from models.catalogue import Model
from models.errors import ModelError
from models.manifest import sha256


@dataclass(frozen=True)
class FromFile:
    """`file` is a .gguf, or a Modelfile whose FROM names a file beside it."""

    file: Path
    ollama_image: str

    def origin(self, model: Model) -> str:
        """Return `file:` and the beginning of the file's SHA-256; raises `source.no-file`."""
        if not self.file.is_file():
            raise ModelError("source.no-file", f"There is no file {self.file}.")
        return f"file:{sha256(self.file)[:16]}"

    def supply(self, models: list[Model], into: Path) -> None:
        """Create the model with the real server; raises `ollama.create`."""
        work = into / ".modelfile"
        work.mkdir(parents=True)
        folder = self.file.resolve().parent
        modelfile = self.file.name
        if self.file.suffix == ".gguf":
            modelfile, folder = "Modelfile", work
            (work / modelfile).write_text(f"FROM ./{self.file.name}\n", encoding="utf-8")
            tree.copy(self.file, work / self.file.name)
        names = {model.name: modelfile for model in models}
        ollama_server.create(self.ollama_image, into / ollama_layout.FOLDER, folder, names)
