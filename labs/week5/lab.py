# ---
# title: "Lab: practical sentiment analysis"
# week: 5
# minutes: 70
# objectives:
#   - Judge the same texts with three models, and bring their labels to one form.
#   - Measure accuracy and macro-F1 against a baseline.
#   - Turn a chat model's answer into a label, or into "none" where there is no label in it.
#   - Find the texts on which the models disagree, and measure what a batch costs.
# needs: {memory_gb: 2, disk_gb: 0.1, download_mb: 0, cpu_minutes: 1}
# last_checked: 2026-11-25
# jupyter:
#   kernelspec: {display_name: Python 3, language: python, name: python3}
# ---

# %% [markdown]
# # Lab: practical sentiment analysis
#
# In the visitors' book of the Hazelbrook Tool Library people write what they think of it. Today three models read twenty entries, and you find out how far each can be trusted.
#
# | part | what you do | minutes |
# | --- | --- | --- |
# | 1 | label some entries yourself | 8 |
# | 2 | two classifiers | 8 |
# | 3 | one form for all labels | 7 |
# | 4 | measure | 10 |
# | 5 | a chat model as the third judge | 10 |
# | 6 | where do they disagree? | 10 |
# | 7 | speed | 7 |
# | 8 | write down what you saw | 10 |
#
# **Needs:** 2 GB of memory, 0.1 GB of disk, no download, about 1 minute of computing.
#
# **How it works.** Where it says **Your turn**, replace the line with `raise` by your answer, run the cell, then run the check below it. A check says `[OK]`, or where to look.

# %% [markdown] tags=["instructor"]
# **For instructors.** Part 1 carries the lab: let pairs label first, in silence, then compare. `to_common` and `score` are used until the end; whoever is stuck after ten minutes may copy them.
# Where only the small models of the course are there, the chat model answers hardly any of the twenty entries in free text, and with a schema it says nearly always the same.
# That is a good result to talk about: a label always comes out, and means nothing. With a published chat model the third column is a serious competitor.

# %% [markdown]
# ## 1. What would you say?
#
# The rule: **positive** if the writer is content with the library, **negative** if the writer complains about it, **neutral** if the entry says nothing for or against it.
# Mixed entries get the side on which they end up.

# %%
import csv
from pathlib import Path

with Path("data/comments.csv").open(encoding="utf-8", newline="") as file:
    comments = list(csv.DictReader(file))

texts = [row["text"] for row in comments]
for row in comments[5:15]:
    print(row["id"], row["text"])

# %% [markdown]
# Label these ten, each of you alone: `+`, `-` or `0` between the quotes. Then compare with your neighbour before you run the cell: how many are the same?

# %%
mine = {
    "c06": "",
    "c07": "",
    "c08": "",
    "c09": "",
    "c10": "",
    "c11": "",
    "c12": "",
    "c13": "",
    "c14": "",
    "c15": "",
}

signs = {"+": "positive", "-": "negative", "0": "neutral"}
labelled = {key: signs[sign] for key, sign in mine.items() if sign in signs}
same = sum(row["label"] == labelled.get(row["id"]) for row in comments)
print(f"you labelled {len(labelled)} of 10, and {same} as the author of the file did")

# %% [markdown]
# One or two differences are normal. Which entries were they? Keep them in mind: if *you* two disagree, no model can please both.
#
# ## 2. Two classifiers
#
# One has two labels, the other three.

# %%
from transformers import pipeline

from llmlab import (
    check_equal,
    check_that,
    check_within,
    client,
    model_name,
    use_course_style,
)

judge_2 = pipeline("sentiment-analysis", model=model_name("sentiment-2", "huggingface"))
judge_3 = pipeline("sentiment-analysis", model=model_name("sentiment-3", "huggingface"))
for judge in (judge_2, judge_3):
    print(judge.model.name_or_path, list(judge.model.config.id2label.values()))
    print(judge(texts[0]))

# %% [markdown]
# **Your turn.** Write `classify`: it gives a list of texts to a pipeline and returns a list of pairs `(label, score)`, in the order of the texts.
# Pass `batch_size` on, and let long texts be cut (`truncation=True`): one long entry must not stop the whole run.


# %% nbgrader={"grade_id": "w5-classify", "solution": true}
def classify(judge, texts: list[str], batch_size: int = 8) -> list[tuple[str, float]]:
    """Return (label, score) of every text."""
    ### BEGIN SOLUTION
    answers = judge(texts, batch_size=batch_size, truncation=True)
    return [(answer["label"], answer["score"]) for answer in answers]
    ### END SOLUTION


