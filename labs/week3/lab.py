# ---
# title: "Lab: Hugging Face inference and basic prompting"
# week: 3
# minutes: 70
# objectives:
#   - Load a model with `transformers`, count the tokens of a prompt and get an answer.
#   - Write the same task as a zero-shot and as a few-shot prompt.
#   - Turn replies into data with a parser that no reply can crash, and force a form.
#   - Score two prompts on ten labelled messages, against a baseline, and read the mistakes.
# needs: {memory_gb: 1.5, disk_gb: 0.1, download_mb: 0, cpu_minutes: 2}
# last_checked: 2026-11-25
# jupyter:
#   kernelspec: {display_name: Python 3, language: python, name: python3}
# ---

# %% [markdown]
# # Lab: Hugging Face inference and basic prompting
#
# The desk of the Hazelbrook Tool Library gets more messages than it can read. Can a language model sort them by topic? Today you find out, with numbers.
#
# | part | what you do | minutes |
# | --- | --- | --- |
# | 1 | load a model and look at the messages | 5 |
# | 2 | count tokens | 5 |
# | 3 | ask, and get only the answer back | 10 |
# | 4 | write two prompts: zero-shot and few-shot | 10 |
# | 5 | write a parser that no reply can crash | 15 |
# | 6 | score both prompts, read the mistakes | 10 |
# | 7 | force the form | 5 |
# | 8 | write down what you saw | 10 |
#
# **Needs:** 1.5 GB of memory, 0.1 GB of disk, no download, about 2 minutes of computing.
#
# **How it works.** Run a cell with *Shift+Enter*. Where it says **Your turn**, replace the line with `raise` by your answer, run the cell,
# then run the check below it. A check says `[OK]`, or where to look. You cannot break anything: run a cell as often as you like.

# %% [markdown] tags=["instructor"]
# **For instructors.** With the embedded tiny model every free reply breaks the contract: it was never shown a list of topics. Say before part 6 that a score of 0 is a
# *result*, that the program found it out without crashing, and that part 7 is coming. A published instruct model has met lists of topics and JSON in training; run
# part 6 with yours before class and see which line of the table below it is. Parts 2 to 5 do not depend on what the model can do. Whoever is stuck in part 5 after ten minutes may use the short `topic_of` of the
# lecture and go on; it fails the check's last line and nothing else below. Good moment for a pause: after part 4.

# %% [markdown]
# ## 1. A model and ten messages
#
# The same two lines as in the lecture, and a switch that keeps progress bars out of the notebook.

# %%
import json
from pathlib import Path

from transformers import AutoModelForCausalLM, AutoTokenizer
from transformers.utils import logging

from llmlab import check_equal, check_text, check_that, check_within, model_name

logging.disable_progress_bar()

name = model_name("chat-hf", "huggingface")
tokenizer = AutoTokenizer.from_pretrained(name)
model = AutoModelForCausalLM.from_pretrained(name, dtype="auto")
print(f"{name}: {model.num_parameters():,} parameters, {len(tokenizer):,} tokens")

# %% [markdown]
# The messages are in `data/messages.jsonl`, one JSON object in each line. Somebody has read them and written down the right topic. Four of them are *examples* that may
# stand in a prompt, ten are for the *test*. The two lists never mix: a test message in the prompt would be an answer told beforehand.

# %%
TOPICS = ["hours", "fees", "tools", "workshops"]

lines = Path("data/messages.jsonl").read_text(encoding="utf-8").splitlines()
rows = [json.loads(line) for line in lines]
examples = [row for row in rows if row["use"] == "example"]
tests = [row for row in rows if row["use"] == "test"]

for row in rows:
    print(f"{row['use']:<8} {row['topic']:<10} {row['text']}")

# %% [markdown]
# **Before you go on:** would you have chosen the same topics? Find one message about which two people could disagree. A model cannot be better than the labels it
# is measured with.
#
# ## 2. Count tokens
#
# `to_tokens` is given. It applies the chat template and returns what the model can read. (`enable_thinking=False` is for models that would think first;
# others ignore it.)


