# ---
# title: The Hugging Face `transformers` library
# week: 3
# minutes: 25
# objectives:
#   - Turn text into tokens and back, and count them.
#   - Load a model, print its chat template and let it write, always the likeliest token or a drawn one.
#   - Work out the probabilities of the next token by hand from what the model computes.
#   - Find the models on your disk, and work without a network.
# keypoints:
#   - A tokenizer turns text into numbers, a model turns numbers into one score for every token it knows, and softmax turns scores into probabilities.
#   - The chat template is part of the model. The same question without it is another text, and gets another answer.
#   - Say `do_sample`, `max_new_tokens` and `dtype` yourself; their defaults differ from model to model or from version to version.
#   - Models lie in a cache on disk. With `HF_HUB_OFFLINE=1` the library looks there and nowhere else.
# needs: {memory_gb: 1.5, disk_gb: 0.1, download_mb: 0, cpu_minutes: 2}
# last_checked: 2026-11-25
# jupyter:
#   kernelspec: {display_name: Python 3, language: python, name: python3}
# ---

# %% [markdown]
# # The Hugging Face `transformers` library
#
# *25 minutes. Run the cells with Shift+Enter while you read. Needs: 1.5 GB of memory, no download.*
#
# In week 1 you sent a message to Ollama and text came back. What happened in between was hidden. Today you open the box.
#
# `transformers` is a Python library that loads language models into *your own* program. No server is involved: the numbers of the model become Python
# objects that you can look at, count and compute with. The diagram shows the four stations of every answer, and the loop that makes one token after another.
#
# ```mermaid
# flowchart TB
#     accTitle: From a question to an answer
#     accDescr: The chat template turns messages into one text, the tokenizer turns the text into numbers, the model gives one score for every token, softmax makes probabilities of them, one token is chosen and put at the end of the numbers, and the model is asked again. At the end the tokenizer turns numbers back into text.
#     A["Messages"] -->|chat template| B["One text"]
#     B -->|tokenizer| C["Numbers"]
#     C -->|model| D["A score for every token"]
#     D -->|softmax, choose one| E["Next token"]
#     E -->|put it at the end| C
#     E -->|tokenizer| F["Answer"]
# ```
#
# | question | Ollama (week 1) | `transformers` (today) |
# | --- | --- | --- |
# | where the model runs | in a server of its own | inside your Python program |
# | what you send | messages | messages, text, or numbers |
# | what you get | text, and how long it took | text, tokens, scores, every layer if you like |
# | good for | using a model in an app | looking inside, measuring, fine-tuning (week 4) |
#
# ## Text becomes numbers
#
# A model computes with numbers, so text has to become numbers first. That is the work of the **tokenizer**. It belongs to its model, like a lock to a key:
# the same number means another piece of text in another model.

# %%
from transformers import AutoTokenizer

from llmlab import model_name

name = model_name("chat-hf", "huggingface")
tokenizer = AutoTokenizer.from_pretrained(name)

print("model:           ", name)
print("tokens it knows: ", len(tokenizer))

# %% [markdown]
# `AutoTokenizer` read a file beside the model to find out which kind of tokenizer it needs. Give it a sentence. You get a number for every piece:

# %%
sentence = "The Hazelbrook Tool Library lends a bookbinding press."
numbers = tokenizer(sentence, add_special_tokens=False)["input_ids"]
print(numbers)

for number in numbers:
    print(f"{number:>7}  {tokenizer.decode([number])!r}")

# %% [markdown]
# Three things to see:
#
# - **Tokens are not words.** A frequent word is one piece, a rare one falls into several. Look at *bookbinding*.
# - **The space belongs to the piece**, mostly at its front: `' Tool'` and `'Tool'` are two different tokens.
# - Is *Hazelbrook* one piece or many? One piece means that the tokenizer was made from texts in which this word is frequent. A model for the whole world
#   has never heard of Hazelbrook and spells it in pieces.
#
# And back again. Nothing is lost on the way:

# %%
print(tokenizer.decode(numbers))
print("the same as before:", tokenizer.decode(numbers) == sentence)

# %% [markdown]
# Everything a model costs is counted in tokens: time, memory and the room in its context. So count them before you send a long text.

# %%
for text in (
    "Borrow it, mend it, bring it back.",
    "borrow it, mend it, bring it back.",
    "The deposit is 50 euros.",
    "The deposit is 1234567 euros.",
    "Werkzeugverleih",
):
    tokens = tokenizer(text, add_special_tokens=False)["input_ids"]
    pieces = " | ".join(tokenizer.decode([token]) for token in tokens)
    print(f"{len(text.split()):>2} words, {len(tokens):>2} tokens:  {pieces}")

