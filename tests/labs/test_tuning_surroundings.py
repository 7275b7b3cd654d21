"""Models on the disk, the converter, Ollama's answers, a full disk: each with its sentence."""

import errno
import json
from pathlib import Path

import ollama
import pytest

from llmlab.errors import LabError
from llmlab.errors import explain as explain_server
from llmlab.tuning import (
    check_name,
    create_model,
    readiness,
    served_name,
    to_gguf,
    whole_adapter,
)
from llmlab.tuning.curve import describe
from llmlab.tuning.failures import explain

ROLE = {"roles": {"tuning": {"huggingface": "lab/role", "ollama": "role:1"}}}


def test_without_the_converter_the_image_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LLMLAB_LLAMA_CPP", str(tmp_path))
    with pytest.raises(LabError) as caught:
        to_gguf(tmp_path, tmp_path / "model.gguf")
    assert caught.value.code == "TUNE-CONVERTER"


CONVERTERS = {
    "says why": ("import sys; sys.exit('no such layer')", "TUNE-CONVERT", "no such layer"),
    "full disk, in NumPy's words": (
        "import sys; sys.exit('OSError: 196608 requested and 139024 written')",
        "",
        "requested",
    ),
    "full disk": ("import sys; sys.exit('OSError: No space left on device')", "", "No space"),
}


@pytest.mark.parametrize(("program", "code", "words"), CONVERTERS.values(), ids=CONVERTERS)
def test_a_failed_conversion_leaves_nothing_half_done(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, program: str, code: str, words: str
) -> None:
    monkeypatch.setenv("LLMLAB_LLAMA_CPP", str(tmp_path))
    base = tmp_path / "conversion"
    base.mkdir()
    (base / "base.py").write_text("class TextModel:\n    def get_vocab_base_pre(self, t): ...\n")
    (tmp_path / "gguf-py").mkdir()
    (tmp_path / "gguf-py/gguf.py").write_text("class SpecialVocab:\n    def _load(self, p): ...\n")
    (tmp_path / "convert_hf_to_gguf.py").write_text(program)
    target = tmp_path / "model.gguf"
    target.write_bytes(b"older")
    with pytest.raises(LabError if code else OSError, match=words) as caught:
        to_gguf(tmp_path, target)
    assert getattr(caught.value, "code", "") == code
    assert target.read_bytes() == b"older"


ADAPTERS = {"missing": None, "not JSON": ValueError("Expecting value"), "other": KeyError("q")}


@pytest.mark.parametrize("error", ADAPTERS.values(), ids=ADAPTERS)
def test_a_damaged_adapter_is_named(tmp_path: Path, error: Exception | None) -> None:
    if error:
        for name in ("adapter_config.json", "adapter_model.safetensors"):
            (tmp_path / name).write_bytes(b"")
    with pytest.raises(LabError, match=str(tmp_path)) as caught, whole_adapter(tmp_path):
        raise error or AssertionError
    assert caught.value.code == "TUNE-ADAPTER"


FAILURES = [
    (OSError(errno.ENOSPC, "No space left on device"), "TUNE-DISK"),
    (OSError(errno.EDQUOT, "Disk quota exceeded"), "TUNE-DISK"),
    (RuntimeError("I/O error: No space left on device (os error 28)"), "TUNE-DISK"),
    (MemoryError(), "TUNE-MEMORY"),
    (RuntimeError("CUDA out of memory. Tried to allocate 2 GiB"), "TUNE-MEMORY"),
    (RuntimeError("DefaultCPUAllocator: can't allocate memory: you tried"), "TUNE-MEMORY"),
    (RuntimeError("size mismatch for q_proj"), None),
]


@pytest.mark.parametrize(("error", "code"), FAILURES)
def test_memory_and_disk_get_a_sentence_and_nothing_else_does(
    error: Exception, code: str | None
) -> None:
    found = explain(error, "Set batch to 1.", Path("run"))
    assert (found.code if found else None) == code


@pytest.fixture
def role(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Name one model of the course."""
    (tmp_path / "models.json").write_text(json.dumps(ROLE))
    monkeypatch.setenv("LLMLAB_MODELS", str(tmp_path / "models.json"))


TAKEN = ["role:1", "Role:1", "library/role:1"]
NO_NAMES = ["", "my model", "M\u00fcller", "a" * 300, "x/y/z", "a:b:c", "-a", "a/", ":1"]


@pytest.mark.parametrize("name", [*TAKEN, *NO_NAMES])
@pytest.mark.usefixtures("role")
def test_a_name_that_cannot_be_is_refused_before_anything_is_sent(
    tmp_path: Path, name: str
) -> None:
    with pytest.raises(LabError) as caught:
        create_model(name, tmp_path / "model.gguf")
    assert caught.value.code == "TUNE-NAME"


@pytest.mark.parametrize("name", ["role", "role:2", "my-model", "ada/Tuned_1.0:v2"])
@pytest.mark.usefixtures("role")
def test_other_names_are_free(name: str) -> None:
    check_name(name)


def test_a_full_disk_of_the_server_is_said() -> None:
    said = "write /models/blobs/x: no space left on device"
    assert explain_server(ollama.ResponseError(said, 500)).code == "LAB-DISK"


def test_a_server_that_is_down_is_said(nobody_listens: None, tmp_path: Path) -> None:
    (tmp_path / "model.gguf").write_bytes(b"GGUF")
    with pytest.raises(LabError) as caught:
        create_model("mine", tmp_path / "model.gguf")
    assert caught.value.code == "LAB-SERVER-DOWN"


def test_the_same_model_is_found_in_ollama_by_its_role() -> None:
    assert served_name("lab/role", ROLE["roles"]) == "role:1"
    assert served_name("lab/other", ROLE["roles"]) is None


def test_a_lab_without_the_tools_is_told_how_to_get_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(readiness, "_NEEDED", ("no_such_package",))
    with pytest.raises(LabError, match="no_such_package") as caught:
        readiness.get_ready()
    assert caught.value.code == "TUNE-IMAGE"


def test_the_loss_is_told_in_words_too() -> None:
    assert describe([(1, 8.0), (20, 0.5)], [(10, 6.0), (20, 0.6)]) == (
        "Training loss from 8.00 at step 1 to 0.50 at step 20. "
        "Held-out loss from 6.00 at step 10 to 0.60 at step 20."
    )
