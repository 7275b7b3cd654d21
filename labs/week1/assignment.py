# ---
# title: "Assignment: explore Ollama models"
# week: 1
# minutes: 150
# objectives:
#   - Find out who made a model, how large it is and what its licence allows.
#   - Compare two models fairly, with the same questions and with numbers.
#   - Report what you saw so that somebody else could repeat it.
# needs: {memory_gb: 1, disk_gb: 0.1, download_mb: 0, cpu_minutes: 2}
# last_checked: 2026-11-25
# jupyter:
#   kernelspec: {display_name: Python 3, language: python, name: python3}
# ---

# %% [markdown]
# # Assignment: explore Ollama models
#
# The Hazelbrook Tool Library wants a small assistant for its website, and asks you which model to take. Try at least two, and report.
#
# | part | what you do | minutes |
# | --- | --- | --- |
# | 1 | choose two models and read about them | 40 |
# | 2 | ask both the same questions, and keep what they answer | 40 |
# | 3 | look closer at what is odd | 25 |
# | 4 | write the report | 45 |
#
# **Needs:** 1 GB of memory, 0.1 GB of disk, no download, about 2 minutes of computing.
#
# **What you hand in:** this notebook, saved (*Ctrl+S*). **How it is marked:** the checks give 8 points; a person reads the report and gives up to 8 more:
#
# | what the reader looks for | points |
# | --- | --- |
# | both models are described: who made them, size, licence, each with its source | 2 |
# | at least three prompts, each with a reply in the model's own words | 2 |
# | an observation that surprised you, and how you made sure of it | 2 |
# | a recommendation that follows from your numbers, and what it costs | 2 |

# %% [markdown] tags=["instructor"]
# **For instructors.** Where no model registry answers there are only the two tiny chat models of the hub; their makers and licences stand in
# `model-licences.md` of the course, and part 1 takes 10 minutes less. Students with a machine of their own may use any models of Ollama's library there and
# paste the records.

# %% [markdown]
# ## 1. Choose two models
#
# These are the models of your lab. With the internet you can get others (`ollama pull NAME` in a terminal); stay below 2 GB.

# %%
from llmlab import (
    answer_text,
    check_headings,
    check_that,
    check_words,
    client,
    model_name,
)

llm = client()
for one in llm.list().models:
    details = one.details
    print(
        f"{one.model:<24} {one.size / 1e6:>8,.0f} MB  {details.parameter_size or ''}  {details.quantization_level or ''}"
    )

# %% [markdown]
# More about one of them: `llm.show(NAME)` knows its family, its parameters and its context length; for the models of this hub `model-licences.md` in the folder
# `course/` names makers and licences. Note down **where** you read each thing.
#
# **Your turn.** Put the names of at least two different models that can chat into `models`.

# %% nbgrader={"grade_id": "w1-models", "solution": true}
models = []
### BEGIN SOLUTION
models = [model_name("chat"), model_name("chat-small")]
### END SOLUTION

# %% nbgrader={"grade_id": "w1-models-test", "grade": true, "points": 2}
here = {one.model for one in llm.list().models}
check_that(
    len(set(models)) >= 2,
    "`models` should name at least two different models.",
    f"You chose {len(set(models))} models.",
)
check_that(
    set(models) <= here,
    "A name in `models` is not in the list above. Copy it with its tag, the part behind the colon.",
    "They are all here.",
)

# %% [markdown]
# ## 2. The same questions for both
#
# Think of at least **four** prompts: one whose answer you know, one about Hazelbrook (its texts are in `hazelbrook/`), one that asks for a certain form
# ("in one word", "as a list"), and one that nobody can answer.
#
# **Your turn.** Ask every model every prompt, with the same settings, and keep one record for each answer in `records`: a dictionary with the keys `model`,
# `prompt`, `answer` and `tokens_per_second`. Part 5 of the lab has what you need. Write down the settings as well: without them nobody can repeat your run.

# %% nbgrader={"grade_id": "w1-records", "solution": true}
settings = {"temperature": 0.0, "num_ctx": 1024, "num_predict": 120}
prompts = []
records = []
### BEGIN SOLUTION
prompts = [
    "Hello!",
    "What is the late fee?",
    "Name one thing the library lends, in one word.",
    "How much did the library pay for its newest drill?",
]
for model in models:
    for prompt in prompts:
        reply = llm.chat(
            model=model,
            messages=[{"role": "user", "content": prompt}],
            think=False,
            options=settings,
        )
        seconds = (reply.eval_duration or 0) / 1e9
        records.append(
            {
                "model": model,
                "prompt": prompt,
                "answer": reply.message.content,
                "tokens_per_second": (reply.eval_count or 0) / seconds if seconds else 0.0,
            }
        )
