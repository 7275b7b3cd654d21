"""Graphics cards: does Docker know the devices that pairs are to get?"""

from __future__ import annotations

import re
import shutil
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml

from llmhub.ops.checks.finding import Finding, fail, ok
from llmhub.settings import Settings

DEV = Path("/dev")
SUFFIXES = (".json", ".yaml")
VERSION = re.compile(r"0\.[3-8]\.0")


def judge(wanted: Collection[str], known: Collection[str], folders: Collection[str]) -> Finding:
    """Judge the CDI names that pairs are to get; `folders` are those where Docker looks."""
    if not folders:
        return fail("no-cdi", "Docker hands out no devices by CDI", "`make deploy` sets it.")
    missing = sorted(set(wanted) - set(known))
    if not missing:
        return ok("gpu", f"Labs get {', '.join(sorted(wanted))}, which Docker finds described")
    text = f"Docker does not know {', '.join(missing)}; it knows {shown(known)}"
    advice = (
        "Correct LLMHUB_GPU_DEVICE, or describe the card anew: "
        f"`nvidia-ctk cdi generate --output={sorted(folders)[0]}/nvidia.yaml`."
    )
    return fail("device-missing", text, advice)


def shown(known: Collection[str]) -> str:
    """Return a few of the names for a sentence."""
    few = ", ".join(sorted(known)[:6])
    return few + (" and more" if len(known) > 6 else "") if few else "no device at all"


def names_in(texts: Iterable[str]) -> set[str]:
    """Return the CDI names in the specifications of one folder.

    Unreadable ones name nothing, nor do those of a version that Docker may not know. What two of
    them describe, Docker hands to nobody (https://github.com/cncf-tags/container-device-interface,
    SPEC.md), so it is no name either.
    """
    found: Counter[str] = Counter()
    for text in texts:
        try:
            spec = yaml.safe_load(text)
            names = {f"{spec['kind']}={device['name']}" for device in spec["devices"]}
            version = str(spec["cdiVersion"])
        except (yaml.YAMLError, KeyError, TypeError):
            continue
        if VERSION.fullmatch(version):
            found.update(names)
    return {name for name, times in found.items() if times == 1}


def known_devices(info: Mapping[str, Any]) -> set[str]:
    """Return the CDI names that Docker knows: newer ones say so, of others we read the folders."""
    if told := info.get("DiscoveredDevices"):
        return {str(one["ID"]) for one in told if one.get("Source") == "cdi"}
    known: set[str] = set()
    for folder in spec_folders(info):
        paths = [path for path in sorted(Path(folder).glob("*")) if path.suffix in SUFFIXES]
        known |= names_in(_read(path) for path in paths)
    return known


def spec_folders(info: Mapping[str, Any]) -> list[str]:
    """Return the folders where Docker looks for CDI specifications; [] if CDI is off."""
    return list(info.get("CDISpecDirs") or ())


def is_here(devices: Path = DEV) -> bool:
    """Tell whether a card and its driver are on this host."""
    return any(devices.glob("nvidia[0-9]*")) or shutil.which("nvidia-smi") is not None


def check(info: Mapping[str, Any], settings: Settings) -> Iterator[Finding]:
    """Look at what pairs are to get, if anything; `info` is what Docker says of itself."""
    if settings.gpu == "device":
        yield judge(settings.gpu_device, known_devices(info), spec_folders(info))


def check_before(info: Mapping[str, Any], settings: Settings) -> Iterator[Finding]:
    """Look at the same before a deploy, which itself makes Docker hand out devices by CDI."""
    if spec_folders(info):
        yield from check(info, settings)


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, ValueError):
        return ""
