# ---
# title: Sentiment analysis from scratch with PyTorch
# week: 5
# minutes: 25
# objectives:
#   - Turn sentences into a padded rectangle of ids with a mask, from nothing but Python.
#   - Build a small classifier of embedding, encoder and head, and count its parameters.
#   - Read a training loop, and a learning curve with training and validation loss.
#   - See a model learn its training texts by heart, and name four things that help.
# keypoints:
#   - A classifier is embedding, encoder, masked mean and head. The head's outputs are the logits.
#   - The loss of one text is minus the logarithm of the share that the right label got.
#   - When the training loss falls and the validation loss rises, the model is learning by heart.
#   - A pre-trained encoder brings words that your few texts do not have. Then only a small head is trained.
# needs: {memory_gb: 1.5, disk_gb: 0.1, download_mb: 0, cpu_minutes: 1}
# last_checked: 2026-11-25
# jupyter:
#   kernelspec: {display_name: Python 3, language: python, name: python3}
# ---

# %% [markdown]
# # Sentiment analysis from scratch with PyTorch
#
# *25 minutes, and the week's optional stretch goal: nothing later depends on it but the last question of the quiz. Needs: 1.5 GB of memory, no download, seconds of computing.*
#
# So far somebody else trained the models. Here you watch one being trained, from the first sentence to the moment when it begins to learn by heart.
# You need not be able to write this yourself. Look at the **shapes** and at the **curves**.
#
# The diagram shows what we build: words become ids, ids become vectors, the encoder lets them look at one another, a mean makes one vector, the head makes two logits.
#
# ```mermaid
# flowchart LR
#     accTitle: A small sentiment classifier
#     accDescr: Words become ids by the vocabulary, ids become vectors by the embedding, the encoder mixes the vectors, the masked mean makes one vector per text, and the head turns it into two logits.
#     A["Words"] -->|vocabulary| B["Ids"]
#     B -->|embedding| C["Vectors"]
#     C -->|encoder| D["Mixed vectors"]
#     D -->|masked mean| E["One vector"]
#     E -->|head| F["Two logits"]
# ```
#
# ## 1. The data
#
# Two data sets, on purpose very different. The first is **made**: patterns and words, put together by a program. The second is **written**: the sixty reviews of this week's assignment.

# %%
import csv
import random
import re
from pathlib import Path

GOOD = ["wonderful", "funny", "charming", "clever", "moving", "brilliant", "warm", "exciting"]
BAD = ["boring", "dull", "awful", "clumsy", "confusing", "slow", "silly", "cold"]
THINGS = ["film", "story", "ending", "music", "plot", "cast"]
PATTERNS = [
    "the {t} was {w}",
    "what a {w} {t}",
    "i found the {t} very {w}",
    "a {w} {t} from the first minute",
    "the {t} is {w} and the {u} is {v}",
    "my friends called the {t} {w}",
]


def make(count: int, rng: random.Random) -> list[tuple[str, int]]:
    """Return `count` sentences with their label: 0 is negative, 1 is positive."""
    found = []
    for _ in range(count):
        label = rng.randint(0, 1)
        words = GOOD if label else BAD
        t, u = rng.sample(THINGS, 2)
        w, v = rng.sample(words, 2)
        found.append((rng.choice(PATTERNS).format(t=t, u=u, w=w, v=v), label))
    return found


rng = random.Random(5)
made = make(400, rng)
made_train, made_check = made[:300], made[300:]

with Path("data/reviews.csv").open(encoding="utf-8", newline="") as file:
    written = [(row["text"], int(row["label"] == "positive")) for row in csv.DictReader(file)]
rng.shuffle(written)
written_train, written_check = written[:40], written[40:]

print(made_train[0])
print(written_train[0])
print(len(made_train), len(made_check), len(written_train), len(written_check))

