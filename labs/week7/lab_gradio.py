"""The face of my app, drawn with Gradio. `lab_core.py` thinks, this file draws."""

from collections.abc import Iterator

import gradio as gr
import lab_core


def respond(text: str) -> Iterator[str]:
    """Yield the answer so far, one piece longer each time: Gradio replaces what it shows."""
    ### BEGIN SOLUTION
    shown = ""
    for piece in lab_core.answer(text):
        shown += piece
        yield shown
    ### END SOLUTION


def build() -> gr.Blocks:
    """Return the page: a title, one input with a label, one output; `respond` does the work.

    The model is asked when somebody types, not here.
    """
    ### BEGIN SOLUTION
    return gr.Interface(
        respond,
        inputs=gr.Textbox(label=lab_core.LABEL),
        outputs=gr.Textbox(label="Answer", lines=3),
        title=lab_core.TITLE,
        description="A small model answers. It can be wrong: check what matters.",
        flagging_mode="never",
    )
    ### END SOLUTION


if __name__ == "__main__":
    build().launch()
