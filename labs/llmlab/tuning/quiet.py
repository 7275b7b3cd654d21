"""Silence for what libraries say to their own developers, so that a run's own words are seen."""

from __future__ import annotations

import logging
import os
import warnings

_LOUD = ("torch.utils._pytree", "torchao", "bitsandbytes", "accelerate", "peft", "kernels")


def hush() -> None:
    """Keep bars and deprecations quiet; call it before torch and its friends are imported.

    Models and data lie on this disk: a bar would only flicker. Errors are still seen.
    """
    os.environ.setdefault("HF_DATASETS_DISABLE_PROGRESS_BARS", "1")
    os.environ.setdefault("HF_HUB_DISABLE_PROGRESS_BARS", "1")
    os.environ.setdefault("TRANSFORMERS_VERBOSITY", "error")
    os.environ.setdefault("TRL_EXPERIMENTAL_SILENCE", "1")
    for name in _LOUD:
        logging.getLogger(name).setLevel(logging.ERROR)
    warnings.filterwarnings("ignore", category=FutureWarning)
    warnings.filterwarnings("ignore", category=DeprecationWarning)
