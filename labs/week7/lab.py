# ---
# title: "Lab: build your own Gradio or Streamlit app"
# week: 7
# minutes: 75
# objectives:
#   - Write the core of an app and try it without any page.
#   - Draw a page for it with Gradio or Streamlit, with a title, one input, one output, and an answer that grows.
#   - Handle an empty input and a model server that does not answer.
#   - Open the app through the hub, and look at it as a visitor would.
# needs: {memory_gb: 1, disk_gb: 0.1, download_mb: 0, cpu_minutes: 2}
# last_checked: 2026-11-25
# jupyter:
#   kernelspec: {display_name: Python 3, language: python, name: python3}
# ---

# %% [markdown]
# # Lab: build your own Gradio or Streamlit app
#
# Today you build a page that somebody who does not program can use. It asks *your* model, in *your* lab.
#
# | part | what you do | minutes |
# | --- | --- | --- |
# | 1 | look around, choose your app and your face | 10 |
# | 2 | core: what is sent | 5 |
# | 3 | core: the answer, piece by piece | 10 |
# | 4 | core: empty input, and no server | 10 |
# | 5 | the face: a page | 20 |
# | 6 | open it through the hub | 5 |
# | 7 | look at it as a visitor | 15 |
#
# **Needs:** 1 GB of memory, 0.1 GB of disk, no download, about 2 minutes of computing.
#
# **How it works.** This notebook guides you; what you write stands in **scripts** beside it. Open a script with a double click, write your answer where it says so,
# **save it** (*Ctrl+S*), then run the check here. A check says `[OK]`, or where to look.

# %% [markdown] tags=["instructor"]
# **For instructors.** Parts 2 to 4 are the same for both faces, so pairs with different faces can work together until part 5. Whoever is stuck in part 3 may copy
# `pieces` from the Gradio lecture: what matters is where the sentence for trouble goes. With the tiny models a summariser does not summarise; a help desk is the
# better choice there, and a summariser a lesson. The checks look at form (pieces, sentences), never at what the model says.

# %% [markdown]
# ## 1. Look around and choose
#
# | file | what it is | you |
# | --- | --- | --- |
# | [lab_core.py](lab_core.py) | what is sent, what comes back, what is said when something fails | write two functions |
# | [lab_gradio.py](lab_gradio.py) | a page, drawn with Gradio | write this one **or** the next |
# | [lab_streamlit.py](lab_streamlit.py) | a page, drawn with Streamlit | write this one **or** the one before |
# | [try_app.py](try_app.py) | visits your page without a browser | read, use |
#
# The diagram shows why there are two files and not one: the core can be tried alone, and both faces could use it.
#
# ```mermaid
# flowchart LR
#     accTitle: The files of the lab
#     accDescr: The face is lab_gradio.py or lab_streamlit.py. It calls lab_core.py, which asks the Ollama server. try_app.py visits the face as a browser would.
#     T["try_app.py, or a browser"] --> F["lab_gradio.py or lab_streamlit.py"]
#     F --> C["lab_core.py"]
#     C --> O["Ollama server"]
# ```
#
# **Choose an app.** The constants at the top of `lab_core.py` say what your app is for. They describe a help desk, the safe choice with a small model. Change them for another one:
#
# | app | `TITLE` | `INSTRUCTION` | `LABEL` |
# | --- | --- | --- | --- |
# | help desk | Ask the Hazelbrook desk | You answer questions about the Hazelbrook Tool Library. Answer briefly. | Your question |
# | summariser | In one sentence | You shorten the text you are given to one sentence. | Your text |
# | rewriter | In plain words | You rewrite the text you are given in plain, short sentences. | Your text |
#
# **Choose a face.** Gradio for an input and an output, quickly; Streamlit for a page that will grow. If you cannot decide, take Gradio today.
#
# This cell imports the core. Run it; when you change `lab_core.py`, the checks load it anew.

# %%
import importlib
import json
import os
from pathlib import Path
from unittest.mock import patch

import lab_core

