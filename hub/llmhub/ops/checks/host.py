"""The host: disk, memory, kernel limits, certificates."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path

from llmhub.ops.checks.finding import Finding, fail, ok, warn
from llmhub.ops.text import size
from llmhub.settings import Settings

GIB = 2**30
DISK = (1 * GIB, 10 * GIB)
"""Free disk below which nothing works, and below which students will soon be unable to save."""
DISK_TO_BUILD = (15 * GIB, 25 * GIB)
"""What the images alone need before the first is built; with build cache and models."""

KERNEL_LIMITS: Mapping[str, int] = {
    # a JupyterLab and its terminals and apps take about 6 instances and 100 watches a student
    "fs/inotify/max_user_instances": 8192,
    "fs/inotify/max_user_watches": 524288,
    # without it, containers on one bridge reach each other in spite of "icc off"
    "net/bridge/bridge-nf-call-iptables": 1,
}


def disk(free: int, total: int, place: Path, *, building: bool) -> Finding:
    """Judge the free bytes at a place; `building`: all images are still to be built there."""
    text = f"{size(free)} of {size(total)} are free at {place}"
    least, enough = DISK_TO_BUILD if building else DISK
    if free < least:
        advice = f"The images alone need {size(least)}: give a larger disk, or make room."
        if not building:
            advice = "Remove old archives and images, or give a larger disk."
        return fail("disk-full", text, advice)
    if free < enough:
        advice = f"The first deploy needs about {size(enough)}."
        if not building:
            advice = "Students will soon be unable to save: make room."
        return warn("disk-low", text, advice)
    return ok("disk", text)


def disks(state_dir: Path, docker_root: Path, *, building: bool) -> Iterator[Finding]:
    """Look where the state lies and where Docker keeps images; once if that is one disk."""
    places = [_existing(docker_root), _existing(state_dir)]
    apart = device(places[0]) != device(places[1])
    for number, place in enumerate(places if apart else places[:1]):
        usage = shutil.disk_usage(place)
        yield disk(usage.free, usage.total, place, building=building and number == 0)
        stat = os.statvfs(place)
        if stat.f_files and stat.f_favail < stat.f_files // 50:
            text = f"Hardly any file can be made at {place}"
            yield fail("inodes-full", text, "Remove small files.")


def device(path: Path) -> int:
    """Return which disk a path lies on."""
    return path.stat().st_dev


def memory(available: int, settings: Settings) -> Finding:
    """Judge the host's available memory in bytes against what one more pair may need."""
    text = f"{size(available)} of memory are available"
    if available < settings.start_reserve:
        return fail("no-memory", text, "No further student can start: stop idle servers.")
    wanted = settings.notebook_memory + settings.sidecar_memory
    if available < wanted:
        advice = f"One student may use {size(wanted)}: lower the limits or add memory."
        return warn("memory-low", text, advice)
    return ok("memory", text)


def kernel_limit(name: str, value: int | None, wanted: int) -> Finding:
    """Judge one kernel setting; None: it cannot be read."""
    code = "kernel-limit"
    dotted = name.replace("/", ".")
    if value is None:
        return warn(code, f"{dotted} cannot be read", f"It must be at least {wanted}.")
    if value >= wanted:
        return ok(code, f"{dotted} is {value}")
    advice = f"`make deploy` sets {wanted}; inside a container, set it on the host below."
    return warn(code, f"{dotted} is {value}, {wanted} is wanted", advice)


def certificate(path: Path, *, good_now: bool, good_in_two_weeks: bool) -> Finding:
    """Judge how long a certificate is still good."""
    if not good_now:
        return fail("certificate-expired", f"The certificate {path} has expired", "Renew it.")
    if not good_in_two_weeks:
        text = f"The certificate {path} expires within 14 days"
        return warn("certificate-old", text, "Renew it, then `make deploy`.")
    return ok("certificate", f"The certificate {path} is good for 14 days and more")


def _existing(path: Path) -> Path:
    return path if path.exists() else _existing(path.parent)


def _available_memory() -> int:
    for line in Path("/proc/meminfo").read_text(encoding="ascii").splitlines():
        if line.startswith("MemAvailable:"):
            return int(line.split()[1]) * 1024
    return 0


def _read_limit(name: str) -> int | None:
    try:
        return int((Path("/proc/sys") / name).read_text(encoding="ascii").split()[0])
    except (OSError, ValueError, IndexError):
        return None


def _certificate(path: Path) -> Finding:
    """Ask openssl, which every Debian has, whether it is good now and in 14 days."""
    good = []
    for days in (0, 14):
        command = ["openssl", "x509", "-in", str(path), "-noout", "-checkend", str(days * 86400)]
        done = subprocess.run(command, check=False, capture_output=True, text=True)
        if done.returncode and "Certificate" not in done.stdout:
            return fail("certificate-bad", f"{path} is no certificate", "Give a PEM file.")
        good.append(done.returncode == 0)
    return certificate(path, good_now=good[0], good_in_two_weeks=good[1])


def check(settings: Settings) -> Iterator[Finding]:
    """Look at memory and at what does not change by a deploy."""
    yield memory(_available_memory(), settings)
    if settings.tls_certificate is not None:
        yield _certificate(settings.tls_certificate)


def kernel() -> Iterator[Finding]:
    """Look at the limits that a deploy raises."""
    for name, wanted in KERNEL_LIMITS.items():
        yield kernel_limit(name, _read_limit(name), wanted)