### END SOLUTION

# %% nbgrader={"grade_id": "w1-records-test", "grade": true, "points": 4}
check_that(
    all({"model", "prompt", "answer", "tokens_per_second"} <= set(record) for record in records)
    and len(records) > 0,
    "Every record needs the keys model, prompt, answer and tokens_per_second.",
    f"You kept {len(records)} records.",
)
asked = {name: {r["prompt"] for r in records if r["model"] == name} for name in set(models)}
check_that(
    all(len(each) >= 4 for each in asked.values()),
    "Ask every model at least four different prompts.",
    "Every model got at least four prompts.",
)
check_that(
    len({frozenset(each) for each in asked.values()}) == 1,
    "The models got different prompts. A comparison is fair with the same ones.",
    "All got the same prompts.",
)

### BEGIN HIDDEN TESTS
assert all(isinstance(r["answer"], str) and r["answer"].strip() for r in records), (
    "every record should hold the text of the answer"
)
speeds = [r["tokens_per_second"] for r in records]
assert all(isinstance(speed, int | float) and 0 < speed < 1e5 for speed in speeds), (
    "tokens_per_second should be a number; eval_duration is in nanoseconds"
)
assert len(set(speeds)) > 1, "speeds that are all alike were not measured"
### END HIDDEN TESTS

# %%
for record in records:
    print(f"{record['model']:<16} {record['tokens_per_second']:>8.1f}/s  {record['prompt']}")
    print(f"{'':<29}{record['answer']}")

# %% [markdown]
# ## 3. Look closer
#
# Take the oddest answer of all and find out more: ask again with other words, with another temperature, five times. Does it stay odd? This cell is yours.

# %%


# %% [markdown]
# ## 4. Report
#
# 200 to 600 words in the cell below, under these four headings (write them as `## Model A` and so on). For each model: who made it, its size, its licence, and
# **where you read that**. Quote prompts and replies word for word. What surprised you, and how did you make sure? What would you recommend to the library, and what does it cost?

# %% [markdown] nbgrader={"grade_id": "w1-report", "grade": true, "solution": true, "points": 8}
# ### BEGIN SOLUTION
# ## Model A
#
# `tiny-chat:4m`, the larger chat model of this hub. The authors of this course made it, and its licence is CC-BY-4.0 (both from `model-licences.md`). It takes
# 6 MB and has 3.16 million parameters (the list above), belongs to the family "llama" and can look back on 1,024 tokens (`llm.show`). It was trained on the
# texts of the Hazelbrook Tool Library (`model-licences.md`), so what it can know is in those.
#
# ## Model B
#
# `tiny-chat:1m`, from the same makers and with the same licence (same file). It takes 2 MB and has 992 thousand parameters, less than a third (same list).
#
# ## What I saw
#
# To "What is the late fee?" both replied "The late fee is one euro per tool and day, and never more than 20 euros per tool." That is what `hazelbrook/fees.txt`
# says. To "Name one thing the library lends, in one word." A replied "The library is open three days a week. On Tuesday ...", and B "I only know about the
# Hazelbrook Tool Library. Ask me about its opening hours, membership, tools or workshops." Neither follows a request about the form.
#
# The surprise was "How much did the library pay for its newest drill?". Both replied "The library was founded in 2014.": true, and no answer at all. To make
# sure, I searched all files for "drill" (no price) and asked A five times at temperature 0 and five times at 1: ten times the same sentence. Asked in other
# words, what the newest drill had cost, it said "A loan lasts seven days." So a sentence that stays the same is no sign of knowledge.
#
# ## What I would use
#
# In my records B made 7,900 tokens per second on average, A 3,300. Both are faster than anybody reads, so speed does not decide. They had the same facts right,
# and once B said what it knows about where A recited opening hours. I would take B, at temperature 0: it answers as well on my four prompts in a third of the memory. The
# price is that a smaller model holds fewer facts, and four prompts cannot show which ones; before it goes online I would ask it all that members really ask.
# ### END SOLUTION

# %% nbgrader={"grade_id": "w1-report-test", "grade": true, "points": 2}
report = answer_text("w1-report")
check_headings(report, "Your report", ["Model A", "Model B", "What I saw", "What I would use"])
check_words(report, "Your report", 200, 600)

# %% [markdown]
# ## Done
#
# Save once more (*Ctrl+S*).
