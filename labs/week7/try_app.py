"""Try an app as a visitor would, without a browser, and say what was seen, as JSON.

    python try_app.py lab_gradio.py "What is the late fee?"
    python try_app.py lab_gradio.py "What is the late fee?" --unplugged

It opens the page, asks the question, asks again with nothing but spaces, and prints

    title   the page's title
    label   the label of its first field
    states  every state that the answer went through
    said    all that the page said in the end
    empty   all that it said to the spaces
    crashed True if an error of Python reached the page; its traceback stands above the JSON

With --unplugged no model server answers. A Gradio app has a function `build` that returns its page,
and a function `respond` whose first input is the question. A Streamlit app has a chat input, or a
text field and a button.
"""

import argparse
import contextlib
import importlib.util
import json
import logging
import os
import sys
from pathlib import Path

SPACES = "   "
NOBODY = "127.0.0.1:1"  # where no server listens
SECONDS = 120


# --- Gradio: through its own door, with gradio_client --------------------------------------------


def load(path: Path):
    """Import an app from its file."""
    spec = importlib.util.spec_from_file_location(path.stem, path)
    app = importlib.util.module_from_spec(spec)
    sys.modules[path.stem] = app
    spec.loader.exec_module(app)
    return app


def texts_of(state: object) -> list[str]:
    """Return the texts of one state: the answer first, then what else the app shows."""
    parts = state if isinstance(state, tuple | list) else [state]
    return [part for part in parts if isinstance(part, str)]


def ask_gradio(visitor, question: str) -> tuple[list[str], str]:
    """Return the states of the answer, and all that was said in the end."""
    job = visitor.submit(question, api_name="/respond")
    try:
        last = job.result(timeout=SECONDS)
    except Exception as error:
        return [], str(error)
    states = [texts_of(state) for state in job.outputs() or [last]]
    return [texts[0] for texts in states if texts], "\n".join(texts_of(last))


def try_gradio(path: Path, question: str) -> dict[str, object]:
    """Start the app, ask twice, and stop it."""
    from gradio_client import Client

    page = load(path).build()
    page.launch(prevent_thread_lock=True, quiet=True)
    try:
        visitor = Client(page.local_url, verbose=False)
        doors = visitor.view_api(print_info=False, return_format="dict")["named_endpoints"]
        if not doors.get("/respond", {}).get("parameters"):
            raise SystemExit("The page has no function `respond` with an input.")
        states, said = ask_gradio(visitor, question)
        _, empty = ask_gradio(visitor, SPACES)
        return {
            "title": page.title if page.title and page.title != "Gradio" else "",
            "label": doors["/respond"]["parameters"][0]["label"],
            "states": states,
            "said": said,
            "empty": empty,
            "crashed": any("Gradio app has raised" in text for text in (said, empty)),
        }
    finally:
        page.close(verbose=False)


# --- Streamlit: as in its own tests, with AppTest -------------------------------------------------


def record_drawing() -> list[tuple[str, str]]:
    """Return a list that fills with (place, text) whenever a page draws a text."""
    from streamlit.runtime.forward_msg_queue import ForwardMsgQueue

    drawn: list[tuple[str, str]] = []
    enqueue = ForwardMsgQueue.enqueue

    def noted(self, message) -> None:
        for kind in ("markdown", "alert", "text"):
            body = getattr(message.delta.new_element, kind).body
            if body:
                drawn.append((str(list(message.metadata.delta_path)), body))
        enqueue(self, message)

    ForwardMsgQueue.enqueue = noted
    return drawn


def open_page(path: Path):
    """Open a page, and stop with its own words if it fails."""
    from streamlit.testing.v1 import AppTest

    page = AppTest.from_file(str(path), default_timeout=SECONDS).run()
    if page.exception:
        raise SystemExit(f"The page does not open: {page.exception[0].message}")
    if not fields_of(page):
        raise SystemExit("The page has no chat input and no text field.")
    return page


def fields_of(page) -> list:
    """Return the fields to type into, the most likely one first."""
    return [*page.chat_input, *page.main.text_area, *page.main.text_input]


def send(page, question: str) -> None:
    """Type the question and send it, with the button of the same form if there is one."""
    field = fields_of(page)[0].set_value(question)
    buttons = [] if page.chat_input else [*page.main.button]
    own = [one for one in buttons if one.form_id and one.form_id == field.form_id]
    for button in (own or buttons)[:1]:
        button.click()
    page.run()


def ask_streamlit(
    path: Path, question: str, drawn: list[tuple[str, str]]
) -> tuple[list[str], str, bool]:
    """Return the states of the text that grew, all that is new in the end, and whether it crashed."""
    page = open_page(path)
    before = {text for _, text in drawn} | {question, question.strip()}
    drawn.clear()
    send(page, question)
    new = [(place, text) for place, text in drawn if text not in before]
    drawn.clear()
    if page.exception:
        return [], page.exception[0].message, True
    places = [place for place, _ in new]
    longest = max(places, key=places.count, default="")
    states = [text for place, text in new if place == longest]
    return states, "\n".join(dict(new).values()), False


def try_streamlit(path: Path, question: str) -> dict[str, object]:
    """Open the page, ask, then open it anew and ask with spaces."""
    logging.disable(logging.WARNING)  # "missing ScriptRunContext" does not matter here
    page = open_page(path)
    field = fields_of(page)[0]
    drawn = record_drawing()
    states, said, crashed = ask_streamlit(path, question, drawn)
    _, empty, crashed_too = ask_streamlit(path, SPACES, drawn)
    return {
        "title": page.title[0].value if page.title else "",
        "label": getattr(field, "label", "") or getattr(field, "placeholder", ""),
        "states": states,
        "said": said,
        "empty": empty,
        "crashed": crashed or crashed_too,
    }


def main() -> None:
    """Read the options, try the app, and print what was seen."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("app", type=Path)
    parser.add_argument("question")
    parser.add_argument("--unplugged", action="store_true", help="let no model server answer")
    options = parser.parse_args()
    if options.unplugged:
        os.environ["OLLAMA_HOST"] = NOBODY
    path = options.app.resolve()
    sys.path.insert(0, str(path.parent))
    streamlit = "import streamlit" in path.read_text(encoding="utf-8")
    with contextlib.redirect_stdout(sys.stderr):  # what the app prints is not the report
        seen = (try_streamlit if streamlit else try_gradio)(path, options.question)
    print(json.dumps(seen, indent=1, ensure_ascii=False))


if __name__ == "__main__":
    main()
