# ---
# title: "Lab: visualizing embeddings"
# week: 2
# minutes: 75
# objectives:
#   - Compute a cosine, and find the nearest texts with it.
#   - Flatten vectors to a picture with PCA and with t-SNE.
#   - Say which distances of such a picture may be believed, with numbers of your own.
#   - Compare counted vectors with those of an embedding model.
# needs: {memory_gb: 1, disk_gb: 0.1, download_mb: 0, cpu_minutes: 2}
# last_checked: 2026-11-25
# jupyter:
#   kernelspec: {display_name: Python 3, language: python, name: python3}
# ---

# %% [markdown]
# # Lab: visualizing embeddings
#
# Today you look at texts of the tool library as points: who is near whom, what a picture of it shows, and what it makes up.
#
# | part | what you do | minutes |
# | --- | --- | --- |
# | 1 | load vectors that were made before | 5 |
# | 2 | measure how near two texts are | 10 |
# | 3 | find neighbours | 10 |
# | 4 | a first picture: PCA | 10 |
# | 5 | six more pictures: t-SNE | 10 |
# | 6 | which distances may I believe? | 10 |
# | 7 | the same with an embedding model | 10 |
# | 8 | write down what you saw | 10 |
#
# **Needs:** 1 GB of memory, 0.1 GB of disk, no download, about 2 minutes of computing.
#
# **How it works.** Run a cell with *Shift+Enter*. Where it says **Your turn**, replace the line with `raise` by your answer, run the cell,
# then run the check below it. A check says `[OK]`, or where to look. You cannot break anything: run a cell as often as you like.

# %% [markdown] tags=["instructor"]
# **For instructors.** Parts 1 to 6 need no model server. The counted vectors and all seeds are fixed, so the numbers of parts 1 to 3 are alike for everybody; a map of
# t-SNE may come out mirrored or turned on another machine, and nothing here depends on that. Good moment for a pause: after part 4. Part 6 is the heart of the lab:
# if time is short, give away `tsne_map` in part 5 and leave part 7 for home.

# %% [markdown]
# ## 1. Vectors that were made before
#
# `data/embeddings.csv` holds 96 texts about the tool library: 24 single words and 72 sentences, 16 for each of six topics, and 16 numbers for each text.
# The numbers were made by counting which words stand together, with the script [make_embeddings.py](make_embeddings.py); no language model was involved.
# The topics were written down by a person. The script never saw them.

# %%
import csv
from collections import Counter
from pathlib import Path

import numpy as np

from llmlab import check_equal, check_that, check_within, client, model_name, use_course_style

with Path("data/embeddings.csv").open(encoding="utf-8", newline="") as file:
    rows = list(csv.DictReader(file))

texts = [row["text"] for row in rows]
topics = [row["topic"] for row in rows]
vectors = np.array([[float(row[f"v{n}"]) for n in range(1, 17)] for row in rows])
place = {text: number for number, text in enumerate(texts)}

print("shape:", vectors.shape)
print("topics:", dict(Counter(topics)))
lengths = np.linalg.norm(vectors, axis=1)
print(f"lengths: from {lengths.min():.3f} to {lengths.max():.3f}")
for number in (0, 8, 64):
    print(f"{topics[number]:<14} {texts[number]:<55} {vectors[number].round(2)[:4]} ...")

# %% [markdown]
# All lengths are 1: these are unit vectors. Does any of the sixteen numbers mean something? Look for a column that is large in one topic only. You will find some
# that look like it, and many that do not.
#
# ## 2. How near are two texts?
#
# A worked example: (4, 3) and (3, 4). The dot product is 4 × 3 + 3 × 4 = 24. Both are 5 long. The cosine is 24 / (5 × 5) = 0.96.
#
# **Your turn.** Write `cosine`: the dot product of two vectors (`a @ b`), divided by both their lengths (`np.linalg.norm(a)` is one). It should work for vectors
# of any length.


# %% nbgrader={"grade_id": "w2-cosine", "solution": true}
def cosine(a: np.ndarray, b: np.ndarray) -> float:
    """Return the cosine of the angle between two vectors."""
    ### BEGIN SOLUTION
    return float(a @ b / (np.linalg.norm(a) * np.linalg.norm(b)))
    ### END SOLUTION


