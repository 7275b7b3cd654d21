"""The students' bridge: one that is there is taken only if it parts the students and is ours."""

from __future__ import annotations

from typing import Any

import pytest

from llmhub.docker.network import INTERFACE, NO_TRAFFIC, ensure_network
from llmhub.errors import PairError
from llmhub.settings import Settings

SETTINGS = Settings(name="lab")
RIGHT = {NO_TRAFFIC: "false", INTERFACE: "lab0"}


class OneNetwork:
    """Docker with one network."""

    def __init__(self, options: dict[str, str], subnet: str) -> None:
        self.network = {"Options": options, "IPAM": {"Config": [{"Subnet": subnet}]}}

    def inspect_network(self, name: str) -> dict[str, Any]:
        return self.network


@pytest.mark.parametrize(
    ("options", "subnet", "taken"),
    [
        (RIGHT, str(SETTINGS.subnet), True),
        ({**RIGHT, NO_TRAFFIC: "true"}, str(SETTINGS.subnet), False),
        ({**RIGHT, INTERFACE: "br-1234"}, str(SETTINGS.subnet), False),
        ({}, str(SETTINGS.subnet), False),
        (RIGHT, "10.99.0.0/24", False),
    ],
    ids=["right", "students-meet", "guard-misses-it", "by-hand", "other-addresses"],
)
def test_a_network_that_is_there(options: dict[str, str], subnet: str, taken: bool) -> None:
    client: Any = OneNetwork(options, subnet)
    if taken:
        assert ensure_network(client, SETTINGS) is False
    else:
        with pytest.raises(PairError) as caught:
            ensure_network(client, SETTINGS)
        assert caught.value.code == "network-differs"
