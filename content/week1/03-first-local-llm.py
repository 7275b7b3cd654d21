# ---
# title: Running your first local LLM
# week: 1
# minutes: 25
# objectives:
#   - Find out which models are there, and get another one.
#   - Send messages with roles, and see why a model has no memory of its own.
#   - Read a reply's figures and stream it.
# keypoints:
#   - You send a list of messages, each with a role and a content.
#   - The model remembers nothing between two requests. A conversation is a list that you send again each time.
#   - "The reply carries figures: tokens read, tokens made, and the time for each."
# needs: {memory_gb: 1, disk_gb: 0.1, download_mb: 0, cpu_minutes: 1}
# last_checked: 2026-11-24
# jupyter:
#   kernelspec: {display_name: Python 3, language: python, name: python3}
# ---

# %% [markdown]
# # Running your first local LLM
#
# *25 minutes. Run the cells with Shift+Enter while you read. Needs: 1 GB of memory, no download.*
#
# ## Which models are there?
#
# `llmlab` knows where your model server is; everything else is the public `ollama` library, the same that you would use at home.

# %%
from llmlab import client, model_name

llm = client()
for model in llm.list().models:
    print(f"{model.model:<28} {model.size / 1e6:>8,.0f} MB")

# %% [markdown]
# The course speaks of **roles** rather than names, so that the same notebook runs on a tiny model in a classroom and on a large one elsewhere:

# %%
for role in ("chat", "chat-small", "embedding"):
    print(f"{role:<12} is played by {model_name(role)}")

# %% [markdown]
# **Getting another one.** In a terminal `ollama pull NAME` downloads a model from Ollama's library, for instance `ollama pull llama2` or
# `ollama pull mistral`, two well-known models of 2023 of about 4 GB each. They are too big for a shared classroom, and newer models half their size answer better;
# in the hub, stay with the models that are there.
#
# ## The first question

# %%
model = model_name("chat")
settings = {"temperature": 0.0, "num_ctx": 1024, "num_predict": 120}

reply = llm.chat(
    model=model,
    messages=[{"role": "user", "content": "When was the library founded?"}],
    think=False,
    options=settings,
)
print(reply.message.content)

# %% [markdown]
# That is all. Now open the file and compare:

# %%
from pathlib import Path

print(Path("hazelbrook/about.txt").read_text().split("\n\n")[1])

# %% [markdown]
# ## What came back
#
# The reply is more than its text. Durations are in nanoseconds, a billionth of a second.

# %%
print("tokens read:   ", reply.prompt_eval_count)
print("tokens made:   ", reply.eval_count)
print(f"loading:        {(reply.load_duration or 0) / 1e9:.3f} s")
print(f"reading:        {(reply.prompt_eval_duration or 0) / 1e9:.3f} s")
print(f"writing:        {(reply.eval_duration or 0) / 1e9:.3f} s")
print("why it stopped:", reply.done_reason)

# %% [markdown]
# `done_reason` is worth a look whenever an answer seems cut off: `stop` means the model was done, `length` means it ran into `num_predict`.
#
# ## Three roles
#
# | role | who speaks |
# | --- | --- |
# | `system` | the author of the app: who the model is, how it should answer |
# | `user` | the person |
# | `assistant` | the model; its earlier answers go into the list as well |

# %%
reply = llm.chat(
    model=model,
    messages=[
        {"role": "system", "content": "You answer questions about the Hazelbrook Tool Library."},
        {"role": "user", "content": "Does the library lend chainsaws?"},
    ],
    think=False,
    options=settings,
)
print(reply.message.content)

# %% [markdown]
# A small model follows a system message loosely. Try another message: "Answer in one word." What does *your* model make of it?
#
# ## It remembers nothing
#
# Between two requests the server forgets you. A conversation works because the **whole list** is sent again, each time one question and one answer longer.

# %%
conversation = []
for question in ("Which tool is borrowed most?", "What is the heaviest tool?"):
    conversation.append({"role": "user", "content": question})
    reply = llm.chat(model=model, messages=conversation, think=False, options=settings)
    conversation.append({"role": "assistant", "content": reply.message.content})
    print(f"{reply.prompt_eval_count:>4} tokens read for: {question}")

for message in conversation:
    print(f"{message['role']:>9}: {message['content']}")

# %% [markdown]
# The second request had to read more tokens than the first: question, answer *and* question. So a long chat gets slower, and one day it is longer than
# `num_ctx`. Then its beginning is cut off without a word. (The count may leave out tokens the server still had at hand; then it looks smaller than it is.)
#
# ## Streaming
#
# With `stream=True` the pieces arrive one by one. Nothing gets faster, but it *feels* fast, for people can read along.

# %%
for part in llm.chat(
    model=model,
    messages=[{"role": "user", "content": "How high is the deposit for a tool with a red label?"}],
    think=False,
    stream=True,
    options=settings,
):
    print(part.message.content, end="|", flush=True)

# %% [markdown]
# Each `|` marks the end of a piece. Are the pieces words?
#
# ## When the name is wrong
#
# Look at an error once while nothing is at stake; then it is no stranger later. `explain` says the same in plain words.

# %%
from llmlab import TROUBLE, explain

try:
    llm.chat(model="no-such-model", messages=[{"role": "user", "content": "Hello"}])
except TROUBLE as error:
    print("the library says:", error)
    print("in plain words:  ", explain(error, model="no-such-model"))

# %% [markdown]
# ## Key points
#
# - You send a list of messages, each with a role and a content.
# - The model remembers nothing between two requests. A conversation is a list that you send again each time.
# - The reply carries figures: tokens read, tokens made, and the time for each.
#
# **Check yourself.** (1) What would happen if you left the assistant's answers out of the list? (2) An answer ends in the middle of a sentence: which field do you look at?
# (3) Why does a long conversation get slower?
#
# ## Sources
#
# - The `ollama` Python library: `https://github.com/ollama/ollama-python`; API reference: `https://docs.ollama.com/api`.
# - Sizes of `llama2` and `mistral`: their pages in Ollama's library, `https://ollama.com/library`.
