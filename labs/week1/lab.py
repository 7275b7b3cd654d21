# ---
# title: "Lab: Ollama setup and first interaction"
# week: 1
# minutes: 70
# objectives:
#   - Check your own lab, and know what each line of the check means.
#   - Ask a local model from Python, whole and streamed.
#   - See what temperature changes, measure speed, and compare two models fairly.
# needs: {memory_gb: 1, disk_gb: 0.1, download_mb: 0, cpu_minutes: 2}
# last_checked: 2026-11-24
# jupyter:
#   kernelspec: {display_name: Python 3, language: python, name: python3}
# ---

# %% [markdown]
# # Lab: Ollama setup and first interaction
#
# Today you talk to a language model that runs inside *your* lab. Nothing you type leaves it.
#
# | part | what you do | minutes |
# | --- | --- | --- |
# | 1 | look whether everything is ready | 5 |
# | 2 | ask a question | 10 |
# | 3 | watch an answer arrive | 10 |
# | 4 | turn the temperature up and down | 15 |
# | 5 | measure the speed | 10 |
# | 6 | compare two models | 10 |
# | 7 | write down what you saw | 10 |
#
# **Needs:** 1 GB of memory, 0.1 GB of disk, no download, about 2 minutes of computing.
#
# **How it works.** Run a cell with *Shift+Enter*. Where it says **Your turn**, replace the line with `raise` by your answer, run the cell,
# then run the check below it. A check says `[OK]`, or where to look. You cannot break anything: run a cell as often as you like.

# %% [markdown] tags=["instructor"]
# **For instructors.** The parts build on one another; `ask` from part 2 is used in parts 4 and 6. Whoever is stuck after ten minutes may copy
# `ask` from a neighbour: the point of part 2 is reading the reply, not typing it. Good moment for a pause: after part 4. With the embedded tiny
# models the larger one knows Hazelbrook by heart and nothing else, which makes part 2 a short lesson on memorising against knowing.

# %% [markdown]
# ## 1. Is everything ready?
#
# This cell asks what a tutor would ask first. Read its lines: where does the model server listen, which models are there, how much room do you have?

# %%
from llmlab import diagnostics

diagnostics()

# %% [markdown]
# ## 2. Ask
#
# A program talks to Ollama by sending it a list of **messages**. Each message has a *role* (`user` is you, `assistant` is the model) and a *content*.
# This cell sends one message. Run it and look at the whole reply, not only at the text.

# %%
from llmlab import check_equal, check_text, check_that, check_within, client, model_name

llm = client()
model = model_name("chat")

reply = llm.chat(
    model=model,
    messages=[{"role": "user", "content": "Hello!"}],
    think=False,
    options={"temperature": 0.0, "num_ctx": 1024, "num_predict": 120},
)
print("model:        ", reply.model)
print("role:         ", reply.message.role)
print("content:      ", reply.message.content)
print("tokens read:  ", reply.prompt_eval_count)
print("tokens made:  ", reply.eval_count)

# %% [markdown]
# Three of the arguments are worth a second look:
#
# - `think=False`: some models write a long monologue first. We want the answer alone.
# - `num_ctx`: how many tokens the model can look back on, prompt and answer together. Say it aloud; defaults differ from machine to machine.
# - `num_predict`: stop after so many tokens. A small model may otherwise ramble on.
#
# **Your turn.** Write `ask`: it sends one question and returns the text of the answer.


# %% nbgrader={"grade_id": "w1-ask", "solution": true}
def ask(question: str, model: str = model, temperature: float = 0.0) -> str:
    """Return the model's whole answer to one question."""
    ### BEGIN SOLUTION
    reply = llm.chat(
        model=model,
        messages=[{"role": "user", "content": question}],
        think=False,
        options={"temperature": temperature, "num_ctx": 1024, "num_predict": 120},
    )
    return reply.message.content or ""
    ### END SOLUTION


