"""What students' containers may reach of the host: the hub's API and the course service.

Runs beside the hub as a service of its own, which alone has the right to change packet filters:
`python -m llmhub.guard`. The rules are a table of their own, so that Docker's rules and the
admin's are left alone; they are set anew every minute, for a firewall's reload may drop them.
What is counted lives on then: else a lab could have its share of connections again each minute.
"""

from __future__ import annotations

import signal
import subprocess
import sys
import threading

from llmhub import names
from llmhub.settings import Settings, load

INTERVAL = 60  # seconds between two settings of the same rules
LAB_CONNECTIONS = 32
"""To the course service at a time from one lab, which needs a few: no lab can starve the others."""


def table(settings: Settings) -> str:
    """Return family and name of this hub's own table; nft allows no `-` in names."""
    return f"inet {settings.name.replace('-', '_')}"


def rules(settings: Settings) -> str:
    """Return the rules in nft's language; setting them again changes nothing, nor what is counted.

    Link-local addresses hold the metadata service of cloud hosts, with the host's own keys.
    """
    bridge = names.bridge_interface(settings.name)
    course = f"ip daddr {settings.gateway} tcp dport {settings.course_port}"
    ports = f"{{ {settings.hub_port}, {settings.course_port} }}"
    many = f"add @labs {{ ip saddr ct count over {LAB_CONNECTIONS} }}"
    return f"""\
table {table(settings)} {{
    set labs {{
        type ipv4_addr; size 65535; flags dynamic;
    }}
    chain input {{
        type filter hook input priority -5; policy accept;
    }}
    chain forward {{
        type filter hook forward priority -5; policy accept;
    }}
}}
flush table {table(settings)}
table {table(settings)} {{
    chain input {{
        iifname "{bridge}" ct state established,related accept
        iifname "{bridge}" {course} {many} reject with tcp reset
        iifname "{bridge}" ip daddr {settings.gateway} tcp dport {ports} accept
        iifname "{bridge}" drop
    }}
    chain forward {{
        iifname "{bridge}" ip daddr 169.254.0.0/16 drop
        iifname "{bridge}" oifname "{bridge}" drop
    }}
}}
"""


def first_rules(settings: Settings) -> str:
    """Return the rules in the place of those of an earlier version, whatever they look like."""
    return f"{removal(settings)}\n{rules(settings)}"


def removal(settings: Settings) -> str:
    """Return what takes the table away, in one step, whether it is there or not.

    `destroy table` says the same, but kernels before 6.3 do not know it.
    """
    return f"add table {table(settings)}; delete table {table(settings)}"


def apply(text: str) -> None:
    """Set the rules in one step; CalledProcessError with nft's own words if they are refused."""
    subprocess.run(["nft", "-f", "-"], input=text, text=True, check=True)


def are_set(settings: Settings) -> bool:
    """Tell whether the rules are in force."""
    asked = ["nft", "list", "chain", *table(settings).split(), "input"]
    done = subprocess.run(asked, capture_output=True, text=True, check=False)
    return done.returncode == 0 and "drop" in done.stdout


def main() -> None:
    """Set the rules until told to stop; they stay when this ends, for servers outlive it."""
    if sys.argv[1:] == ["--check"]:
        raise SystemExit(0 if are_set(load()) else 1)
    settings, stop = load(), threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    apply(first_rules(settings))
    while not stop.wait(INTERVAL):
        apply(rules(settings))


if __name__ == "__main__":
    main()