from llmlab import check_equal, check_text, check_that, model_name, run_program

print("your app:     ", lab_core.TITLE)
print("your model:   ", model_name("chat"))
print("says if empty:", lab_core.EMPTY)

# %% [markdown]
# ## 2. What is sent
#
# **Your turn.** In `lab_core.py`, write `messages_for`. It returns a list of two messages: `INSTRUCTION` with the role `system`, and the visitor's text with the
# role `user`, without spaces around it (`text.strip()`). Save the file, then run the check.

# %% nbgrader={"grade_id": "w7-messages-test", "grade": true, "points": 2}
core = importlib.reload(lab_core)
sent = core.messages_for("  What is the late fee?\n")
check_equal([one["role"] for one in sent], ["system", "user"], "The list of roles")
check_equal(sent[0]["content"], core.INSTRUCTION, "The system message")
check_equal(sent[1]["content"], "What is the late fee?", "The user message", "Did you strip it?")

### BEGIN HIDDEN TESTS
assert core.messages_for("another text")[1]["content"] == "another text", (
    "messages_for() should send the text it is given"
)
assert core.messages_for("a")[0] == core.messages_for("b")[0], (
    "the visitor's text does not belong in the system message"
)
### END HIDDEN TESTS

# %% [markdown]
# ## 3. The answer, piece by piece
#
# **Your turn.** In `lab_core.py`, write `answer`. It asks `client()` with `model_name("chat")`, the messages of part 2, `think=False`, `stream=True` and
# `options=SETTINGS`, and **yields** each piece as it comes: `part.message.content or ""`. Empty input and trouble come in part 4; leave them out for now.
#
# Call `client()` inside of the function. Then nothing happens when the file is imported, and the page opens even if the server is away.

# %% nbgrader={"grade_id": "w7-stream-test", "grade": true, "points": 2}
core = importlib.reload(lab_core)
pieces = list(core.answer("What is the late fee?"))
print("|".join(pieces))
check_that(
    len(pieces) > 1,
    "Expected more than one piece. Did you pass stream=True, and is `yield` inside of the loop?",
    f"The answer came in {len(pieces)} pieces.",
)
check_text("".join(pieces), "The joined answer")

### BEGIN HIDDEN TESTS
import ollama


class Recorder:
    """Stand in for the client: note what is asked, and make three pieces, one at a time."""

    def __init__(self) -> None:
        self.asked, self.made = [], 0

    def chat(self, model="", messages=None, **given):
        self.asked.append({"messages": messages, **given})
        for word in ("one ", "two ", "three"):
            self.made += 1
            yield ollama.ChatResponse(message=ollama.Message(role="assistant", content=word))


recorder = Recorder()
with patch.object(core, "client", lambda: recorder):
    stream = core.answer("a question")
    assert next(stream) == "one ", "answer() should yield each piece as it is"
    assert recorder.made == 1, "answer() should yield a piece before it asks for the next one"
    assert list(stream) == ["two ", "three"], "answer() should yield every piece"
given = recorder.asked[0]
assert given["messages"] == core.messages_for("a question"), "answer() should send messages_for()"
assert given.get("think") is False, "answer() should pass think=False"
assert "num_ctx" in (given.get("options") or {}), "answer() should pass options=SETTINGS"
### END HIDDEN TESTS

# %% [markdown]
# ## 4. When there is nothing to answer, or nobody
#
# Two things happen to every app on its first day: somebody presses the button with an empty box, and the model server is away.
#
# **Your turn.** In `answer`:
#
# 1. Before anything else: if `text.strip()` is empty, yield `EMPTY` and `return`. No model is asked.
# 2. Put the loop into `try:`. Below it, `except TROUBLE as error:` yields a last piece, `f"\n\n{explain(error)}"`.
#
# `TROUBLE` are the errors of the surroundings: no server, no such model, too slow. Do not write a bare `except`: it would hide your own mistakes from you as well.
#
# `unplugged` pulls the plug for a moment: within it, the address of the model server is one where nobody listens.


