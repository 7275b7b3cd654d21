"""My Gradio app: a chat with my own model server.

Behind the hub it opens with the tile "My Gradio app"; on a laptop run `python gradio_app.py`.
The file is yours: change it, save it, stop the app and open the tile again.
"""

from collections.abc import Iterator

import gradio as gr

from llmlab import TROUBLE, client, explain, model_name

TITLE = "Ask your own model"
INTRODUCTION = "Your words go to the model server in your own lab, and nowhere else."
EXAMPLES = [
    "What is the late fee?",
    "When is the summer break?",
    "Does the library lend chainsaws?",
]
MESSAGES_REMEMBERED = 8


def plain(history: list[dict]) -> list[dict[str, str]]:
    """Return the last messages as Ollama wants them: Gradio keeps each as a list of parts."""
    messages = []
    for message in history[-MESSAGES_REMEMBERED:]:
        content = message["content"]
        if not isinstance(content, str):
            content = "".join(part.get("text", "") for part in content)
        messages.append({"role": message["role"], "content": content})
    return messages


def respond(message: str, history: list[dict]) -> Iterator[str]:
    """Yield the answer so far, again and again, one token longer each time."""
    if not message.strip():
        yield "Please type a question first."
        return
    answer = ""
    try:
        for part in client().chat(
            model=model_name("chat"),
            messages=[*plain(history), {"role": "user", "content": message}],
            think=False,
            stream=True,
            options={"temperature": 0.2, "num_ctx": 1024, "num_predict": 200},
        ):
            answer += part.message.content or ""
            yield answer
    except TROUBLE as error:
        yield f"{answer}\n\n**{explain(error)}**".strip()


def build() -> gr.Blocks:
    """Lay out the page; nothing is asked of the model before somebody types."""
    return gr.ChatInterface(
        respond,
        title=TITLE,
        description=INTRODUCTION,
        examples=EXAMPLES,
        chatbot=gr.Chatbot(
            label="Conversation",
            height="58vh",
            layout="bubble",
            buttons=["copy"],
            placeholder="## What would you like to know?\nType below, or start with an example.",
        ),
        textbox=gr.Textbox(
            label="Your question",
            placeholder="Type your question",
            submit_btn="Send",
            stop_btn="Stop",
        ),
    )


if __name__ == "__main__":
    # The computer's own font: nothing is fetched from elsewhere. More in gr.themes.
    build().launch(theme=gr.themes.Default(primary_hue="teal", font=["system-ui", "sans-serif"]))
