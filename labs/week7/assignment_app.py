"""The page of the app that you enhance, drawn with Gradio. It works as it is."""

from collections.abc import Iterator

import assignment_core as core
import gradio as gr


def respond(text: str) -> Iterator[str]:
    """Yield the answer so far. The question stays the first input, the answer the first output."""
    shown = ""
    for piece in core.answer(text):
        shown += piece
        yield shown


def build() -> gr.Blocks:
    """Lay out the page; your feature gets a place of its own in it."""
    with gr.Blocks(title=core.TITLE) as page:
        gr.Markdown(
            f"# {core.TITLE}\n\nA small model answers. It can be wrong: check what matters."
        )
        question = gr.Textbox(label="Your question", placeholder="Type your question")
        ask = gr.Button("Ask", variant="primary")
        shown = gr.Textbox(label="Answer", lines=3)
        gr.on([ask.click, question.submit], respond, inputs=question, outputs=shown)
    return page


if __name__ == "__main__":
    build().launch()
