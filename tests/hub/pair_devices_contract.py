"""The contract of `llmhub.pair.Pairs` for devices: each part sees those of its own, no other.

An engine's test module subclasses `DeviceContract` and gives the fixtures `pairs`, `card` (the kind
of a fake card, see `tests.fakes.fake_card`), `make_spec` (from settings to a PairSpec of ada's) and
`peek` (what a shell in one of her parts prints).
"""

from __future__ import annotations

from collections.abc import Callable

import pytest

from llmhub.errors import PairError
from llmhub.pair import Health, Pairs, PairSpec, Part
from tests.hub.pair_contract import ADA, becomes
from tests.hub.sabotage import Sabotage

MakeSpec = Callable[..., PairSpec]
Peek = Callable[[Part, str], str]

NAMES = ("FAKE_GPU", "LLMHUB_GPU", "CUDA_VISIBLE_DEVICES")
# What the part itself sees: a shell beside it would not have the device's environment.
SEEN = f"""
ls /dev/nvidia0 2>/dev/null
tr '\\0' '\\n' </proc/1/environ | grep -E '^({"|".join(NAMES)})=' | sort
"""
BOTH = (Part.NOTEBOOK, Part.SIDECAR)


def wanted(part: Part, name: str) -> list[str]:
    """Return the lines of SEEN where a part has the card `name`, or none for ""."""
    card = ["/dev/nvidia0", f"FAKE_GPU={name}"] if name else ["CUDA_VISIBLE_DEVICES=-1"]
    told = [f"LLMHUB_GPU={'device' if name else 'none'}"] if part is Part.NOTEBOOK else []
    return card + told


class DeviceContract:
    """What every implementation holds where pairs get devices."""

    @pytest.mark.parametrize(
        ("gpu", "parts", "name", "having"),
        [
            ("none", "both", "0", ()),
            ("device", "both", "0", BOTH),
            ("device", "notebook", "all", (Part.NOTEBOOK,)),
            ("device", "sidecar", "0", (Part.SIDECAR,)),
        ],
    )
    async def test_each_part_sees_what_the_settings_give_it(
        self,
        pairs: Pairs,
        make_spec: MakeSpec,
        peek: Peek,
        card: str,
        gpu: str,
        parts: str,
        name: str,
        having: tuple[Part, ...],
    ) -> None:
        await pairs.start(make_spec(gpu=gpu, gpu_parts=parts, gpu_device=f"{card}={name}"))
        for part in BOTH:
            await becomes(pairs, ADA, part, Health.RUNNING)
            assert peek(part, SEEN).split() == wanted(part, name if part in having else "")

    async def test_a_revived_sidecar_has_its_card_again(
        self, pairs: Pairs, make_spec: MakeSpec, peek: Peek, card: str, sabotage: Sabotage
    ) -> None:
        spec = make_spec(gpu="device", gpu_device=f"{card}=0")
        await pairs.start(spec)
        await becomes(pairs, ADA, Part.SIDECAR, Health.RUNNING)
        sabotage.kill(ADA, Part.SIDECAR)
        await becomes(pairs, ADA, Part.SIDECAR, Health.EXITED)
        await pairs.revive(spec)
        await becomes(pairs, ADA, Part.SIDECAR, Health.RUNNING)
        assert peek(Part.SIDECAR, SEEN).split() == wanted(Part.SIDECAR, "0")

    @pytest.mark.parametrize("parts", ["notebook", "sidecar"])
    async def test_an_unknown_device_is_named_and_leaves_nothing(
        self, pairs: Pairs, make_spec: MakeSpec, card: str, parts: str
    ) -> None:
        with pytest.raises(PairError) as caught:
            await pairs.start(make_spec(gpu="device", gpu_parts=parts, gpu_device=f"{card}=7"))
        assert caught.value.code == "device-missing"
        assert f"{card}=7" in caught.value.message
        assert list(await pairs.all()) == []
