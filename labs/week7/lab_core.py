"""The core of my app: what is sent to the model, and what is said when something fails.

No page is known here. `lab_gradio.py` and `lab_streamlit.py` draw it, `try_app.py` tries it.
"""

from collections.abc import Iterator

from llmlab import TROUBLE, client, explain, model_name

TITLE = "Ask the Hazelbrook desk"
INSTRUCTION = "You answer questions about the Hazelbrook Tool Library. Answer briefly."
LABEL = "Your question"
EMPTY = "Please type a question first."
SETTINGS = {"temperature": 0.0, "num_ctx": 1024, "num_predict": 120}


def messages_for(text: str) -> list[dict[str, str]]:
    """Return what is sent: INSTRUCTION as system message, then the text as user message.

    Spaces and empty lines around the text are taken off.
    """
    ### BEGIN SOLUTION
    return [
        {"role": "system", "content": INSTRUCTION},
        {"role": "user", "content": text.strip()},
    ]
    ### END SOLUTION


def answer(text: str) -> Iterator[str]:
    """Yield the pieces of the model's answer, each as soon as it is made.

    Without any text there is one piece, EMPTY, and no model is asked. When the surroundings fail
    (TROUBLE), the last piece is the sentence that `explain` makes of it.
    """
    ### BEGIN SOLUTION
    if not text.strip():
        yield EMPTY
        return
    try:
        for part in client().chat(
            model=model_name("chat"),
            messages=messages_for(text),
            think=False,
            stream=True,
            options=SETTINGS,
        ):
            yield part.message.content or ""
    except TROUBLE as error:
        yield f"\n\n{explain(error)}"
    ### END SOLUTION