# %% nbgrader={"grade_id": "w5-classify-test", "grade": true, "points": 2}
answers = classify(judge_3, texts)
check_equal(len(answers), 20, "The number of answers")
check_that(
    all(len(pair) == 2 and isinstance(pair[0], str) for pair in answers),
    "Each answer should be a pair: the label first, then the score.",
    "Every answer is a pair of label and score.",
)
check_that(
    {label for label, _ in answers} <= set(judge_3.model.config.id2label.values()),
    "The labels should be the model's own. Which pipeline did you call: the one that was given?",
    "The labels are the model's own.",
)

### BEGIN HIDDEN TESTS
alone = [(one["label"], one["score"]) for one in (judge_3(text)[0] for text in texts[:4])]
batched = classify(judge_3, texts[:4], batch_size=2)
assert [label for label, _ in batched] == [label for label, _ in alone], (
    "answers should come in the order of the texts"
)
assert all(abs(b[1] - a[1]) < 1e-3 for a, b in zip(alone, batched, strict=True)), (
    "the second entry of a pair should be the score"
)
assert len(classify(judge_2, ["good " * 2000, "bad"])) == 2, "long texts should be cut"
### END HIDDEN TESTS

# %%
pairs_2, pairs_3 = classify(judge_2, texts), classify(judge_3, texts)
for row, two, three in zip(comments, pairs_2, pairs_3, strict=True):
    print(
        f"{row['label']:<9}{two[0]:<9} {two[1]:.2f}   {three[0]:<9} {three[1]:.2f}   {row['text'][:70]}"
    )

# %% [markdown]
# The first word of each line is the label in the file, then come the two models with their scores. Find a line where a model is wrong *and* its score is above 0.9. What would "90 % certain" have meant there?
#
# ## 3. One form for all labels
#
# `POSITIVE`, `positive`, `5 stars`, `LABEL_2`: every model has its own names. To compare them you need one form.
#
# **Your turn.** Write `to_common`, which returns `"negative"`, `"neutral"` or `"positive"`:
#
# - the three words themselves, in whatever case;
# - stars: `1 star` and `2 stars` are negative, `3 stars` neutral, `4 stars` and `5 stars` positive;
# - everything else, `LABEL_0` too: raise a `ValueError` that names the label. **Do not guess**: a guess that is wrong turns all results round, and nobody notices.


# %% nbgrader={"grade_id": "w5-common", "solution": true}
def to_common(label: str) -> str:
    """Return negative, neutral or positive for a model's label."""
    ### BEGIN SOLUTION
    name = label.strip().lower()
    if name in ("negative", "neutral", "positive"):
        return name
    stars = {"1": "negative", "2": "negative", "3": "neutral", "4": "positive", "5": "positive"}
    number, _, unit = name.partition(" ")
    if unit in ("star", "stars") and number in stars:
        return stars[number]
    raise ValueError(f"no rule for the label {label!r}")
    ### END SOLUTION


# %% nbgrader={"grade_id": "w5-common-test", "grade": true, "points": 2}
check_equal(to_common("POSITIVE"), "positive", "POSITIVE")
check_equal(to_common("2 stars"), "negative", "2 stars")
try:
    guessed = to_common("LABEL_0")
except ValueError as error:
    named = "label_0" in str(error).lower()
    check_that(named, "Name the label in your message.", f"You say: {error}")
else:
    check_that(False, f"LABEL_0 became {guessed!r}. That is a guess: raise a ValueError instead.")

### BEGIN HIDDEN TESTS
expected = {
    "negative": "negative",
    "Neutral": "neutral",
    "1 star": "negative",
    "3 stars": "neutral",
    "4 stars": "positive",
    "5 stars": "positive",
}
assert {label: to_common(label) for label in expected} == expected, "each label has one meaning"
for odd in ("LABEL_1", "6 stars", "happy"):
    try:
        to_common(odd)
    except ValueError:
        continue
    raise AssertionError(f"{odd} should raise a ValueError")
### END HIDDEN TESTS

# %% [markdown]
# ## 4. Measure
#
# Remember the first lecture: accuracy is the share that is right; F1 of one label is $2\,TP / (2\,TP + FP + FN)$; macro-F1 is the mean of F1 over the labels.
#
# **Your turn.** Write `score`: it returns accuracy and macro-F1. Take the mean over the labels that occur in `truth`; a label that was never hit has an F1 of 0.