# %% nbgrader={"grade_id": "w2-cosine-test", "grade": true, "points": 2}
drill, sander, press = np.array([4, 3]), np.array([3, 4]), np.array([-3, 4])
check_within(float(cosine(drill, sander)), "The cosine of (4, 3) and (3, 4)", 0.9599, 0.9601)
check_within(float(cosine(drill, press)), "The cosine of (4, 3) and (-3, 4)", -0.0001, 0.0001)
check_that(
    abs(cosine(drill, 2 * sander) - 0.96) < 1e-6,
    "Twice as long is still the same direction. Did you divide by both lengths?",
    "Length does not matter.",
)

### BEGIN HIDDEN TESTS
assert abs(cosine(drill, -drill) + 1) < 1e-9, "opposite directions have the cosine -1"
one, two = np.array([1.0, 2.0, 2.0]), np.array([2.0, 0.0, 0.0])
assert abs(cosine(one, two) - 1 / 3) < 1e-9, "it should work in three dimensions, too"
### END HIDDEN TESTS

# %% [markdown]
# Guess before you run the next cell: which of the four texts is nearest to the first one, and which is farthest away?

# %%
first = "The late fee is never more than 20 euros per tool."
for other in (
    "A late tool costs one euro per day.",
    "A workshop costs members 5 euros, material included.",
    "Tram line 6 stops at the old fire station.",
    "The first aid box is on the wall to the left of the desk.",
):
    print(f"{cosine(vectors[place[first]], vectors[place[other]]):6.2f}  {other}")

# %% [markdown]
# The first two share words with it; the others share a town. A cosine below 0 means little more than "nothing in common": the vectors are not opposites in meaning.
#
# ## 3. Neighbours
#
# **Your turn.** Write `nearest`: the row numbers of the `k` rows that have the highest cosine with row `row`, the nearest first, and without the row itself.
# A way: compute a list of (cosine, number) for all other rows, sort it downwards, take the first `k`.


# %% nbgrader={"grade_id": "w2-nearest", "solution": true}
def nearest(vectors: np.ndarray, row: int, k: int = 5) -> list[int]:
    """Return the numbers of the k rows nearest to one row, best first."""
    ### BEGIN SOLUTION
    others = [number for number in range(len(vectors)) if number != row]
    by_cosine = sorted(others, key=lambda number: -cosine(vectors[row], vectors[number]))
    return by_cosine[:k]
    ### END SOLUTION


# %% nbgrader={"grade_id": "w2-nearest-test", "grade": true, "points": 2}
four = np.array([[4, 3], [3, 4], [-3, 4], [0.8, 0.7]])
check_equal(
    [int(n) for n in nearest(four, 0, k=2)],
    [3, 1],
    "The two rows nearest to (4, 3)",
    "Highest cosine first (not distance, not the dot product), and never the row itself.",
)
check_equal(len(nearest(vectors, place["tram"])), 5, "The number of neighbours of 'tram'")

### BEGIN HIDDEN TESTS
for number in (0, 33, 95):
    wanted = np.sort(np.delete(vectors @ vectors[number], number))[::-1][:7]
    found = nearest(vectors, number, k=7)
    assert number not in found, "nearest() should leave the row itself out"
    assert len(set(found)) == 7, "nearest() should return k different rows"
    got = np.array([vectors[number] @ vectors[n] for n in found])
    assert np.allclose(got, wanted, atol=1e-3), "nearest() should return the highest cosines first"
### END HIDDEN TESTS


# %%
def show_neighbours(vectors: np.ndarray, text: str) -> None:
    """Print the five nearest texts with cosine and topic."""
    print(text)
    for number in nearest(vectors, place[text]):
        near = cosine(vectors[place[text]], vectors[number])
        print(f"   {near:.2f}  {topics[number]:<14} {texts[number]}")


samples = (
    "deposit",
    "tram",
    "Is the library open this Saturday?",
    "The cargo bike helps to carry everything home.",
)
for text in samples:
    show_neighbours(vectors, text)

# %% [markdown]
# Look twice at two of them.
#
# - *tram*, *parking* and *bicycles* have a cosine of 1.00. They stand in one paragraph of `hazelbrook/contact.txt` and hardly anywhere else. The same company, so the same
#   vector: from eleven short texts one cannot learn the difference.
# - *The cargo bike* has only 0.46 at the top of its list, and strangers all the way down. A list of the five nearest always has five lines, whether they are near or not.
#
# How good is it over all? For every text, count how many of its five neighbours have its own topic. By chance it would be 15 of 95, which is 16 %.


# %%
def agreement(vectors: np.ndarray) -> float:
    """Return the share of neighbours with the same topic."""
    same = [topics[n] == topics[row] for row in range(len(topics)) for n in nearest(vectors, row)]
    return sum(same) / len(same)


