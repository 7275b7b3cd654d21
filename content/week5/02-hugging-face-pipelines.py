# ---
# title: Hugging Face pipelines for sentiment analysis
# week: 5
# minutes: 20
# objectives:
#   - Classify one text and many texts with the `sentiment-analysis` pipeline.
#   - Name a model and its revision, so that the same program gives the same answers next year.
#   - Take a pipeline apart into tokenizer, logits and softmax, and get its numbers by hand.
#   - See what two labels do to a text that has no mood.
# keypoints:
#   - "A pipeline is three steps: tokenizer, model, softmax. Each can be done by hand, with the same result."
#   - Name the model and its revision. A default is somebody else's choice, and may change.
#   - The labels are the model's, not yours. Two labels have no neutral, and the shares still add up to 1.
#   - With words it never met a model answers as firmly as ever.
# needs: {memory_gb: 1.5, disk_gb: 0.1, download_mb: 0, cpu_minutes: 1}
# last_checked: 2026-11-25
# jupyter:
#   kernelspec: {display_name: Python 3, language: python, name: python3}
# ---

# %% [markdown]
# # Hugging Face pipelines for sentiment analysis
#
# *20 minutes. Run the cells with Shift+Enter while you read. Needs: 1.5 GB of memory, no download.*
#
# ## One text
#
# A **pipeline** is a whole task in one object: it loads a model with its tokenizer, and takes text in and gives labels out.
# The course asks for a model by its role; here that is a classifier with two labels.

# %%
from transformers import pipeline

from llmlab import model_name

name = model_name("sentiment-2", "huggingface")
judge = pipeline("sentiment-analysis", model=name)

print(name)
print(judge("What a lovely evening! The film was funny and warm."))

# %% [markdown]
# The answer is a list with one dictionary for each text: a `label` and a `score`. `sentiment-analysis` is another name for the task `text-classification`;
# both work, and give the same.
#
# ## Many texts
#
# Give it a list. With `batch_size` the pipeline puts that many texts through the model at once; the answers come in the order of the texts.

# %%
slips = [
    "The story was clever and the music was beautiful.",
    "A dull film. The jokes were bad.",
    "I was not bored at all.",
    "The film begins at eight.",
]
for slip, answer in zip(slips, judge(slips, batch_size=2), strict=True):
    print(f"{answer['label']:<9} {answer['score']:.3f}  {slip}")

# %% [markdown]
# Is the third one right? A negation is where small models stumble, and with a high score. And the last one says nothing about the film at all. It got a label nevertheless. We come back to that.
#
# A text may be longer than the model can read. `truncation=True` cuts the rest off instead of failing; whether the mood stood in that rest, nobody asks.

# %%
print("reads at most", judge.tokenizer.model_max_length, "tokens")
long_text = "We came in late. " * 200 + "It was awful."
print(judge(long_text, truncation=True))

# %% [markdown]
# ## All labels: `top_k=None`
#
# By default only the winner is shown. `top_k=None` shows every label, the largest score first. They always add up to 1.

# %%
everything = judge(slips, top_k=None)
for slip, answers in zip(slips, everything, strict=True):
    print({one["label"]: round(one["score"], 4) for one in answers}, slip)

sums = [sum(one["score"] for one in answers) for answers in everything]
print("sums:", [round(total, 4) for total in sums])

# %% [markdown]
# ## Which model is this?
#
# Who names no model gets a default. You can look it up without loading anything:

# %%
from transformers.pipelines import SUPPORTED_TASKS

print(SUPPORTED_TASKS["text-classification"]["default"])

# %% [markdown]
# This is **DistilBERT**, a BERT with 40 % fewer parameters, fine-tuned on the 67,349 phrases and sentences of *SST-2*, which come from English film reviews. Its makers report that
# 91.3 % of the answers on the 872 development sentences are right. The second part, `714eb0f`, is a **revision**: a state of the model's files, like a commit in Git.
#
# A default is handy and unsafe. Another version of the library may choose another model, and the same name may get new files tomorrow. A result that somebody
# should be able to repeat names both. Which states of which models are on *this* machine?

# %%
from huggingface_hub import scan_cache_dir

kept = {
    model.repo_id: [revision.commit_hash for revision in model.revisions]
    for model in scan_cache_dir().repos
}
print(name, kept[name])

# %%
revision = kept[name][0]
pinned = pipeline("sentiment-analysis", model=name, revision=revision)
print(f"{name} at {revision[:7]}:", pinned(slips[0]))

# %% [markdown]
# Write these two lines into every report: the model's name, and seven characters of its revision.
#
# ## Inside: three steps
#
# The diagram shows what happens between text and label: the tokenizer makes numbers, the model makes one logit for each label, the softmax makes shares of them.
#
# ```mermaid
# flowchart LR
#     accTitle: The three steps of a sentiment pipeline
#     accDescr: The text goes into the tokenizer, which gives token ids; the model turns them into one logit per label; the softmax turns the logits into scores, and the largest gives the label.
#     A["Text"] --> B["Tokenizer: ids"]
#     B --> C["Model: one logit per label"]
#     C --> D["Softmax: scores"]
#     D --> E["Label of the largest"]
# ```
#
# Now by hand. **First step**: text to tokens to ids.

# %%
import torch

text = slips[0]
tokenizer, model = judge.tokenizer, judge.model

inputs = tokenizer(text, return_tensors="pt")
ids = inputs["input_ids"][0].tolist()
print(tokenizer.convert_ids_to_tokens(ids))
print(ids)

