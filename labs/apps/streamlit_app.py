"""My Streamlit app: a chat with my own model server.

Behind the hub it opens with the tile "My Streamlit app"; on a laptop run `streamlit run
streamlit_app.py`.
The file is yours: change it and save it, then reload the page.
"""

from collections.abc import Iterator

import streamlit as st

from llmlab import TROUBLE, client, explain, model_name

TITLE = "Ask your own model"
INTRODUCTION = "Your words go to the model server in your own lab, and nowhere else."
EXAMPLES = [
    "What is the late fee?",
    "When is the summer break?",
    "Does the library lend chainsaws?",
]
MESSAGES_REMEMBERED = 8


def tokens(messages: list[dict[str, str]]) -> Iterator[str]:
    """Yield the answer to the last message, piece by piece."""
    try:
        for part in client().chat(
            model=model_name("chat"),
            messages=messages[-MESSAGES_REMEMBERED:],
            think=False,
            stream=True,
            options={"temperature": 0.2, "num_ctx": 1024, "num_predict": 200},
        ):
            yield part.message.content or ""
    except TROUBLE as error:
        yield f"\n\n**{explain(error)}**"


def sidebar() -> None:
    """Show which model answers, and a button to begin again."""
    with st.sidebar:
        st.header("Your model")
        try:
            st.write(f"`{model_name('chat')}` answers you.")
        except TROUBLE as error:
            st.error(str(error))
        if st.button("Start over", help="Forget the conversation", width="stretch"):
            st.session_state.messages = []


def pick_example() -> str | None:
    """Offer the examples while there is no conversation yet; return the one that was chosen."""
    st.markdown("**What would you like to know?** Type below, or start with an example.")
    for column, example in zip(st.columns(len(EXAMPLES)), EXAMPLES, strict=True):
        if column.button(example, width="stretch"):
            return example
    return None


def main() -> None:
    """Draw the page. Streamlit runs this again from the top at every event."""
    st.set_page_config(page_title=TITLE)
    st.title(TITLE)
    st.caption(INTRODUCTION)
    st.session_state.setdefault("messages", [])
    sidebar()
    typed = st.chat_input("Type your question")
    # A place that can be emptied: the examples leave as soon as a question is on its way.
    welcome = st.empty()
    if not st.session_state.messages and typed is None:
        with welcome.container():
            typed = pick_example()
    messages = st.session_state.messages
    for message in messages:
        st.chat_message(message["role"]).markdown(message["content"])
    if typed is None:
        return
    welcome.empty()
    if not typed.strip():
        st.warning("Please type a question first.")
        return
    st.chat_message("user").markdown(typed)
    messages.append({"role": "user", "content": typed})
    with st.chat_message("assistant"):
        answer = st.write_stream(tokens(messages))
    messages.append({"role": "assistant", "content": str(answer)})


if __name__ == "__main__":
    main()