# %% nbgrader={"grade_id": "w5-score", "solution": true}
def score(truth: list[str], said: list[str]) -> tuple[float, float]:
    """Return accuracy and macro-F1."""
    ### BEGIN SOLUTION
    pairs = list(zip(truth, said, strict=True))
    accuracy = sum(t == s for t, s in pairs) / len(pairs)
    f1 = []
    for label in sorted(set(truth)):
        hit = sum(t == s == label for t, s in pairs)
        wrong = sum((t == label) != (s == label) for t, s in pairs)
        f1.append(2 * hit / (2 * hit + wrong))
    return accuracy, sum(f1) / len(f1)
    ### END SOLUTION


# %% nbgrader={"grade_id": "w5-score-test", "grade": true, "points": 2}
lecture = ["positive"] * 8 + ["negative"] * 2
lazy = ["positive"] * 10
accuracy, macro = score(lecture, lazy)
check_equal(round(accuracy, 3), 0.8, "The accuracy of 'always positive' in the lecture's example")
check_equal(round(macro, 3), 0.444, "Its macro-F1", "The label that was never hit counts with 0.")

### BEGIN HIDDEN TESTS
import random

from sklearn.metrics import f1_score

dice = random.Random(7)
labels = ["negative", "neutral", "positive"]
for _ in range(5):
    t = labels + dice.choices(labels, k=20)
    s = dice.choices([*labels, "none"], k=23)
    a, m = score(t, s)
    known = f1_score(t, s, labels=labels, average="macro", zero_division=0)
    assert abs(a - sum(x == y for x, y in zip(t, s, strict=True)) / 23) < 1e-9, "accuracy"
    assert abs(m - known) < 1e-9, "macro-F1 is the mean over the labels that occur in truth"
### END HIDDEN TESTS

# %% [markdown]
# Now the two models, and beside them the laziest one of all.

# %%
truth = [row["label"] for row in comments]


def classified() -> dict[str, list[str]]:
    """Return classifier -> its labels, in the common form."""
    return {
        "two labels": [to_common(label) for label, _ in classify(judge_2, texts)],
        "three labels": [to_common(label) for label, _ in classify(judge_3, texts)],
    }


for name, said in ({"always positive": ["positive"] * 20} | classified()).items():
    accuracy, macro = score(truth, said)
    print(f"{name:<16} accuracy {accuracy:.2f}   macro-F1 {macro:.2f}")

# %% [markdown]
# Before you praise or blame the two-label model: five of the twenty entries are neutral, and it has no such label. What is the highest accuracy that it *could* have reached?
# It is 15 of 20, which is 0.75. A fair report says so, and gives the accuracy on the entries that have a side as well:

# %%
sided = [place for place, label in enumerate(truth) if label != "neutral"]
for name, said in classified().items():
    accuracy, _ = score([truth[i] for i in sided], [said[i] for i in sided])
    print(f"{name:<16} accuracy on the {len(sided)} entries with a side: {accuracy:.2f}")

# %% [markdown]
# Is every model better than "always positive"? It may well not be. Both classifiers learned from film reviews or short messages, and here people write about sanders, hatches and plum cake.
# A model that was good elsewhere has to be measured anew on *your* texts.
#
# Would a threshold help: "a score below 0.8 means neutral"? This cell tries several.

# %%
pairs = classify(judge_2, texts)
for threshold in (0.6, 0.8, 0.9, 0.99):
    said = [to_common(label) if one >= threshold else "neutral" for label, one in pairs]
    neutral = sum(s == "neutral" for s in said)
    right = sum(t == s == "neutral" for t, s in zip(truth, said, strict=True))
    print(
        f"below {threshold}: {neutral:>2} become neutral, {right} of them rightly; accuracy {score(truth, said)[0]:.2f}"
    )

# %% [markdown]
# Usually that finds few of the neutral entries: the model is sure of itself where there is nothing to be sure of. And whoever picks the threshold that looks best on these twenty has fitted it to these twenty.
#
# ## 5. A chat model as the third judge
#
# No training, only the rule in words. This is the prompt; `{text}` is filled in for each entry.

# %%
llm = client()
model = model_name("chat")
PROMPT = """You sort entries of a visitors' book by what the writer thinks of the library.
positive: the writer is content. negative: the writer complains. neutral: nothing for or against it.
Answer with one word: positive, neutral or negative.

Entry: Everybody was kind, and the saw was sharp.
Answer: positive
Entry: {text}
Answer:"""


def ask(text: str, schema: dict | None = None) -> str:
    """Return what the chat model answers, with a schema if one is given."""
    reply = llm.chat(
        model=model,
        messages=[{"role": "user", "content": PROMPT.format(text=text)}],
        think=False,
        format=schema,
        options={"temperature": 0.0, "num_ctx": 1024, "num_predict": 20},
    )
    return reply.message.content or ""


for text in texts[:3]:
    print(repr(ask(text)))

