"""The tuned model in the student's own Ollama."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from pathlib import Path

import ollama

from llmlab.backend import client
from llmlab.errors import TROUBLE, LabError, explain
from llmlab.registry import read_roles

ANSWER_TOKENS = 64
CONTEXT = 1024
# [namespace/]model[:tag], as Ollama 0.24 has it; a host in front of it is of no use here.
_PART = r"[A-Za-z0-9_][\w.-]{0,79}"
_NAME = re.compile(rf"(?:{_PART}/)?{_PART}(?::{_PART})?", re.ASCII)


def create_model(
    name: str,
    gguf: Path,
    template: str | None = None,
    stop: str | None = None,
) -> str:
    """Give the model server a model, as `ollama create` does; an older one of this name goes.

    Args:
        name: what it is called in Ollama.
        gguf: the weights.
        template: the chat template in Ollama's language; None: Ollama finds it in the file.
        stop: the text that ends an answer, for a template that Ollama does not know.

    Raises:
        LabError: as `llmlab.errors.explain` says, and `TUNE-NAME` as `check_name` does.
    """
    check_name(name)
    server = client()
    parameters: dict[str, object] = {"temperature": 0, "repeat_penalty": 1}
    if stop:
        parameters["stop"] = [stop]
    try:
        digest = server.create_blob(gguf)
        server.create(
            model=name,
            files={gguf.name: digest},
            template=template,
            parameters=parameters,
        )
    except TROUBLE as error:
        raise explain(error, model=name) from error
    return name


def check_name(name: str) -> None:
    """Refuse what Ollama takes for no name, and a name under which the course has a model.

    Raises:
        LabError: `TUNE-NAME`.
    """
    if not _NAME.fullmatch(name):
        raise LabError(
            "TUNE-NAME",
            f"'{name[:60]}' can be no name of a model. Take letters a to z, digits, dots and "
            "hyphens, such as my-model.",
        )
    taken = {full_name(str(names.get("ollama"))) for names in read_roles(os.environ).values()}
    if full_name(name) in taken:
        raise LabError(
            "TUNE-NAME",
            f"'{name}' is a model of the course. Choose another name for yours, such as my-{name}.",
        )


def full_name(name: str) -> str:
    """Return a name as Ollama completes it, for two spellings may be one model.

    >>> full_name("Tiny-Chat"), full_name("library/tiny-chat:latest")
    ('library/tiny-chat:latest', 'library/tiny-chat:latest')
    """
    path, colon, tag = name.lower().rpartition(":")
    path, tag = (path, tag) if colon else (name.lower(), "latest")
    return f"{path if '/' in path else f'library/{path}'}:{tag}"


def served_name(huggingface: str, roles: Mapping[str, Mapping[str, str]]) -> str | None:
    """Return under which name Ollama serves the same model, None when it does not."""
    for names in roles.values():
        if names.get("huggingface") == huggingface and "ollama" in names:
            return names["ollama"]
    return None


def ask(
    model: str,
    prompt: str,
    most_tokens: int = ANSWER_TOKENS,
    server: ollama.Client | None = None,
) -> str:
    """Return the model server's most likely answer to one prompt, of at most so many tokens.

    Raises:
        LabError: as `llmlab.errors.explain` says.
    """
    try:
        reply = (server or client()).chat(
            model=model,
            messages=[{"role": "user", "content": prompt}],
            think=False,
            options={"temperature": 0, "num_ctx": CONTEXT, "num_predict": most_tokens},
        )
    except TROUBLE as error:
        raise explain(error, model=model) from error
    return (reply.message.content or "").strip()
