"""The student's pair: a notebook and a model server that share one network namespace.

Everything above this package talks to `Pairs`; Docker is its first implementation.
"""

from llmhub.pair.interface import EXEC_BYTES, EXEC_SECONDS, Pairs
from llmhub.pair.spec import Address, Device, Limits, Mount, Overlay, PairKey, PairSpec, PartSpec
from llmhub.pair.state import Health, PairState, Part, PartState, Usage

__all__ = [
    "EXEC_BYTES",
    "EXEC_SECONDS",
    "Address",
    "Device",
    "Health",
    "Limits",
    "Mount",
    "Overlay",
    "PairKey",
    "PairSpec",
    "PairState",
    "Pairs",
    "Part",
    "PartSpec",
    "PartState",
    "Usage",
]