# %% [markdown]
# It may answer with one word, with a sentence, or with something else altogether. A program must cope with all of it.
#
# **Your turn.** Write `read_answer`: it returns the label if the answer contains **exactly one** of the three words (in any case, with or without punctuation), and `"none"` otherwise.
#
# | answer | label |
# | --- | --- |
# | `Positive.` | positive |
# | `The entry is negative, I think.` | negative |
# | `Positive, positive!` | positive |
# | `Not negative, but not positive either.` | none |
# | `I only know about the library.` | none |


# %% nbgrader={"grade_id": "w5-read", "solution": true}
def read_answer(answer: str) -> str:
    """Return the one label that an answer contains, or none."""
    ### BEGIN SOLUTION
    lower = answer.lower()
    found = [label for label in ("negative", "neutral", "positive") if label in lower]
    return found[0] if len(found) == 1 else "none"
    ### END SOLUTION


# %% nbgrader={"grade_id": "w5-read-test", "grade": true, "points": 2}
check_equal(read_answer("Positive."), "positive", "`Positive.`")
check_equal(read_answer("The entry is negative, I think."), "negative", "A whole sentence")
check_equal(
    read_answer("Not negative, but not positive either."), "none", "Two labels in one answer"
)

### BEGIN HIDDEN TESTS
assert read_answer("**NEUTRAL**\n") == "neutral", "case and punctuation should not matter"
assert read_answer("") == "none", "an empty answer has no label"
assert read_answer("I only know about the library.") == "none", "no label is none"
assert read_answer("positive, positive!") == "positive", "the same label twice is one label"
### END HIDDEN TESTS

# %% [markdown]
# Now all twenty, twice. First as the model likes it. Then with a **schema**: Ollama lets the model draw only such tokens as make one of the three words.

# %%
SCHEMA = {"type": "string", "enum": ["negative", "neutral", "positive"]}

free = [read_answer(ask(text)) for text in texts]
bound = [read_answer(ask(text, SCHEMA)) for text in texts]
for name, said in (("free text", free), ("with a schema", bound)):
    accuracy, macro = score(truth, said)
    counts = {label: said.count(label) for label in ("negative", "neutral", "positive", "none")}
    print(f"{name:<14} accuracy {accuracy:.2f}   macro-F1 {macro:.2f}   {counts}")

# %% [markdown]
# Compare the two lines. With the schema there is always a label, so *none* disappears. Did the model also get *better*? Look at the counts: a judge that gives nearly everything the same label is a baseline in
# disguise. A small chat model often does just that; a larger one usually answers well with and without the schema.
#
# ## 6. Where do they disagree?
#
# Numbers hide texts. The most instructive ones are those on which the judges disagree.

# %%
table = classified() | {"chat": bound}

# %% [markdown]
# **Your turn.** Write `disagreements`: it gets such a table (judge -> list of labels) and returns the **positions** (0, 1, 2 ...) of the texts on which not all judges say the same.
# Those with the most different answers come first; among equals, keep the order of the texts.


# %% nbgrader={"grade_id": "w5-disagree", "solution": true}
def disagreements(table: dict[str, list[str]]) -> list[int]:
    """Return the positions on which the judges differ, most different answers first."""
    ### BEGIN SOLUTION
    different = [len(set(answers)) for answers in zip(*table.values(), strict=True)]
    found = [place for place, count in enumerate(different) if count > 1]
    return sorted(found, key=lambda place: -different[place])
    ### END SOLUTION


# %% nbgrader={"grade_id": "w5-disagree-test", "grade": true, "points": 2}
small = {
    "A": ["positive", "positive", "negative"],
    "B": ["positive", "negative", "neutral"],
    "C": ["positive", "positive", "positive"],
}
check_equal(disagreements(small), [2, 1], "The positions in the small example")
check_within(len(disagreements(table)), "The number of entries on which the three disagree", 0, 20)

### BEGIN HIDDEN TESTS
assert disagreements({"A": ["x", "y"], "B": ["x", "y"]}) == [], "agreement is no disagreement"
assert disagreements({"A": ["x", "x", "x"], "B": ["y", "x", "z"]}) == [0, 2], (
    "among equals the order of the texts is kept"
)
### END HIDDEN TESTS

# %%
places = disagreements(table)
for place in places:
    row = comments[place]
    print(f"{row['id']} {row['text']}")
    answers = ", ".join(f"{judge}: {said[place]}" for judge, said in table.items())
    print(f"    file: {row['label']} | {answers}")

together = [i for i in range(len(texts)) if i not in places and table["chat"][i] != truth[i]]
print("\nall three agree, and all are wrong:", [comments[i]["id"] for i in together])

