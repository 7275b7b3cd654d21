"""The chatbot with Streamlit: `core.py` thinks, this file draws."""

import core
import streamlit as st


def settings() -> tuple[str, int, float]:
    """Draw the sidebar; return model, exchanges to remember, and temperature."""
    with st.sidebar:
        st.header("Settings")
        model = st.selectbox("Model", core.chat_models())
        exchanges = st.slider("Exchanges it remembers", 0, 8, 4)
        temperature = st.slider("Temperature", 0.0, 1.5, 0.2, 0.1)
        if st.button("Start over", width="stretch"):
            st.session_state.history = []
    return str(model), exchanges, temperature


def main() -> None:
    """Draw the page. Streamlit runs this again from the top at every event."""
    st.set_page_config(page_title="Hazelbrook help desk")
    st.title("Hazelbrook help desk")
    st.caption("A chatbot about the Hazelbrook Tool Library. It can be wrong: check what matters.")
    st.session_state.setdefault("history", [])
    model, exchanges, temperature = settings()
    # What a script forgets at every run, `session_state` remembers: one for each visitor.
    history: list[core.Message] = st.session_state.history
    for message in history:
        st.chat_message(message["role"]).markdown(message["content"])
    question = st.chat_input("Type your question")
    if question is None:
        return
    st.chat_message("user").markdown(question)
    with st.chat_message("assistant"):
        pieces = core.answer(
            history, question, model=model, exchanges=exchanges, temperature=temperature
        )
        text = str(st.write_stream(pieces))
    history += [{"role": "user", "content": question}, {"role": "assistant", "content": text}]


if __name__ == "__main__":
    main()
