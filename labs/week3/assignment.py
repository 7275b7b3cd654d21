# ---
# title: "Assignment: prompt engineering challenge"
# week: 3
# minutes: 150
# objectives:
#   - Design three prompts for one task that differ in their idea, not only in their words.
#   - Write a program that asks a model, keeps every answer and can be run again with other settings.
#   - Compare the prompts with numbers, look behind the numbers, and conclude no more than they show.
# needs: {memory_gb: 1.5, disk_gb: 0.1, download_mb: 0, cpu_minutes: 2}
# last_checked: 2026-11-25
# jupyter:
#   kernelspec: {display_name: Python 3, language: python, name: python3}
# ---

# %% [markdown]
# # Assignment: prompt engineering challenge
#
# One task, three prompts, five inputs: fifteen answers. Which prompt would you give to the Hazelbrook Tool Library, and how do you know?
#
# | part | what you do | minutes |
# | --- | --- | --- |
# | 1 | choose a task, read the program | 15 |
# | 2 | write three prompts | 40 |
# | 3 | write the rest of the program, run it | 35 |
# | 4 | look behind the numbers | 20 |
# | 5 | write the analysis | 40 |
#
# **Needs:** 1.5 GB of memory, 0.1 GB of disk, no download, about 2 minutes of computing.
#
# **What you hand in:** `assignment_prompts.py`, the `results.json` it wrote, `analysis.md`, and this notebook, all in this folder. **How it is marked:** the checks below
# give 10 points; a person reads your prompts and your analysis and gives up to 10 more:
#
# | what the reader looks for | points |
# | --- | --- |
# | the prompts differ in their idea: what each adds or leaves out can be said in one sentence | 1 |
# | at least one prompt says what the answer must look like, and what to reply when the text does not help | 1 |
# | instructions and material are kept apart: by roles, or by marks or a name at the text (such as `Text:`) | 1 |
# | the analysis says for each prompt what it does, and gives its numbers: mean score and tokens read | 2 |
# | at least two outputs are quoted with their input and explained | 2 |
# | one place where the automatic score judges wrongly, or could, is named | 1 |
# | the conclusion follows from the numbers, names what the prompt costs, and what fifteen answers cannot show | 2 |

# %% [markdown] tags=["instructor"]
# **For instructors.** With the embedded tiny models all three prompts get much the same score, because the model recites what it knows and does not read the text:
# on the input `bike-changed` it says 48 hours whatever the text says. Whoever finds that out has understood the week; a low score is no reason for a low mark. In the
# summary task it gets nearly nothing right, so advise the first task for the tiny models. Students with a machine of their own may give `--model` any model they have.

# %% [markdown]
# ## 1. Choose a task
#
# | task | inputs | what the model gets | what it should do |
# | --- | --- | --- | --- |
# | **answer** | `data/answer.jsonl` | a text and a question | answer from the text, and say so when the text does not say it |
# | **summarise** | `data/summarise.jsonl` | a text | one sentence of at most 25 words with the most important things |
#
# Both have five inputs. They are not all nice:

# %%
import json
from pathlib import Path

for file in ("data/answer.jsonl", "data/summarise.jsonl"):
    print("==", file)
    for line in Path(file).read_text(encoding="utf-8").splitlines():
        item = json.loads(line)
        print(f"{item['id']:<13} {item['question'] or '(summarise)'}")
        print(f"{'':<13} {item['text'][:110]} ...")
        print(f"{'':<13} wanted: {', '.join(item['wanted'])}")

# %% [markdown]
# One text *contradicts* what a model may have learned before (`bike-changed`; `changed`), and one question has no answer in its text (`not-there`): there the
# sentence `The text does not say.` is wanted, and the model can only know that if your prompt tells it.
#
# A summary needs no special pipeline. (Older books use one; version 5 of the library no longer has it.) You ask a chat model, with a prompt.
#
# Now open `assignment_prompts.py` (double-click it in the file list) and read it from top to bottom. Three functions are yours; options, reading, scoring and writing are there already.
#
# ## 2. Three prompts
#
# **Your turn**, in `assignment_prompts.py`: write `build_prompts`. It gets one input and returns a dictionary with **three** entries: a name that says what is special about the
# prompt, and the list of messages.
#
# Three *different ideas*, please, not three wordings of one. Some to choose from: material only · a role and a rule · an output contract · solved examples · the
# question before the text, or behind it · facts first, then the answer. And two rules:
#
# - Every prompt contains the text of its input, word for word.
# - Examples are your own. An example taken from the five inputs tells the answer beforehand.
#
# ## 3. The rest of the program
#
# **Your turn**: write `generate` and `compare`. You did both in the lab, with other names. The comments in the program say what has to come back. For the second task, also
# change the default of `--inputs`. Then run it in a terminal (*File*, *New*, *Terminal*):
#
# ```console
# $ cd ~/labs/week3
# $ python assignment_prompts.py
# ```
#
# Errors appear in the terminal with their line; read the **last** line first. When it works, save everything and run this check. It deletes `results.json`, runs your program
# without any options, and looks at what it wrote.