# %%
def unplugged():
    """Return a context in which no model server answers."""
    return patch.dict(os.environ, OLLAMA_HOST="127.0.0.1:1")


# %% nbgrader={"grade_id": "w7-trouble-test", "grade": true, "points": 2}
core = importlib.reload(lab_core)
check_equal(list(core.answer("   ")), [core.EMPTY], "The answer to nothing but spaces")
with unplugged():
    said = "".join(core.answer("Hello!"))
print(said)
check_that(
    "LAB-SERVER-DOWN" in said,
    "Without a server the answer should hold the sentence of explain(error).",
    "Without a server the app says what to do.",
)

### BEGIN HIDDEN TESTS
with unplugged():
    assert list(core.answer("\n\t")) == [core.EMPTY], (
        "an empty text should be answered without a model"
    )


class Broken:
    """Stand in for a client whose caller has made a mistake."""

    def chat(self, *_, **__):
        raise KeyError("a mistake in the program")


with patch.object(core, "client", Broken):
    try:
        "".join(core.answer("Hello!"))
    except KeyError:
        pass
    else:
        raise AssertionError("answer() should catch TROUBLE alone, not every error")
### END HIDDEN TESTS

# %% [markdown]
# ## 5. The face
#
# Now the page, in **one** of the two files. Both hold the functions that you fill in; both import `lab_core` and use its `TITLE` and `LABEL`.
#
# | | `lab_gradio.py` | `lab_streamlit.py` |
# | --- | --- | --- |
# | a title | `title=` of `gr.Interface` (or of `gr.Blocks`) | `st.title(...)` |
# | one input with a label | `gr.Textbox(label=...)` | `st.text_input(...)` in `st.form`, with `st.form_submit_button`; or `st.chat_input` |
# | one output | `gr.Textbox(label="Answer", lines=3)` | below the input |
# | the answer grows | `respond` yields the text so far | `st.write_stream(lab_core.answer(text))` |
# | empty, no server | already in the core | already in the core |
#
# **Your turn.** Write `respond` and `build` (Gradio), or `main` (Streamlit). Add one sentence to the page: a program answers, and it can be wrong.
#
# The check looks which of the two files you have finished (no `NotImplementedError` is left in it; if you did both, the one you saved last), and visits it.


# %%
def my_face() -> str:
    """Return the name of the face that you have written."""
    faces = [Path("lab_gradio.py"), Path("lab_streamlit.py")]
    done = [face for face in faces if "NotImplementedError" not in face.read_text()]
    check_that(
        len(done) > 0,
        "Neither lab_gradio.py nor lab_streamlit.py is finished. Is the file saved?",
        f"You have written {' and '.join(face.name for face in done)}.",
    )
    return max(done, key=lambda face: face.stat().st_mtime).name


# %% nbgrader={"grade_id": "w7-face-test", "grade": true, "points": 3}
seen = json.loads(run_program("try_app.py", my_face(), "What is the late fee?"))
check_that(
    not seen["crashed"],
    "Your page stopped with an error. `python try_app.py` with the same words in a terminal shows it.",
    "The page works.",
)
check_text(seen["title"], "The title of the page", 3)
check_text(seen["label"], "The label of the input", 3)
check_that(
    seen["said"].strip() != "",
    "No answer stands on the page at the end. Gradio: yield the whole text so far, not a piece.",
    "An answer stands on the page.",
)
check_that(
    len(seen["states"]) > 2,
    "The answer came all at once. Gradio: yield the text so far. Streamlit: st.write_stream.",
    f"The answer grew in {len(seen['states'])} steps.",
)

### BEGIN HIDDEN TESTS
from itertools import pairwise

lengths = [len(state) for state in seen["states"]]
longer = sum(after > before for before, after in pairwise(lengths))
assert longer >= len(lengths) / 2, "the answer should get longer while it arrives"
assert seen["states"][-1].strip() in seen["said"], "the whole answer should stay on the page"
### END HIDDEN TESTS

# %% [markdown]
# And the two things of its first day, this time on the page:

