# ---
# title: "Assignment: Transformer explanation"
# week: 2
# minutes: 140
# objectives:
#   - Work out attention weights for a sentence of your own.
#   - Explain self-attention in your own words, so that a classmate understands it.
#   - Say what would break without it, and what it cannot do alone.
# needs: {memory_gb: 1, disk_gb: 0.1, download_mb: 0, cpu_minutes: 1}
# last_checked: 2026-11-25
# jupyter:
#   kernelspec: {display_name: Python 3, language: python, name: python3}
# ---

# %% [markdown]
# # Assignment: Transformer explanation
#
# Explain the role of self-attention in the Transformer to a classmate who missed the class: in your own words, with an example of your own.
#
# | part | what you do | minutes |
# | --- | --- | --- |
# | 1 | run the lecture's example, and change it | 25 |
# | 2 | an example of your own, with numbers | 40 |
# | 3 | write the explanation | 60 |
# | 4 | read it aloud, and mend it | 15 |
#
# **Needs:** 1 GB of memory, 0.1 GB of disk, no download, about 1 minute of computing.
#
# **What you hand in:** this notebook, saved (*Ctrl+S*). **How it is marked:** the checks give 5 points; a person reads the explanation and gives up to 11 more:
#
# | what the reader looks for | points |
# | --- | --- |
# | query, key and value: what each is for, and that all three are made from the words' own vectors | 3 |
# | the weights: from scores by softmax, positive, together 1; the output is the values mixed by them | 2 |
# | all words at once, and any two in one step, where reading word by word cannot | 2 |
# | the order: why self-attention alone does not see it, and what is done about it | 2 |
# | your own example, with its numbers, runs through the text and explains something | 2 |

# %% [markdown] tags=["instructor"]
# **For instructors.** What a language model writes on this task is fluent and general. The example with numbers of one's own is what cannot be copied: ask about it when in doubt.
# Part 2 fixes the scores by hand on purpose: where scores come from (learned matrices) is part of the explanation, not of the example.

# %% [markdown]
# ## 1. Once more, with other numbers
#
# These are the ten lines of the lecture. *it* asks with (1, 0): "who goes into something?"

# %%
import numpy as np

from llmlab import answer_text, check_headings, check_mentions, check_that, check_words


def softmax(scores: np.ndarray) -> np.ndarray:
    """Return positive numbers that sum to 1 along the last axis."""
    powers = np.exp(scores - scores.max(axis=-1, keepdims=True))
    return powers / powers.sum(axis=-1, keepdims=True)


