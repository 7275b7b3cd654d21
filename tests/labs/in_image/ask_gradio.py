"""Ask a Gradio app one question and print what arrives, one JSON list; used by the tests.

Arguments: the app's file, the question. Runs with the kernel's Python, as the app does.
"""

from __future__ import annotations

import importlib.util
import json
import sys
from pathlib import Path

from gradio_client import Client


def main(path: Path, question: str) -> None:
    """Start the app as the tile does, ask, and print every state of the answer."""
    sys.path.insert(0, str(path.parent))
    spec = importlib.util.spec_from_file_location("app", path)
    assert spec is not None
    assert spec.loader is not None
    app = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(app)
    demo = app.build()
    _, address, _ = demo.launch(prevent_thread_lock=True, quiet=True)
    job = Client(address, verbose=False).submit(question, api_name="/respond")
    job.result(timeout=120)
    print(json.dumps([str(state) for state in job.outputs()]))
    demo.close(verbose=False)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
