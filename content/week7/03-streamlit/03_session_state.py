"""A list that grows: what a script forgets at every run, `session_state` remembers."""

import streamlit as st

st.title("My list of tools")

st.session_state.setdefault("tools", [])
forgetful = []

with st.form("add", clear_on_submit=True):
    tool = st.text_input("Tool")
    added = st.form_submit_button("Add")
if added and tool.strip():
    st.session_state.tools.append(tool.strip())
    forgetful.append(tool.strip())

if st.button("Start over"):
    st.session_state.tools = []

st.write(f"In `session_state`: {len(st.session_state.tools)}")
st.write(f"In a plain list: {len(forgetful)}")
for number, one in enumerate(st.session_state.tools, start=1):
    st.write(f"{number}. {one}")
if len(st.session_state.tools) > 5:
    st.warning("A member may borrow up to five tools at a time.")