# %%
def to_tokens(messages: list[dict]):
    """Return the prompt as the model reads it."""
    return tokenizer.apply_chat_template(
        messages,
        add_generation_prompt=True,
        enable_thinking=False,
        return_tensors="pt",
        return_dict=True,
    )


hello = [{"role": "user", "content": "Hello!"}]
print(to_tokens(hello))

# %% [markdown]
# `input_ids` is a table with one row for each text; `to_tokens(hello)["input_ids"].shape` is (rows, tokens).
#
# **Your turn.** Write `count_tokens`: how many tokens does the model read for these messages?


# %% nbgrader={"grade_id": "w3-count", "solution": true}
def count_tokens(messages: list[dict]) -> int:
    """Return how many tokens a prompt has, template included."""
    ### BEGIN SOLUTION
    return to_tokens(messages)["input_ids"].shape[1]
    ### END SOLUTION


# %% nbgrader={"grade_id": "w3-count-test", "grade": true, "points": 2}
hello_twice = [{"role": "user", "content": "Hello! Hello!"}]
check_within(count_tokens(hello), "The number of tokens of 'Hello!'", 3, 200)
check_that(
    count_tokens(hello_twice) > count_tokens(hello),
    "A longer message should have more tokens. Which number of the shape did you take?",
    "A longer message has more tokens.",
)

### BEGIN HIDDEN TESTS
bare = len(tokenizer("Hello!", add_special_tokens=False)["input_ids"])
assert count_tokens(hello) > bare, "count_tokens() should count the template's tokens as well"
for row in tests[:3]:
    one = [{"role": "system", "content": "Sort."}, {"role": "user", "content": row["text"]}]
    assert count_tokens(one) == to_tokens(one)["input_ids"].shape[1], (
        "count_tokens() should count what to_tokens() returns"
    )
### END HIDDEN TESTS

# %% [markdown]
# How much of a prompt is the message, and how much is packing? This cell shows it for every test message.

# %%
for row in tests:
    alone = len(tokenizer(row["text"], add_special_tokens=False)["input_ids"])
    packed = count_tokens([{"role": "user", "content": row["text"]}])
    print(f"{alone:>3} tokens, {packed:>3} in the template: {row['text']}")

# %% [markdown]
# The difference is the same in every line: it is the template's own tokens. (Some templates add a whole system message. Then it is large.)
#
# ## 3. Ask
#
# `model.generate(**to_tokens(messages), ...)` returns one row of numbers: first the prompt, then the answer. Cut the prompt off and turn the rest into text.
#
# **Your turn.** Write `ask`. Greedy (`do_sample=False`), at most `max_new_tokens` new tokens, and `skip_special_tokens=True` when you decode. Return **only** the
# answer, without spaces around (`.strip()`).


# %% nbgrader={"grade_id": "w3-ask", "solution": true}
def ask(messages: list[dict], max_new_tokens: int = 40) -> str:
    """Return the model's answer to these messages, always the likeliest token."""
    ### BEGIN SOLUTION
    prompt = to_tokens(messages)
    numbers = model.generate(**prompt, max_new_tokens=max_new_tokens, do_sample=False)
    start = prompt["input_ids"].shape[1]
    return tokenizer.decode(numbers[0, start:], skip_special_tokens=True).strip()
    ### END SOLUTION


# %% nbgrader={"grade_id": "w3-ask-test", "grade": true, "points": 2}
question = [{"role": "user", "content": "When was the library founded?"}]
answer = ask(question)
print(answer)
check_text(answer, "The answer")
check_that(
    question[0]["content"] not in answer,
    "The answer begins with the question. Cut the prompt off before you decode.",
    "The question is not in it.",
)
check_that(
    not any(token in answer for token in tokenizer.all_special_tokens),
    "There are special tokens in the answer. Did you say skip_special_tokens=True?",
    "No special tokens in it.",
)
check_equal(ask(question), answer, "The second answer", "Is do_sample=False there?")

