# ---
# title: "Assignment: fine-tuning use case proposal"
# week: 4
# minutes: 150
# objectives:
#   - Find a task for which fine-tuning is the right tool, and say why a prompt or retrieval is not enough.
#   - Describe the data by examples of your own, and keep a test apart.
#   - Choose between LoRA and QLoRA with a memory estimate.
#   - Say beforehand how success would be measured, and what could go wrong.
# needs: {memory_gb: 1, disk_gb: 0.1, download_mb: 0, cpu_minutes: 1}
# last_checked: 2026-11-25
# jupyter:
#   kernelspec: {display_name: Python 3, language: python, name: python3}
# ---

# %% [markdown]
# # Assignment: fine-tuning use case proposal
#
# Somebody has a card for one week and asks for proposals. Write one: two pages that a person can say yes or no to. **Nothing is trained**; what counts is whether the reader would believe you.
#
# | part | what you do | minutes |
# | --- | --- | --- |
# | 1 | choose a task | 30 |
# | 2 | write examples of its data | 35 |
# | 3 | compute the memory | 20 |
# | 4 | write the proposal | 65 |
#
# **Needs:** 1 GB of memory, 0.1 GB of disk, no download, about 1 minute of computing.
#
# **What you hand in:** this notebook, saved (*Ctrl+S*). **How it is marked:** the checks give 8 points; a person reads the proposal and gives up to 10 more:
#
# | what the reader looks for | points |
# | --- | --- |
# | the problem: who has it, how often, and what a right answer looks like | 2 |
# | the data: how much there is, where it comes from, whether it may be used, and whose privacy it touches | 2 |
# | why not a prompt or retrieval: a baseline that you name, and what it would fail at | 2 |
# | the technique: LoRA or QLoRA, with numbers that fit together (parameters, GB, card) | 2 |
# | evaluation and risks: what is measured on which examples, what result decides, what could go wrong and what you would do about it | 2 |

# %% [markdown] tags=["instructor"]
# **For instructors.** Part 1 is where it is decided. Most weak proposals fine-tune *facts* ("a bot that knows our rules"). Ask each student in class for one sentence: *form, tone or skill, or facts?*
# Who answers "facts" chooses again. Any field is welcome; examples must be written by the student, never copied from people's messages.

# %% [markdown]
# ## 1. Choose a task
#
# Take one you know: from work, a club, your studies. It should be about **form, tone or a skill**, come **often**, and have **examples**, or a way to get some hundred. If nothing comes to mind, the
# library has more than one (its texts are in the folder `hazelbrook/`):
#
# | task | goes in | comes out |
# | --- | --- | --- |
# | notes of the repair cafe as records | a volunteer's note | one line with thing, fault, what was done, result |
# | announcements of workshops | date, topic, teacher | three sentences in the library's tone |
# | plain language | a paragraph of the rules | the same for readers who learn English |
# | sorting mail | a letter | one of six folders |
#
# The demo's house style is taken. Ask yourself before you go on: *if a good prompt did it, would I mind?* If not, it is a fine task for a prompt and a poor one for this proposal.
#
# ## 2. Examples
#
# **Your turn.** Write at least **eight** examples as you would train on, and at least **three** more that are kept apart for the test. All invented by you: no real names, no copied messages. Each is a
# dictionary with `messages`, one of the user and one of the assistant, as in the first lecture of this week. Two examples must not ask the same.

# %% nbgrader={"grade_id": "w4-examples", "solution": true}
examples = []  # at least eight, like {"messages": [{"role": "user", "content": "..."}, {"role": "assistant", "content": "..."}]}
held_out = []  # at least three more
### BEGIN SOLUTION


def example(note: str, record: str) -> dict:
    return {
        "messages": [
            {"role": "user", "content": f"Make a record of this note. {note}"},
            {"role": "assistant", "content": record},
        ]
    }


examples = [
    example(
        "Toaster, the lever did not stay down. Cleaned the magnet, now it does.",
        "toaster | lever does not stay down | magnet cleaned | mended",
    ),
    example(
        "A kettle came in, it leaks at the bottom. Seal is broken, we have none like it.",
        "kettle | leaks at the bottom | none: no seal | not mended",
    ),
    example(
        "blue jacket w/ torn zip, sewed in a new one (member brought it)",
        "jacket | zip torn | new zip sewn in | mended",
    ),
    example(
        "Desk lamp flickers. Loose wire in the switch, screwed it tight, tested 10 min.",
        "desk lamp | flickers | wire in the switch tightened | mended",
    ),
    example(
        "Wall clock runs slow. New battery did not help, sent home with advice.",
        "wall clock | runs slow | new battery | not mended",
    ),
    example(
        "Chair: one leg wobbles, glued and clamped it, must dry until tomorrow.",
        "chair | leg wobbles | glued and clamped | mended",
    ),
    example(
        "Mixer makes no sound at all; the fuse in the plug had blown, replaced.",
        "mixer | does not start | fuse replaced | mended",
    ),
    example(
        "Radio, only noise. Could not find it in the time we had. Wants to come again.",
        "radio | only noise | fault not found | not mended",
    ),
]
held_out = [
    example(
        "Hair dryer smells burnt. Full of fluff, cleaned, smells no more.",
        "hair dryer | smells burnt | fluff removed | mended",
    ),
    example(
        "Trousers with a hole in the knee, patched from inside.",
        "trousers | hole in the knee | patched | mended",
    ),
    example(
        "Drill battery does not charge, charger is fine, battery is at its end.",
        "drill | battery does not charge | charger tested | not mended",
    ),
]
### END SOLUTION

