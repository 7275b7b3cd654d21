"""Use a Streamlit page step by step and print what it shows after each, as JSON; used by the tests.

Arguments: the script, and JSON steps such as [["text_input", 0, "saw"], ["button", 0]]. A step with
a value types it or moves the widget there; one without presses it. Every pressed step, and every
step of a widget that is not in a form, runs the script.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from streamlit.testing.v1 import AppTest

SHOWN = ("title", "markdown", "metric", "info", "success", "warning", "error")


def shown(page: AppTest) -> dict[str, Any]:
    """Return what stands on the page, by kind."""
    found = {kind: [str(one.value) for one in getattr(page, kind)] for kind in SHOWN}
    found["exceptions"] = [one.message for one in page.exception]
    return {kind: texts for kind, texts in found.items() if texts}


def main(path: Path, steps: list[list[Any]]) -> None:
    """Open the page twice, as two visitors would, and let the second one take the steps."""
    AppTest.from_file(str(path), default_timeout=120).run()
    page = AppTest.from_file(str(path), default_timeout=120).run()
    states = [shown(page)]
    for kind, number, *value in steps:
        widget = getattr(page, kind)[number]
        if value:
            widget.set_value(value[0])
            if getattr(widget, "form_id", ""):
                continue
        else:
            widget.click()
        page.run()
        states.append(shown(page))
    print(json.dumps(states))


if __name__ == "__main__":
    main(Path(sys.argv[1]), json.loads(sys.argv[2]))