# %%
from llmlab import (
    CheckFailed,
    check_headings,
    check_mentions,
    check_that,
    check_words,
    file_text,
    model_name,
    run_program,
)

PROGRAM = "assignment_prompts.py"
KEYS = {"prompt", "input", "messages", "output", "tokens_in", "tokens_out", "score"}


def read_results(file: str = "results.json") -> dict:
    """Return what the program wrote."""
    if not Path(file).is_file():
        raise CheckFailed(f"There is no {file} yet. Your program writes it: see part 3.")
    return json.loads(file_text(file))


def read_inputs(results: dict) -> dict[str, dict]:
    """Return id -> input, for the file that the program read."""
    lines = file_text(results["inputs"]).splitlines()
    return {item["id"]: item for item in map(json.loads, lines)}


# %% nbgrader={"grade_id": "w3-program-test", "grade": true, "points": 4}
Path("results.json").unlink(missing_ok=True)
print(run_program(PROGRAM))
records = read_results()["results"]
check_that(
    len(records) > 0 and all(set(record) >= KEYS for record in records),
    f"Every record needs the keys {', '.join(sorted(KEYS))}. Look at compare().",
    f"There are {len(records)} records with all their keys.",
)
pairs = {(record["prompt"], record["input"]) for record in records}
check_that(
    len(pairs) == len(records) == 3 * 5,
    f"Expected 3 prompts x 5 inputs = 15 records, each pair once. There are {len(records)} "
    f"records and {len(pairs)} different pairs.",
    "Every prompt met every input once.",
)
check_that(
    all(isinstance(r["output"], str) for r in records) and any(r["output"] for r in records),
    "The output of every record should be text, and not all of them empty. Look at generate().",
    "Every output is text.",
)
check_that(
    not any(r["messages"][-1]["content"] in r["output"] for r in records),
    "An output repeats the whole prompt. Cut off the first tokens_in numbers before you decode.",
    "The outputs hold the answer alone.",
)

### BEGIN HIDDEN TESTS
from transformers import AutoTokenizer

_results = read_results()
_items = read_inputs(_results)
_tokenizer = AutoTokenizer.from_pretrained(_results["model"])
for _record in _results["results"]:
    _ids = _tokenizer.apply_chat_template(
        _record["messages"], add_generation_prompt=True, enable_thinking=False, return_dict=True
    )["input_ids"]
    assert _record["tokens_in"] == len(_ids), "tokens_in should count the prompt with its template"
    assert 0 < _record["tokens_out"] <= _results["max_new_tokens"], (
        "tokens_out should count the new tokens, at most --max-new-tokens"
    )
    _bare = _tokenizer(_record["output"], add_special_tokens=False)["input_ids"]
    assert len(_bare) <= _record["tokens_out"] + 3, "tokens_out should belong to its output"
    assert not any(token in _record["output"] for token in _tokenizer.all_special_tokens), (
        "an output should have no special tokens"
    )
    _wanted = _items[_record["input"]]["wanted"]
    _share = sum(word.lower() in _record["output"].lower() for word in _wanted) / len(_wanted)
    assert abs(_record["score"] - _share) < 1e-9, "the score should be that of score()"
### END HIDDEN TESTS

# %% [markdown]
# The next check looks at the prompts themselves. It takes the text and the question out of each prompt and compares what is left, and which of the two came first.

# %%
from difflib import SequenceMatcher
from itertools import combinations


def frame(record: dict, item: dict) -> str:
    """Return a prompt with marks in the place of its own text and question."""
    whole = "\n".join(f"{m['role']}: {m['content']}" for m in record["messages"])
    for part, mark in ((item["text"], "[TEXT]"), (item["question"], "[QUESTION]")):
        whole = whole.replace(part, mark) if part else whole
    return whole


def text_first(frame: str) -> bool:
    """Tell whether the text stands before the question."""
    return frame.find("[TEXT]") < frame.find("[QUESTION]")


# %% nbgrader={"grade_id": "w3-different-test", "grade": true, "points": 2}
results = read_results()
inputs = read_inputs(results)
for record in results["results"]:
    whole = "\n".join(m["content"] for m in record["messages"])
    if inputs[record["input"]]["text"] not in whole:
        raise CheckFailed(
            f"Prompt '{record['prompt']}' does not hold its input's text as it is. If you change "
            "its `<`, leave its quotation marks alone."
        )
    for other, item in inputs.items():
        if other != record["input"] and item["text"] in whole:
            raise CheckFailed(
                f"Prompt '{record['prompt']}' for '{record['input']}' shows the text of '{other}'. "
                "Write an example of your own instead."
            )
