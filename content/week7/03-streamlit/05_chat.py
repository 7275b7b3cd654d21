"""A chat page on one screen: chat elements, a stream, and the conversation in `session_state`."""

import streamlit as st

from llmlab import TROUBLE, client, explain, model_name


def pieces(messages: list[dict]):
    """Yield the pieces of the model's answer; trouble is said in words."""
    try:
        for part in client().chat(
            model=model_name("chat"),
            messages=messages,
            think=False,
            stream=True,
            options={"temperature": 0.0, "num_ctx": 1024, "num_predict": 120},
        ):
            yield part.message.content or ""
    except TROUBLE as error:
        yield f"\n\n**{explain(error)}**"


st.title("Chat with the Hazelbrook desk")
st.caption("A small model answers. It can be wrong: check what matters.")

st.session_state.setdefault("messages", [])
for message in st.session_state.messages:
    st.chat_message(message["role"]).markdown(message["content"])

question = st.chat_input("Type your question")
if question is not None and not question.strip():
    st.warning("Please type a question first.")
elif question is not None:
    st.chat_message("user").markdown(question)
    st.session_state.messages.append({"role": "user", "content": question})
    with st.chat_message("assistant"):
        answer = st.write_stream(pieces(st.session_state.messages[-5:]))
    st.session_state.messages.append({"role": "assistant", "content": answer})