# %% nbgrader={"grade_id": "w4-examples-test", "grade": true, "points": 3}
from llmlab import answer_text, check_headings, check_mentions, check_that, check_words

check_that(
    len(examples) >= 8, "Write at least eight examples.", f"{len(examples)} examples to train on."
)
check_that(
    len(held_out) >= 3,
    "Write at least three examples for the test.",
    f"{len(held_out)} for the test.",
)
for one in [*examples, *held_out]:
    check_that(
        [message["role"] for message in one["messages"]] == ["user", "assistant"]
        and all(message["content"].strip() for message in one["messages"]),
        f"This example needs one message of the user and one of the assistant, both with a text: {one}",
        one["messages"][1]["content"][:60],
    )
asked = [one["messages"][0]["content"].strip().lower() for one in [*examples, *held_out]]
check_that(
    len(set(asked)) == len(asked),
    "Two examples ask the same. If one of them is in the test, the test measures memory.",
    "No question is there twice.",
)

### BEGIN HIDDEN TESTS
import json
from pathlib import Path

answers = {one["messages"][1]["content"].strip().lower() for one in examples}
assert len(answers) >= 3, "examples with nearly always the same answer teach that answer"
demo = Path("data/train.jsonl")
taken = {
    json.loads(line)["messages"][0]["content"].strip().lower()
    for line in demo.read_text().splitlines()
}
assert not taken & set(asked), "the examples should be your own, not the demo's"
### END HIDDEN TESTS

# %% [markdown]
# ## 3. Memory
#
# **Your turn.** Fill in your plan. `memory_gb` of the lab may be copied here. The number of trained parameters comes from `lora_params`, or from the table of the third lecture if you take an 8B model.
#
# | name | what it is |
# | --- | --- |
# | `model` | the base's name |
# | `technique` | `"LoRA"` or `"QLoRA"` |
# | `parameters` | of the base, such as `8.03e9` |
# | `bits` | of each frozen parameter: 16, or 4.127 |
# | `trained` | parameters of the adapter |
# | `needed_gb` | your estimate: the rule's result **and** room for activations (2 to 6 GB) |
# | `card_gb` | the card's memory |

# %% nbgrader={"grade_id": "w4-plan", "solution": true}
plan = {
    "model": "",
    "technique": "",
    "parameters": 0,
    "bits": 0,
    "trained": 0,
    "needed_gb": 0,
    "card_gb": 0,
}
### BEGIN SOLUTION


def memory_gb(frozen: float, bits: float, trained: float) -> float:
    return (frozen * bits / 8 + 16 * trained) / 1e9


# 28 blocks with seven linear layers each; inputs and outputs of one block add up to 38,912.
trained = 28 * 16 * 38_912
plan = {
    "model": "Qwen/Qwen3-1.7B",
    "technique": "LoRA",
    "parameters": 1.7e9,
    "bits": 16,
    "trained": trained,
    "needed_gb": round(memory_gb(1.7e9, 16, trained) + 3, 1),
    "card_gb": 8,
}
print(plan)
### END SOLUTION

# %% nbgrader={"grade_id": "w4-plan-test", "grade": true, "points": 3}
check_that(
    plan.get("technique") in ("LoRA", "QLoRA") and bool(plan.get("model")),
    "Name the model, and the technique as LoRA or QLoRA.",
    f"{plan.get('technique')} on {plan.get('model')}.",
)
check_that(
    {"LoRA": 8 <= plan["bits"] <= 16, "QLoRA": 4 <= plan["bits"] <= 5}[plan["technique"]],
    "LoRA reads the base in 16 bits (8 at least), QLoRA in 4 and a little. Do technique and bits agree?",
    f"{plan['bits']:g} bits fit {plan['technique']}.",
)
check_that(
    0 < plan["trained"] < 0.2 * plan["parameters"],
    "An adapter has a few percent of the base's parameters at most. Look at the number of zeros.",
    f"{100 * plan['trained'] / max(plan['parameters'], 1):.2f} % of the parameters are trained.",
)
least = (plan["parameters"] * plan["bits"] / 8 + 16 * plan["trained"]) / 1e9
check_that(
    least + 1 <= plan["needed_gb"] <= least + 12,
    f"The rule gives {least:.1f} GB for these numbers. Add room for activations, 2 to 6 GB.",
    f"{plan['needed_gb']:g} GB: the rule's {least:.1f}, and room.",
)
check_that(
    plan["needed_gb"] <= plan["card_gb"] <= 200,
    f"{plan['needed_gb']:g} GB do not fit into {plan['card_gb']:g} GB. Take another technique, model or card.",
    f"It fits into {plan['card_gb']:g} GB.",
)

