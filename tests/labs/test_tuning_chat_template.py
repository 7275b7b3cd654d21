"""A chat template in Ollama's language: the same talk comes out, and what differs is said."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

import jinja2
import pytest

from llmlab.errors import LabError
from llmlab.tuning import check_prompt, ollama_template
from tests.fakes.ollama_server import OllamaServer

Talk = list[dict[str, str]]
TURN = "{% for m in messages %}"
# As the families write them, without tools.
FAMILIES = {
    "ChatML with an empty thought": (
        TURN + "<|im_start|>{{ m.role }}\n{{ m.content }}<|im_end|>\n{% endfor %}"
        "<|im_start|>assistant\n<think>\n\n</think>\n\n"
    ),
    "a system block without a system message": (
        "<s><|start|>system<|end|>\n\nToday Date: 26 Jul 2024\n\n"
        "{% if messages[0].role == 'system' %}{{ messages[0].content }}"
        "{% set messages = messages[1:] %}{% endif %}<|eot|>"
        + TURN
        + "<|start|>{{ m.role }}<|end|>\n\n{{ m.content | trim }}<|eot|>{% endfor %}"
        "<|start|>assistant<|end|>\n\n"
    ),
    "a default system message": (
        "{% if messages[0].role != 'system' %}<|im_start|>system\nBe kind.<|im_end|>\n{% endif %}"
        + TURN
        + "<|im_start|>{{ m.role }}\n{{ m.content }}<|im_end|>\n{% endfor %}<|im_start|>assistant\n"
    ),
    "no system message at all": (
        "<s>" + TURN + "{% if m.role == 'system' %}{{ raise('no') }}{% elif m.role == 'user' %}"
        "[INST] {{ m.content }} [/INST]{% else %} {{ m.content }}</s>{% endif %}{% endfor %}"
    ),
}
TALKS = [["user"], ["user", "assistant", "user"], ["user", "assistant"] * 2 + ["user"]]


def talk_of(roles: list[str]) -> Talk:
    return [{"role": role, "content": f"Words {n} of the {role}."} for n, role in enumerate(roles)]


def renderer(text: str) -> Callable[[Any], str]:
    def fail(reason: str) -> str:
        raise jinja2.TemplateError(reason)

    template = jinja2.Environment(autoescape=False).from_string(text)
    return lambda talk: template.render(messages=talk, **{"raise": fail})


def as_ollama(template: str, talk: Talk) -> str:
    """Return what Go's text/template makes of it, for the few words that are used."""
    head, loop, end = re.fullmatch(  # type: ignore[union-attr]
        r"(.*){{ \$first := true }}{{ range \.Messages }}(.*){{ end }}{{ end }}(.*)", template, re.S
    ).groups()
    system = "".join(m["content"] for m in talk if m["role"] == "system")
    if found := re.fullmatch(r"{{ if \.System }}(.*){{ else }}(.*){{ end }}", head, re.S):
        head = found[1].replace("{{ .System }}", system) if system else found[2]
    question, reply = re.fullmatch(  # type: ignore[union-attr]
        r'{{ if eq \.Role "user" }}{{ if \$first }}{{ \$first = false }}{{ else }}(.*){{ end }}'
        r'{{ \.Content }}{{ else if eq \.Role "assistant" }}(.*){{ \.Content }}',
        loop,
        re.S,
    ).groups()
    said = [m for m in talk if m["role"] != "system"]
    parts = [
        (reply if m["role"] == "assistant" else question if n else "") + m["content"]
        for n, m in enumerate(said)
    ]
    return "".join([head, *parts, end])


@pytest.mark.parametrize("roles", TALKS, ids=len)
@pytest.mark.parametrize("family", FAMILIES)
def test_a_talk_is_the_same_in_both_languages(family: str, roles: list[str]) -> None:
    render = renderer(FAMILIES[family])
    template = ollama_template(render)
    assert as_ollama(template, talk_of(roles)) == render(talk_of(roles))
    if family != "no system message at all":
        with_system = talk_of(["system", *roles])
        assert as_ollama(template, with_system) == render(with_system)


def test_the_token_that_ollama_adds_by_itself_is_left_to_it() -> None:
    render = renderer(FAMILIES["a system block without a system message"])
    template = ollama_template(render, "<s>")
    for roles in (["user"], ["system", "user"]):
        assert "<s>" + as_ollama(template, talk_of(roles)) == render(talk_of(roles))


@pytest.mark.parametrize(
    "text",
    [
        TURN + "{{ m.content | upper }}{% endfor %}",
        "{{ messages[-1].content }}",
        TURN + "{{ '{{' }}{{ m.content }}{% endfor %}",
    ],
    ids=["changes words", "forgets", "braces"],
)
def test_a_template_that_cannot_be_written_so_is_said(text: str) -> None:
    with pytest.raises(LabError) as caught:
        ollama_template(renderer(text))
    assert caught.value.code == "TUNE-TEMPLATE"


@pytest.mark.parametrize("asked", [54, 26])
def test_ollama_must_count_as_many_tokens_as_were_trained(
    ollama_server: OllamaServer, asked: int
) -> None:
    ollama_server.prompt_tokens = asked
    if asked == 54:
        check_prompt("tiny-chat:4m", "Where is it?", 54)
    else:
        with pytest.raises(LabError, match="54 tokens in training reaches tiny-chat:4m as 26") as e:
            check_prompt("tiny-chat:4m", "Where is it?", 54)
        assert e.value.code == "TUNE-TEMPLATE"
    unload, chat = ollama_server.asked
    assert unload["keep_alive"] == 0  # a kept prompt is not counted again
    assert json.dumps(chat["messages"]) == '[{"role": "user", "content": "Where is it?"}]'
    assert chat["think"] is False
