"""Where models come from: a supplier puts the models it is asked for into an empty folder."""

from pathlib import Path
from typing import Protocol

from models.catalogue import Model


class Supplier(Protocol):
    """Puts models into a folder that is laid out like a release."""

    def origin(self, model: Model) -> str:
        """Return what tells this version of the model from others; no work is done."""

    def supply(self, models: list[Model], into: Path) -> None:
        """Put every model below `into`; raises a `ModelError` and leaves no half model in use."""