### BEGIN HIDDEN TESTS
assert 1e8 <= plan["parameters"] <= 1e12, "parameters of the base as a number, such as 8.03e9"
assert plan["trained"] >= 1e4, "even a small adapter has some ten thousand parameters"
### END HIDDEN TESTS

# %% [markdown]
# ## 4. The proposal
#
# 400 to 900 words in the cell below, under these six headings (write them as `## Problem` and so on). Write for somebody who decides, and who has read this week's lectures.
#
# | heading | what belongs there |
# | --- | --- |
# | Problem | who has it, how often; what goes in, what comes out; what a right answer is |
# | Data | how many examples, where from, licence, privacy; what is missing |
# | Why not a prompt or retrieval | the **baseline**: what you would try without training, and where it would fall short |
# | Technique | LoRA or QLoRA, on which model, which settings, your estimate in GB and the card |
# | Evaluation | which examples, which number, which result means *go on* and which *stop* |
# | Risks | at least two, and what you would do about each |

# %% [markdown] nbgrader={"grade_id": "w4-proposal", "grade": true, "solution": true, "points": 10}
# ### BEGIN SOLUTION
# ## Problem
#
# At the repair cafe of the Hazelbrook Tool Library volunteers write a note about each thing that comes in: in haste, each in their own way, with oil on their fingers. Last year there were 655 things,
# so about 55 on each of the twelve Sundays. Yusuf Demir types them into a table afterwards, which takes him an evening a month, and he wants to know which faults come often. What is needed is one line
# for each note: `thing | fault | what was done | mended or not mended`. A line is right if all four fields are; words may differ as long as the meaning does not. The result field must be exactly one of two.
#
# ## Data
#
# There are last year's 655 notes on paper together with the table that Yusuf made from them, so inputs and right answers exist. I expect about 550 usable pairs after illegible ones are left out. They
# belong to the library; the volunteers who wrote them have to be asked, and a note on the door must say what happens to notes. Some hold names of visitors. Names are replaced by "a member" in both note and
# record before anything else is done, by a person. The eleven examples above are invented. What is missing are rare things: clocks make up few of the notes.
#
# ## Why not a prompt or retrieval
#
# Retrieval does not help: no fact is missing, everything is in the note. The baseline is a prompt with the rules and six examples, on the same small model and on a larger one. I would measure it
# first. I expect it to get the form right nearly always and to fail in two places: it writes down what was *tried* as what was *done*, and it decides too kindly about the result. If the baseline on the small
# model reaches the goal below, no training is done. A larger model with a long prompt might reach it too, but the library's computer has a card of 8 GB and no budget for a service.
#
# ## Technique
#
# LoRA on Qwen3-1.7B, in 16 bits. The base takes 3.4 GB, an adapter of rank 16 on all linear layers has 17.4 million parameters and takes 0.3 GB more, with 3 GB for activations (notes of 60 tokens,
# four at once) that makes 6.7 GB: it fits into the 8 GB of the card, so QLoRA is not needed and its rounding errors are avoided. For an 8B model it would be (LoRA alone needs 16.7 GB there). Settings: alpha 32,
# learning rate 0.0002, three epochs, loss on the answers alone.
#
# ## Evaluation
#
# 100 of the pairs, from the last two Sundays, are set aside before anybody looks at them, so that new things and new hands are in the test. Two volunteers judge each field of each line without knowing
# whether baseline or tuned model wrote it. The number is the share of lines with all four fields right. Go on from 90 of 100, and only if it beats the baseline by ten lines or more; between the two,
# collect more notes; below the baseline, stop. The result field alone must be right in 98 of 100, since Yusuf reports it.
#
# ## Risks
#
# A wrong "mended" ends in the yearly report. Yusuf therefore checks all lines whose note holds "but", "until" or "again", and ten others each month. A visitor could be recognised from a rare thing: lines leave
# the library only as counts. Volunteers may begin to write for the machine, or less carefully; the test is repeated with fresh notes every half year. The base has a licence of its own (Apache-2.0), which
# allows this use, and is noted with the adapter.
# ### END SOLUTION

# %% nbgrader={"grade_id": "w4-proposal-test", "grade": true, "points": 2}
import re

proposal = answer_text("w4-proposal")
headings = ["Problem", "Data", "Why not a prompt or retrieval", "Technique", "Evaluation", "Risks"]
check_headings(proposal, "Your proposal", headings)
check_words(proposal, "Your proposal", 400, 900)
check_mentions(
    proposal,
    "Your proposal",
    ["baseline", ["LoRA", "QLoRA"]],
    "The table above says where it belongs.",
)
sizes = [
    float(number.replace(",", ".")) for number in re.findall(r"(\d+(?:[.,]\d+)?)\s*GB", proposal)
]
check_that(
    any(abs(size - plan.get("needed_gb", 0)) <= 0.5 for size in sizes),
    f"The proposal should name the estimate of your plan: {plan.get('needed_gb', 0):g} GB.",
    "The proposal names the estimate of your plan.",
)

# %% [markdown]
# ## Done
#
# Save once more (*Ctrl+S*).
