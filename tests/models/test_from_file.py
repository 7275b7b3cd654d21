"""A model from an operator's own file: what tells one version of it from another."""

from pathlib import Path

import pytest

from models.catalogue import Model
from models.errors import ModelError
from models.from_file import FromFile

MINE = Model("ollama", "mine:latest")


def origin(file: Path) -> str:
    return FromFile(file, "ollama").origin(MINE)


@pytest.mark.parametrize(
    "text",
    [
        "FROM ./weights.gguf\n",
        "from weights.gguf\nPARAMETER num_thread 1\n",
        'FROM "./weights.gguf"\n',
        "FROM ./base.gguf\nADAPTER ./weights.gguf\n",
        "FROM ./folder\n",
    ],
)
def test_other_weights_are_another_origin(tmp_path: Path, text: str) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "base.gguf").write_bytes(b"base")
    weights = [tmp_path / "weights.gguf", tmp_path / "folder" / "model.safetensors"]
    modelfile = tmp_path / "Modelfile"
    modelfile.write_text(text)
    origins = set()
    for content in (b"one", b"two"):
        for path in weights:
            path.write_bytes(content)
        origins.add(origin(modelfile))
        assert origin(modelfile) in origins
    assert len(origins) == 2


def test_other_template_is_another_origin(tmp_path: Path) -> None:
    modelfile = tmp_path / "Modelfile"
    modelfile.write_text("FROM qwen3:0.6b\n")
    before = origin(modelfile)
    modelfile.write_text("FROM qwen3:0.6b\nSYSTEM Be brief.\n")
    assert origin(modelfile) != before


@pytest.mark.parametrize("name", ["mine.gguf", "MINE.GGUF"])
def test_ending_of_weights_has_any_case(tmp_path: Path, name: str) -> None:
    assert FromFile(tmp_path / name, "ollama").is_weights


def test_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"no file .*gone\.gguf.*source\.no-file"):
        origin(tmp_path / "gone.gguf")
    (tmp_path / "Modelfile").write_text("FROM ./gone.gguf\n")
    with pytest.raises(ModelError, match=r"names \./gone\.gguf.*source\.no-file"):
        origin(tmp_path / "Modelfile")