# %% [markdown]
# There are two tokens that nobody wrote, one at the beginning and one at the end. The model was trained with them; the layer on top reads the mood off the first one.
#
# **Second step**: ids to logits. `torch.no_grad()` says that we do not want to train.

# %%
with torch.no_grad():
    logits = model(**inputs).logits[0].tolist()

print("logits:", [round(one, 3) for one in logits])
print("labels:", model.config.id2label)

# %% [markdown]
# Where do the names of the labels come from? From the model's configuration: its authors chose them. Some models call theirs `LABEL_0` and `LABEL_1`; then their page
# has to tell you which is which, and a guess may turn every answer round.
#
# **Third step**: logits to scores, with the formula of the first lecture and nothing but `math`.

# %%
from math import exp

powers = [exp(one) for one in logits]
by_hand = {model.config.id2label[i]: power / sum(powers) for i, power in enumerate(powers)}
by_pipeline = {one["label"]: one["score"] for one in judge(text, top_k=None)}

for label in by_hand:
    print(f"{label:<9} by hand {by_hand[label]:.6f}   pipeline {by_pipeline[label]:.6f}")

largest = max(abs(by_hand[label] - by_pipeline[label]) for label in by_hand)
print("they agree to 0.00001:", largest < 1e-5)

# %% [markdown]
# No magic is left. And you see what the score is: the softmax of two numbers, which depends on their *difference* only.
# A difference of 3 gives 0.953, whatever the text and however often the model is wrong.
#
# ## A batch: padding and its mask
#
# A batch is a rectangle of numbers, and texts have different lengths. Short ones are filled up with a **padding** token, and a **mask** says which tokens are real (1) and which are filling (0).

# %%
batch = tokenizer(slips[:3], padding=True, return_tensors="pt")
print("shape:", tuple(batch["input_ids"].shape), "(texts, tokens of the longest)")
for row in batch["attention_mask"].tolist():
    print(row)

# %% [markdown]
# What if the mask were forgotten? The model would read the filling as if somebody had written it:

# %%
with torch.no_grad():
    right = model(**batch).logits.softmax(-1)
    wrong = model(
        input_ids=batch["input_ids"], attention_mask=torch.ones_like(batch["attention_mask"])
    ).logits.softmax(-1)
    alone = model(**tokenizer(slips[2], return_tensors="pt")).logits.softmax(-1)

print("alone:             ", [round(one, 4) for one in alone[0].tolist()])
print("in a batch:        ", [round(one, 4) for one in right[2].tolist()])
print("without the mask:  ", [round(one, 4) for one in wrong[2].tolist()])

# %% [markdown]
# The first two lines agree (up to rounding): with its mask a text does not notice its neighbours. The third may be far off or only a little; it is wrong in any case.
#
# ## Two labels have no neutral
#
# A model with two labels must give every text away. Look at texts without any mood, and compare with a model that has three labels:

# %%
judge_3 = pipeline("sentiment-analysis", model=model_name("sentiment-3", "huggingface"))
plain = [
    "The film begins at eight.",
    "The library is open on Tuesday.",
    "It lasts ninety minutes.",
    "The hall has forty chairs.",
]
for text, two, three in zip(plain, judge(plain), judge_3(plain), strict=True):
    print(
        f"{two['label']:<9} {two['score']:.3f}   {three['label']:<9} {three['score']:.3f}   {text}"
    )

# %% [markdown]
# Left the two-label model, right the three-label one. If half of your slips say nothing about the film, the left column invents moods for them.
# "Take everything below 0.8 as neutral" does not help much: look how high some of the left scores are.
#
# ## Words it never met
#
# What does a model do with words that nobody showed it? This sentence has a mood for anybody who knows the words, and the next one is made up:

# %%
for text in (
    "An absolute corker, tip-top stuff!",
    "The florb was quite snizzy, in a gromplish way.",
):
    print(tokenizer.tokenize(text))
    print(judge(text)[0])

# %% [markdown]
# Unknown words are cut into pieces, and the pieces get *some* logits. The score does not say "I do not know these words", for no output stands for that.
# A large model knows many more words. It has the same habit with those that it does not know.
#
# ## Key points
#
# - A pipeline is three steps: tokenizer, model, softmax. Each can be done by hand, with the same result.
# - Name the model and its revision. A default is somebody else's choice, and may change.
# - The labels are the model's, not yours. Two labels have no neutral, and the shares still add up to 1.
# - With words it never met a model answers as firmly as ever.
#
# **Check yourself.** (1) A model's labels are `LABEL_0` and `LABEL_1`. How do you find out which means *positive*? (2) Two models give the logits (0, 3) and (10, 13). Which is surer?
# (3) Why does a text get the same scores alone and in a batch, although its row of numbers is longer there?
#
# ## Sources
#
# - The `transformers` documentation on pipelines: `https://huggingface.co/docs/transformers/main_classes/pipelines`.
# - V. Sanh, L. Debut, J. Chaumond, T. Wolf: *DistilBERT, a distilled version of BERT: smaller, faster, cheaper and lighter*. 2019, arXiv 1910.01108.
# - The model's page with its accuracy: `https://huggingface.co/distilbert/distilbert-base-uncased-finetuned-sst-2-english`; the data and its sizes: the GLUE benchmark's page,
#   `https://huggingface.co/datasets/nyu-mll/glue`.