# %% [markdown]
# A capital letter, a long number, a word in another language: each changes the count. If you ever see the sign `�` in such a list,
# it is part of a letter: a piece can be smaller than that.
#
# ## The model is a very long list of numbers
#
# `AutoModelForCausalLM` loads a model that continues text. (*Causal* means: each token sees only what stands before it. *LM* is short for language model.)
# `dtype="auto"` keeps the numbers as they are stored. Version 5 of the library does so anyway; version 4 made 32-bit numbers of them, which often took twice the
# memory. Say it, and it is the same in both.

# %%
from transformers import AutoModelForCausalLM

model = AutoModelForCausalLM.from_pretrained(name, dtype="auto")

parameters = model.num_parameters()
bytes_each = next(model.parameters()).element_size()
print(f"parameters:       {parameters:,}")
print(f"kind of number:   {model.dtype}, {bytes_each} bytes each")
print(f"by hand:          {parameters:,} x {bytes_each} = {parameters * bytes_each:,} bytes")
print(f"the model says:   {model.get_memory_footprint():,} bytes")

# %% [markdown]
# The last two lines agree, or nearly: a model may keep a few helping numbers that are not parameters. What kind of model is it? Its configuration says so:

# %%
for what in (
    "model_type",
    "num_hidden_layers",
    "num_attention_heads",
    "hidden_size",
    "max_position_embeddings",
):
    print(f"{what:<24} {getattr(model.config, what)}")

# %% [markdown]
# `max_position_embeddings` is the longest context, prompt and answer together. `model_type` names the family. Many models of today have the architecture of
# *LLaMA*, and call themselves `llama`: the next lecture is about that paper.
#
# ## The chat template
#
# A model reads one long row of tokens. It has no idea of a list of messages. So every chat model comes with a **template**, a small program that writes the
# messages one after another, with special tokens in between. During training the model has seen nothing else.

# %%
messages = [
    {"role": "system", "content": "You answer questions about the Hazelbrook Tool Library."},
    {"role": "user", "content": "When was the library founded?"},
]
print(tokenizer.apply_chat_template(messages, tokenize=False, add_generation_prompt=True))

# %% [markdown]
# Look at the end. `add_generation_prompt=True` opens the turn of the assistant, so that the likeliest continuation is an answer. Without it the model might
# go on with another question of the *user*.
#
# Some templates add a system message of their own when you give none, some write the date. Print the template's result once for every model you use.
#
# **Two templates of real models, for comparison.** Qwen and SmolLM2 write `<|im_start|>user` before and `<|im_end|>` behind each message; Llama 2 wrapped the
# question in `[INST]` and `[/INST]`. You never have to type these: `apply_chat_template` does.
#
# Models that think before they answer (Qwen3 is one) have a switch in the template: `enable_thinking=False`. A template that knows no such switch ignores it,
# so we may always say it.

# %%
prompt = tokenizer.apply_chat_template(
    messages,
    add_generation_prompt=True,
    enable_thinking=False,
    return_tensors="pt",
    return_dict=True,
)
print("keys: ", list(prompt))
print("shape:", tuple(prompt["input_ids"].shape), "= one text, so many tokens")

# %% [markdown]
# `return_tensors="pt"` gives tensors of PyTorch, the tables of numbers that the model computes with. `attention_mask` says which tokens count; it matters when
# several texts of different length lie in one table.
#
# ## What comes next? By hand
#
# Now the heart of it. The model gives one **score** for every token it knows, called a *logit*. A score is any number, negative ones too. **Softmax** turns the
# scores into probabilities: raise *e* (about 2.718) to each score, then divide by the sum.
#
# $$p_i = \frac{e^{z_i}}{\sum_j e^{z_j}}$$
#
# Three tokens with the scores 2, 1 and 0, on paper:
#
# | token | score | e to the score | divided by the sum, 11.11 |
# | --- | --- | --- | --- |
# | library | 2 | 7.39 | 0.665 |
# | tool | 1 | 2.72 | 0.245 |
# | heron | 0 | 1.00 | 0.090 |
#
# The same in code:

# %%
import math

scores = [2.0, 1.0, 0.0]
powers = [math.exp(score) for score in scores]
print([round(power / sum(powers), 3) for power in powers])

# %% [markdown]
# Only differences count: the scores 102, 101 and 100 would give the same. Try it.
#
# Now the real scores. `model(**prompt)` is one step: all tokens in, scores out.

# %%
import torch

with torch.no_grad():  # we only use the model; nothing is trained
    logits = model(**prompt).logits

print("shape:", tuple(logits.shape), "= texts, tokens in the prompt, tokens it knows")

# %% [markdown]
# There is a row of scores for *every* place of the prompt, each about the token that follows. We want the last place: what follows after all of it?
# PyTorch has softmax built in.

# %%
last = logits[0, -1].float()
probabilities = torch.softmax(last, dim=-1)
print(f"{len(probabilities):,} probabilities, together {probabilities.sum():.4f}\n")

