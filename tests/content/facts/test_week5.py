"""The numbers of week 5, computed again; its reviews beside what the tiny models learned from."""

from __future__ import annotations

import csv
import math
import re
from collections import Counter
from typing import Any

import yaml

from labs.build.frontmatter import split_front_matter
from models.tiny import reviews as tiny
from tests.content.conftest import ROOT, read_text

WEEK = ROOT / "content/week5"
DATA = ROOT / "labs/week5/data"
LECTURE = read_text(WEEK / "01-sentiment-analysis-with-llms.md").markdown
PIPELINES = read_text(WEEK / "02-hugging-face-pipelines.py").markdown
SCRATCH = read_text(WEEK / "03-sentiment-from-scratch.py").markdown
LAB = read_text(ROOT / "labs/week5/lab.py").markdown
# No run of so many words may stand in a review and in what the tiny models were trained on.
RUN = 5


def rows(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def f1(hits: int, wrong: int) -> float:
    return 2 * hits / (2 * hits + wrong)


def words_of(text: str) -> list[str]:
    return re.findall(r"[a-z']+", text.lower())


def runs(text: str) -> set[tuple[str, ...]]:
    words = words_of(text)
    return {tuple(words[n : n + RUN]) for n in range(len(words) - RUN + 1)}


def test_softmax_by_hand() -> None:
    low, high = math.exp(-1), math.exp(2)
    assert (
        f"$e^{{-1}} = {low:.3f}$ and $e^{{2}} = {high:.3f}$, together {low + high:.3f}" in LECTURE
    )
    assert f"{low:.3f} / {low + high:.3f} = **{low / (low + high):.3f}**" in LECTURE
    assert f"{high:.3f} / {low + high:.3f} = **{high / (low + high):.3f}**" in LECTURE
    # The same difference in the second lecture.
    assert f"A difference of 3 gives {1 / (1 + math.exp(-3)):.3f}" in PIPELINES


def test_calibration_and_agreement() -> None:
    assert f"about 0.95 × 20 = {0.95 * 20:.0f}" in LECTURE
    assert f"14 / 20 = {14 / 20}" in LECTURE
    assert f"8 / 10 = {8 / 10}" in LECTURE
    assert f"one slip is {100 / 20:.0f} percentage points" in LECTURE
    assert f"one text is {100 / 20:.0f} percentage points" in SCRATCH


def test_tokens_of_sixty_slips() -> None:
    plain, prompted = 60 * 15, 60 * (90 + 15)
    assert f"60 × 15 = {plain}" in LECTURE
    assert f"60 × (90 + 15) = {prompted:,}" in LECTURE
    assert f"**{prompted // plain} times**" in LECTURE
    assert prompted % plain == 0


def test_accuracy_and_macro_f1() -> None:
    a_positive, a_negative = f1(8, 2), f1(0, 2)
    b_positive, b_negative = f1(7, 2), f1(1, 2)
    assert f"16 / (16 + 2 + 0) = {a_positive:.3f}" in LECTURE
    assert f"14 / (14 + 1 + 1) = {b_positive:.3f}" in LECTURE
    assert f"2 / (2 + 1 + 1) = {b_negative}" in LECTURE
    assert f"**{(a_positive + a_negative) / 2:.3f}**" in LECTURE
    assert f"**{(b_positive + b_negative) / 2:.3f}**" in LECTURE
    assert f"8 / 10 = {8 / 10}. B: (7 + 1) / 10 = {8 / 10}" in LECTURE


def test_numbers_of_the_quiz() -> None:
    quiz: dict[str, Any] = yaml.safe_load((WEEK / "quiz.yml").read_text())
    said = str(quiz)
    positive = f1(95, 5)
    assert f"F1 is {positive:.2f} for positive and 0 for negative" in said
    assert f"macro-F1 {positive / 2:.2f}" in said


def test_the_answers_to_check_yourself() -> None:
    notes = (WEEK / "instructor-notes.md").read_text()
    assert f"accuracy 0.9, macro-F1 {f1(9, 1) / 2:.3f}" in notes
    assert f"both get {1 / (1 + math.exp(-3)):.3f}" in notes
    assert f"From scratch: (1) {-math.log(1 / 3):.3f};" in notes


def test_losses_and_means_by_hand() -> None:
    for share in (0.5, 0.95, 0.05):
        assert f"{-math.log(share):.3f}" in SCRATCH
    assert f"(4/3, 4/3) = ({4 / 3:.2f}, {4 / 3:.2f})" in SCRATCH


def made_vocabulary() -> int:
    """Run the cells of the lecture before PyTorch; return the size of its vocabulary."""
    path = WEEK / "03-sentiment-from-scratch.py"
    body = split_front_matter(path.read_text(), path)[1].partition("import torch")[0]
    code = [
        cell.partition("\n")[2]
        for cell in re.split(r"^# %%", body, flags=re.MULTILINE)
        if not cell.startswith(" [markdown]")
    ]
    found: dict[str, Any] = {"print": lambda *_: None}
    source = "\n".join(code).replace('"data/reviews.csv"', repr(str(DATA / "reviews.csv")))
    exec(source, found)
    return len(found["vocabulary"])


def test_parameters_of_the_small_classifier() -> None:
    width, places, inner = 32, 64, 64
    attention = 4 * (width * width + width)
    network = (width * inner + inner) + (inner * width + width)
    norms, head = 2 * 2 * width, width * 2 + 2
    for number in (places * width, width * width + width, attention, network):
        assert f"{number:,}".replace(",", "{,}") in SCRATCH
    assert f"= {norms}$" in SCRATCH
    assert f"= {head}$" in SCRATCH
    total = made_vocabulary() * width + places * width + attention + network + norms + head
    # DistilBERT: 66 million parameters, as its paper says.
    assert 5_000 <= 66e6 / total < 6_000
    assert "more than five thousand times as many" in SCRATCH


def test_sixty_reviews_as_the_course_says() -> None:
    found = rows("reviews.csv")
    assert list(found[0]) == ["id", "film", "kind", "label", "text"]
    assert [row["id"] for row in found] == [f"r{n:02d}" for n in range(1, 61)]
    plain = Counter(row["label"] for row in found if row["kind"] == "plain")
    hard = Counter(row["label"] for row in found if row["kind"] != "plain")
    assert plain == {"positive": 20, "negative": 20}
    # "Always positive" gets half of either part, as the sample report says.
    assert hard == {"positive": 10, "negative": 10}
    assert {row["kind"] for row in found} == {"plain", "negation", "irony", "mixed"}
    assert set(Counter(row["film"] for row in found).values()) == {10}
    assert len({row["text"] for row in found}) == 60


def test_twenty_comments_as_the_lab_says() -> None:
    labels = Counter(row["label"] for row in rows("comments.csv"))
    assert sum(labels.values()) == 20
    assert labels["neutral"] == 5
    assert f"{20 - labels['neutral']} of 20, which is {(20 - labels['neutral']) / 20}" in LAB


def test_no_text_is_a_near_copy_of_what_the_tiny_models_learned() -> None:
    trained = [
        one.text
        for seed in (2014, 1)  # the family's own, and another: the same sentences in other words
        for neutral in (False, True)
        for one in tiny.make_reviews(6000, seed, neutral=neutral)
    ]
    learned = set().union(*(runs(text) for text in trained))
    whole = {" ".join(words_of(text)) for text in trained}
    for name in ("reviews.csv", "comments.csv"):
        for row in rows(name):
            assert not runs(row["text"]) & learned, row
            for sentence in re.split(r"[.!?:;]", row["text"]):
                words = words_of(sentence)
                assert len(words) < 3 or " ".join(words) not in whole, sentence


def test_a_near_copy_is_found() -> None:
    assert runs("I think the film was dull from start to finish.") & runs(
        "it was dull from start to finish"
    )