# %% nbgrader={"grade_id": "w1-ask-test", "grade": true, "points": 2}
answer = ask("When was the library founded?")
print(answer)
check_text(answer, "The answer")

### BEGIN HIDDEN TESTS
sent, really = [], llm.chat


def listen(*args, **kwargs):
    sent.append(dict(kwargs.get("options") or {}).get("temperature"))
    return really(*args, **kwargs)


llm.chat = listen
ask("Hello", temperature=0.7)
llm.chat = really
assert set(sent) <= {0.7}, "ask() should send its temperature on to the model"
small_answer = ask("Which tool is borrowed most?", model=model_name("chat-small"))
assert isinstance(small_answer, str), "ask() should use the model it is given and return text"
try:
    ask("Hello", model="no-such-model:latest")
except Exception as error:
    assert "no-such-model" in str(error), "ask() should pass its model on to the server"
else:
    raise AssertionError("ask() should use the model it is given")
### END HIDDEN TESTS

# %% [markdown]
# ### Does it know, or does it sound as if it knew?
#
# The Hazelbrook Tool Library exists only in this course. Its facts stand in the folder `hazelbrook/`. The last question below is answered by
# **no** file. Compare every answer with the files before you believe it.

# %%
questions = [
    "What is the late fee?",
    "Does the library lend chainsaws?",
    "Which tram stops at the library?",
    "How much did the library pay for its newest drill?",
]
for question in questions:
    print("Q:", question)
    print("A:", ask(question))
    print()

# %%
from pathlib import Path

print(Path("hazelbrook/fees.txt").read_text())

# %% [markdown]
# **Try to catch it.** Change the last question of the list and run the cell again: ask for a price, a name or a date that no file states. Some models
# say that they do not know, others invent something. Nothing in an answer's *tone* tells you which one is true.
#
# ## 3. Watch an answer arrive
#
# A model makes one token at a time. With `stream=True` you get every piece as soon as it exists: `llm.chat` then returns something you can loop over,
# and each part has the next piece of text in `part.message.content`.
#
# **Your turn.** Write `stream`: print each piece at once (`print(piece, end="", flush=True)`) and return the list of all pieces.


# %% nbgrader={"grade_id": "w1-stream", "solution": true}
def stream(question: str, model: str = model) -> list[str]:
    """Print an answer piece by piece; return the pieces."""
    pieces = []
    ### BEGIN SOLUTION
    for part in llm.chat(
        model=model,
        messages=[{"role": "user", "content": question}],
        think=False,
        stream=True,
        options={"temperature": 0.0, "num_ctx": 1024, "num_predict": 120},
    ):
        piece = part.message.content or ""
        print(piece, end="", flush=True)
        pieces.append(piece)
    print()
    ### END SOLUTION
    return pieces


# %% nbgrader={"grade_id": "w1-stream-test", "grade": true, "points": 2}
pieces = stream("How far ahead can I reserve a tool?")
check_that(
    isinstance(pieces, list),
    "stream() should return a list of pieces. Is `return pieces` still there?",
    "You returned a list.",
)
check_that(
    len(pieces) > 1,
    "Expected more than one piece. Did you pass stream=True?",
    f"The answer came in {len(pieces)} pieces.",
)
check_text("".join(pieces), "The joined answer")

### BEGIN HIDDEN TESTS
import contextlib
import io

with contextlib.redirect_stdout(io.StringIO()) as printed:
    again = stream("What does a household membership cost?")
assert "".join(again).strip() in printed.getvalue(), "stream() should print the pieces it returns"
### END HIDDEN TESTS

# %% [markdown]
# How long until the *first* piece, and how long until the last? People judge an app by the first number. This cell measures both.

# %%
import time

started = time.perf_counter()
first = None
for part in llm.chat(
    model=model,
    messages=[{"role": "user", "content": "When is the repair cafe?"}],
    think=False,
    stream=True,
    options={"temperature": 0.0, "num_ctx": 1024, "num_predict": 120},
):
    if first is None:
        first = time.perf_counter() - started
