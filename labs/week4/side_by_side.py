"""A page that asks the base model and the tuned one the same."""

from __future__ import annotations

import os

import gradio as gr
from plan import Plan
from qlora import serve

from llmlab.registry import read_roles
from llmlab.tuning import RunFolder, ask, served_name


def serve_base(plan: Plan, run: RunFolder, name: str) -> str:
    """Return the name of the untuned model in Ollama; one that is not there is made as `name`."""
    if known := served_name(plan.model.name, read_roles(os.environ)):
        return known
    file = run.path / "base.gguf"
    try:
        return serve(plan, plan.model.path, file, name)
    finally:
        file.unlink(missing_ok=True)


def chat(base: str, tuned: str, example: str = "") -> gr.Blocks:
    """Return a page that asks both models the same; `example` is the first message."""

    def both(prompt: str) -> tuple[str, str]:
        return ask(base, prompt), ask(tuned, prompt)

    with gr.Blocks(title="Before and after") as page:
        gr.Markdown("# Before and after\nAsk both models the same, with the fact in your question.")
        prompt = gr.Textbox(example, label="Your message")
        button = gr.Button("Ask both", variant="primary")
        with gr.Row():
            before = gr.Textbox(label=f"Base: {base}", lines=4)
            after = gr.Textbox(label=f"Tuned: {tuned}", lines=4)
        gr.on([button.click, prompt.submit], both, prompt, [before, after])
    return page
