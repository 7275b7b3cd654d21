# ---
# title: "Assignment: enhance your LLM app"
# week: 7
# minutes: 150
# objectives:
#   - Add one feature to a working app, with its logic in the core and its place on the page.
#   - Write a test that fails when the feature is taken out.
#   - Describe the feature so that somebody else can try it, and say what it cannot do.
# needs: {memory_gb: 1, disk_gb: 0.1, download_mb: 0, cpu_minutes: 2}
# last_checked: 2026-11-25
# jupyter:
#   kernelspec: {display_name: Python 3, language: python, name: python3}
# ---

# %% [markdown]
# # Assignment: enhance your LLM app
#
# The volunteers at the desk have used your app for a week. They like it, and they want **one thing more**. What, you decide: you watched them.
#
# | part | what you do | minutes |
# | --- | --- | --- |
# | 1 | choose a feature, and try the starter | 20 |
# | 2 | write its logic, in the core | 45 |
# | 3 | give it a place on the page | 35 |
# | 4 | write a test of your own | 25 |
# | 5 | describe it | 25 |
#
# **Needs:** 1 GB of memory, 0.1 GB of disk, no download, about 2 minutes of computing.
#
# **What you hand in:** this notebook, and beside it `assignment_core.py`, your page (`assignment_app.py` **or** `assignment_app_streamlit.py`), `test_feature.py` and
# `FEATURE.md`. **How it is marked:** the checks give 10 points. A person opens your app and reads `FEATURE.md`, and gives up to 8 more:
#
# | what the reader looks for | points |
# | --- | --- |
# | the feature helps somebody: whom, when, and how one sees it | 2 |
# | its place on the page: it has a label, can be used without a mouse, and says something sensible when there is nothing to show | 2 |
# | the logic stands in the core, the page only draws; a classmate could read both | 2 |
# | what it cannot do, found by trying it out, with an example | 2 |

# %% [markdown] tags=["instructor"]
# **For instructors.** The model solution is a sources panel; it stands in `samples/full.yml`, for it consists of files. Open each app with the tile before you
# read `FEATURE.md`: a minute with the page tells more than ten with the code. Marking runs `try_app.py` and `try_tests.py` from the student's folder; copy
# both from the course into it first. Small features that are finished beat large ones that are not: say so in class.

# %% [markdown]
# ## 1. Choose a feature
#
# The starter is the app of the lab, finished: a core, and a page in two versions. Work on **one** page, the one whose framework you took in the lab.
#
# | file | what it is |
# | --- | --- |
# | [assignment_core.py](assignment_core.py) | messages, answer, and the place for your feature |
# | [assignment_app.py](assignment_app.py) | the page with Gradio |
# | [assignment_app_streamlit.py](assignment_app_streamlit.py) | the page with Streamlit |
# | [try_app.py](try_app.py), [try_tests.py](try_tests.py) | visit the page, run the tests; leave them as they are |
#
# Ideas. Take one, or one of your own, and keep it small: a function of ten lines and a corner of the page are enough.
#
# | feature | a function in the core | what a test can say |
# | --- | --- | --- |
# | **history**: "and on Thursday?" is understood | `with_history(history, text, exchanges)` returns the messages to send | two exchanges remembered: 1 + 4 + 1 messages |
# | **choice of model** | `models()` returns the names, the default first | no name twice; the default is among them |
# | **sources**: the passage an answer may come from | `find_passage(question, passages)` | a question about tram 6 finds `contact.txt`; nonsense finds nothing |
# | **export**: take the conversation along | `as_markdown(exchanges)` | both questions are in it, in their order |
# | **tone**: short, friendly, as a list | `instruction_for(tone)` | each tone gives another instruction; an unknown one the usual |
# | **privacy**: a warning when a question holds a telephone or card number | `looks_private(text)` | "555 0163" is noticed, "tram 6" is not |
#
# Look at the starter first: in the terminal, then as a page (copy the core and the page to `~/apps/`, as in part 6 of the lab). If your feature reads files, copy
# those as well, for instance `cp -r ~/labs/week7/hazelbrook ~/apps/`.

