"""What the parts of a pair get of the machine's cards, and what they must know. Pure functions."""

from __future__ import annotations

from llmhub.pair import Device, Part
from llmhub.settings import Settings

# In some setups of Docker an image alone may ask for all cards, as Ollama's own does.
NO_CARD = {"CUDA_VISIBLE_DEVICES": "-1", "NVIDIA_VISIBLE_DEVICES": "void"}


def has_card(settings: Settings, part: Part) -> bool:
    """Tell whether a part gets a card."""
    return settings.gpu == "device" and settings.gpu_parts in ("both", part.value)


def devices(settings: Settings, part: Part) -> tuple[Device, ...]:
    """Return the devices of a part."""
    wanted = settings.gpu_device if has_card(settings, part) else ()
    return tuple(Device(name) for name in sorted(wanted))


def notebook_environment(settings: Settings) -> dict[str, str]:
    """Return what a notebook is told: LLMHUB_GPU is `device` or `none`, as the setting is."""
    if has_card(settings, Part.NOTEBOOK):
        return {"LLMHUB_GPU": "device"}
    return {"LLMHUB_GPU": "none", **NO_CARD}


def sidecar_environment(settings: Settings) -> dict[str, str]:
    """Return how a model server uses the card.

    No server knows of the others on the same card: each is to leave room when it loads a model
    (OLLAMA_GPU_OVERHEAD, bytes of each card), and not to keep one for long that nobody asks.
    """
    if not has_card(settings, Part.SIDECAR):
        return {"OLLAMA_KEEP_ALIVE": "5m", **NO_CARD}
    if not has_card(settings, Part.NOTEBOOK):
        return {"OLLAMA_KEEP_ALIVE": "5m"}
    return {"OLLAMA_KEEP_ALIVE": "2m", "OLLAMA_GPU_OVERHEAD": str(settings.gpu_reserve)}
