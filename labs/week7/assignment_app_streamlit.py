"""The page of the app that you enhance, drawn with Streamlit. It works as it is."""

import assignment_core as core
import streamlit as st


def main() -> None:
    """Draw the page; your feature gets a place of its own in it. The question is the first field."""
    st.set_page_config(page_title=core.TITLE)
    st.title(core.TITLE)
    st.caption("A small model answers. It can be wrong: check what matters.")
    with st.form("ask"):
        question = st.text_input("Your question", placeholder="Type your question")
        pressed = st.form_submit_button("Ask")
    if pressed:
        st.write_stream(core.answer(question))


if __name__ == "__main__":
    main()
