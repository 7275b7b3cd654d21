"""Load once, for everybody: what is slow to make and the same for all visitors."""

import time
from datetime import datetime

import streamlit as st

from llmlab import TROUBLE, client, explain


@st.cache_resource(show_spinner="Loading, this once ...")
def load() -> dict:
    """Return something that takes long to make. The two seconds stand for reading a model."""
    time.sleep(2)
    return {"loaded": datetime.now(), "runs": 0}


@st.cache_data(ttl=60)
def models() -> list[str]:
    """Return the names of the models that are there; asked again after a minute."""
    return sorted(str(one.model) for one in client().list().models)


st.title("Loaded once")

resource = load()
resource["runs"] += 1
st.session_state["runs"] = st.session_state.get("runs", 0) + 1

st.button("Run again")
st.write(f"Loaded at {resource['loaded']:%H:%M:%S}, once for all visitors.")
st.write(f"Runs of all visitors together: {resource['runs']}")
st.write(f"Your own runs: {st.session_state['runs']}")
try:
    st.selectbox("Models on your server", models())
except TROUBLE as error:
    st.error(str(explain(error)))