print(f"neighbours with the same topic: {agreement(vectors):.0%}")

# %% [markdown]
# ### What counting cannot see
#
# The script can make a vector for a new sentence too. Three tests: the same words in another order, the opposite, and a word that it never met.

# %%
from make_embeddings import learn

counted = learn()
pairs = [
    ("The member owes the library a drill.", "The library owes the member a drill."),
    ("The library is open on Saturday.", "The library is closed on Saturday."),
    ("The toaster was mended.", "Somebody repaired the toaster."),
    ("The library is open on Saturday.", "Tram line 6 stops at the old fire station."),
]
for one, two in pairs:
    print(f"{cosine(counted.embed(one), counted.embed(two)):6.3f}  {one}  |  {two}")
try:
    counted.embed("chainsaw")
except ValueError as error:
    print("chainsaw:", error)

# %% [markdown]
# Swapping who owes whom changes nothing, for a mean has no order. *open* and *closed* are near, for they keep the same company. And *chainsaw* is unknown, though
# *chainsaws* stands in the texts: to a list of whole words these are two different things. We shall ask a model the same questions in part 7.
#
# ## 4. A first picture: PCA
#
# Sixteen dimensions cannot be drawn. **PCA** (principal component analysis) throws a shadow: it turns the cloud of points until its shadow on a sheet of paper is as wide as
# possible, and says how much of the spread the shadow has kept. It is the same every time, and it does not know the topics.
#
# **Your turn.** Write `shadow`: make a `PCA(n_components=2)`, let it `fit_transform` the vectors, and return the two-dimensional points and the share of the spread
# that was kept, which is the sum of its `explained_variance_ratio_`.

# %% nbgrader={"grade_id": "w2-pca", "solution": true}
from sklearn.decomposition import PCA


def shadow(vectors: np.ndarray) -> tuple[np.ndarray, float]:
    """Return the points of the shadow, and the share of the spread that it keeps."""
    ### BEGIN SOLUTION
    pca = PCA(n_components=2)
    points = pca.fit_transform(vectors)
    return points, float(pca.explained_variance_ratio_.sum())
    ### END SOLUTION


# %% nbgrader={"grade_id": "w2-pca-test", "grade": true, "points": 2}
flat, share = shadow(vectors)
check_equal(flat.shape, (96, 2), "The shape of the shadow")
check_within(float(share), "The share of the spread that was kept", 0.1, 0.9)

### BEGIN HIDDEN TESTS
rng = np.random.default_rng(7)
sheet = rng.normal(size=(30, 2)) @ rng.normal(size=(2, 5))
assert abs(shadow(sheet)[1] - 1) < 1e-9, "a sheet in five dimensions has a shadow that keeps all"
assert shadow(sheet)[0].shape == (30, 2), "one point for each row"
### END HIDDEN TESTS

# %%
import matplotlib.pyplot as plt

use_course_style()


def draw(axes: plt.Axes, points: np.ndarray, title: str) -> None:
    """Draw one point for each text; every topic has a marker and a colour of its own."""
    for topic in dict.fromkeys(topics):
        mine = points[[t == topic for t in topics]]
        axes.plot(mine[:, 0], mine[:, 1], linestyle="none", markersize=6, label=topic)
    axes.set(title=title, xticks=[], yticks=[])


figure, axes = plt.subplots(figsize=(8, 5.5))
flat, share = shadow(vectors)
draw(axes, flat, f"PCA of the counted vectors: {share:.0%} of the spread")
for word in ("Saturday", "deposit", "workshop", "toaster", "accident", "tram"):
    below = word in ("deposit", "workshop")
    axes.annotate(word, flat[place[word]], (5, -16 if below else 6), textcoords="offset points")
axes.legend(loc="center left", bbox_to_anchor=(1, 0.5))
plt.show()

# %% [markdown]
# The figure shows 96 points, one for each text, in two dimensions; the marker tells the topic, and the first word of each topic is written beside its point.
# Some topics stand apart, others lie on top of each other. That need not be so in sixteen dimensions: nearly two thirds of the spread are not in this picture.
#
# ## 5. Six more pictures: t-SNE
#
# **t-SNE** has another aim. It does not turn and project, it *rearranges*: points that are neighbours among the vectors should be neighbours on the map; where everything else goes
# matters little to it. You choose two things:
#
# - **perplexity**: about how many neighbours each point cares for. It must be smaller than the number of points.
# - **random_state**, the seed: where the points start. They are then moved, step by step, until it gets no better.
#
# **Your turn.** Write `tsne_map`: make a `TSNE` with `n_components=2`, `init="random"`, your `perplexity` and `random_state=seed`, and return what its `fit_transform` makes of the vectors.
# (Without `init="random"` it would begin from PCA, and you would not see what depends on the start.)