# %% nbgrader={"grade_id": "w7-face-trouble-test", "grade": true, "points": 2}
core = importlib.reload(lab_core)
unplugged_page = json.loads(run_program("try_app.py", my_face(), "Hello!", "--unplugged"))
check_that(
    not unplugged_page["crashed"],
    "With no server the page stopped with an error. Does the page use lab_core.answer?",
    "The page opens and works without a server.",
)
print("without a server:", unplugged_page["said"])
check_that(
    core.EMPTY in unplugged_page["empty"],
    "An empty box should be answered with EMPTY. What does the page say now?",
    "An empty box is answered in words.",
)
check_text(unplugged_page["said"], "What the page says without a server", 20)

### BEGIN HIDDEN TESTS
assert "LAB-SERVER-DOWN" in unplugged_page["said"], (
    "without a server the page should show what explain() says"
)
### END HIDDEN TESTS

# %% [markdown]
# ## 6. Open it through the hub
#
# The tiles of the launcher open `~/apps/gradio_app.py` and `~/apps/streamlit_app.py`. Keep what is there, and put your app in its place; the core goes along.
# In a terminal (*File*, *New*, *Terminal*), for Gradio:
#
# ```sh
# cd ~/apps
# cp gradio_app.py before_lab_gradio_app.py
# cp ~/labs/week7/lab_core.py .
# cp ~/labs/week7/lab_gradio.py gradio_app.py
# ```
#
# For Streamlit:
#
# ```sh
# cd ~/apps
# cp streamlit_app.py before_lab_streamlit_app.py
# cp ~/labs/week7/lab_core.py .
# cp ~/labs/week7/lab_streamlit.py streamlit_app.py
# ```
#
# Then the launcher (the *+* above the file list), and **My Gradio app** or **My Streamlit app**. If it does not open, the tile *App logs* shows what it printed.
# After a change in this folder, copy both files again, the core first: a saved `gradio_app.py` starts the app anew.
#
# (A Gradio app can also be started from here: `import lab_gradio`, then `launch_gradio(lab_gradio.build())` of `llmlab`. That is quicker while you try things out.)
#
# ## 7. Look at it as a visitor
#
# Go through the list in the browser, with your own page. Put the mouse away for the third line.
#
# | try | look for |
# | --- | --- |
# | a question that the library can answer, and one that no file answers | could a visitor tell the two apart? |
# | the button with an empty box | a sentence, and the page still works |
# | *Tab*, typing, *Enter*, *Tab*, *Space* | can you reach and use everything? Do you see where you are? |
# | a long question | does the page jump, does the text fit? |
# | a narrow window, as on a telephone | is anything cut off? |
#
# Answer in the cell below, two or three sentences each:
#
# 1. Which face did you take, how did you open it, and what does a visitor see between pressing the button and the first word?
# 2. What did you find without the mouse, or in a narrow window?
# 3. Quote an answer of your page that was wrong or made up. What could the page show so that a visitor would notice?

# %% [markdown] nbgrader={"grade_id": "w7-look", "grade": true, "solution": true, "points": 4}
# ### BEGIN SOLUTION
# 1. I took Gradio, because my app has one input and one output, copied it to `~/apps/gradio_app.py` and opened it with the tile. Between the button and the first word
#    the output says that it is processing and counts the seconds; with Streamlit there is only a small figure at the top right.
# 2. With *Tab* I reach the box, then *Clear* and then *Submit*, in this order, so a quick *Tab*, *Space* empties the box. *Enter* in the box sends as well, which is
#    safer. In a narrow window a long question is cut off in its box: one sees the first line of it and cannot check what one typed.
# 3. To "Who won the woodworking competition last year?" it answered when the repair cafe is: fluent, friendly, and about something else. No file in `hazelbrook/`
#    says anything about a competition. The page could show the file and the sentence that an answer comes from, and "I found nothing about this" when there is none.
# ### END SOLUTION

# %% [markdown]
# ## Done
#
# Save the notebook (*Ctrl+S*). In the assignment your app gets a feature of its own.
