"""What a late tool costs: widgets are calls that return their value."""

import streamlit as st


def late_fee(tools: float, days: float) -> float:
    """Return the fee in euros: one per tool and day, at most 20 per tool."""
    return tools * min(days, 20)


st.title("The price of being late")

tools = st.number_input("Tools", min_value=1, max_value=7, value=1)
days = st.slider("Days late", 0, 40, 1)
st.metric("Late fee in euros", late_fee(tools, days))
if days > 20:
    st.info("The limit of 20 euros per tool is reached.")

st.header("Ask for a reminder")
# In a form, nothing runs again until its own button is pressed.
with st.form("reminder"):
    member = st.text_input("Number of your blue card")
    by_mail = st.checkbox("By e-mail", value=True)
    sent = st.form_submit_button("Remind me")
if sent and not member.strip():
    st.warning("Please type the number of your card first.")
elif sent:
    st.success(f"Card {member} gets a reminder by {'e-mail' if by_mail else 'telephone'}.")