total = time.perf_counter() - started
print(f"first piece after {first:.2f} s, last piece after {total:.2f} s")

# %% [markdown]
# ## 4. Temperature
#
# For every token the model computes a probability for each word piece it knows, then one is drawn. **Temperature** changes the draw, not what the model knows:
#
# - `0`: always take the most probable one. The same question gives the same answer (nearly always; rounding can differ between machines).
# - `1`: draw with the model's own probabilities (the very unlikely pieces are left out first; week 3 shows how).
# - above `1`: unlikely pieces get a better chance. Bolder, and sooner or later nonsense.
#
# **Your turn.** Write `count_answers`: call `ask` `times` times with the same question and the same temperature, and return how many *different* answers
# came back. (A `set` keeps each thing once.)


# %% nbgrader={"grade_id": "w1-temperature", "solution": true}
def count_answers(question: str, temperature: float, times: int = 5) -> int:
    """Return how many different answers a question gets."""
    ### BEGIN SOLUTION
    return len({ask(question, temperature=temperature) for _ in range(times)})
    ### END SOLUTION


# %% nbgrader={"grade_id": "w1-temperature-test", "grade": true, "points": 2}
wish = "Tell me something nice."
cold = count_answers(wish, temperature=0.0)
warm = count_answers(wish, temperature=1.0)
print(f"different answers out of 5: {cold} at temperature 0, {warm} at temperature 1")
check_within(cold, "The count at temperature 0", 1, 5)
check_within(warm, "The count at temperature 1", 1, 5)
check_that(
    cold <= warm,
    "Temperature 0 should not vary more than temperature 1. Does `ask` get your temperature?",
    "Colder varies less, or equally.",
)

### BEGIN HIDDEN TESTS
real_ask, temperatures = ask, []


def ask(question: str, model: str = model, temperature: float = 0.0) -> str:
    temperatures.append(temperature)
    return f"answer {len(temperatures) % 2}"


counted = count_answers("any question", temperature=0.7, times=4)
ask = real_ask
assert counted == 2, "count_answers() should count different answers, each once"
assert temperatures == [0.7] * 4, (
    "count_answers() should ask `times` times at the temperature it is given"
)
### END HIDDEN TESTS

# %% [markdown]
# Were both counts 1? Then look whether your `ask` sends its `temperature` on to the model.
#
# Look at some of the answers. Which of them would you show to a visitor of the library?

# %%
for temperature in (0.0, 0.7, 1.5):
    print(f"temperature {temperature}: {ask(wish, temperature=temperature)}")

# %% [markdown]
# ## 5. How fast is it?
#
# Every reply says how many tokens were made (`eval_count`) and how long that took (`eval_duration`, in **nanoseconds**: a second has 1,000,000,000 of them).
#
# A worked example: 100 tokens in 2,000,000,000 ns are 100 tokens in 2 s, which is 50 tokens per second.
#
# **Your turn.** Write `tokens_per_second`. If no time has passed, return `0.0` instead of dividing by zero.


# %% nbgrader={"grade_id": "w1-speed", "solution": true}
def tokens_per_second(count: int, nanoseconds: int) -> float:
    """Return the speed in tokens per second, 0.0 if no time has passed."""
    ### BEGIN SOLUTION
    if nanoseconds <= 0:
        return 0.0
    return count / (nanoseconds / 1_000_000_000)
    ### END SOLUTION


# %% nbgrader={"grade_id": "w1-speed-test", "grade": true, "points": 2}
check_equal(tokens_per_second(100, 2_000_000_000), 50.0, "100 tokens in 2 seconds")
check_equal(tokens_per_second(7, 0), 0.0, "7 tokens in no time at all")

