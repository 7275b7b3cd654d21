"""What the contract's tests do to pairs behind the implementation's back."""

from __future__ import annotations

from typing import Protocol

from llmhub.pair import PairKey, PairSpec, Part


class Sabotage(Protocol):
    """What the tests do behind the implementation's back."""

    def kill(self, key: PairKey, part: Part) -> None:
        """End a part as a crash would."""

    def without_image(self, spec: PairSpec) -> PairSpec:
        """Return the same pair with an image that does not exist."""

    def without_sidecar_image(self, spec: PairSpec) -> PairSpec:
        """Return the same pair with a sidecar image that does not exist."""

    def with_greedy_notebook(self, spec: PairSpec) -> PairSpec:
        """Return the same pair with a notebook that takes more memory than it may have."""