# %% nbgrader={"grade_id": "w2-tsne", "solution": true}
from sklearn.manifold import TSNE

maps = {}


def tsne_map(vectors: np.ndarray, perplexity: float, seed: int) -> np.ndarray:
    """Return a map in two dimensions."""
    ### BEGIN SOLUTION
    tsne = TSNE(n_components=2, init="random", perplexity=perplexity, random_state=seed)
    return tsne.fit_transform(vectors)
    ### END SOLUTION


# %% nbgrader={"grade_id": "w2-tsne-test", "grade": true, "points": 2}
check_equal(tsne_map(vectors, perplexity=10, seed=1).shape, (96, 2), "The shape of a map")
try:
    tsne_map(vectors[:20], perplexity=20, seed=1)
    refused = ""
except ValueError as error:
    refused = str(error)
check_that(
    "perplexity" in refused,
    "20 points cannot have 20 neighbours each. Does TSNE get your perplexity?",
    f"20 points and a perplexity of 20 are refused: {refused}",
)


### BEGIN HIDDEN TESTS
def apart(points: np.ndarray) -> np.ndarray:
    return np.linalg.norm(points[:, None] - points[None], axis=-1).ravel()


one, same, other = (apart(tsne_map(vectors[:40], perplexity=5, seed=s)) for s in (1, 1, 2))
assert np.corrcoef(one, same)[0, 1] > 0.99, "the same seed should give the same map"
assert np.corrcoef(one, other)[0, 1] < 0.97, 'with init="random" another seed gives another map'
### END HIDDEN TESTS

# %%
maps = {(p, seed): tsne_map(vectors, p, seed) for p in (3, 10, 30) for seed in (1, 2)}

figure, grid = plt.subplots(3, 2, figsize=(9, 11))
for axes, ((perplexity, seed), points) in zip(grid.flat, maps.items(), strict=True):
    draw(axes, points, f"perplexity {perplexity}, seed {seed}")
figure.legend(*grid[0, 0].get_legend_handles_labels(), loc="lower center", ncols=3)
plt.show()

# %% [markdown]
# The figure shows the same 96 texts six times: each row has one perplexity, each column one seed. With perplexity 3 there are many tight islands, with 30 fewer and looser ones.
# Choose two topics, and look how far apart they are in each of the six. No text has moved: the vectors are the same in all of them.
#
# ### Islands out of nothing
#
# What does t-SNE make of random numbers, in which there is nothing to be found?

# %%
noise = np.random.default_rng(0).normal(size=(96, 16))
figure, pair = plt.subplots(1, 2, figsize=(9, 4))
for axes, perplexity in zip(pair, (3, 30), strict=True):
    points = tsne_map(noise, perplexity, seed=1)
    axes.plot(points[:, 0], points[:, 1], linestyle="none", marker="o", markersize=5)
    axes.set(title=f"random numbers, perplexity {perplexity}", xticks=[], yticks=[])
plt.show()

# %% [markdown]
# The figure shows two maps of pure noise: with perplexity 30 an even cloud, with perplexity 3 little clumps and chains, as if there were groups. There are none.
#
# ## 6. Which distances may I believe?
#
# Let us measure instead of looking. First, the neighbours: of the five nearest texts among the vectors, how many are still among the five nearest on the map?
#
# A worked example: five texts on a line, at 0, 1, 3, 6 and 10. The two nearest of the first are the second and the third. A map puts them at 0, 9, 3, 1 and 10; now its two nearest are the
# fourth and the third. One of two has been kept: 0.5.
#
# `nearest_on_map` is given (on a map we measure with a ruler, not with an angle).
# **Your turn.** Write `kept`: for each row take its `k` nearest with `nearest(vectors, row, k)` and with `nearest_on_map(points, row, k)`; count how many are in both (a `set` has `&`), divide by `k`,
# and return the mean over all rows.


# %%
def nearest_on_map(points: np.ndarray, row: int, k: int = 5) -> list[int]:
    """Return the k points nearest to one point of a map, by their distance on paper."""
    distances = np.linalg.norm(points - points[row], axis=1)
    return [int(n) for n in np.argsort(distances, kind="stable") if n != row][:k]


