"""Which model plays which role: from the hub's `models.json`, or the laptop's defaults."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from llmlab.errors import LabError

LAPTOP_MODELS: Mapping[str, Mapping[str, str]] = {
    "chat": {"ollama": "qwen3:0.6b", "huggingface": "Qwen/Qwen3-0.6B"},
    "chat-small": {
        "ollama": "smollm2:135m",
        "huggingface": "HuggingFaceTB/SmolLM2-135M-Instruct",
    },
    "chat-hf": {"huggingface": "HuggingFaceTB/SmolLM2-135M-Instruct"},
    "embedding": {
        "ollama": "all-minilm:latest",
        "huggingface": "sentence-transformers/all-MiniLM-L6-v2",
    },
    "sentiment-2": {"huggingface": "distilbert/distilbert-base-uncased-finetuned-sst-2-english"},
    "sentiment-3": {"huggingface": "cardiffnlp/twitter-roberta-base-sentiment-latest"},
    "tuning": {"huggingface": "Qwen/Qwen3-0.6B"},
}
"""Names for a laptop: the published models that a hub takes too (content/models.yml)."""

Roles = Mapping[str, Mapping[str, str]]


def read_roles(environ: Mapping[str, str]) -> Roles:
    """Return role -> {"ollama": name, "huggingface": name}, as the hub's file says, or the
    laptop's defaults.

    Args:
        environ: `LLMLAB_MODELS` names the file; without it this is a laptop.

    Raises:
        LabError: `LAB-MODELS-FILE` when the file is named but cannot be read.
    """
    path = environ.get("LLMLAB_MODELS", "")
    if not path:
        return LAPTOP_MODELS
    try:
        roles = json.loads(Path(path).read_text(encoding="utf-8"))["roles"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise LabError(
            "LAB-MODELS-FILE",
            f"The list of models at {path} cannot be read ({type(error).__name__}). Stop your "
            "server and start it again; "
            "if this stays, show this line to your instructor.",
        ) from error
    if not isinstance(roles, dict):
        raise LabError(
            "LAB-MODELS-FILE",
            f"The list of models at {path} names no roles. Show this line to your instructor.",
        )
    return {str(role): {str(k): str(v) for k, v in names.items()} for role, names in roles.items()}


def name_for(roles: Roles, role: str, kind: str) -> str:
    """Return the name of the model that plays `role` for `kind`, which is "ollama" or
    "huggingface".

    Raises:
        LabError: `LAB-ROLE-UNKNOWN` when nobody plays this role; the sentence lists the roles
        there are.
    """
    name = roles.get(role, {}).get(kind)
    if name is None:
        known = ", ".join(sorted(r for r, names in roles.items() if kind in names)) or "none"
        raise LabError(
            "LAB-ROLE-UNKNOWN",
            f"No {kind} model plays the role '{role}' here. Roles you can ask for: {known}.",
        )
    return name
