# ---
# title: "Assignment: movie review sentiment analyzer"
# week: 5
# minutes: 150
# objectives:
#   - Write a program that judges sixty reviews, and keeps every answer so that others can check it.
#   - Report accuracy over all reviews and over the hard third.
#   - Explain single right and wrong answers, and test an explanation by changing the text.
# needs: {memory_gb: 2, disk_gb: 0.1, download_mb: 0, cpu_minutes: 2}
# last_checked: 2026-11-25
# jupyter:
#   kernelspec: {display_name: Python 3, language: python, name: python3}
# ---

# %% [markdown]
# # Assignment: movie review sentiment analyzer
#
# Over the winter the Hazelbrook Tool Library showed six films, and sixty slips came back from the box at the exit. The board wants to sort such slips with a program from now on, and asks you: *can we trust it?*
#
# | part | what you do | minutes |
# | --- | --- | --- |
# | 1 | read the slips, and judge some yourself | 15 |
# | 2 | write the program | 60 |
# | 3 | run it, and look for reasons | 30 |
# | 4 | write the report | 45 |
#
# **Needs:** 2 GB of memory, 0.1 GB of disk, no download, about 2 minutes of computing.
#
# **What you hand in:** `assignment_reviews.py`, the files `predictions.csv` and `summary.json` that it wrote, and `report.md`. **How it is marked:** the checks give 11 points; a person reads the report and gives up to 9 more:
#
# | what the reader looks for | points |
# | --- | --- |
# | ten examples, each quoted, each with the words of the slip that explain the answer | 2 |
# | the reasons for the wrong ones are of different kinds, and at least one was tested by changing the slip and asking again | 3 |
# | the two numbers are set against a baseline, and it is said what twenty hard slips can and cannot show | 2 |
# | a recommendation that follows: what the board may do with the program, and what it must leave to people | 2 |

# %% [markdown] tags=["instructor"]
# **For instructors.** The films, the slips and their labels are invented for this course. No check knows what the model answers: the checks compare the files with one another, and run the program again on other slips
# and with the three-label model. Students may use another model (`--model`); the report must name it. A strong model may make fewer than five mistakes: then all of them are asked for.

# %% [markdown]
# ## 1. The slips

# %%
import csv
import json
import tempfile
from collections import Counter
from pathlib import Path

from transformers import pipeline

from llmlab import (
    CheckFailed,
    check_equal,
    check_headings,
    check_that,
    check_words,
    file_text,
    model_name,
    run_program,
    section_text,
)


def read_csv(path: str | Path) -> list[dict[str, str]]:
    """Return the rows of a CSV file."""
    if not Path(path).is_file():
        raise CheckFailed(f"There is no {path} yet. Run your program in a terminal first.")
    with Path(path).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


reviews = read_csv("data/reviews.csv")
print(len(reviews), "slips;", Counter((row["kind"], row["label"]) for row in reviews))
for row in reviews[:5]:
    print(f"{row['id']} {row['kind']:<8} {row['label']:<8} {row['text']}")

# %% [markdown]
# Forty slips are `plain`: their words say what they mean. Twenty are **hard**, with the kinds `negation`, `irony` and `mixed`. The label says whether the writer would recommend the film.
# Open `data/reviews.csv` in JupyterLab and read at least twenty. Do you agree with every label? Note one that you would discuss.
#
# ## 2. The program
#
# Open `assignment_reviews.py`. Reading the file, the options and the last lines are there; four functions are yours: `to_mood`, `classify`, `write_predictions` and `summarise`. Their descriptions say
# what they must do. Run it in a terminal, in the folder of this week:
#
# ```sh
# python assignment_reviews.py --help
# python assignment_reviews.py
# ```
#
# These checks run it as you would, but let it write into a folder that is thrown away.

# %% nbgrader={"grade_id": "w5-program-test", "grade": true, "points": 3}
with tempfile.TemporaryDirectory() as folder:
    print(run_program("assignment_reviews.py", "--out", folder))
    written = read_csv(Path(folder, "predictions.csv"))
