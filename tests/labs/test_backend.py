"""Addresses and names of models, in the hub and on a laptop."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from llmlab import LabError, client, model_name, server_address
from llmlab.registry import LAPTOP_MODELS
from tests.fakes.ollama_server import OllamaServer

CATALOGUE = Path(__file__).resolve().parents[2] / "content" / "models.yml"


@pytest.mark.parametrize(
    ("given", "address"),
    [
        ("", "http://127.0.0.1:11434"),
        ("127.0.0.1:5000", "http://127.0.0.1:5000"),
        ("0.0.0.0:11434", "http://127.0.0.1:11434"),
        ("https://models.example.org/", "https://models.example.org"),
    ],
)
def test_server_address_is_one_that_a_client_can_use(
    given: str, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OLLAMA_HOST", given)
    assert server_address() == address


def test_client_goes_past_a_proxy_to_its_own_machine(
    ollama_server: OllamaServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    reply = client().chat(model="tiny-chat:4m", messages=[{"role": "user", "content": "Hello"}])
    assert reply.message.content == "The late fee is one euro."


@pytest.mark.usefixtures("models_json")
def test_model_name_follows_the_hubs_list() -> None:
    assert model_name("chat") == "tiny-chat:4m"
    assert model_name("chat", "huggingface") == "llmhub/tiny-chat"


@pytest.mark.usefixtures("models_json")
def test_model_name_lists_the_roles_when_one_is_unknown() -> None:
    with pytest.raises(LabError, match="chat, chat-small, embedding") as caught:
        model_name("poet")
    assert caught.value.code == "LAB-ROLE-UNKNOWN"


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"roles": 3}', "not json"])
def test_an_unreadable_list_is_said_in_words(models_json: Path, text: str) -> None:
    models_json.write_text(text)
    with pytest.raises(LabError, match=r"models\.json") as caught:
        model_name("chat")
    assert caught.value.code == "LAB-MODELS-FILE"


def test_a_laptop_takes_the_models_that_a_hub_takes() -> None:
    published = yaml.safe_load(CATALOGUE.read_text())["sources"]["registry"]["roles"]
    assert published == LAPTOP_MODELS


@pytest.mark.parametrize("role", ["chat-hf", "sentiment-2", "sentiment-3", "tuning"])
def test_a_laptop_has_a_name_for_each_role_of_transformers(
    role: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("LLMLAB_MODELS", raising=False)
    assert "/" in model_name(role, "huggingface")
