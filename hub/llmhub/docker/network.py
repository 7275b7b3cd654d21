"""The students' bridge: no traffic between containers, the hub's API on its gateway."""

from __future__ import annotations

import docker
from docker.errors import NotFound
from docker.types import IPAMConfig, IPAMPool

from llmhub import names
from llmhub.errors import PairError
from llmhub.settings import Settings

NO_TRAFFIC = "com.docker.network.bridge.enable_icc"
INTERFACE = "com.docker.network.bridge.name"


def ensure_network(client: docker.APIClient, settings: Settings) -> bool:
    """Make the bridge if it is not there; tell whether it was made.

    Raises PairError `network-differs` if a network of that name has other properties, for
    students could then reach one another, escape the guard's rules or miss the hub.
    """
    wanted = _options(settings)
    try:
        found = client.inspect_network(settings.name)
    except NotFound:
        _make(client, settings)
        return True
    pools = [pool.get("Subnet") for pool in found["IPAM"]["Config"] or []]
    options = {name: found["Options"].get(name) for name in wanted}
    if options != wanted or pools != [str(settings.subnet)]:
        raise PairError(
            "network-differs",
            f"The Docker network {settings.name} is not the one this hub needs: stop its "
            f"containers, `docker network rm {settings.name}`, then `make deploy`.",
        )
    return False


def _make(client: docker.APIClient, settings: Settings) -> None:
    pool = IPAMPool(subnet=str(settings.subnet), gateway=settings.gateway)
    client.create_network(
        settings.name,
        driver="bridge",
        options=_options(settings),
        ipam=IPAMConfig(pool_configs=[pool]),
        labels={names.LABEL_INSTANCE: settings.name},
    )


def _options(settings: Settings) -> dict[str, str]:
    """Return what the bridge must have: the guard knows it by its interface's name."""
    return {NO_TRAFFIC: "false", INTERFACE: names.bridge_interface(settings.name)}
