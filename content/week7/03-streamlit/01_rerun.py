"""How often does this script run? Press the button, type, and watch the two numbers."""

from datetime import datetime

import streamlit as st

st.title("How often does this script run?")

runs = 0
runs = runs + 1

name = st.text_input("Your name", value="Spanner")
st.button("Do nothing")

st.write(f"Hello, {name}. This run began at {datetime.now():%H:%M:%S}.")
st.write(f"The variable `runs` is {runs}.")
print(f"a run, with the name {name}")