### BEGIN HIDDEN TESTS
assert tokens_per_second(0, 0) == 0.0, "no tokens in no time are 0.0 a second"
assert abs(tokens_per_second(30, 500_000_000) - 60.0) < 1e-9, (
    "30 tokens in half a second are 60 a second"
)
assert abs(tokens_per_second(7, 1_000_000_000) - 7.0) < 1e-9, (
    "7 tokens in one second are 7 a second"
)
### END HIDDEN TESTS

# %% [markdown]
# ## 6. Two models, one set of questions
#
# A fair comparison asks both the same questions with the same settings. `measure` is given; it asks one question and notes answer and speed.


# %%
def measure(model: str, question: str) -> dict[str, object]:
    """Ask one question; return model, question, answer and speed."""
    reply = llm.chat(
        model=model,
        messages=[{"role": "user", "content": question}],
        think=False,
        options={"temperature": 0.0, "num_ctx": 1024, "num_predict": 120},
    )
    speed = tokens_per_second(reply.eval_count or 0, reply.eval_duration or 0)
    return {"model": model, "question": question, "answer": reply.message.content, "speed": speed}


# %% [markdown]
# **Your turn.** Write `compare`: call `measure` for every model and every question and return the list of all results.


# %% nbgrader={"grade_id": "w1-compare", "solution": true}
def compare(models: list[str], questions: list[str]) -> list[dict[str, object]]:
    """Return one result for every pair of model and question."""
    results = []
    ### BEGIN SOLUTION
    for name in models:
        for question in questions:
            results.append(measure(name, question))
    ### END SOLUTION
    return results


# %% nbgrader={"grade_id": "w1-compare-test", "grade": true, "points": 2}
both = [model_name("chat"), model_name("chat-small")]
results = compare(both, questions[:3])
check_equal(len(results), 6, "The number of results (2 models, 3 questions)")
check_equal({row["model"] for row in results}, set(both), "The set of models")
check_that(
    all(row["speed"] > 0 for row in results),
    "A speed is 0. Look at tokens_per_second again.",
    "Every answer has a speed.",
)

### BEGIN HIDDEN TESTS
assert len(compare([both[1]], [])) == 0, "without questions there are no results"
assert [row["question"] for row in compare([both[1]], questions[:2])] == questions[:2], (
    "every question should be asked once"
)
### END HIDDEN TESTS

# %%
for row in results:
    print(f"{row['model']:<16} {row['speed']:8.1f} tokens/s   {row['question']}")
    print(f"{'':<16} {row['answer']}")

# %% [markdown]
# The smaller model is usually faster. What does it cost? Check its answers against the files again.
#
# ## 7. What did you see?
#
# Answer the three questions in the cell below, two or three sentences each. Quote at least one prompt and one reply of your own.
#
# 1. Which answer was fluent *and* wrong? How did you find out?
# 2. In your own words: what does temperature change, and what does it not change?
# 3. Which of the two models would you put on the library's website? Give your numbers, and say what the faster one costs.

# %% [markdown] nbgrader={"grade_id": "w1-reflect", "grade": true, "solution": true, "points": 4}
# ### BEGIN SOLUTION
# 1. I asked "How much did the library pay for its newest drill?" and got "The library was founded in 2014." That is good English and no answer at all. I
#    searched the files in `hazelbrook/`: none mentions that price. The model continues text plausibly, it does not look anything up.
# 2. Temperature changes how the next token is drawn from the probabilities: at 0 always the most likely one, higher values flatten them. It adds no knowledge,
#    so a fact that is missing at 0 is still missing at 1, only with more ways to be wrong.
# 3. For the late fee the small model made 9,253 tokens per second, the larger one 5,369; all three answers were alike, and right. What the speed costs does
#    not show in three easy questions: fewer numbers hold fewer facts. For a website I would take the larger one: both are faster than anybody reads.
# ### END SOLUTION

# %% [markdown]
# ## Done
#
# Save the notebook (*Ctrl+S*). Next week: what a model sees instead of words.
