"""What goes wrong around a model is said in words, with a code."""

from __future__ import annotations

import httpx
import ollama
import pytest

from llmlab import TROUBLE, LabError, client, explain
from tests.fakes.ollama_server import OllamaServer

HELLO = [{"role": "user", "content": "Hello"}]


def ask(model: str, stream: bool) -> None:
    """Say hello to a model, in the one way or the other."""
    if stream:
        list(client().chat(model=model, messages=HELLO, stream=True))
    else:
        client().chat(model=model, messages=HELLO)


@pytest.mark.parametrize(
    ("error", "code", "says"),
    [
        (ConnectionError("refused"), "LAB-SERVER-DOWN", "does not answer"),
        (httpx.ConnectError("refused"), "LAB-SERVER-DOWN", "Hub Control Panel"),
        (httpx.ReadTimeout("slow"), "LAB-SERVER-SLOW", "smaller model"),
        (ollama.ResponseError("model not found", 404), "LAB-MODEL-MISSING", "ollama list"),
        (ollama.ResponseError("queue full", 503), "LAB-SERVER-BUSY", "Wait a minute"),
        (ollama.ResponseError("out of memory", 500), "LAB-MODEL-FAILED", "out of memory"),
        # Seen of Ollama 0.24 with changed, cut and emptied files.
        (ollama.ResponseError("", 500), "LAB-MODEL-DAMAGED", "`make models` repairs it"),
        (
            ollama.ResponseError('tensor "a" offset+size (9) exceeds file size (5)', 500),
            "LAB-MODEL-DAMAGED",
            "'tiny-chat:4m' is damaged",
        ),
        (ollama.ResponseError("unexpected EOF", 500), "LAB-MODEL-DAMAGED", "instructor"),
        (
            ollama.ResponseError('"tiny-chat:4m" does not support chat', 400),
            "LAB-MODEL-UNFIT",
            "`model_name()`",
        ),
        (ValueError("odd"), "LAB-UNEXPECTED", "odd"),
    ],
)
def test_explain_gives_each_trouble_its_code(error: Exception, code: str, says: str) -> None:
    explained = explain(error, model="tiny-chat:4m")
    assert explained.code == code
    assert says in explained.message


def test_explain_keeps_an_error_of_ours() -> None:
    error = LabError("LAB-ROLE-UNKNOWN", "no such role")
    assert explain(error) is error


def test_explain_names_the_missing_model() -> None:
    assert "'no-such:1b'" in str(explain(ollama.ResponseError("gone", 404), model="no-such:1b"))


@pytest.mark.usefixtures("nobody_listens")
@pytest.mark.parametrize("stream", [False, True])
def test_a_server_that_is_down_is_trouble(stream: bool) -> None:
    with pytest.raises(TROUBLE) as caught:
        ask("any", stream)
    assert explain(caught.value).code == "LAB-SERVER-DOWN"


@pytest.mark.parametrize("stream", [False, True])
def test_a_missing_model_is_trouble(ollama_server: OllamaServer, stream: bool) -> None:
    with pytest.raises(TROUBLE) as caught:
        ask("no-such:1b", stream)
    assert explain(caught.value).code == "LAB-MODEL-MISSING"


def test_a_notebook_shows_one_line_without_a_traceback() -> None:
    assert LabError("LAB-X", "Do this.")._render_traceback_() == ["LAB-X: Do this."]