# %%
import ast
import json
from pathlib import Path

from llmlab import (
    CheckFailed,
    check_headings,
    check_mentions,
    check_text,
    check_that,
    check_words,
    file_text,
    model_name,
    run_program,
)

print(run_program("assignment_core.py", "What is the late fee?"))

# %% [markdown]
# **Your turn.** Say which function of `assignment_core.py` carries your feature, and which page you work on. You may come back and change it.

# %% nbgrader={"grade_id": "w7-choice", "solution": true}
feature = ""
app = "assignment_app.py"  # or "assignment_app_streamlit.py"
### BEGIN SOLUTION
feature = "find_passage"
### END SOLUTION

# %% [markdown]
# ## 2. The logic, in the core
#
# Write the function below the line *your feature* in `assignment_core.py`: values in, a value out, no Gradio and no Streamlit. It needs a docstring, one sentence that
# says what it returns. Then something has to use it: the page, or another function of the core.
#
# Whatever you change in `answer`: it still has to stream, to answer an empty question, and to say in words when the server is away.


# %%
def functions_of(script: str) -> dict[str, str]:
    """Return the functions of a script: name -> docstring."""
    tree = ast.parse(Path(script).read_text())
    return {one.name: ast.get_docstring(one) or "" for one in tree.body if hasattr(one, "args")}


def names_in(script: str) -> set[str]:
    """Return every name that a script uses; the names it only defines are not among them."""
    nodes = list(ast.walk(ast.parse(Path(script).read_text())))
    return {node.id for node in nodes if isinstance(node, ast.Name)} | {
        node.attr for node in nodes if isinstance(node, ast.Attribute)
    }


def check_feature() -> None:
    """Check that the feature's function is there and is used."""
    check_that(feature != "", "Name your function in part 1: `feature` is empty.", "You named it.")
    given = {"messages_for", "answer", "main"}
    check_that(
        feature not in given and feature in functions_of("assignment_core.py"),
        f"assignment_core.py has no new function '{feature}'. Is the file saved?",
        f"{feature} is there.",
    )
    check_that(
        feature in names_in(app) | names_in("assignment_core.py"),
        f"Nothing uses {feature} yet: neither {app} nor another function of the core.",
        f"{feature} is used.",
    )


# %% nbgrader={"grade_id": "w7-feature-test", "grade": true, "points": 2}
check_feature()
check_text(functions_of("assignment_core.py")[feature], "Its docstring", 20)

### BEGIN HIDDEN TESTS
imported = {
    alias.name.split(".")[0]
    for node in ast.walk(ast.parse(Path("assignment_core.py").read_text()))
    if isinstance(node, ast.Import)
    for alias in node.names
} | {
    (node.module or "").split(".")[0]
    for node in ast.walk(ast.parse(Path("assignment_core.py").read_text()))
    if isinstance(node, ast.ImportFrom)
}
assert not imported & {"gradio", "streamlit"}, "the core should know neither Gradio nor Streamlit"
### END HIDDEN TESTS

# %% [markdown]
# ## 3. Its place on the page
#
# Now show it. Two rules keep your page open to `try_app.py`, and to people:
#
# - **The question stays the first field, the answer the first output.** With Gradio the function is called `respond`, and further inputs have a value from the start
#   (`gr.Dropdown(..., value=...)`). With two outputs `respond` yields two values.
# - **Every new field has a label.** Buttons say what they do.
#
# The check visits the page with and without a server, as in the lab: what worked before must work still.

# %% nbgrader={"grade_id": "w7-app-test", "grade": true, "points": 4}
check_feature()
seen = json.loads(run_program("try_app.py", app, "What is the late fee?"))
check_that(
    not seen["crashed"],
    f"The page stopped with an error. `python try_app.py {app} Hello` in a terminal shows it.",
    "The page works.",
)
check_text(seen["title"], "The title of the page", 3)
check_that(
    len(seen["states"]) > 2,
    "The answer no longer grows on the page; it came all at once.",
    f"The answer grew in {len(seen['states'])} steps.",
)
check_text(seen["empty"], "What the page says to an empty question", 10)
unplugged = json.loads(run_program("try_app.py", app, "What is the late fee?", "--unplugged"))
check_that(
    not unplugged["crashed"] and len(unplugged["said"]) >= 20,
    "Without a server the page should say so in words.",
    "Without a server the page says so.",
)
print()
print(seen["said"])