check_that(len(written) > 0, "predictions.csv is empty.", f"It has {len(written)} lines.")
check_equal(
    list(written[0]),
    ["id", "kind", "label", "predicted", "score"],
    "The header of predictions.csv",
)
check_that(
    [row["id"] for row in written] == [row["id"] for row in reviews],
    f"predictions.csv has {len(written)} lines; write one for each of the 60 reviews, in their order.",
    "There is one line for each review, in their order.",
)
check_that(
    {row["predicted"] for row in written} <= {"negative", "neutral", "positive"},
    "The predictions should be negative, neutral or positive, in small letters. Look at to_mood().",
    "Every prediction is one of the three moods.",
)

### BEGIN HIDDEN TESTS
assert all(0 < float(row["score"]) <= 1 for row in written), "scores lie between 0 and 1"
assert [row["label"] for row in written] == [row["label"] for row in reviews], "labels are copied"
hidden = pipeline("sentiment-analysis", model=model_name("sentiment-2", "huggingface"))
says = hidden([row["text"] for row in reviews], truncation=True)
assert [one["label"].lower() for one in says] == [row["predicted"] for row in written], (
    "the predictions should be those of the model"
)
### END HIDDEN TESTS

# %% nbgrader={"grade_id": "w5-summary-test", "grade": true, "points": 3}
with tempfile.TemporaryDirectory() as folder:
    run_program("assignment_reviews.py", "--out", folder)
    summary = json.loads(Path(folder, "summary.json").read_text())
    written = read_csv(Path(folder, "predictions.csv"))
right = [row for row in written if row["predicted"] == row["label"]]
check_equal(summary.get("reviews"), 60, "`reviews` in summary.json")
check_equal(summary.get("hard"), 20, "`hard` in summary.json")
check_equal(
    summary.get("right"),
    len(right),
    "`right` in summary.json",
    "Count the lines whose prediction is their label.",
)

### BEGIN HIDDEN TESTS
assert summary.get("hard_right") == sum(row["kind"] != "plain" for row in right), "the hard third"
other = [
    ("x1", "plain", "positive", 'He said "wonderful", and I agree, from the bottom of my heart.'),
    ("x2", "irony", "negative", "Great, another sequel; just what we needed."),
    ("x3", "plain", "negative", "Bad. " * 700),
    ("x4", "negation", "positive", "It was not bad at all."),
    ("x5", "plain", "negative", "The hall is on the first floor."),
]
with tempfile.TemporaryDirectory() as folder:
    data = Path(folder, "other.csv")
    with data.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["id", "film", "kind", "label", "text"])
        writer.writerows([i, "A film", kind, label, text] for i, kind, label, text in other)
    three = model_name("sentiment-3", "huggingface")
    run_program(
        "assignment_reviews.py",
        *("--data", str(data), "--model", three, "--batch-size", "2"),
        *("--out", f"{folder}/new/results"),
    )
    rows = read_csv(Path(folder, "new/results/predictions.csv"))
    other_summary = json.loads(Path(folder, "new/results/summary.json").read_text())
assert [row["id"] for row in rows] == ["x1", "x2", "x3", "x4", "x5"], "other slips, other ids"
ok = [row for row in rows if row["predicted"] == row["label"]]
expected = {
    "model": three,
    "reviews": 5,
    "right": len(ok),
    "hard": 2,
    "hard_right": sum(row["kind"] != "plain" for row in ok),
}
assert other_summary == expected, "the summary should be counted from the slips that were given"
hidden = pipeline("sentiment-analysis", model=three)
says = hidden([text for *_, text in other], truncation=True)
assert [one["label"].lower() for one in says] == [row["predicted"] for row in rows], (
    "the model that is asked for should be used"
)
### END HIDDEN TESTS

# %% [markdown]
# ## 3. Run it for good, and look for reasons
#
# Now run it in the terminal without `--out`: `predictions.csv` and `summary.json` then lie beside this notebook. **These two files are your result**; the report must agree with them.
# (With `--model NAME` you may use another model, for instance the three-label one; then a *neutral* counts as wrong, for no slip has that label.)

# %% nbgrader={"grade_id": "w5-result-test", "grade": true, "points": 2}
result = read_csv("predictions.csv")
kept = json.loads(file_text("summary.json"))
check_that(
    [(row["id"], row["label"]) for row in result] == [(row["id"], row["label"]) for row in reviews],
    "Your predictions.csv is not about the 60 reviews. Run your program on data/reviews.csv.",
    "predictions.csv has the 60 reviews with their labels.",
)
check_that(
    {row["predicted"] for row in result} <= {"negative", "neutral", "positive"},
    "The predictions should be negative, neutral or positive, in small letters.",
    "Every prediction is one of the three moods.",
)
right = [row for row in result if row["predicted"] == row["label"]]
hard_right = [row for row in right if row["kind"] != "plain"]
check_equal(
    [kept.get("right"), kept.get("hard_right")],
    [len(right), len(hard_right)],
    "`right` and `hard_right` in your summary.json, counted again from predictions.csv",
    "Do both files come from the same run?",
)

