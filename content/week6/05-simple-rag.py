# ---
# title: Building a simple RAG (conceptual)
# week: 6
# minutes: 15
# objectives:
#   - Name the six steps of a RAG system and what goes in and out of each.
#   - Read a complete RAG of six short functions, and say where you would change what.
#   - Tell from the printed passages whether finding or writing failed.
# keypoints:
#   - "Six steps: load, chunk, embed, index, retrieve, generate. The first four happen before any question."
#   - Print what leaves each step. Most mistakes are visible long before the answer.
#   - New facts are a matter of indexing; whether the model reads them is a matter of the model.
# needs: {memory_gb: 1, disk_gb: 0.1, download_mb: 0, cpu_minutes: 1}
# last_checked: 2026-11-25
# jupyter:
#   kernelspec: {display_name: Python 3, language: python, name: python3}
# ---

# %% [markdown]
# # Building a simple RAG (conceptual)
#
# *15 minutes. Run the cells with Shift+Enter while you read. Needs: 1 GB of memory, no download.*
#
# Six steps, six functions of at most ten lines, and after each one a look at what came out. On purpose, nothing here is clever: each step is the simplest
# that works. In the lab you build better ones and measure them.
#
# The diagram shows the six steps in order. The first four run once for every version of the files, the last two for every question.
#
# ```mermaid
# flowchart LR
#     accTitle: The six steps of RAG
#     accDescr: Load, chunk, embed and index run before any question. Retrieve and generate run for every question, and retrieve uses the index.
#     subgraph once["once"]
#         L["1 load"] --> C["2 chunk"] --> E["3 embed"] --> I["4 index"]
#     end
#     subgraph each["for every question"]
#         R["5 retrieve"] --> G["6 generate"]
#     end
#     I --> R
# ```

# %%
from pathlib import Path

import faiss
import numpy as np

from llmlab import TROUBLE, client, model_name

llm = client()
print("embedding:", model_name("embedding"))
print("chat:     ", model_name("chat"))

# %% [markdown]
# ## 1. Load
#
# **In:** a folder. **Out:** file name → text. Real projects meet PDF, web pages and tables here, and half of their work; a text that is loaded badly cannot be found later.


# %%
def load(folder: str) -> dict[str, str]:
    """Return file name -> text of all text files of a folder."""
    return {path.name: path.read_text() for path in sorted(Path(folder).glob("*.txt"))}


documents = load("hazelbrook")
print(len(documents), "files,", sum(len(text.split()) for text in documents.values()), "words")
print(documents["fees.txt"][:120])

# %% [markdown]
# ## 2. Chunk
#
# **In:** the texts. **Out:** passages that are small enough to compare with a question, each with the name of its file. A whole file is about *too much*: its vector is a mixture of all
# its subjects. A single sentence is about *too little*: "It may be borrowed for 48 hours" has lost what "it" is. Here the authors have already cut at empty lines, so we cut there:


# %%
def chunk(documents: dict[str, str]) -> list[tuple[str, str]]:
    """Return (file, paragraph) for every paragraph but the headings."""
    passages = []
    for file, text in documents.items():
        paragraphs = text.strip().split("\n\n")[1:]  # the first is the heading
        passages += [(file, paragraph) for paragraph in paragraphs]
    return passages


passages = chunk(documents)
lengths = [len(text.split()) for _, text in passages]
print(len(passages), "passages of", min(lengths), "to", max(lengths), "words")
print(passages[0])

# %% [markdown]
# ## 3. Embed
#
# **In:** a list of texts. **Out:** a matrix with one row each. We divide every row by its length, so that the inner product is the cosine, whatever model plays the role.


# %%
def embed(texts: list[str]) -> np.ndarray:
    """Return one unit vector a text, as the rows of a matrix."""
    reply = llm.embed(model=model_name("embedding"), input=texts)
    vectors = np.array(reply.embeddings, dtype="float32")
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


vectors = embed([text for _, text in passages])
print("shape:", vectors.shape, "  first numbers:", vectors[0, :4].round(3))

# %% [markdown]
# An embedding model reads only so much; what is longer is cut off silently. With `truncate=False` it says so instead. Is the whole handbook one "passage" that would fit?

# %%
handbook = "\n\n".join(documents.values())
try:
    llm.embed(model=model_name("embedding"), input=handbook, truncate=False)
    print("the whole handbook fits into this embedding model")
except TROUBLE as error:
    print("refused:", error)

# %% [markdown]
# ## 4. Index
#
# **In:** the matrix. **Out:** something that finds the nearest rows. `IndexFlatIP` compares with all of them and misses nothing. It keeps no texts: row 17 belongs to `passages[17]`, and
# that is ours to remember.


# %%
def build_index(vectors: np.ndarray) -> faiss.Index:
    """Return an index that compares a question with every vector."""
    index = faiss.IndexFlatIP(vectors.shape[1])
    index.add(vectors)
    return index


index = build_index(vectors)
print(index.ntotal, "vectors of", index.d, "numbers")

# %% [markdown]
# ## 5. Retrieve
#
# **In:** a question. **Out:** the k nearest passages, best first, with their scores. The question goes through the *same* `embed` as the passages.


