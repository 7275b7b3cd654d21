"""What a build tells: progress for people on stderr, one line of JSON for programs at the end."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Result:
    """One image after a run: its name, id, where it came from, and whether this run changed it."""

    tag: str
    id: str
    source: str
    changed: bool

    def as_dict(self) -> dict[str, str]:
        """The result as it stands in the JSON line."""
        word = "changed" if self.changed else "unchanged"
        return {"tag": self.tag, "id": self.id, "source": self.source, "result": word}


def say(line: str) -> None:
    """Print one line of progress at once, for what follows may take minutes."""
    print(line, file=sys.stderr, flush=True)


def summary(results: Mapping[str, Result]) -> str:
    """The JSON line that ends a successful run."""
    return json.dumps(
        {
            "changed": any(result.changed for result in results.values()),
            "images": {name: result.as_dict() for name, result in results.items()},
        }
    )