best = torch.topk(probabilities, 5)
for probability, token in zip(best.values, best.indices, strict=True):
    print(f"{probability:.4f}  score {last[token]:6.2f}  {tokenizer.decode([token])!r}")

# %% [markdown]
# The answer has not begun, and still it is nearly decided here: a first token such as *The* opens another sentence than *No* or *I*.
#
# ### Temperature once more
#
# In week 1 temperature raised probabilities to the power 1/T. With scores it is even shorter: divide every score by T, then softmax. Both are the same, because
# $e^{z/T} = (e^{z})^{1/T}$. Here is an open request, for which several beginnings are possible:

# %%
import matplotlib.pyplot as plt

from llmlab import use_course_style

wish = tokenizer.apply_chat_template(
    [{"role": "user", "content": "Tell me something nice."}],
    add_generation_prompt=True,
    enable_thinking=False,
    return_tensors="pt",
    return_dict=True,
)
with torch.no_grad():
    last = model(**wish).logits[0, -1].float()

order = torch.topk(last, 6).indices
use_course_style()
figure, axes = plt.subplots()
for shift, temperature, pattern in ((-0.2, 1.0, ""), (0.2, 2.0, "//")):
    heights = torch.softmax(last / temperature, dim=-1)[order]
    places = [place + shift for place in range(len(order))]
    axes.bar(
        places, heights, width=0.4, hatch=pattern, edgecolor="white", label=f"T = {temperature:g}"
    )
axes.set_xticks(range(len(order)), [repr(tokenizer.decode([token])) for token in order])
axes.set_ylabel("probability")
axes.set_title("The six likeliest first tokens")
axes.legend()
plt.show()

# %% [markdown]
# The figure shows the six likeliest first tokens, each with two bars: plain for T = 1, hatched for T = 2. Their order is the same for both. At T = 2 the highest
# bars are lower, and what they lost went to the unlikely tokens, most of it to the very many that are not drawn here. That is why a hot model writes nonsense:
# each of the unlikely ones is rare, but together they are many.
#
# ## A whole answer, one step after another
#
# Choose the likeliest token, put it at the end, ask again. That is **greedy** decoding, and it is a loop of four lines:

# %%
numbers = prompt["input_ids"]
for _ in range(40):
    with torch.no_grad():
        following = model(input_ids=numbers).logits[0, -1].argmax()
    if following == tokenizer.eos_token_id:  # the token that means: I am done
        break
    numbers = torch.cat([numbers, following.reshape(1, 1)], dim=1)

start = prompt["input_ids"].shape[1]
print(tokenizer.decode(numbers[0, start:]))

# %% [markdown]
# `generate` is the same loop, written with more care. It keeps what it has computed for earlier tokens, so that each step has to look at the new token only.
# It returns prompt *and* answer; cut the prompt off.

# %%
answer = model.generate(**prompt, max_new_tokens=40, do_sample=False)
print(tokenizer.decode(answer[0, start:], skip_special_tokens=True))

# %% [markdown]
# The two lines should be alike. (On some machines the two ways round differently in the last digit, and where two tokens are nearly equal, one may overtake the other.)
#
# | argument | what it does | why say it |
# | --- | --- | --- |
# | `max_new_tokens=40` | stop after 40 tokens at the latest | otherwise the model's own limit holds, or one that is far too short |
# | `do_sample=False` | greedy: always the likeliest | many models come with sampling switched on |
# | `do_sample=True` | draw with the probabilities | |
# | `temperature`, `top_k`, `top_p` | shape the draw | only with `do_sample=True` |
#
# `top_k=50` draws among the 50 likeliest tokens only, and is the library's default. `top_p=0.9` takes as many of the likeliest as are needed to reach 0.9 together.
# Both cut the long tail off that you saw in the figure. `top_k=0` switches the first one off.

# %%
from transformers import set_seed

set_seed(3)  # the same draws in every run on this machine
for temperature in (0.5, 1.0, 2.0):
    for _ in range(2):
        drawn = model.generate(
            **wish, max_new_tokens=40, do_sample=True, temperature=temperature, top_k=0
        )
        text = tokenizer.decode(drawn[0, wish["input_ids"].shape[1] :], skip_special_tokens=True)
        print(f"T = {temperature:g}: {text}")

# %% [markdown]
# The colder, the more alike. At 2 even a good model stumbles.
#
# **And without the template?** This is the question as bare text. It is a text that the model has never seen in training, so nearly anything may follow: nothing
# at all, more of the question, or an answer all the same. A *base* model, on the other hand, is meant to be used like this.

# %%
bare = tokenizer("When was the library founded?", return_tensors="pt")
answer = model.generate(**bare, max_new_tokens=30, do_sample=False)
print(repr(tokenizer.decode(answer[0], skip_special_tokens=True)))