# %% [markdown]
# The last line matters most. Agreement is not truth: judges that learned from similar texts make similar mistakes.
#
# **Now fool them.** Write an entry of your own on which at least two of the judges disagree, or all are wrong. Which single word can you change to turn a label round?

# %%
own = "I was afraid that it would be boring, and it was not."
print("two labels:  ", classify(judge_2, [own]))
print("three labels:", classify(judge_3, [own]))
print("chat:        ", ask(own, SCHEMA))

# %% [markdown]
# ## 7. Speed
#
# A pipeline can put several texts through the model at once. Is that faster?
#
# **Your turn.** Write `texts_per_second`: classify the texts once with that batch size and return how many texts a second that makes. (`time.perf_counter()` gives the time in seconds.)

# %% nbgrader={"grade_id": "w5-speed", "solution": true}
import time


def texts_per_second(judge, texts: list[str], batch_size: int) -> float:
    """Return how many texts a pipeline classifies in a second."""
    ### BEGIN SOLUTION
    started = time.perf_counter()
    classify(judge, texts, batch_size)
    return len(texts) / (time.perf_counter() - started)
    ### END SOLUTION


# %% nbgrader={"grade_id": "w5-speed-test", "grade": true, "points": 2}
speed = texts_per_second(judge_2, texts, batch_size=4)
check_within(speed, "The speed in texts per second", 0.1, 100_000)

### BEGIN HIDDEN TESTS
sizes = []


def slow_judge(texts, batch_size=1, **_):
    sizes.append(batch_size)
    time.sleep(0.2)
    return [{"label": "positive", "score": 0.5} for _ in texts]


slow = texts_per_second(slow_judge, ["a"] * 10, batch_size=5)
assert 5 < slow <= 50.5, "10 texts in 0.2 seconds are 50 a second"
assert set(sizes) == {5}, "texts_per_second() should use the batch size that it is given"
### END HIDDEN TESTS

# %%
import matplotlib.pyplot as plt

many = texts * 4
sizes = [1, 4, 16, 64]
texts_per_second(judge_2, texts, 1)  # a first run that is not counted: it warms up
# The fastest of three runs: other programs want the processor too.
speeds = [max(texts_per_second(judge_2, many, size) for _ in range(3)) for size in sizes]
for size, speed in zip(sizes, speeds, strict=True):
    print(f"batches of {size:>2}: {speed:8.0f} texts per second")

use_course_style()
plt.plot(sizes, speeds)
plt.xscale("log", base=2)
plt.xticks(sizes, sizes)
plt.ylim(bottom=0)
plt.xlabel("texts in a batch")
plt.ylabel("texts per second")
plt.title("Two-label classifier")
plt.show()

# %% [markdown]
# The curve shows texts per second by batch size. It usually rises first, for one call does the work of many, and then it flattens or even falls: a processor has only so many hands, and one long text
# makes the padding of a whole batch longer. On a graphics card the rise goes on for longer. A chat model needs a whole prompt and an answer for each text; it is slower by far.
#
# ## 8. What did you see?
#
# Answer in the cell below, two or three sentences each.
#
# 1. Quote one entry on which the judges disagreed or were all wrong, with their answers. What in the text misled them?
# 2. What did the two-label model do with the neutral entries, and how would you report its accuracy fairly?
# 3. Which of the three would you take for the library's visitors' book? Use your numbers: accuracy, macro-F1, missing answers, speed.
#    Name one **limit** of these numbers: what do they not show?

# %% [markdown] nbgrader={"grade_id": "w5-reflect", "grade": true, "solution": true, "points": 4}
# ### BEGIN SOLUTION
# 1. "Lovely: three opening days a week, and I work on all three of them." is negative in the file, and both classifiers said positive with scores above 0.9. The only strong word in it is
#    "Lovely", and it is meant the other way round; nothing else in the sentence is a word of complaint.
# 2. It called each of the five neutral entries positive or negative, several with scores above 0.9, because it has no third label. So 15 of 20 is the most it could reach; I would give its accuracy on the
#    15 entries that have a side, say how many neutral ones there are, and not use it where many are neutral.
# 3. In my run the three-label model had the best accuracy and macro-F1, and it did several hundred texts a second. The chat model left most answers without a label in free text, and with the schema it said nearly
#    always the same, no better than "always positive". I would take the three-label model and let a person read what it calls negative. The limit: of twenty entries one is
#    5 points, so twenty others may rank the three differently.
# ### END SOLUTION

# %% [markdown]
# ## Done
#
# Save the notebook (*Ctrl+S*). The assignment gives sixty film reviews to a program of your own.
