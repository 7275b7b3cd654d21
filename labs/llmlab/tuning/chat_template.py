"""A model's chat template in Ollama's language, and whether Ollama then asks what was trained."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import ollama

from llmlab.backend import client
from llmlab.errors import TROUBLE, LabError, explain
from llmlab.tuning.modelserver import CONTEXT

Messages = Sequence[dict[str, str]]

# Words that no template has, in the places of what people write.
_SYSTEM, _FIRST, _REPLY, _SECOND = "Q0system0Q", "Q1first1Q", "Q2reply2Q", "Q3second3Q"
_TEMPLATE = (
    "%s{{ $first := true }}{{ range .Messages }}"
    '{{ if eq .Role "user" }}{{ if $first }}{{ $first = false }}{{ else }}%s{{ end }}{{ .Content }}'
    '{{ else if eq .Role "assistant" }}%s{{ .Content }}{{ end }}{{ end }}%s'
)


def ollama_template(render: Callable[[Messages], str], start: str = "") -> str:
    """Return the chat template in Ollama's language of a model that has none in it.

    Ollama knows those of a few published models by heart; any other would be asked with the bare
    question, in silence. So a short talk is rendered with words to be found again, and what stands
    between them is what the model was trained with.

    Args:
        render: what the model sees of a talk, up to where its next answer begins.
        start: a token's text at the start of every talk that Ollama adds by itself.

    Raises:
        LabError: `TUNE-TEMPLATE` for a template that changes what people write.
    """
    first, second = {"role": "user", "content": _FIRST}, {"role": "user", "content": _SECOND}
    reply = {"role": "assistant", "content": _REPLY}
    before, to_answer = _between(render([first]), _FIRST)
    _, to_reply, to_question, _ = _between(render([first, reply, second]), _FIRST, _REPLY, _SECOND)
    head = before.removeprefix(start)
    try:
        system = [{"role": "system", "content": _SYSTEM}, first]
        opened, closed, _ = _between(render(system), _SYSTEM, _FIRST)
    except Exception:  # a model that knows no system message says so in an error of its own
        pass
    else:
        opened = opened.removeprefix(start)
        given = f"{opened}{{{{ .System }}}}{closed}"
        head = f"{{{{ if .System }}}}{given}{{{{ else }}}}{head}{{{{ end }}}}"
    return _TEMPLATE % (head, to_question, to_reply, to_answer)


def _between(text: str, *words: str) -> list[str]:
    """Return what stands before, between and after the words."""
    parts, rest = [], text
    for word in words:
        before, found, rest = rest.partition(word)
        if not found:
            raise _other(f"it leaves out or changes a message: {text[:200]!r}")
        parts.append(before)
    parts.append(rest)
    if any("{{" in part for part in parts):
        raise _other("it has {{, which means something else to Ollama")
    return parts


def check_prompt(
    model: str, question: str, tokens: int, server: ollama.Client | None = None
) -> None:
    """Make sure that Ollama puts a question to its model as the training did.

    Args:
        model: its name in Ollama.
        question: one that was trained on, or like those.
        tokens: how many the model's own tokenizer makes of it, chat template included.

    Raises:
        LabError: `TUNE-TEMPLATE` with both numbers where they differ.
    """
    server = server or client()
    try:
        server.generate(model, keep_alive=0)  # what it remembers of an earlier question counts less
        asked = server.chat(
            model,
            [{"role": "user", "content": question}],
            think=False,
            options={"num_predict": 1, "num_ctx": max(CONTEXT, 2 * tokens + 64)},
        ).prompt_eval_count
    except TROUBLE as error:
        raise explain(error, model=model) from error
    if asked != tokens:
        raise _other(f"a question of {tokens} tokens in training reaches {model} as {asked}")


def _other(reason: str) -> LabError:
    return LabError(
        "TUNE-TEMPLATE",
        f"Ollama would put questions to this model in another form than the training did ({reason})"
        ", so its answers there would be worse. The adapter is kept; show this line to your "
        "instructor, or take another model.",
    )
