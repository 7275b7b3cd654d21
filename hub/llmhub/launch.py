"""Start a pair with the image that was chosen, or where that is missing, with the usual one."""

from __future__ import annotations

import logging
from collections.abc import Callable

from llmhub import image_choice
from llmhub.errors import PairError
from llmhub.image_choice import ImageChoice
from llmhub.pair import Address, Pairs, PairSpec
from llmhub.settings import Settings

log = logging.getLogger("jupyterhub")  # the log that an admin reads


async def launch(
    pairs: Pairs, settings: Settings, choice: ImageChoice, make: Callable[[ImageChoice], PairSpec]
) -> tuple[Address, ImageChoice]:
    """Start the pair that `make` makes for `choice`; return its address, and what it has got.

    A class must not wait for an image: one that the rule names and this host lacks is told to the
    admin, and the student works without. Raises PairError as `Pairs.start` does.
    """
    try:
        return await pairs.start(make(choice)), choice
    except PairError as error:
        replaceable = choice.by_rule and settings.gpu_image != settings.notebook_image
        if error.code != "image-missing" or not replaceable:
            raise
        instead = image_choice.fall_back(settings)
    spec = make(instead)
    address = await pairs.start(spec)
    log.warning(
        "%s is started with %s, for %s is not on this host: see `make doctor` [gpu-image-missing]",
        spec.key,
        instead.image,
        choice.image,
    )
    return address, instead
