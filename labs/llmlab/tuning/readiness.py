"""Before torch and its friends are imported: are they here, and how much do they say?"""

from __future__ import annotations

import logging
import os
import warnings
from importlib.util import find_spec

from llmlab.errors import LabError

_NEEDED = ("bitsandbytes", "peft", "trl")
# They say at import what concerns their own developers; a run's own words are to be seen.
_LOUD = ("torch.utils._pytree", "torchao", "bitsandbytes", "accelerate", "peft", "kernels")


def get_ready() -> None:
    """Check that the packages for fine-tuning are here, and keep bars and deprecations quiet.

    Models and data lie on this disk: a bar would only flicker. Errors are still seen.

    Raises:
        LabError: `TUNE-IMAGE` in a lab without the packages.
    """
    missing = [name for name in _NEEDED if find_spec(name) is None]
    if missing:
        raise LabError(
            "TUNE-IMAGE",
            f"This lab has no {', '.join(missing)}: it was started without the tools for "
            "fine-tuning. Stop your server and start it again in week 4, or ask your instructor "
            "to put you into the group that has them.",
        )
    for name in ("HF_DATASETS_DISABLE_PROGRESS_BARS", "HF_HUB_DISABLE_PROGRESS_BARS"):
        os.environ.setdefault(name, "1")
    os.environ.setdefault("TRANSFORMERS_VERBOSITY", "error")
    for name in _LOUD:
        logging.getLogger(name).setLevel(logging.ERROR)
    for category in (FutureWarning, DeprecationWarning):
        warnings.filterwarnings("ignore", category=category)