### BEGIN HIDDEN TESTS
assert [row["kind"] for row in result] == [row["kind"] for row in reviews], "kinds are copied"
assert isinstance(kept.get("model"), str), "the summary names the model"
### END HIDDEN TESTS

# %% [markdown]
# Which ones are wrong, and which are right although they are hard? This cell lists them, the surest first.

# %%
if Path("predictions.csv").is_file():
    texts = {row["id"]: row["text"] for row in reviews}
    by_score = sorted(read_csv("predictions.csv"), key=lambda row: -float(row["score"]))
    for title, wanted in (("wrong", False), ("hard and right", True)):
        print(f"--- {title} ---")
        for row in by_score:
            ok = row["predicted"] == row["label"]
            if ok == wanted and (not wanted or row["kind"] != "plain"):
                print(f"{row['id']} {row['kind']:<8} {row['score']}  {texts[row['id']]}")

# %% [markdown]
# **A reason is a guess until you test it.** You think that one word misled the model? Change or remove that word, ask again, and see whether the label turns. This cell is yours:

# %%
judge = pipeline("sentiment-analysis", model=model_name("sentiment-2", "huggingface"))
for text in (
    "I was not bored for a single minute, and neither was my grandmother.",
    "I was not bored for a single minute.",
    "I was bored for a single minute.",
    "I was happy for a single minute.",
):
    print(judge(text)[0], text)

# %% [markdown]
# ## 4. The report
#
# Write `report.md` in this folder (*File*, *New*, *Markdown File*, then rename it), 300 to 900 words, with these four headings:
#
# - `## Result`: the model's name, and both counts written as in "47 of 60" and "11 of 20". What would the laziest program get? What do the two numbers say together?
# - `## Five right`: five slips that the model had right. Begin each with its id (`r07`), quote what decides, say why it was right. At least two should be hard ones, if the model had any of those right.
# - `## Five wrong`: five that it had wrong (all, if there are fewer), in the same form. Look for *different* reasons, and test at least one.
# - `## Advice to the board`: what may the program be used for, what not?
#
# In these two lists use only ids of slips that belong there; the check compares them with your `predictions.csv`.

# %% nbgrader={"grade_id": "w5-report-test", "grade": true, "points": 3}
import re

report = file_text("report.md")
check_headings(report, "report.md", ["Result", "Five right", "Five wrong", "Advice to the board"])
check_words(report, "report.md", 300, 900)

outcome = {row["id"]: row["predicted"] == row["label"] for row in read_csv("predictions.csv")}
hits = sum(outcome.values())
for title, wanted, there in (
    ("Five right", True, hits),
    ("Five wrong", False, len(outcome) - hits),
):
    named = set(re.findall(r"\br\d\d\b", section_text(report, "report.md", title)))
    strangers = sorted(one for one in named if outcome.get(one) is not wanted)
    check_that(
        not strangers,
        f"Under '{title}' you name {', '.join(strangers)}, which predictions.csv does not count there.",
        f"Every id under '{title}' belongs there.",
    )
    check_that(
        len(named) >= min(5, there),
        f"Under '{title}' there are {len(named)} different ids; {min(5, there)} are asked for.",
        f"'{title}' names {len(named)} slips.",
    )

hard_hits = sum(
    row["kind"] != "plain" and row["predicted"] == row["label"]
    for row in read_csv("predictions.csv")
)
result_text = " ".join(re.sub(r"[*_]", "", section_text(report, "report.md", "Result")).split())
check_that(
    re.search(rf"\b{hits} of 60\b", result_text) is not None
    and re.search(rf"\b{hard_hits} of 20\b", result_text) is not None,
    "Under 'Result' write both counts of your run with digits, as in '47 of 60' and '11 of 20'.",
    "The result states both counts.",
)

# %% [markdown]
# ## Done
#
# Four files lie beside this notebook: the program, `predictions.csv`, `summary.json`, `report.md`.