# %% [markdown]
# Each set is split in two. **Training** texts are learned from. **Validation** texts are only looked at: they tell how the model does on what it has not seen.
# A model that is judged on its training texts is a pupil who was given the answers before the exam.
#
# ## 2. The vocabulary
#
# The model counts in numbers, so every word of the *training* texts gets one. Two numbers are kept free: 0 for filling up (`[PAD]`), 1 for any word that is not in the list (`[UNK]`).


# %%
def words_of(text: str) -> list[str]:
    """Return the words of a text in small letters."""
    return re.findall(r"[a-z']+", text.lower())


def make_vocabulary(texts: list[tuple[str, int]]) -> dict[str, int]:
    """Return word -> number for every word of these texts."""
    words = sorted({word for text, _ in texts for word in words_of(text)})
    return {"[PAD]": 0, "[UNK]": 1} | {word: n for n, word in enumerate(words, start=2)}


vocabulary = make_vocabulary(made_train)
print(len(vocabulary), "entries, such as", list(vocabulary.items())[:5])


def ids_of(text: str, vocabulary: dict[str, int]) -> list[int]:
    """Return the numbers of a text's words."""
    return [vocabulary.get(word, 1) for word in words_of(text)]


for text in ("the film was wonderful", "the film was gormless"):
    print(ids_of(text, vocabulary), text)

# %% [markdown]
# *Gormless* became 1: from here on the model cannot know which word stood there. Real tokenizers cut such a word into pieces instead (week 3), which helps a little.
#
# ## 3. A rectangle and its mask
#
# A batch must be a rectangle. Shorter texts are filled with 0, and the **mask** remembers what is real.

# %%
import torch


def rectangle(
    texts: list[tuple[str, int]], vocabulary: dict[str, int]
) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    """Return ids, mask and labels of the texts; ids and mask are (texts, longest)."""
    rows = [ids_of(text, vocabulary) for text, _ in texts]
    longest = max(len(row) for row in rows)
    ids = torch.tensor([row + [0] * (longest - len(row)) for row in rows])
    return ids, ids != 0, torch.tensor([label for _, label in texts])


ids, mask, labels = rectangle(made_train[:3], vocabulary)
print(ids)
print(mask.int())
print("labels:", labels.tolist())

# %% [markdown]
# Why does the mask matter? **By hand:** a text of two words has the vectors (1, 3) and (3, 1), and one place of filling with (0, 0).
# The mean over the *real* words is (4/2, 4/2) = (2, 2). Over all three places it would be (4/3, 4/3) = (1.33, 1.33): a short text would look weaker only because its neighbour is long.

# %%
vectors = torch.tensor([[1.0, 3.0], [3.0, 1.0], [0.0, 0.0]])
real = torch.tensor([1.0, 1.0, 0.0])

with_mask = (vectors * real[:, None]).sum(0) / real.sum()
without = vectors.mean(0)
print("with the mask:   ", with_mask.tolist())
print("without:         ", [round(x, 2) for x in without.tolist()])

# %% [markdown]
# ## 4. The model
#
# Four parts, in the order of the diagram. The encoder is one layer of the transformer of week 2: every word looks at every other (padding excepted), then each goes through a small network.

# %%
from torch import nn

WIDTH = 32  # numbers in each word's vector


