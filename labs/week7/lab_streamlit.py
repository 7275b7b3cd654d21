"""The face of my app, drawn with Streamlit. `lab_core.py` thinks, this file draws."""

import lab_core
import streamlit as st


def main() -> None:
    """Draw the page: a title, one input with a label and a button, and the answer as it comes.

    Streamlit runs this from the top at every event.
    """
    ### BEGIN SOLUTION
    st.set_page_config(page_title=lab_core.TITLE)
    st.title(lab_core.TITLE)
    st.caption("A small model answers. It can be wrong: check what matters.")
    with st.form("ask"):
        text = st.text_input(lab_core.LABEL)
        pressed = st.form_submit_button("Ask")
    if pressed:
        st.write_stream(lab_core.answer(text))
    ### END SOLUTION


if __name__ == "__main__":
    main()
