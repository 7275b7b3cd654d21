"""Command line of the image builder; the environment is read here and nowhere below."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from images.build import docker, gpu, lock
from images.build.builder import Workshop
from images.build.catalog import IMAGES
from images.build.errors import BuildError, from_system
from images.build.registry import Registry
from images.build.report import summary
from images.build.run import Run, record

ROOT = Path(__file__).resolve().parents[2]


def parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(
        prog="python -m images.build",
        description="Build or pull the images; a last line of JSON on stdout says what changed.",
        epilog="LLMHUB_REGISTRY=host:port takes others' images from a mirror.",
    )
    parser.add_argument(
        "names",
        nargs="*",
        default=["all"],
        metavar="image",
        help=f"all, {', '.join(IMAGES)}; or `lock`: record the digests of others' images",
    )
    parser.add_argument(
        "--gpu",
        action=argparse.BooleanOptionalAction,
        help="whether the host has a GPU to serve (default: look for one)",
    )
    parser.add_argument(
        "--refresh", action="store_true", help="ask the registry even where an image is here"
    )
    parser.add_argument("--prefix", default="llmhub", help="first part of our images' names")
    parser.add_argument("--lock-file", type=Path, default=ROOT / "images.lock")
    return parser.parse_args(arguments)


def work(options: argparse.Namespace) -> str:
    """Do what the command line says; return the JSON line."""
    docker.require()
    registry = Registry(os.environ.get("LLMHUB_REGISTRY", ""))
    if options.names == ["lock"]:
        return json.dumps({"changed": record(options.lock_file, registry), "images": {}})
    shop = Workshop(
        root=ROOT,
        prefix=options.prefix,
        version=(ROOT / "images/VERSION").read_text().strip(),
        environment=dict(os.environ),
        logs=ROOT / ".cache/images",
    )
    has_gpu = gpu.is_here() if options.gpu is None else options.gpu
    run = Run(shop, registry, lock.read(options.lock_file), has_gpu, options.refresh)
    return summary(run.ensure(options.names))


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the builder; 0, or 1 with a code and a sentence on stderr."""
    options = parse(arguments)
    try:
        print(work(options), flush=True)
    except (BuildError, OSError) as failure:
        error = failure if isinstance(failure, BuildError) else from_system(failure)
        print(f"[{error.code}] {error.message}", file=sys.stderr)
        print(json.dumps({"error": {"code": error.code, "message": error.message}}))
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