print("[OK] Every prompt holds its own text and no other input's.")

first = next(iter(inputs))
frames = {r["prompt"]: frame(r, inputs[first]) for r in results["results"] if r["input"] == first}
for (one, left), (two, right) in combinations(frames.items(), 2):
    alike = SequenceMatcher(None, left, right, autojunk=False).ratio()
    check_that(
        alike < 0.85 or text_first(left) != text_first(right),
        f"'{one}' and '{two}' are nearly the same ({alike:.0%} alike). Change the idea, not a word.",
        f"'{one}' and '{two}' differ ({alike:.0%} alike).",
    )

### BEGIN HIDDEN TESTS
for _record in results["results"]:
    assert {m["role"] for m in _record["messages"]} <= {"system", "user", "assistant"}, (
        "the roles are system, user and assistant"
    )
    assert _record["messages"][-1]["role"] == "user", "the last message should be the user's"
assert len(frames) == 3, "there should be three prompts for every input"
### END HIDDEN TESTS

# %% [markdown]
# A program is worth more when its settings are options: somebody else can repeat your run, or repeat it with another model. Yours has them already, if your
# functions use what they are given.

# %% nbgrader={"grade_id": "w3-options-test", "grade": true, "points": 2}
small = model_name("chat-small", "huggingface")
run_program(PROGRAM, "--model", small, "--out", "other-model.json", "--max-new-tokens", "8")
other = read_results("other-model.json")
check_that(
    other["model"] == small,
    f"With --model {small} the results name {other['model']}.",
    "The program takes the model it is told.",
)
check_that(
    all(0 < record["tokens_out"] <= 8 for record in other["results"]),
    "With --max-new-tokens 8 an answer should have 1 to 8 tokens. Does generate() pass it on?",
    "The program stops where it is told.",
)

### BEGIN HIDDEN TESTS
_rows = [
    {"id": "x1", "text": "The heron on the door is grey.", "question": "Colour?", "wanted": ["a"]},
    {"id": "x2", "text": "The ladder has nine steps.", "question": "Steps?", "wanted": ["e", "€"]},
]
Path("marking.jsonl").write_text("\n".join(map(json.dumps, _rows)), encoding="utf-8")
run_program(PROGRAM, "--inputs", "marking.jsonl", "--out", "marking.json", "--model", small)
_found = json.loads(Path("marking.json").read_text(encoding="utf-8"))["results"]
assert len(_found) == 6, "two inputs and three prompts should give six records"
for _record in _found:
    _item = next(row for row in _rows if row["id"] == _record["input"])
    _all = "\n".join(m["content"] for m in _record["messages"])
    assert _item["text"] in _all, "the prompts should hold the texts of the file that is given"
    _hits = sum(word in _record["output"].lower() for word in _item["wanted"])
    assert abs(_record["score"] - _hits / len(_item["wanted"])) < 1e-9, (
        "the score should use the wanted words of the file that is given"
    )
try:
    run_program(PROGRAM, "--model", "no-one/no-such-model", "--out", "marking.json")
except CheckFailed:
    pass
else:
    raise AssertionError("a model that is not there should stop the program")
### END HIDDEN TESTS

# %% [markdown]
# ## 4. Look behind the numbers
#
# The score counts wanted words. It cannot read. So read the fifteen outputs yourself, and answer for each prompt: did the model **read** the text, or did it **recite** what it
# had learned before? The input whose text was changed tells you. Try one more thing, for instance another model, or the same prompts on the other task. This cell is yours.

# %%


# %% [markdown]
# ## 5. Analysis
#
# Write `analysis.md` in this folder (*File*, *New*, *Markdown File*, then rename it): 150 to 600 words, under these four headings, written as `## The three prompts` and so on:
#
# 1. **The three prompts**: what is the idea of each? Name them as your program does.
# 2. **Results**: mean score and tokens read for each, from your last run; at least two outputs, quoted and explained.
# 3. **Where the score is wrong**: an output that the score judges wrongly, or how it could.
# 4. **What I would use**: which prompt, at what cost, and what fifteen answers of one model cannot show.
#
# Then run the last check.

# %% nbgrader={"grade_id": "w3-analysis-test", "grade": true, "points": 2}
analysis = file_text("analysis.md")
check_headings(
    analysis,
    "analysis.md",
    ["The three prompts", "Results", "Where the score is wrong", "What I would use"],
)
check_words(analysis, "analysis.md", 150, 600)
names = sorted({record["prompt"] for record in read_results()["results"]})
check_mentions(analysis, "analysis.md", names, "Name all three prompts as your program does.")

# %% [markdown]
# ## Done
#
# Save once more (*Ctrl+S*), and look whether all four files are in this folder.
