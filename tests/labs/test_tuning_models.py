"""Models on the disk: which there are, which can chat, and what is said of the others."""

import json
from pathlib import Path

import pytest

from llmlab.errors import LabError
from llmlab.tuning import find_model, whole_model
from llmlab.tuning.localmodels import names_in

ROLE = {"roles": {"tuning": {"huggingface": "lab/role", "ollama": "role:1"}}}


CONFIG = {"architectures": ["LlamaForCausalLM"], "hidden_size": 8}


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A Hugging Face cache with two models, and one without weights."""
    monkeypatch.setenv("HF_HUB_CACHE", str(tmp_path))
    listing = tmp_path / "models.json"
    listing.write_text(json.dumps(ROLE))
    monkeypatch.setenv("LLMLAB_MODELS", str(listing))
    for name in ("lab--role", "lab--other", "lab--empty"):
        snapshot = tmp_path / f"models--{name}" / "snapshots" / "abc"
        snapshot.mkdir(parents=True)
        (snapshot / "config.json").write_text(json.dumps(CONFIG))
        (snapshot / "chat_template.jinja").write_text("{{ messages }}")
        if name != "lab--empty":
            (snapshot / "model.safetensors").write_bytes(b"w")
        refs = tmp_path / f"models--{name}" / "refs"
        refs.mkdir()
        (refs / "main").write_text("abc")
    return tmp_path


@pytest.mark.parametrize(
    ("wanted", "preferred", "found"),
    [
        ("", (), "lab/role"),
        ("", ("lab/absent", "lab/other"), "lab/other"),
        ("", ("lab/empty",), "lab/role"),
        ("lab/other", ("lab/role",), "lab/other"),
    ],
)
def test_the_wanted_then_a_preferred_then_the_roles_model(
    cache: Path, wanted: str, preferred: tuple[str, ...], found: str
) -> None:
    model = find_model(wanted, preferred)
    assert (model.name, model.config) == (found, CONFIG)
    assert model.ollama_template is None


def test_a_folder_is_a_model_too_and_may_bring_its_template(cache: Path) -> None:
    folder = cache / "models--lab--other/snapshots/abc"
    (folder / "ollama_template.txt").write_text("{{ .Prompt }}")
    assert find_model(str(folder)).ollama_template == "{{ .Prompt }}"


@pytest.mark.parametrize("wanted", ["lab/absent", "lab/empty", "../..", "nothing"])
def test_an_unknown_model_is_refused_with_those_there_are(cache: Path, wanted: str) -> None:
    with pytest.raises(LabError, match="lab/other, lab/role") as caught:
        find_model(wanted)
    assert caught.value.code == "TUNE-MODEL-UNKNOWN"


@pytest.mark.parametrize(
    ("config", "weights"),
    [
        ("{", "model.safetensors"),
        ("{}", "model.safetensors"),
        ("[1]", "model.safetensors"),
        (json.dumps(CONFIG), "model.bin"),
    ],
)
def test_a_damaged_model_is_named(tmp_path: Path, config: str, weights: str) -> None:
    (tmp_path / "config.json").write_text(config)
    (tmp_path / weights).write_bytes(b"w")
    with pytest.raises(LabError, match=str(tmp_path)) as caught:
        find_model(str(tmp_path))
    assert caught.value.code == "TUNE-MODEL-DAMAGED"


BERT = {"architectures": ["BertModel"]}


@pytest.mark.parametrize(
    ("config", "template", "fit"),
    [
        (CONFIG, "chat_template.jinja", True),
        (CONFIG, "tokenizer_config.json", True),
        (CONFIG, "", False),
        (BERT, "chat_template.jinja", False),
    ],
)
def test_a_model_that_cannot_chat_is_refused_and_not_offered(
    cache: Path, config: dict[str, object], template: str, fit: bool
) -> None:
    snapshot = cache / "models--lab--other/snapshots/abc"
    (snapshot / "chat_template.jinja").unlink()
    (snapshot / "config.json").write_text(json.dumps(config))
    if template:
        (snapshot / template).write_text('{"chat_template": "{{ messages }}"}')
    assert names_in(cache) == (["lab/other", "lab/role"] if fit else ["lab/role"])
    if fit:
        assert find_model("lab/other").name == "lab/other"
        return
    with pytest.raises(LabError, match="You can take: lab/role") as caught:
        find_model("lab/other")
    assert caught.value.code == "TUNE-MODEL-UNFIT"


@pytest.mark.parametrize(
    "error", [KeyError("q"), ValueError("header too small\nmore"), TypeError()]
)
def test_files_that_cannot_be_loaded_are_the_models(cache: Path, error: Exception) -> None:
    model = find_model()
    with pytest.raises(LabError, match="lab/role") as caught, whole_model(model):
        raise error
    assert caught.value.code == "TUNE-MODEL-DAMAGED"
