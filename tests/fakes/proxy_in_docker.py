"""configurable-http-proxy out of the product's image, where none is installed.

    python tests/fakes/proxy_in_docker.py --port 8000 --api-port 8001 ...

Takes the proxy's own options and its token from the environment, and ends by the same signals.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

VERSION = (Path(__file__).parents[2] / "images/VERSION").read_text(encoding="utf-8").strip()
IMAGE = f"llmhub/proxy:{VERSION}"


def is_there() -> bool:
    """Tell whether Docker answers and has the image."""
    try:
        done = subprocess.run(
            ["docker", "image", "inspect", IMAGE], capture_output=True, check=False, timeout=20
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0


def command(options: Sequence[str]) -> list[str]:
    """Return Docker's words: files among the options are mounted where they are."""
    files = [word for word in options if Path(word).is_file()]
    return [
        *("docker", "run", "--rm", "--network=host", "--label=llmhub.instance=test-proxy"),
        # Certificates of a test are readable for who runs the test alone.
        *(f"--user={os.getuid()}:{os.getgid()}", "--env=CONFIGPROXY_AUTH_TOKEN"),
        *(f"--volume={file}:{file}:ro" for file in files),
        *(IMAGE, *options),
    ]


if __name__ == "__main__":
    words = command(sys.argv[1:])
    os.execvp(words[0], words)