class Classifier(nn.Module):
    """Embedding, one encoder layer, masked mean, head with two outputs."""

    def __init__(self, words: int, longest: int = 64) -> None:
        super().__init__()
        self.embedding = nn.Embedding(words, WIDTH, padding_idx=0)
        self.position = nn.Embedding(longest, WIDTH)  # where a word stands
        self.encoder = nn.TransformerEncoderLayer(
            WIDTH, nhead=2, dim_feedforward=64, dropout=0.1, batch_first=True
        )
        self.head = nn.Linear(WIDTH, 2)

    def forward(self, ids: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        places = torch.arange(ids.shape[1])
        vectors = self.embedding(ids) + self.position(places)
        mixed = self.encoder(vectors, src_key_padding_mask=~mask)
        real = mask[:, :, None].float()
        mean = (mixed * real).sum(1) / real.sum(1)
        return self.head(mean)


torch.manual_seed(5)
model = Classifier(len(vocabulary))
print("logits of three texts, untrained:")
print(model(ids, mask).detach())

# %% [markdown]
# **How many parameters?** Count them on paper, with $V$ words, width $d = 32$, 64 places and an inner width of 64:
#
# | part | parameters |
# | --- | --- |
# | embedding | $V \cdot 32$ |
# | positions | $64 \cdot 32 = 2{,}048$ |
# | attention: query, key, value and output, each $32 \cdot 32 + 32$ | $4 \cdot 1{,}056 = 4{,}224$ |
# | small network: $32 \to 64 \to 32$ | $(32 \cdot 64 + 64) + (64 \cdot 32 + 32) = 4{,}192$ |
# | two normalisations | $2 \cdot 2 \cdot 32 = 128$ |
# | head | $32 \cdot 2 + 2 = 66$ |

# %%
by_hand = len(vocabulary) * 32 + 2048 + 4224 + 4192 + 128 + 66
counted = sum(part.numel() for part in model.parameters())
print("by hand:", by_hand, "  counted:", counted)

# %% [markdown]
# The DistilBERT of the last lecture has about 66 million, more than five thousand times as many.
#
# ## 5. The loss
#
# How wrong is an answer? Take the share $p$ that the right label got, and then $-\ln p$. If the model is undecided, $p = 0.5$ and the loss is 0.693.
# If it is right and sure, $p = 0.95$, the loss is 0.051. If it is *wrong* and sure, the right label got $p = 0.05$, the loss is 2.996: that hurts, and it should.

# %%
from math import log

for share in (0.5, 0.95, 0.05):
    print(f"share of the right label {share:.2f}: loss {-log(share):.3f}")

undecided = torch.tensor([[0.0, 0.0]])
print(
    "PyTorch for logits (0, 0):",
    round(nn.functional.cross_entropy(undecided, labels[:1]).item(), 3),
)

# %% [markdown]
# `cross_entropy` takes logits, does the softmax itself, and gives the mean over the batch. An untrained model should begin near 0.693; if it does not, something is wrong before training even starts.
#
# ## 6. The training loop
#
# Five lines in the middle do all the work. Everything around them is keeping records.


# %%
def train(
    model: nn.Module,
    train_set: list[tuple[str, int]],
    check_set: list[tuple[str, int]],
    vocabulary: dict[str, int],
    epochs: int,
) -> list[dict[str, float]]:
    """Train a model; return loss and accuracy on both sets after every epoch."""
    optimizer = torch.optim.AdamW(model.parameters(), lr=3e-3)
    history = []
    for _ in range(epochs):  # an epoch: every training text once
        model.train()
        order = torch.randperm(len(train_set)).tolist()
        for start in range(0, len(order), 20):
            batch = [train_set[n] for n in order[start : start + 20]]
            ids, mask, labels = rectangle(batch, vocabulary)
            logits = model(ids, mask)  # 1. answer
            loss = nn.functional.cross_entropy(logits, labels)  # 2. how wrong?
            optimizer.zero_grad()  # 3. forget the last step
            loss.backward()  # 4. which way is better, for every parameter?
            optimizer.step()  # 5. a small step that way
        history.append(
            measure(model, train_set, vocabulary, "train")
            | measure(model, check_set, vocabulary, "check")
        )
    return history


def measure(
    model: nn.Module, texts: list[tuple[str, int]], vocabulary: dict[str, int], name: str
) -> dict[str, float]:
    """Return loss and accuracy of a model on these texts."""
    model.eval()  # no dropout while measuring
    ids, mask, labels = rectangle(texts, vocabulary)
    with torch.no_grad():
        logits = model(ids, mask)
    right = (logits.argmax(-1) == labels).float().mean().item()
    loss = nn.functional.cross_entropy(logits, labels).item()
    return {f"{name} loss": loss, f"{name} accuracy": right}


torch.manual_seed(5)
model = Classifier(len(vocabulary))
made_history = train(model, made_train, made_check, vocabulary, epochs=10)
for epoch, one in enumerate(made_history, start=1):
    print(epoch, {key: round(value, 3) for key, value in one.items()})

# %% [markdown]
# In a few seconds the loss falls close to 0, on the training sentences **and** on those held back. The model has found the rule behind the made sentences: sixteen words decide.
#
# ## 7. The same on what people wrote
#
# Now forty reviews to learn from, twenty to check, and a fresh model.

# %%
written_vocabulary = make_vocabulary(written_train)
torch.manual_seed(5)
model_2 = Classifier(len(written_vocabulary))
written_history = train(model_2, written_train, written_check, written_vocabulary, epochs=30)
print("first:", {key: round(value, 3) for key, value in written_history[0].items()})
print("last: ", {key: round(value, 3) for key, value in written_history[-1].items()})

# %%
import matplotlib.pyplot as plt

from llmlab import use_course_style

use_course_style()
figure, (left, right) = plt.subplots(1, 2, figsize=(9, 4), sharey=True)
for axes, history, title in (
    (left, made_history, "300 made sentences"),
    (right, written_history, "40 written reviews"),
):
    epochs = range(1, len(history) + 1)
    axes.plot(epochs, [one["train loss"] for one in history], label="training", markevery=3)
    axes.plot(epochs, [one["check loss"] for one in history], label="validation", markevery=3)
    axes.set_title(title)
    axes.set_xlabel("epoch")
    axes.legend()
left.set_ylabel("loss")
figure.tight_layout()
plt.show()

# %% [markdown]
# Both curves of the left picture fall together. In the right one the training loss (circles) goes to 0 while the validation loss (squares) turns and **rises**:
# the model gets surer and surer, also where it is wrong. This is **over-fitting**: forty texts are so few that it can learn each by heart, and what it learns ("bicycles are good") is no rule.

# %%
best = min(range(len(written_history)), key=lambda n: written_history[n]["check loss"])
print(f"lowest validation loss after epoch {best + 1}: {written_history[best]['check loss']:.3f}")
print(f"accuracy at the end: training {written_history[-1]['train accuracy']:.2f}, ", end="")
print(f"validation {written_history[-1]['check accuracy']:.2f}")

# %% [markdown]
# With twenty validation texts one text is 5 percentage points, so do not read too much into the last number. The *shape* is what counts. Four things help:
#
# | remedy | what it does |
# | --- | --- |
# | more texts | by heart gets harder, the rule gets easier |
# | stop early | keep the state with the lowest validation loss |
# | a smaller model, more *dropout* (in training, a random part of the numbers is set to 0; above it is a tenth) | less room to learn by heart |
# | a pre-trained encoder | the words are known already: see part 9 |
#
# ## 8. What it covers
#
# The first model was right on nearly every held-back sentence. Is it good? Ask it something that its patterns did not have:


# %%
def judge(text: str) -> str:
    """Return label, share and the words that the first model does not know."""
    ids, mask, _ = rectangle([(text, 0)], vocabulary)
    with torch.no_grad():
        shares = model(ids, mask).softmax(-1)[0]
    unknown = [word for word in words_of(text) if word not in vocabulary]
    label = ("negative", "positive")[int(shares.argmax())]
    return f"{label} {shares.max():.2f}   unknown: {unknown}"


for text in (
    "the plot was charming",
    "the plot was not charming",
    "I loved it",
    "I hated it",
    "Utterly gormless",
):
    print(f"{text:<28} {judge(text)}")

# %% [markdown]
# The first is right. *Not* is a word like any other that it never met. "I loved it" and "I hated it" look **the same** to this model: word for word the same ids, so the same answer, and one of the two
# must be wrong. A test set made by the same patterns could never have shown that. *Where do the test texts come from?* is the first question to ask about any accuracy.
#
# ## 9. With a pre-trained encoder
#
# In practice nobody begins at nothing. One takes an **encoder** that has read a great deal, and trains only a new head (or the whole model, gently: that is fine-tuning, week 4).
# Here is the encoder of the course's two-label classifier, without its head. It stays **frozen**: its parameters do not change. Each review becomes one vector, once.

# %%
from transformers import AutoModelForSequenceClassification, AutoTokenizer

from llmlab import model_name

name = model_name("sentiment-2", "huggingface")
tokenizer = AutoTokenizer.from_pretrained(name)
encoder = AutoModelForSequenceClassification.from_pretrained(name).base_model
encoder.eval()


def encode(texts: list[tuple[str, int]]) -> torch.Tensor:
    """Return one vector for each text: that of its first token, off which this model reads."""
    batch = tokenizer(
        [text for text, _ in texts], padding=True, truncation=True, return_tensors="pt"
    )
    with torch.no_grad():
        return encoder(**batch).last_hidden_state[:, 0]


train_vectors, check_vectors = encode(written_train), encode(written_check)
train_labels = torch.tensor([label for _, label in written_train])
check_labels = torch.tensor([label for _, label in written_check])
print("training vectors:", tuple(train_vectors.shape))

# %% [markdown]
# What is left to train is a single `Linear`. The loop is the same as before, without batches, because forty short vectors are nothing.

# %%
torch.manual_seed(5)
head = nn.Linear(train_vectors.shape[1], 2)
optimizer = torch.optim.AdamW(head.parameters(), lr=1e-2)
for _ in range(100):
    loss = nn.functional.cross_entropy(head(train_vectors), train_labels)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()

with torch.no_grad():
    said = head(check_vectors).argmax(-1)
print("trained parameters:", sum(part.numel() for part in head.parameters()))
print(
    f"validation accuracy with a pre-trained encoder: {(said == check_labels).float().mean():.2f}"
)
print(
    f"validation accuracy from scratch:               {written_history[-1]['check accuracy']:.2f}"
)

# %% [markdown]
# The same forty reviews, far fewer parameters to train, and most likely a better result, because the encoder brings words that forty reviews do not have.
# How much better depends on the encoder: a published one gains more than the small one of this hub. (And again: twenty texts, 5 points each.)
# To be fair: this encoder was fine-tuned for *sentiment* already, so its vectors hold what we look for. One that was only pre-trained, such as `distilbert-base-uncased`, would gain less from forty texts.
#
# ## Key points
#
# - A classifier is embedding, encoder, masked mean and head. The head's outputs are the logits.
# - The loss of one text is minus the logarithm of the share that the right label got.
# - When the training loss falls and the validation loss rises, the model is learning by heart.
# - A pre-trained encoder brings words that your few texts do not have. Then only a small head is trained.
#
# **Check yourself.** (1) An untrained three-label model starts with which loss? (Hint: $-\ln \frac{1}{3}$.) (2) Your training accuracy is 1.00 and your validation accuracy 0.60. What do you do first?
# (3) Somebody tests a model on sentences from the program that made the training sentences, and reports 100 %. What do you ask?
#
# ## Sources
#
# - The PyTorch documentation: `https://docs.pytorch.org/docs/stable/generated/torch.nn.TransformerEncoderLayer.html` and `.../torch.nn.CrossEntropyLoss.html`.
# - J. Devlin, M. Chang, K. Lee, K. Toutanova: *BERT: Pre-training of Deep Bidirectional Transformers for Language Understanding*. 2018, arXiv 1810.04805 (an encoder, a head, fine-tuning).
# - A. Vaswani et al.: *Attention Is All You Need*. 2017, arXiv 1706.03762 (the encoder layer).