### BEGIN HIDDEN TESTS
small = run_program("assignment_core.py", "--model", model_name("chat-small"), "Hello!")
assert small.strip(), "assignment_core.py should still answer in a terminal, with --model"
assert not {"Traceback", "Errno", "ConnectError"} & set(unplugged["said"].split()), (
    "without a server the page should speak to visitors, not to programmers"
)
lengths = [len(state) for state in seen["states"]]
assert max(lengths) > lengths[0], "the answer should get longer while it arrives"
### END HIDDEN TESTS

# %% [markdown]
# ## 4. A test of your own
#
# A test calls your function with small values whose result you know, and says with `assert` what has to come out. Here are three tests of a feature that is not yours:
# `too_long(text, limit)` says whether a text has more characters than the limit. **By hand:** with a limit of 10, texts of 5 and 10 characters are fine, 11 are too many.
#
# ```python
# from assignment_core import too_long
#
#
# def test_a_short_text_is_fine():
#     assert not too_long("a" * 5, limit=10)
#
#
# def test_the_limit_itself_is_fine():
#     assert not too_long("a" * 10, limit=10)
#
#
# def test_one_more_is_too_long():
#     assert too_long("a" * 11, limit=10)
# ```
#
# The second and third are the interesting ones: mistakes live at the edges. Ask no model in a test: its answer is slow, and another one tomorrow.
#
# **Your turn.** Make the file `test_feature.py` (*File*, *New*, *Python File*) with at least two such functions for your feature. `python try_tests.py` in a
# terminal runs them. On a computer with pytest, `pytest test_feature.py` runs the same file.
#
# A test that cannot fail tests nothing. So the check runs your tests twice: as they are, then with your function taken out. The second time one of them has to fail.

# %% nbgrader={"grade_id": "w7-own-test", "grade": true, "points": 3}
check_feature()
ran = run_program("try_tests.py")
print(ran)
check_that(ran.count("[OK]") >= 2, "Write at least two tests.", "Your tests pass.")
try:
    run_program("try_tests.py", "--without", feature)
    noticed = False
except CheckFailed:
    noticed = True
check_that(
    noticed,
    f"Your tests pass even when {feature} does nothing. Let one of them look at what it returns.",
    f"Without {feature} they fail, as they should.",
)

### BEGIN HIDDEN TESTS
tests = ast.parse(Path("test_feature.py").read_text())
assert sum(isinstance(node, ast.Assert) for node in ast.walk(tests)) >= 2, (
    "tests should say with assert what has to come out"
)
### END HIDDEN TESTS

# %% [markdown]
# ## 5. Describe it
#
# **Your turn.** Write `FEATURE.md` (*File*, *New*, *Markdown File*), 150 to 400 words, for somebody who has never seen your app. Use these four headings:
#
# - `## What it does`: for whom, when, and why.
# - `## How to try it`: two or three steps, and what one should see.
# - `## How it works`: the function's name, what goes in, what comes out.
# - `## What it cannot do`: try to break it, and quote one case where it fails.

# %% nbgrader={"grade_id": "w7-text-test", "grade": true, "points": 1}
check_feature()
text = file_text("FEATURE.md")
check_headings(
    text, "FEATURE.md", ["What it does", "How to try it", "How it works", "What it cannot do"]
)
check_words(text, "FEATURE.md", 150, 400)
check_mentions(text, "FEATURE.md", [feature], "Name the function under 'How it works'.")

# %% [markdown]
# ## Done
#
# Save everything. Then show your app to somebody who has not seen it, say nothing for two minutes, and watch. What they try first is your next feature.