# %% nbgrader={"grade_id": "w2-kept", "solution": true}
def kept(vectors: np.ndarray, points: np.ndarray, k: int = 5) -> float:
    """Return the share of neighbours among the vectors that are neighbours on the map, too."""
    ### BEGIN SOLUTION
    shares = [
        len(set(nearest(vectors, row, k)) & set(nearest_on_map(points, row, k))) / k
        for row in range(len(vectors))
    ]
    return sum(shares) / len(shares)
    ### END SOLUTION


# %% nbgrader={"grade_id": "w2-kept-test", "grade": true, "points": 2}
check_within(float(kept(vectors, vectors)), "The share that a perfect map keeps", 0.999, 1)
check_within(float(kept(vectors, vectors[:, :2])), "The share that two of the 16 keep", 0.1, 0.7)

### BEGIN HIDDEN TESTS
circle = np.array([[np.cos(a), np.sin(a)] for a in (0.0, 0.1, 0.3, 0.7, 1.5)])
assert abs(kept(circle, circle, k=2) - 1) < 1e-9, "the map of a map keeps everything"
assert abs(kept(circle, circle[[0, 3, 2, 1, 4]], k=2) - 0.5) < 1e-9, (
    "count what is in both lists, divide by k, take the mean over all rows"
)
assert kept(circle, circle[[0, 3, 2, 1, 4]], k=1) == 0, "k should be passed on to both"
### END HIDDEN TESTS


# %% [markdown]
# Second, whole groups: put each topic's centre at the mean of its points. Which topic is the nearest to *fees*? And how wide is a topic, measured from its centre to its points, if the widest
# of the six counts as 100?


# %%
def centres(points: np.ndarray) -> dict[str, np.ndarray]:
    """Return topic -> mean of its points."""
    return {t: points[[o == t for o in topics]].mean(axis=0) for t in dict.fromkeys(topics)}


def nearest_topic(points: np.ndarray, topic: str) -> str:
    """Return the topic whose centre is nearest."""
    found = centres(points)
    others = [other for other in found if other != topic]
    return min(others, key=lambda other: np.linalg.norm(found[other] - found[topic]))


def widths(points: np.ndarray) -> dict[str, float]:
    """Return topic -> mean distance of its points from its centre, the widest being 100."""
    found = centres(points)
    apart = {
        t: np.linalg.norm(points[[o == t for o in topics]] - found[t], axis=1).mean() for t in found
    }
    return {t: 100 * width / max(apart.values()) for t, width in apart.items()}


pictures = {"16 dimensions": vectors, "PCA": shadow(vectors)[0]}
pictures |= {f"t-SNE {p}, seed {seed}": points for (p, seed), points in maps.items()}
print(f"{'picture':<16} {'kept':>5}  {'nearest to fees':<16} width of repair cafe, safety")
for name, points in pictures.items():
    wide = widths(points)
    print(
        f"{name:<16} {kept(vectors, points):>5.0%}  {nearest_topic(points, 'fees'):<16}"
        f" {wide['repair cafe']:>4.0f}, {wide['safety']:.0f}"
    )

# %% [markdown]
# Read the table column by column; its first line is the truth, before anything was flattened. (A name or a number of the maps may differ on your machine; what follows does not.)
#
# - **kept**: t-SNE keeps far more of the neighbours than PCA, whatever perplexity and seed. *Near on the map* is mostly *near among the vectors*.
# - **nearest to fees**: changes with perplexity and seed. The distance *between* islands is not to be trusted.
# - **width**: *repair cafe* is about half as wide as *safety*. The maps say anything from a fifth to "wider", depending on whether a topic has been torn into several islands. Sizes say nothing either.
#
# So: believe neighbours, do not believe gaps or sizes, and never show a single map. If something looks the same with several perplexities and seeds, it is worth a second look, among the *vectors*.
#
# ## 7. The same with an embedding model
#
# Now vectors from a language model that was trained for this, in your own Ollama: the role `embedding`.
#
# **Your turn.** Write `embed`: `llm.embed(model=..., input=texts)` takes a list of texts; its reply has the vectors in `.embeddings`. Return them as one `np.array`, a row for each text.

# %% nbgrader={"grade_id": "w2-embed", "solution": true}
llm = client()


def embed(texts: list[str]) -> np.ndarray:
    """Return the model's vector of each text, one in a row."""
    ### BEGIN SOLUTION
    reply = llm.embed(model=model_name("embedding"), input=texts)
    return np.array(reply.embeddings)
    ### END SOLUTION


