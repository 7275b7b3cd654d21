"""The chatbot with Gradio: `core.py` thinks, this file draws."""

from collections.abc import Iterator
from typing import Any

import core
import gradio as gr


def plain(history: list[dict[str, Any]]) -> list[core.Message]:
    """Return Gradio's history as Ollama wants it: role and text, not role and list of parts."""
    messages = []
    for message in history:
        content = message["content"]
        if not isinstance(content, str):
            content = "".join(part.get("text", "") for part in content)
        messages.append({"role": message["role"], "content": content})
    return messages


def respond(
    message: str, history: list[dict[str, Any]], model: str, exchanges: int, temperature: float
) -> Iterator[str]:
    """Yield the answer so far, one piece longer each time: Gradio replaces what it shows."""
    shown = ""
    for piece in core.answer(
        plain(history), message, model=model, exchanges=int(exchanges), temperature=temperature
    ):
        shown += piece
        yield shown


def build() -> gr.Blocks:
    """Lay out the page; the model is asked when somebody types, not before."""
    models = core.chat_models()
    return gr.ChatInterface(
        respond,
        title="Hazelbrook help desk",
        description="A chatbot about the Hazelbrook Tool Library. It can be wrong: check what matters.",
        chatbot=gr.Chatbot(label="Conversation", height="52vh", buttons=["copy"]),
        textbox=gr.Textbox(
            label="Your question",
            placeholder="Type your question",
            submit_btn="Send",
            stop_btn="Stop",
        ),
        additional_inputs=[
            gr.Dropdown(models, value=models[0], label="Model"),
            gr.Slider(0, 8, value=4, step=1, label="Exchanges it remembers"),
            gr.Slider(0, 1.5, value=0.2, step=0.1, label="Temperature"),
        ],
        additional_inputs_accordion=gr.Accordion("Settings", open=False),
    )


if __name__ == "__main__":
    build().launch()