# %% [markdown]
# ## The short way: a pipeline
#
# A **pipeline** puts template, tokenizer, model and loop into one call. It takes messages and gives the conversation back, with one message more.

# %%
from transformers import pipeline

chat = pipeline("text-generation", model=model, tokenizer=tokenizer)
result = chat(messages, max_new_tokens=40, do_sample=False)
for message in result[0]["generated_text"]:
    print(f"{message['role']:>9}: {message['content']}")

# %% [markdown]
# There are pipelines for other tasks too. Ask the library which, rather than a book:

# %%
from transformers.pipelines import PIPELINE_REGISTRY

tasks = PIPELINE_REGISTRY.get_supported_tasks()
for task in ("text-generation", "sentiment-analysis", "summarization", "translation"):
    print(f"{task:<20} {'there' if task in tasks else 'not there'}")

# %% [markdown]
# Older books and videos often show `pipeline("summarization")`, `"translation"`, `"question-answering"` or `"text2text-generation"`. Version 5 of the library
# took them out. You ask a chat model for a summary instead, with a prompt: that is this week's assignment. `sentiment-analysis` is still there (week 5), as
# another name for `text-classification`.
#
# ## Where do the models lie?
#
# `from_pretrained("owner/name")` looks into a **cache** on your disk first. At home it downloads what is missing, once. In this hub the cache is filled already and
# shared by everybody, and `HF_HUB_OFFLINE=1` tells the library never to knock at the internet's door.

# %%
import os

from huggingface_hub import scan_cache_dir

print("HF_HOME        =", os.environ.get("HF_HOME", "(not set: .cache/huggingface in your home)"))
print("HF_HUB_OFFLINE =", os.environ.get("HF_HUB_OFFLINE", "(not set: downloads are allowed)"))
print()
repositories = scan_cache_dir().repos
for repository in sorted(repositories, key=lambda one: one.repo_id):
    print(f"{repository.size_on_disk / 1e6:>8.1f} MB  {repository.repo_id}")

# %% [markdown]
# A model is a folder with a handful of files. These are the ones of ours:

# %%
ours = next(one for one in repositories if one.repo_id == name)
revision = next(iter(ours.revisions))
print("revision", revision.commit_hash[:10])
for file in sorted(revision.files, key=lambda one: one.file_name):
    print(f"{file.size_on_disk:>12,} bytes  {file.file_name}")

# %% [markdown]
# | file | what is in it |
# | --- | --- |
# | `config.json` | the architecture: layers, heads, sizes |
# | `model.safetensors` | the parameters; nearly all of the size. This format holds numbers and nothing else, so opening it cannot run foreign code |
# | `tokenizer.json` | the pieces and their numbers |
# | `chat_template.jinja` (or in `tokenizer_config.json`) | the template |
# | `generation_config.json` | the model's own defaults for `generate` |
#
# The long number is the **revision**: it names one exact state of the model. Note it down when you publish a result; the name alone may mean something else next year.
#
# And what happens when a model is *not* there? Look at the error once, while nothing is at stake:

# %%
try:
    AutoTokenizer.from_pretrained("no-one/no-such-model")
except OSError as error:
    print(type(error).__name__, "-", str(error).splitlines()[0])

# %% [markdown]
# Without a network the message speaks of a connection. The network is not at fault: the name is not in the cache. At home, `hf download OWNER/NAME` in a
# terminal fetches a model, for instance `hf download Qwen/Qwen3-0.6B` (1.5 GB).
#
# ## Key points
#
# - A tokenizer turns text into numbers, a model turns numbers into one score for every token it knows, and softmax turns scores into probabilities.
# - The chat template is part of the model. The same question without it is another text, and gets another answer.
# - Say `do_sample`, `max_new_tokens` and `dtype` yourself; their defaults differ from model to model or from version to version.
# - Models lie in a cache on disk. With `HF_HUB_OFFLINE=1` the library looks there and nowhere else.
#
# **Check yourself.** (1) Two tokens have the scores 1 and 0. What are their probabilities? (Answer: 0.731 and 0.269.) (2) Why does `generate` give back the prompt as well, and how
# do you cut it off? (3) Your colleague's chat model answers your question with five more questions. What did the colleague forget? (4) A book says
# `pipeline("summarization")` and your lab says that there is no such task. What do you do?
#
# ## Sources
#
# - T. Wolf et al.: *Transformers: State-of-the-Art Natural Language Processing*. EMNLP 2020 (demonstrations), arXiv 1910.03771.
# - A. Holtzman et al.: *The Curious Case of Neural Text Degeneration*. ICLR 2020, arXiv 1904.09751 (top-p, and why greedy text repeats itself).
# - The library's documentation: `https://huggingface.co/docs/transformers`; what version 5 changed: its migration guide.
# - Size of `Qwen/Qwen3-0.6B`: its page on the Hugging Face hub.
