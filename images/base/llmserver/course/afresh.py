"""Start a lab afresh: `labsync afresh` as a process of its own, bounded and timed."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from coursectl.access import LAB_TOKEN_VARIABLE
from coursectl.errors import CourseError

PROGRAM = (sys.executable, "-I", "-m", "labsync")
SECONDS, GRACE = 60.0, 20.0
_MOST_BYTES = 1 << 22


async def start_afresh(
    home: Path, release: Path, week: int, program: Sequence[str] = PROGRAM, grace: float = GRACE
) -> dict[str, Any]:
    """Run `labsync afresh`; return its report.

    Raises:
        CourseError: `afresh-failed`: it gave none. What it had begun, the next run finishes.
    """
    words = ("afresh", "--home", str(home), "--release", str(release), "--week", str(week))
    process = await asyncio.create_subprocess_exec(
        *program,
        *words,
        *("--seconds", str(SECONDS)),
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
        env={key: value for key, value in os.environ.items() if key != LAB_TOKEN_VARIABLE},
    )
    assert process.stdout is not None
    try:
        async with asyncio.timeout(SECONDS + grace):
            data = await _bounded(process.stdout)
            await process.wait()
        report = json.loads(data)
    except (TimeoutError, ValueError, RecursionError) as error:
        raise CourseError(
            "afresh-failed", "The lab could not be started afresh: reload the page, try again."
        ) from error
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    if not isinstance(report, dict):
        raise CourseError("afresh-failed", "The lab could not be started afresh: try again.")
    return report


async def _bounded(stream: asyncio.StreamReader) -> bytes:
    data = b""
    while piece := await stream.read(1 << 16):
        data += piece
        if len(data) > _MOST_BYTES:
            raise ValueError("too long")
    return data