### BEGIN HIDDEN TESTS
for asked in (question, [{"role": "user", "content": "Which tool is borrowed most?"}]):
    whole = model.generate(**to_tokens(asked), max_new_tokens=12, do_sample=False)[0]
    expected = tokenizer.decode(whole[count_tokens(asked) :], skip_special_tokens=True).strip()
    assert ask(asked, max_new_tokens=12).strip() == expected, (
        "ask() should return the answer without the prompt, and stop after max_new_tokens"
    )
### END HIDDEN TESTS

# %% [markdown]
# ## 4. Two prompts for one task
#
# The system message is given: role, task and form.

# %%
SYSTEM = (
    "You sort messages to the desk of a tool library. "
    f"Choose the topic that fits best: {', '.join(TOPICS)}. "
    'Reply with JSON only, like {"topic": "fees"}.'
)
print(SYSTEM)

# %% [markdown]
# **Your turn.** Write `build_prompt`. It returns a list of messages:
#
# 1. the system message,
# 2. for each example (a row with `text` and `topic`) two messages: the *user*'s text, then the *assistant*'s answer in the agreed form, `{"topic": "hours"}`,
# 3. the new text as the *user*'s last message.
#
# Without examples it is a zero-shot prompt, with examples a few-shot prompt. `json.dumps({"topic": ...})` writes the form for you.


# %% nbgrader={"grade_id": "w3-prompt", "solution": true}
def build_prompt(text: str, examples=()) -> list[dict]:
    """Return the messages that ask for the topic of a text."""
    ### BEGIN SOLUTION
    messages = [{"role": "system", "content": SYSTEM}]
    for example in examples:
        reply = json.dumps({"topic": example["topic"]})
        messages.append({"role": "user", "content": example["text"]})
        messages.append({"role": "assistant", "content": reply})
    messages.append({"role": "user", "content": text})
    return messages
    ### END SOLUTION


# %% nbgrader={"grade_id": "w3-prompt-test", "grade": true, "points": 2}
zero = build_prompt(tests[0]["text"])
few = build_prompt(tests[0]["text"], examples)
for message in few:
    print(f"{message['role']:>9}: {message['content']}")
check_equal([m["role"] for m in zero], ["system", "user"], "The list of roles (zero-shot)")
check_equal(
    [m["role"] for m in few],
    ["system", *["user", "assistant"] * len(examples), "user"],
    "The list of roles (few-shot)",
)
check_equal(few[-1]["content"], tests[0]["text"], "The last message")

### BEGIN HIDDEN TESTS
other = [{"text": "A place for two in Sharp?", "topic": "workshops"}]
built = build_prompt("Hello", other)
assert built[0]["content"] == SYSTEM, "the first message should be SYSTEM"
assert built[1]["content"] == other[0]["text"], "an example's text is a message of the user"
assert json.loads(built[2]["content"]) == {"topic": "workshops"}, (
    "an example's answer should be JSON in the agreed form"
)
assert build_prompt("Hello") == [built[0], built[-1]], "without examples there are two messages"
assert [m["content"] for m in few[1:-1:2]] == [row["text"] for row in examples], (
    "the examples should keep their order"
)
### END HIDDEN TESTS

# %%
for kind, messages in (("zero-shot", zero), ("few-shot", few)):
    print(f"{kind:<10} {count_tokens(messages):>4} tokens to read, reply: {ask(messages)}")

# %% [markdown]
# Is it JSON? Is it a topic? Or did the model *answer* the message instead of *sorting* it? Small models often do what they were trained to do, whatever the system
# message says. Keep that thought for part 6.
#
# ## 5. A parser that no reply can crash
#
# A program cannot use "Sure! I think it is about fees." We agreed on `{"topic": "fees"}`, so we check every reply. The rules of our contract:
#
# - Talk around the JSON is forgiven, and so are capitals and spaces around the topic.
# - The result is one of `TOPICS`, or `None` for every reply that does not keep the contract. **Never an error**, and never a guess.
#
# How do you find JSON in the middle of a text? `raw_decode` reads one JSON value that begins at a certain place, and says where it ends. What comes after does not matter:

