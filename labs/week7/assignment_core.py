"""The core of the app that you enhance: it works as it is, and your feature goes in below.

    python assignment_core.py "What is the late fee?"
    python assignment_core.py --model NAME "What is the late fee?"

No page is known here: `assignment_app.py` (Gradio) or `assignment_app_streamlit.py` draws it.
"""

import argparse
from collections.abc import Iterator

from llmlab import TROUBLE, client, explain, model_name

TITLE = "Ask the Hazelbrook desk"
INSTRUCTION = "You answer questions about the Hazelbrook Tool Library. Answer briefly."
EMPTY = "Please type a question first."
SETTINGS = {"temperature": 0.0, "num_ctx": 1024, "num_predict": 120}


def messages_for(text: str) -> list[dict[str, str]]:
    """Return what is sent: the instruction, then the question."""
    return [
        {"role": "system", "content": INSTRUCTION},
        {"role": "user", "content": text.strip()},
    ]


def answer(text: str, model: str = "") -> Iterator[str]:
    """Yield the pieces of the answer; an empty question and trouble are answered in words."""
    if not text.strip():
        yield EMPTY
        return
    try:
        for part in client().chat(
            model=model or model_name("chat"),
            messages=messages_for(text),
            think=False,
            stream=True,
            options=SETTINGS,
        ):
            yield part.message.content or ""
    except TROUBLE as error:
        yield f"\n\n{explain(error, model=model)}"


# --- your feature ---------------------------------------------------------------------------------
# Write it here, as one function or more that know nothing of a page. So it can be tested without one.


# --- in a terminal --------------------------------------------------------------------------------


def main() -> None:
    """Answer one question in the terminal."""
    parser = argparse.ArgumentParser(description="Ask the app's core one question.")
    parser.add_argument("question")
    parser.add_argument("--model", default=model_name("chat"), help="default: %(default)s")
    options = parser.parse_args()
    for piece in answer(options.question, options.model):
        print(piece, end="", flush=True)
    print()


if __name__ == "__main__":
    main()