def attention(
    queries: np.ndarray, keys: np.ndarray, values: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Return weights and outputs, one row for each query."""
    weights = softmax(queries @ keys.T / np.sqrt(keys.shape[-1]))
    return weights, weights @ values


names = ["drill", "case", "toolbox"]
keys = np.array([[1, 0], [0, 1], [1, 1]])
values = np.array([[1, 0], [0, 1], [0.5, 0.5]])
query = np.array([[1, 0]])

weights_of_it, output = attention(query, keys, values)
for name, weight in zip(names, weights_of_it[0], strict=True):
    print(f"{name:<8} {weight:.3f} {'#' * round(40 * weight)}")
print("output:", output.round(3))

# %% [markdown]
# Change one thing at a time. **Predict before you run**, and write down where you were wrong:
#
# 1. `query = np.array([[0, 1]])`: who is asked for now?
# 2. `query = np.array([[10, 0]])`: the same question, ten times as loud. What happens to the *case*?
# 3. `query = np.array([[0, 0]])`: no question at all. What are the weights, what is the output?
# 4. Put the three rows of `keys`, of `values` and the names in another order, all in the same way. Does the output change?
#
# ## 2. An example of your own
#
# Find a sentence of 5 to 12 words in which one word cannot be understood without others: *it*, *they*, *there*, or a word with two meanings. Take it from your own life; the
# sentences of the lectures do not count. Then play the model: give each word of the sentence a **score**, higher for words that the asking word should listen to.
#
# A worked example, with three words to keep it short: "bank opens early", and *bank* asks. Scores 1 for *bank* itself, 2 for *opens* (so it has doors, and is no river), 0 for *early*.
# e to the power of them: 2.718, 7.389, 1; the sum is 11.107; weights 0.245, 0.665, 0.090.
#
# **Your turn.** Fill in `sentence`, `asking` (one word of it) and `scores` (one number from -5 to 5 for each word, in the order of the words, after dividing by √d_k).
# Then compute `weights` from them, one for each word; `softmax` above takes a NumPy array.

# %% nbgrader={"grade_id": "w2-example", "solution": true}
sentence = ""
asking = ""
scores = []
weights = []
### BEGIN SOLUTION
sentence = "Grandmother gave the violin to Nora because she no longer played"
asking = "she"
#         Grandmother gave the violin to Nora because she no longer played
scores = [3.0, 0.5, -1.0, 0.0, -1.0, 1.5, -0.5, 1.0, 0.5, 1.5, 2.0]
weights = [float(weight) for weight in softmax(np.array(scores))]
### END SOLUTION

# %% nbgrader={"grade_id": "w2-example-test", "grade": true, "points": 3}
words = sentence.split()
check_that(
    5 <= len(words) <= 12,
    "`sentence` should have 5 to 12 words.",
    f"Your sentence has {len(words)} words.",
)
plain_words = {word.lower().strip(".,;:!?\"'()") for word in words}
check_that(
    not any(
        pair <= plain_words for pair in ({"drill", "case"}, {"member", "owes"}, {"fire", "drill"})
    ),
    "This looks like a sentence of the lectures. Find one of your own.",
    "It is not one of the lectures'.",
)
check_that(
    asking.lower() in plain_words,
    "`asking` should be one word of your sentence.",
    f"'{asking}' asks.",
)
check_that(
    len(scores) == len(words) and all(-5 <= score <= 5 for score in scores),
    f"Give one score from -5 to 5 for each of the {len(words)} words.",
    "Every word has a score.",
)
check_that(
    len(weights) == len(words) and all(weight > 0 for weight in weights),
    "`weights` needs one positive number for each word. (Is one rounded to 0? Give more digits.)",
    "Every word has a weight.",
)
check_that(
    abs(sum(weights) - 1) < 0.02,
    f"The weights sum to {sum(weights):.2f}. What does softmax divide by?",
    "The weights sum to 1.",
)

### BEGIN HIDDEN TESTS
wanted = [2.718281828459045**score for score in scores]
wanted = [power / sum(wanted) for power in wanted]
assert all(abs(w - x) < 0.02 for w, x in zip(weights, wanted, strict=True)), (
    "the weights should be the softmax of the scores"
)
assert len({round(float(score), 3) for score in scores}) > 2, (
    "the scores should tell more and less important words apart"
)
### END HIDDEN TESTS

# %%
print(f"'{asking}' listens to:")
for word, weight in zip(sentence.split(), weights, strict=False):
    print(f"{word:>14} {weight:.3f} {'#' * round(40 * weight)}")

# %% [markdown]
# Is it what you meant? If one word takes everything, your scores are too far apart; if all are alike, too close. Change them until the picture is one you can defend.
#
# ## 3. Explain
#
# 200 to 500 words in the cell below, under these four headings (write them as `## Roles` and so on). Quote your sentence word for word at least once, and use at least two of your weights.
#
# - **Roles**: what do query, key and value do, and where do they come from? Say it with your sentence.
# - **Weights**: how do scores become weights, what must be true of them, and what happens to the values?
# - **Without it**: take self-attention away, or read word by word instead. What breaks, and what becomes slow?
# - **Order**: shuffle the words of your sentence. What does self-attention alone notice, and what does the Transformer do about it?
#
# Write for a classmate who knows vectors and dot products (the first lecture), and nothing about attention. A formula is welcome, if you explain it.

# %% [markdown] nbgrader={"grade_id": "w2-explanation", "grade": true, "solution": true, "points": 11}
# ### BEGIN SOLUTION
# ## Roles
#
# In "Grandmother gave the violin to Nora because she no longer played", who is *she*? You looked back. Self-attention lets a model do that with vectors. Each word's vector is multiplied by
# three matrices, which were learned in training and are the same for every word. That gives three vectors. The **query** of *she* says what it is looking for: a woman who may have stopped
# doing something. The **key** of every word says what it can be found by: *Grandmother* a woman, *played* a thing one stops doing. The **value** is what a word hands over when it is found.
# Queries, keys and values all come from this one sentence, hence *self*-attention.
#
# ## Weights
#
# The query of *she* is multiplied with every key (a dot product, divided by the root of the dimension so that scores do not grow with it). High means: fits well. Softmax turns the scores into
# weights: e to the power of each, divided by their sum. So none is negative and together they are 1. In my example *Grandmother* gets 0.45, *played* 0.16 and *Nora* 0.10. The new vector of *she* is
# the sum of all values, each times its weight: nearly half of it is Grandmother, and Nora still has a small say. Had the sentence ended in "because she wanted to learn", the same
# words would have got other weights.
#
# ## Without it
#
# Without self-attention every word would keep the vector it came with, and *she* would mean the same in every sentence of the world. The feed-forward part cannot help, for it sees one word
# at a time. A recurrent model could carry Grandmother along, step by step, through seven words until *she* comes; some of her is lost on the way, and no step can begin before the last one is
# done. In self-attention *she* reaches Grandmother in one step, and all words ask at the same time, as one product of matrices. The price is that every word is compared with every other.
#
# ## Order
#
# If I shuffle my sentence to "Nora gave the violin to Grandmother ...", the same keys and values lie there, so *she* gets the same weights and the same mixture: self-attention alone does not notice
# who gave to whom. Therefore the Transformer adds to each word's vector another one that depends on its place, and then the two sentences differ.
# ### END SOLUTION

# %% nbgrader={"grade_id": "w2-explanation-test", "grade": true, "points": 2}
explanation = answer_text("w2-explanation")
check_headings(explanation, "Your explanation", ["Roles", "Weights", "Without it", "Order"])
check_words(explanation, "Your explanation", 200, 500)
check_mentions(
    explanation,
    "Your explanation",
    ["query", "key", "value", "softmax", ["position", "place", "order"]],
    "These are the words that the lecture explains; use them where you need them.",
)
plain = " ".join(explanation.lower().replace("*", "").replace("_", "").split())
check_that(
    bool(sentence) and " ".join(sentence.lower().rstrip(".!?").split()) in plain,
    "Quote your sentence from part 2 word for word, so that the reader has it in view.",
    "Your sentence is quoted.",
)

# %% [markdown]
# ## 4. Read it aloud
#
# Read your text aloud to somebody, or to the wall. Where you stumble, the sentence is too long. Where you could not answer "why?", something is missing. Then save once more (*Ctrl+S*).
