"""Ask a Streamlit app questions and print what the page shows, one JSON object; used by the tests.

Arguments: the app's file, the questions. Runs with the kernel's Python, as the app does.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from streamlit.testing.v1 import AppTest


def main(path: Path, *questions: str) -> None:
    """Open the page, ask, and print texts, trouble and labels."""
    sys.path.insert(0, str(path.parent))
    page = AppTest.from_file(str(path), default_timeout=120).run()
    for question in questions:
        page.chat_input[0].set_value(question).run()
    shown = {
        "messages": [[one.value for one in message.markdown] for message in page.chat_message],
        "warnings": [one.value for one in page.warning],
        "exceptions": [one.message for one in page.exception],
        "title": [one.value for one in page.title],
        "buttons": [one.label for one in page.button],
    }
    print(json.dumps(shown))


if __name__ == "__main__":
    main(Path(sys.argv[1]), *sys.argv[2:])