# %%
def retrieve(question: str, k: int = 3) -> list[tuple[float, str, str]]:
    """Return (score, file, text) of the k passages nearest to a question."""
    scores, rows = index.search(embed([question]), min(k, index.ntotal))
    return [(float(s), *passages[row]) for s, row in zip(scores[0], rows[0], strict=True)]


question = "Which tram stops at the library?"
for score, file, text in retrieve(question):
    print(f"{score:.2f}  {file:<18} {text[:80]}...")

# %% [markdown]
# Stop here for a moment. Is the passage with the answer among them? Is it the first? How far is its score from the next one? If the right passage is missing *now*, no model in the
# world can answer from it.
#
# ## 6. Generate
#
# **In:** the question and the passages. **Out:** an answer, and the files it was made from. The rules go into the system message.

# %%
RULES = (
    "You answer questions about the Hazelbrook Tool Library. Use only the context. Put the number of "
    "the passage behind each statement, like [1]. If the context does not answer the question, say: "
    "I do not know."
)


def generate(question: str, found: list[tuple[float, str, str]]) -> str:
    """Return the model's answer to a question, made from the passages found."""
    lines = [f"[{n}] ({file}) {text}" for n, (_, file, text) in enumerate(found, start=1)]
    user = "Context:\n" + "\n".join(lines) + f"\n\nQuestion: {question}"
    messages = [{"role": "system", "content": RULES}, {"role": "user", "content": user}]
    options = {"temperature": 0.0, "num_ctx": 1024, "num_predict": 120}
    reply = llm.chat(model=model_name("chat"), messages=messages, think=False, options=options)
    print(f"({reply.prompt_eval_count} tokens read)")
    return reply.message.content


# %%
def ask(question: str) -> None:
    """Print an answer and, below it, what it was made from."""
    found = retrieve(question)
    print(generate(question, found))
    print("made from:", ", ".join(dict.fromkeys(file for _, file, _ in found)))


ask(question)

# %% [markdown]
# That is a complete RAG system: about forty lines. Did the model cite, like [1]? Large models mostly do, small ones mostly forget. The last line does not depend on it: the program knows
# what it handed over.
#
# ## One fact changes
#
# The board doubles the late fee. Nobody trains anything: we change the text, and do steps 2 to 4 again.

# %%
documents["fees.txt"] = documents["fees.txt"].replace("one euro per tool", "two euros per tool")
passages = chunk(documents)
index = build_index(embed([text for _, text in passages]))

question = "What is the late fee?"
for score, file, text in retrieve(question, k=1):
    print(f"{score:.2f}  {file}: {text}")
print()
ask(question)

# %% [markdown]
# Compare the answer with the passage above it. The index knows the new fee at once. **Does the answer?**
#
# - *It says two euros.* The model read the paper in front of it. That is what a published chat model of ordinary size mostly does.
# - *It says one euro, or something else altogether.* The model did not read but remembered. In a hub without the internet a tiny model plays this role. It learned the old handbook by
#   heart, and reading is what it is worst at.
#
# In both cases the printed passage settles who is right. Finding and writing are two parts, and they fail separately; that is why one prints what leaves each step.
#
# ## What fits, and what is cut
#
# Now put all passages into the prompt, with room for only 256 tokens. How many tokens does the whole prompt have, by the rule of 1.4 a word, and how many were read?

# %%
everything = [(0.0, file, text) for file, text in passages]
words = len(RULES.split()) + sum(len(text.split()) + 2 for _, _, text in everything)
print("expected: about", round(1.4 * words), "tokens")
try:
    reply = llm.chat(
        model=model_name("chat"),
        messages=[
            {"role": "system", "content": RULES},
            {"role": "user", "content": "\n".join(text for _, _, text in everything)},
        ],
        think=False,
        options={"temperature": 0.0, "num_ctx": 256, "num_predict": 20},
    )
    print("read:    ", reply.prompt_eval_count, "tokens, and no word of complaint")
except TROUBLE as error:
    print("refused:", error)

# %% [markdown]
# Most versions of Ollama read what fits and say nothing. What went missing was the beginning, with the rules in it. A program that does RAG does the sum before it sends.
#
# ## Where would you change what?
#
# | wish | step |
# | --- | --- |
# | answers from PDF files | 1 load |
# | passages that do not end in the middle of a thought | 2 chunk |
# | questions in Spanish about English files | 3 embed: a multilingual model, then everything again |
# | a million passages; only files that this reader may see | 4 index |
# | names and numbers are not found | 5 retrieve: add BM25 |
# | answers too long, no citations, invented facts | 6 generate: rules, then another model |
#
# ## Key points
#
# - Six steps: load, chunk, embed, index, retrieve, generate. The first four happen before any question.
# - Print what leaves each step. Most mistakes are visible long before the answer.
# - New facts are a matter of indexing; whether the model reads them is a matter of the model.
#
# **Check yourself.** (1) Which steps must run again when one file changes, and which when the embedding model changes? (2) The right passage is first, and the answer is wrong. In which
# step do you look? (3) Two files contradict each other, and both are retrieved. What should a good bot say?
#
# ## Sources
#
# - FAISS, getting started: `https://github.com/facebookresearch/faiss/wiki/Getting-started`.
# - The `ollama` Python library: `https://github.com/ollama/ollama-python`.
