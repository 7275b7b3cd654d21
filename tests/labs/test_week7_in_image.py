"""Week 7 in the students' image: its scripts as pages, its tools, and both faces of each app."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from tests.labs.student_lab import ROOT, StudentLab

pytestmark = [pytest.mark.docker, pytest.mark.timeout(600)]

FOLDER = "/home/student/labs/week7"
QUESTION = "What is the late fee?"
NOBODY = {"OLLAMA_HOST": "127.0.0.1:1"}
APPS = (
    *("lab_gradio.py", "lab_streamlit.py", "assignment_app.py", "assignment_app_streamlit.py"),
    *("04-chatbot/app_gradio.py", "04-chatbot/app_streamlit.py", "03-streamlit/05_chat.py"),
)
CRASHING = """
import gradio as gr
def respond(text):
    return str(1 / len(text.strip()))
def build():
    return gr.Interface(respond, "text", "text")
"""
AT_ONCE = """
import streamlit as st
st.title("All at once")
text = st.text_input("Your question")
if st.button("Ask"):
    st.markdown(f"You said: {text}.")
"""


def use(
    lab: StudentLab, script: str, *steps: list[Any], environ: dict[str, str] | None = None
) -> list[dict[str, list[str]]]:
    """Return what a page of the Streamlit lecture shows after each step."""
    path = f"{FOLDER}/03-streamlit/{script}"
    said = lab.run(
        "python", "/opt/tests/use_streamlit.py", path, json.dumps(steps), environ=environ
    )
    states: list[dict[str, list[str]]] = json.loads(said.splitlines()[-1])
    assert all("exceptions" not in state for state in states), states
    return states


def tried(lab: StudentLab, app: str, *options: str) -> dict[str, Any]:
    """Return what try_app.py saw."""
    command = f"cd {FOLDER}; python try_app.py {app} '{QUESTION}' {' '.join(options)}"
    found: dict[str, Any] = json.loads(lab.shell(command))
    return found


def test_a_plain_variable_is_new_in_every_run(lab: StudentLab) -> None:
    states = use(lab, "01_rerun.py", ["button", 0], ["text_input", 0, "Ines"])
    assert [state["markdown"][1] for state in states] == ["The variable `runs` is 1."] * 3
    assert states[-1]["markdown"][0].startswith("Hello, Ines.")


def test_widgets_return_their_value(lab: StudentLab) -> None:
    states = use(
        lab,
        "02_widgets.py",
        *(["number_input", 0, 3], ["slider", 0, 4], ["number_input", 0, 2], ["slider", 0, 30]),
        *(["button", 0], ["text_input", 0, "17"], ["button", 0]),
    )
    # A step within a form shows nothing new by itself.
    assert [state["metric"][0] for state in states] == ["1", "3", "12", "8", "40", "40", "40"]
    assert "20 euros" in states[4]["info"][0]
    assert "number of your card" in states[5]["warning"][0]
    assert "Card 17" in states[6]["success"][0]


def test_session_state_remembers_and_a_plain_list_does_not(lab: StudentLab) -> None:
    states = use(
        lab,
        "03_session_state.py",
        *(["text_input", 0, "drill"], ["button", 0], ["text_input", 0, "saw"], ["button", 0]),
        *(["button", 0], ["button", 1]),
    )
    counts = [tuple(int(text[-1]) for text in state["markdown"][:2]) for state in states]
    assert counts == [(0, 0), (1, 1), (2, 1), (2, 0), (0, 0)]


def test_a_resource_is_loaded_once_for_all(lab: StudentLab) -> None:
    # Somebody else has opened the page before.
    states = use(lab, "04_cache_resource.py", ["button", 0])
    counts = [tuple(int(text[-1]) for text in state["markdown"][1:]) for state in states]
    assert counts == [(2, 1), (3, 2)]
    assert states[0]["markdown"][0] == states[1]["markdown"][0]
    away = use(lab, "04_cache_resource.py", environ=NOBODY)
    assert "LAB-SERVER-DOWN" in away[0]["error"][0]


def test_the_chat_page_answers_remembers_and_says_what_is_wrong(lab: StudentLab) -> None:
    states = use(
        lab,
        "05_chat.py",
        *(["chat_input", 0, text] for text in (QUESTION, "Which tool is borrowed most?", "  ")),
    )
    assert [len(state.get("markdown", [])) for state in states] == [0, 2, 4, 4]
    assert "type a question" in states[-1]["warning"][0]


def test_the_lectures_own_test_prints_its_number(lab: StudentLab) -> None:
    text = (ROOT / "content/week7/03-streamlit/README.md").read_text(encoding="utf-8")
    program = next(
        code for code in re.findall(r"```python\n(.*?)```", text, re.DOTALL) if "AppTest" in code
    )
    path = lab.home / "try_fees.py"
    path.write_text(program, encoding="utf-8")
    said = lab.shell(f"cd {FOLDER}/03-streamlit; python ~/try_fees.py")
    assert said.split() == ["12"]


@pytest.mark.parametrize("app", APPS)
def test_every_app_answers_streams_and_takes_nothing_for_a_question(
    lab: StudentLab, app: str
) -> None:
    seen = tried(lab, app)
    assert not seen["crashed"]
    assert len(seen["title"]) > 3
    assert "question" in seen["label"]
    assert len(seen["states"]) > 2
    assert "one euro per tool and day" in seen["said"]
    assert seen["states"][-1].strip() == seen["said"].strip()
    assert "type a question" in seen["empty"]


@pytest.mark.parametrize("app", APPS)
def test_every_app_says_that_the_server_is_away(lab: StudentLab, app: str) -> None:
    seen = tried(lab, app, "--unplugged")
    assert not seen["crashed"]
    assert "LAB-SERVER-DOWN" in seen["said"]
    assert "type a question" in seen["empty"]


def test_the_visitor_sees_what_is_wrong_with_a_page(lab: StudentLab) -> None:
    week = lab.home / "labs/week7"
    (week / "crashing.py").write_text(CRASHING, encoding="utf-8")
    (week / "at_once.py").write_text(AT_ONCE, encoding="utf-8")
    crashing, at_once = tried(lab, "crashing.py"), tried(lab, "at_once.py")
    assert crashing["crashed"]
    assert crashing["title"] == ""
    assert not at_once["crashed"]
    assert at_once["states"] == [f"You said: {QUESTION}."]


def test_the_starter_answers_in_a_terminal(lab: StudentLab) -> None:
    said = lab.shell(
        f"cd {FOLDER}; python assignment_core.py '{QUESTION}';"
        "python assignment_core.py --model no-such-model 'Hello!'"
    )
    assert "one euro per tool and day" in said
    assert "LAB-MODEL-MISSING" in said


def test_own_tests_are_run_with_and_without_the_feature(lab: StudentLab) -> None:
    week = lab.home / "labs/week7"
    tests = "from assignment_core import EMPTY, messages_for\n"
    tests += "def test_strip():\n    assert messages_for(' a ')[1]['content'] == 'a'\n"
    (week / "test_feature.py").write_text(tests, encoding="utf-8")
    said = lab.shell(f"cd {FOLDER}; python try_tests.py")
    assert said.split() == ["[OK]", "test_strip"]
    for options in ("--without messages_for", "--without no_such_function"):
        status = lab.shell(f"cd {FOLDER}; python try_tests.py {options} || echo status $?")
        assert status.split() == ["status", "1"]
    (week / "test_feature.py").unlink()
