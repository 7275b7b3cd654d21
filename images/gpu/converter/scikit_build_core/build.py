"""Answers the installer in place of the builder of llama-cpp-python's source: nothing is compiled.

The package index has llama.cpp's converter to GGUF in that source alone. This way uv fetches it as
it does any package, from the host's index and checked by its hash, and gets a wheel that holds the
converter.
"""

from __future__ import annotations

import base64
import hashlib
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

VENDOR = Path("vendor/llama.cpp")
TAKEN = (
    "LICENSE",
    "convert_hf_to_gguf.py",
    "convert_lora_to_gguf.py",
    "conversion/*.py",
    "gguf-py/LICENSE",
    "gguf-py/gguf/*.py",
)
WHEEL = "Wheel-Version: 1.0\nGenerator: llmhub\nRoot-Is-Purelib: true\nTag: py3-none-any\n"


def build_wheel(wheel_directory: str, *_: object, **__: object) -> str:
    """Write the wheel of the source in the working folder; return its name (PEP 517)."""
    metadata = Path("PKG-INFO").read_text(encoding="utf-8")
    version = next(
        line.removeprefix("Version: ")
        for line in metadata.splitlines()
        if line.startswith("Version: ")
    )
    stem = f"llama_cpp_python-{version}"
    files = {
        path.relative_to(VENDOR).as_posix(): path.read_bytes()
        for pattern in TAKEN
        for path in sorted(VENDOR.glob(pattern))
    }
    files[f"{stem}.dist-info/METADATA"] = metadata.encode()
    files[f"{stem}.dist-info/WHEEL"] = WHEEL.encode()
    record = f"{stem}.dist-info/RECORD"
    lines = [f"{name},{checksum(data)},{len(data)}" for name, data in files.items()]
    files[record] = "\n".join([*lines, f"{record},,", ""]).encode()
    name = f"{stem}-py3-none-any.whl"
    with ZipFile(Path(wheel_directory, name), "w", ZIP_DEFLATED) as wheel:
        for path, data in files.items():
            wheel.writestr(path, data)
    return name


def checksum(data: bytes) -> str:
    """Return the SHA-256 of `data` as a wheel's list of files writes it."""
    digest = base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=")
    return f"sha256={digest.decode()}"
