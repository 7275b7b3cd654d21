"""A page that asks the base model and the tuned one the same."""

from __future__ import annotations

import gradio as gr

from llmlab.tuning import ask


def chat(base: str, tuned: str) -> gr.Blocks:
    """Return a page that asks both models the same."""

    def both(prompt: str) -> tuple[str, str]:
        return ask(base, prompt), ask(tuned, prompt)

    with gr.Blocks(title="Before and after") as page:
        gr.Markdown("# Before and after\nAsk both models the same, with the fact in your question.")
        prompt = gr.Textbox(label="Your message")
        button = gr.Button("Ask both", variant="primary")
        with gr.Row():
            before = gr.Textbox(label=f"Base: {base}", lines=4)
            after = gr.Textbox(label=f"Tuned: {tuned}", lines=4)
        gr.on([button.click, prompt.submit], both, prompt, [before, after])
    return page