# %%
decoder = json.JSONDecoder()
reply = 'Sure! {"topic": "fees"} Anything else?'
print(decoder.raw_decode(reply, reply.index("{")))

try:
    decoder.raw_decode(reply, 0)
except ValueError as error:
    print("from place 0:", error)

# %% [markdown]
# **Your turn.** Write `topic_of`. One way: go through all places of the reply that hold a `{`; try `raw_decode` there; if it works and the value of `"topic"` is a text that is one of
# `TOPICS` (in small letters, without spaces around), return it. Nothing found? Return `None`.


# %% nbgrader={"grade_id": "w3-parse", "solution": true}
def topic_of(reply: str) -> str | None:
    """Return the topic that a reply names in JSON, or None if it does not keep the contract."""
    ### BEGIN SOLUTION
    for place, letter in enumerate(reply):
        if letter != "{":
            continue
        try:
            found, _ = decoder.raw_decode(reply, place)
        except ValueError:
            continue
        topic = found.get("topic")
        if isinstance(topic, str) and topic.strip().lower() in TOPICS:
            return topic.strip().lower()
    return None
    ### END SOLUTION


# %% nbgrader={"grade_id": "w3-parse-test", "grade": true, "points": 3}
for reply, expected in (
    ('{"topic": "fees"}', "fees"),
    ('Sure! {"topic": "Fees "} Anything else?', "fees"),
    ('```json\n{"topic": "hours", "sure": true}\n```', "hours"),
    ("The topic is fees.", None),
    ('{"topic": "money"}', None),
    ('{"topic": "fees"', None),
    ('{oops} {"topic": "tools"} {"topic": "tools"}', "tools"),
):
    check_equal(topic_of(reply), expected, f"The topic of {reply!r}")

### BEGIN HIDDEN TESTS
for reply, expected in (
    ("", None),
    ("[1, 2]", None),
    ('["topic"]', None),
    ('{"topic": ["fees"]}', None),
    ('{"topic": null}', None),
    ('{"topic": 3}', None),
    ('{"label": "fees"}', None),
    ("{'topic': 'fees'}", None),
    ("{" * 300, None),
    ('This is not about "fees". {"topic": "WORKSHOPS"}', "workshops"),
):
    assert topic_of(reply) == expected, f"topic_of({reply!r}) should be {expected!r}"
### END HIDDEN TESTS

# %% [markdown]
# ## 6. Score
#
# `run` is given. It builds a prompt for every test message, asks, parses, and keeps everything in a record: the right `topic`, the `reply`, and what your parser `got`.


# %%
def run(examples: list[dict]) -> list[dict]:
    """Ask for every test message; return one record for each."""
    records = []
    for row in tests:
        messages = build_prompt(row["text"], examples)
        reply = ask(messages)
        records.append(
            {**row, "tokens": count_tokens(messages), "reply": reply, "got": topic_of(reply)}
        )
    return records


# %% [markdown]
# A reply has three possible fates: **right** (`got` is the topic), **wrong** (`got` is another topic), **broken** (`got` is `None`: the contract was not kept).
# Wrong and broken need different cures, so count them apart.
#
# **Your turn.** Write `score`: return a dictionary with the keys `right`, `wrong`, `broken` and `accuracy`, which is right divided by all. For an empty list the accuracy is `0.0`.


# %% nbgrader={"grade_id": "w3-score", "solution": true}
def score(records: list[dict]) -> dict[str, float]:
    """Count right, wrong and broken replies; accuracy is the share that is right."""
    ### BEGIN SOLUTION
    right = sum(record["got"] == record["topic"] for record in records)
    broken = sum(record["got"] is None for record in records)
    accuracy = right / len(records) if records else 0.0
    wrong = len(records) - right - broken
    return {"right": right, "wrong": wrong, "broken": broken, "accuracy": accuracy}
    ### END SOLUTION