# %% nbgrader={"grade_id": "w2-embed-test", "grade": true, "points": 2}
live = embed(texts)
print(f"{model_name('embedding')}: {live.shape}")
check_equal(live.shape[0], 96, "The number of vectors")
check_that(
    live.ndim == 2 and live.shape[1] > 16,
    "Expected one row for each text, and more than 16 numbers in it.",
    f"Each text has {live.shape[-1]} numbers.",
)
check_within(float(np.linalg.norm(live[0])), "The length of the first vector", 0.99, 1.01)

### BEGIN HIDDEN TESTS
alone = embed([texts[5]])
assert alone.shape == (1, live.shape[1]), "one text gives one row"
assert cosine(alone[0], live[5]) > 0.98, "each text should get its own vector, in its own row"
### END HIDDEN TESTS

# %%
live = embed(texts)
print("neighbours with the same topic:")
print(f"counted {agreement(vectors):.0%}, model {agreement(live):.0%}")
for text in samples:
    show_neighbours(live, text)

# %% [markdown]
# Compare with part 3: are *tram* and *bicycles* still the same? Has the cargo bike found better company? Now the three tests of part 3:

# %%
print("counted   model")
for one, two in pairs:
    of_model = cosine(*embed([one, two]))
    print(f"{cosine(counted.embed(one), counted.embed(two)):7.3f} {of_model:7.3f}  {one}  |  {two}")

chainsaw = embed(["chainsaw"])[0]
best = max(range(len(texts)), key=lambda number: cosine(chainsaw, live[number]))
print("nearest to chainsaw:", texts[best])

# %% [markdown]
# What to look for:
#
# - **Order.** The model reads words in their places, so swapping them can change the vector. Look how much: often it is little. Two sentences about the same thing stay near, whoever owes whom.
# - **Opposites** are near here, too. An embedding answers "what is it about?", not "is it so?".
# - **Unknown words.** The model cuts words into pieces, so there is a vector for *chainsaw*, and for any word you invent. A small model that has met a word seldom goes by its spelling, and finds odd company.
# - The columns are two different scales: a 0.8 in one is not a 0.8 in the other.

# %%
live = embed(texts)
points, share = shadow(live)
figure, pair = plt.subplots(1, 2, figsize=(10, 4.8))
draw(pair[0], points, f"PCA, {share:.0%} of the spread")
draw(pair[1], tsne_map(live, 10, 1), "t-SNE, perplexity 10, seed 1")
figure.legend(*pair[0].get_legend_handles_labels(), loc="lower center", ncols=6, fontsize=9)
figure.subplots_adjust(bottom=0.14)
plt.show()

# %% [markdown]
# The figure shows the model's vectors of the same texts, by PCA on the left and by t-SNE on the right. Which topics stand apart here and did not with counting? You know now which question the right
# picture can answer: who is whose neighbour.
#
# ## 8. What did you see?
#
# Answer the three questions in the cell below, two or three sentences each, with numbers or texts from *your* run.
#
# 1. Name a text that has other neighbours with the model than with counting. Why might that be?
# 2. Which distances of a t-SNE map may one believe, and which not? Support each with what your table of part 6 says.
# 3. A colleague wants to show the members one t-SNE map: "Look, fees and workshops belong together." What do you answer?

# %% [markdown] nbgrader={"grade_id": "w2-reflect", "grade": true, "solution": true, "points": 4}
# ### BEGIN SOLUTION
# 1. *tram*: counted, its nearest text was *bicycles* with a cosine of 1.00, because both stand in a single paragraph, so their company is the same. With the model it is *station*
#    with 0.82: it has seen more texts and more pairs in training, so words of one paragraph need not be one vector.
# 2. Neighbours: the maps kept 76 to 85 % of the five nearest, PCA only 43 %. Not the gaps between groups: nearest to *fees* was *safety* on one map, *workshops* on another and
#    *opening hours* on a third. Nor the sizes: the repair cafe is among the narrowest topics at perplexity 30 and nearly the widest at perplexity 3 with seed 1.
# 3. The gap between two islands depends on perplexity and seed, so one map proves nothing. I would compare the topics' centres, or the cosines of their texts, in all dimensions, and
#    show at least several maps.
# ### END SOLUTION

# %% [markdown]
# ## Done
#
# Save the notebook (*Ctrl+S*). Next week: how to ask a model so that it does what you mean.