# %% nbgrader={"grade_id": "w3-score-test", "grade": true, "points": 2}
by_hand = [
    {"topic": "fees", "got": "fees"},
    {"topic": "hours", "got": "hours"},
    {"topic": "tools", "got": "fees"},
    {"topic": "tools", "got": None},
]
check_equal(
    score(by_hand),
    {"right": 2, "wrong": 1, "broken": 1, "accuracy": 0.5},
    "The score of four records",
)
check_equal(score([])["accuracy"], 0.0, "The accuracy of no records")

### BEGIN HIDDEN TESTS
assert score(by_hand[:1]) == {"right": 1, "wrong": 0, "broken": 0, "accuracy": 1.0}, (
    "one right record has accuracy 1"
)
assert score(by_hand[2:]) == {"right": 0, "wrong": 1, "broken": 1, "accuracy": 0.0}, (
    "wrong and broken are counted apart"
)
### END HIDDEN TESTS

# %% [markdown]
# Now both prompts, and two **baselines** that do not read at all: always the most frequent topic, and guessing one of four.

# %%
results = {"zero-shot": run([]), "few-shot": run(examples)}


def show(results: dict[str, list[dict]]) -> None:
    """Print one line for each prompt."""
    print(f"{'prompt':<18} {'right':>5} {'wrong':>5} {'broken':>6} {'accuracy':>8}  tokens read")
    for kind, records in results.items():
        points = score(records)
        read = sum(record["tokens"] for record in records)
        print(
            f"{kind:<18} {points['right']:>5} {points['wrong']:>5} {points['broken']:>6} "
            f"{points['accuracy']:>8.2f}  {read:>11}"
        )


show(results)

labels = [row["topic"] for row in tests]
most = max(TOPICS, key=labels.count)
print(f"{f'always {most}':<18} {labels.count(most):>5}")
print(f"{'guessing':<18} {len(tests) / len(TOPICS):>5} on average")

# %% [markdown]
# And the mistakes, one by one. A score says *how many*; only this table says *why*.

# %%
for kind, records in results.items():
    print(f"== {kind}")
    for record in records:
        if record["got"] != record["topic"]:
            print(f"{record['text']}")
            print(f"   wanted {record['topic']}, got {record['got']}: {record['reply'][:90]}")

# %% [markdown]
# Which line describes your model?
#
# | what you see | what it means | what would help |
# | --- | --- | --- |
# | all broken; replies are sentences about the library | it answers instead of sorting. It was trained to answer questions and has never seen a list of topics. Prompts bring out what is there, and this is not there | another model, or training (week 4) |
# | zero-shot mostly broken, few-shot mostly kept | it did not understand the description of the form, but can imitate | examples; then look at the *wrong* ones |
# | form kept, some topics wrong | it does the task, not well yet | rules for the doubtful cases, better examples, a larger model |
# | nearly all right | the task is solved, or ten messages are too easy | more and harder messages |
#
# The tiny models of this hub belong to the first line: **0 of 10 is a result, too**. Your program read twenty useless replies, did not crash, and told you so.
# That is worth more than a program that works with good replies only. Published instruct models have seen many kinds of requests in training; expect them in the other lines.
#
# ## 7. Force the form
#
# Asking for JSON is a wish. We can do more: at every step, allow only tokens that lead to one of the four replies we want, and take the likeliest of *these*.
# `generate` has a place for such a rule: a function that gets all numbers so far and returns the tokens that may follow.

# %%
wanted = [json.dumps({"topic": topic}) for topic in TOPICS]


def force(messages: list[dict], answers: list[str]) -> str:
    """Let the model choose one of the answers, token by token."""
    prompt = to_tokens(messages)
    start = prompt["input_ids"].shape[1]
    end = tokenizer.eos_token_id
    rows = [tokenizer(one, add_special_tokens=False)["input_ids"] + [end] for one in answers]

    def may_follow(_, numbers):
        written = numbers[start:].tolist()
        return sorted({row[len(written)] for row in rows if row[: len(written)] == written})

    numbers = model.generate(
        **prompt,
        max_new_tokens=max(len(row) for row in rows),
        do_sample=False,
        eos_token_id=end,
        prefix_allowed_tokens_fn=may_follow,
    )
    return tokenizer.decode(numbers[0, start:], skip_special_tokens=True)


print(force(build_prompt(tests[0]["text"]), wanted))

# %% [markdown]
# This is what a JSON schema does in Ollama (`format=`), in miniature. Until the topic begins there is nothing to choose; then the model picks among four beginnings.
# Now all ten, with both prompts:

# %%
for kind, shown in (("zero-shot, forced", []), ("few-shot, forced", examples)):
    results[kind] = []
    for row in tests:
        messages = build_prompt(row["text"], shown)
        reply = force(messages, wanted)
        results[kind].append(
            {**row, "tokens": count_tokens(messages), "reply": reply, "got": topic_of(reply)}
        )
show(results)

# %% [markdown]
# *Broken* is 0 now, for every model on Earth. And *right*? Compare it with the baselines. A model that cannot do the task now gives wrong topics in perfect JSON, which
# is **more** dangerous than a broken reply: nothing warns the program any more. Is there a topic that it prefers, whatever it reads?

# %%
for kind, records in results.items():
    got = [record["got"] for record in records]
    print(f"{kind:<18}", {topic: got.count(topic) for topic in [*TOPICS, None]})
print(f"{'right answers':<18}", {topic: labels.count(topic) for topic in TOPICS})

# %% [markdown]
# **This cell is yours.** Change *one* thing and measure again: the order of the examples, the system message, only two examples, or another model
# (`model_name("chat-small", "huggingface")`, then run the cells from part 1 on). Below, the examples stand in reverse order.

# %%
turned = []
for row in tests:
    reply = force(build_prompt(row["text"], examples[::-1]), wanted)
    turned.append({**row, "got": topic_of(reply)})
before, after = results["few-shot, forced"], turned
changed = sum(one["got"] != two["got"] for one, two in zip(before, after, strict=True))
print(f"right: {score(before)['right']} before, {score(after)['right']} after")
print(f"messages that got another topic: {changed} of {len(tests)}")

# %% [markdown]
# ## 8. What did you see?
#
# Answer the three questions in the cell below, two or three sentences each, with numbers from your own tables.
#
# 1. Quote one reply that was broken or wrong, with its message. What did the model do instead of the task?
# 2. Zero-shot or few-shot: which would you use here, and what does it cost in tokens? Compare with a baseline.
# 3. What did forcing the form improve, and what did it not improve? When would you rather have a broken reply than a forced one?

# %% [markdown] nbgrader={"grade_id": "w3-reflect", "grade": true, "solution": true, "points": 4}
# ### BEGIN SOLUTION
# 1. "My tile cutter is three days late. What do I owe?" should be `fees`. The model replied with a sentence about another tool of the library. It answered, as it was trained to,
#    and did not sort: the system message describes a task that it has never seen.
# 2. Both were right in 0 of 10, below the baseline of 3 of 10 for always saying the most frequent topic, so neither is of use with this model. The few-shot prompt read more than
#    twice as many tokens as the zero-shot prompt and bought nothing. With a model that imitates the form I would pay for the examples.
# 3. Broken fell from 10 to 0, right rose only to what guessing gives (2 or 3 of 10): the form is not the content. If a person can look at the doubtful messages, I would
#    rather have a broken reply, because it can be noticed and put on that person's desk; a forced wrong topic goes to the wrong volunteer in silence.
# ### END SOLUTION

# %% [markdown]
# ## Done
#
# Save the notebook (*Ctrl+S*). The assignment takes the same steps with another task, as a program.
