"""Every number that week 6 prints and that can be computed is computed here."""

from __future__ import annotations

import math
import re
from itertools import pairwise
from typing import Any

import pytest
import yaml

from tests.content.conftest import ROOT, read_text

LECTURES, LAB = ROOT / "content/week6", ROOT / "labs/week6"
INTRODUCTION, STORES = "01-introduction-to-rag.md", "02-vector-databases.md"
RETRIEVERS, GENERATOR = "03-retrievers.md", "04-llm-as-generator.md"
HANDBOOK = {p.name: p.read_text() for p in sorted((ROOT / "content/organisation").glob("*.txt"))}
LISTED: dict[str, Any] = yaml.safe_load((ROOT / "content/organisation/questions.yml").read_text())
UNSEEN: dict[str, Any] = yaml.safe_load((LAB / "data/unseen.yml").read_text())
DRAWING = (LECTURES / "figures/cells.svg").read_text()
CELLS = {10: (5, 10, 15), 40: (30, 40, 50), 80: (62, 80, 98)}


def says(name: str, *parts: str) -> None:
    """Check that a text says these things, however its lines are broken."""
    folder = LAB if name in ("lab.py", "assignment.py") else LECTURES
    text = " ".join(read_text(folder / name).markdown.split())
    for part in parts:
        assert part in text, part


def test_the_handbook_and_an_archive_in_tokens() -> None:
    words, archive = sum(len(text.split()) for text in HANDBOOK.values()), 5_000 * 400
    assert len(HANDBOOK) == 11
    says(INTRODUCTION, f"The eleven files of the tool library have {words:,} words")
    says(INTRODUCTION, f"by it they are {words * 1.4:,.0f} tokens and fit")
    says(INTRODUCTION, f"Three passages of 40 words are {3 * 40 * 1.4:.0f} tokens, a twelfth")
    assert round(words / (3 * 40)) == 12
    says(INTRODUCTION, f"{archive:,} words, some {archive * 1.4 / 1e6:.1f} million tokens")


def test_two_good_parts_make_a_middling_whole() -> None:
    says(INTRODUCTION, f"0.9 × 0.9 = {0.9 * 0.9:.2f}")


@pytest.mark.parametrize(
    ("name", "x", "y"),
    [("opening hours", 1, 0), ("fees", 0.8, 0.6), ("late returns", 0.6, 0.8), ("safety", 0, 1)],
)
def test_an_inner_product_by_hand(name: str, x: float, y: float) -> None:
    product = f"{x:g} · 0.6 + {y:g} · 0.8 = {x * 0.6 + y * 0.8:.2f}"
    says(STORES, f"| {name} | ({x:g}, {y:g}) | {product} |")


def test_a_long_vector_and_the_distances_of_a_cosine() -> None:
    says(STORES, f"(2, 0): its inner product becomes {2 * 0.6:.2f}")
    says(STORES, f"1 − cosine | {1 - 0.96:.2f} |", f"2 − 2 · cosine | {2 - 2 * 0.96:.2f} |")


def test_cells_on_the_number_line() -> None:
    distances = ", ".join(str(abs(centre - 58)) for centre in CELLS)
    says(STORES, f"the centres 10, 40, 80: {distances}", "recall@3 is 2/3")
    said = f"finds 50, at distance {58 - 50}. The true nearest, 62, at distance {62 - 58}"
    assert said in DRAWING
    assert all(f">border {(a + b) // 2}<" in DRAWING for a, b in pairwise(CELLS))
    assert all(sum(cell) / len(cell) == centre for centre, cell in CELLS.items())


@pytest.mark.parametrize("number", [number for cell in CELLS.values() for number in cell])
def test_the_drawing_puts_a_number_in_its_place(number: int) -> None:
    x = re.search(rf'<text x="(\d+)" y="172">{number}<', DRAWING)
    assert x is not None
    assert abs(int(x[1]) - (30 + 7 * number)) <= 6


def test_what_ten_cells_of_a_thousand_cost() -> None:
    compared = 1_000 + 10 * 1_000
    assert round(compared / 1_000_000, 2) == 0.01
    says(STORES, f"{compared:,} instead of 1,000,000: about a hundredth")


def test_the_lines_for_the_stores_are_run_in_the_lab() -> None:
    blocks = re.findall(r"```python\n(.*?)```", (LECTURES / STORES).read_text(), re.DOTALL)
    code = " ".join((LAB / "lab.py").read_text().split())
    assert len(blocks) == 2
    lines = [line for line in "\n".join(blocks).splitlines() if "index.search" not in line]
    assert [line for line in lines if " ".join(line.split()) not in code] == []
    assert "rows = index.search(" in code


def idf(n: int, passages: int = 4) -> float:
    return math.log(1 + (passages - n + 0.5) / (n + 0.5))


def test_bm25_by_hand() -> None:
    late, tool, a = (round(idf(n), 3) for n in (1, 2, 4))
    says(RETRIEVERS, f"ln(1 + 3.5 / 1.5) = {late:.3f}", f"ln(1 + 2.5 / 2.5) = {tool:.3f}")
    says(RETRIEVERS, f"ln(1 + 0.5 / 4.5) = {a:.3f}")
    says(RETRIEVERS, f"{a} + {late} + {tool} = **{a + late + tool:.3f}**")
    says(RETRIEVERS, f"C has *a* and *tool*, {a + tool:.3f}", f"only *a*, {a:.3f}")
    says(RETRIEVERS, f"hence {a + tool:.3f} instead of {idf(4) + idf(2):.3f}", "never reaches 2.5")


@pytest.mark.parametrize(("name", "a", "b"), [("A", 1, 2), ("D", 4, 1), ("C", 2, 3), ("B", 3, 4)])
def test_fusion_by_hand(name: str, a: int, b: int) -> None:
    total = 1 / (60 + a) + 1 / (60 + b)
    says(RETRIEVERS, f"| {name} | {a} | {b} | 1/{60 + a} + 1/{60 + b} = {total:.5f} |")


def test_the_labs_fusion_by_hand() -> None:
    says("lab.py", f"1/61 + 1/62 = {1 / 61 + 1 / 62:.4f}", f"1/63 + 1/61 = {1 / 63 + 1 / 61:.4f}")


def test_what_reranking_takes() -> None:
    seconds = 1_000_000 * 0.010
    assert 2.5 < seconds / 3600 < 3
    says(RETRIEVERS, f"| {50 * 0.010} seconds |", f"{seconds:,.0f} seconds, nearly three hours")


def test_hits_and_reciprocal_ranks_by_hand() -> None:
    text = (LECTURES / RETRIEVERS).read_text()
    table = text.partition("| question | rank of the right passage |")[2].partition("\n\n")[0]
    found = re.findall(r"\| (?:(\d)|not among the first ten) \|", table)
    assert found == ["1", "3", "2", "", "1"]
    total = sum(1 / int(rank) for rank in found if rank)
    says(RETRIEVERS, f"{total:.3f}}}{{5}} = {total / 5:.3f}", "2/5 = **0.4**", "4/5 = **0.8**")
    says("lab.py", f"MRR = {total:.3f}/5 = {total / 5:.3f}", f"question more is {1 / 12:.2f}")
    says(RETRIEVERS, f"With 20 questions, one more hit is {1 / 20:.2f}")
    quiz = f"hit@3 = {2 / 4:.2f}, MRR = {sum(1 / rank for rank in (1, 4, 2)) / 4:.2f}"
    assert quiz in (LECTURES / "quiz.yml").read_text()


def test_passages_that_fit_and_shares() -> None:
    left = 1024 - 60 - 20 - 120
    says(GENERATOR, f"That leaves {left}", f"{left} / 64, rounded down, **{left // 64} passages**")
    says(GENERATOR, f"A passage of 40 words is {40 * 1.4:.0f} tokens", f"1 of 3, **{1 / 3:.2f}**")
    says(GENERATOR, f"2/20 = **{2 / 20:.2f}**", f"4/5 = **{4 / 5:.2f}**")


def test_the_designs_sums() -> None:
    words, passages = 300 * 350, 4 * 120 * 1.4
    says("assignment.py", f"300 pages of 350 words are {words:,} words")
    assert (round(words / (100 - 20), -2), round(1300 * 384 * 4 / 1e6)) == (1300, 2)
    says("assignment.py", f"are {passages:.0f} tokens", f"together {passages + 80 + 30 + 150:.0f}")
    sample = (LAB / "samples/sketch.yml").read_text()
    assert f"{130 * 300:,} words" in sample
    assert f"39,000 / 60 = {39_000 / 60:.0f} chunks" in sample
    assert f"3 × 100 words × 1.4 = {3 * 100 * 1.4:.0f} tokens" in sample
    assert round(650 * 384 * 4 / 1e6) == 1


def test_the_answers_to_check_yourself() -> None:
    notes = " ".join((LECTURES / "instructor-notes.md").read_text().split())
    ranks = (2, 1, 4)
    for said in (
        f"0.95 × 0.8 = {0.95 * 0.8:.2f}, so {95 * 0.8:.0f}",
        f"(1) {3 * 4 + 4 * 3}, and 24 / 25 = {24 / 25}",
        f"200,000 × 384 × 4 bytes = {200_000 * 384 * 4 / 1e9:.2f} GB",
        f"Retrievers: (1) {idf(1):.3f}; (2) 0.25, 0.5 and {sum(1 / r for r in ranks) / 4:.2f}",
        f"Generator: (1) {(2048 - 60 - 20 - 120) // 64};",
    ):
        assert said in notes, said


@pytest.mark.parametrize("one", UNSEEN["questions"], ids=lambda one: one["question"])
def test_an_unseen_question_has_one_source_and_was_never_listed(one: dict[str, str]) -> None:
    assert [name for name, text in HANDBOOK.items() if one["fact"] in text] == [one["source"]]
    known = [(each["question"], *each["also"]) for each in LISTED["questions"]]
    assert one["question"] not in [wording for wordings in known for wording in wordings]


def test_the_unseen_questions_cover_every_file() -> None:
    assert {one["source"] for one in UNSEEN["questions"]} == set(HANDBOOK)
    assert len(UNSEEN["questions"]) == 12


def test_no_fact_is_cut_in_two() -> None:
    found = re.search(r"^SIZE, OVERLAP = 40, (\d+)$", (LAB / "lab.py").read_text(), re.MULTILINE)
    assert found is not None
    whole = int(found[1]) + 1
    says("lab.py", f"With an overlap of {found[1]}, every run of up to {whole} words")
    facts = [one["fact"] for one in [*LISTED["questions"], *UNSEEN["questions"]]]
    assert max(len(fact.split()) for fact in facts) <= whole


def test_the_lectures_functions_have_at_most_ten_lines() -> None:
    code = (LECTURES / "05-simple-rag.py").read_text()
    bodies = re.findall(r'^def .*?"""\n(.*?)(?=^\S|\Z)', code, re.DOTALL | re.MULTILINE)
    assert len(bodies) == 7
    assert max(len(body.strip().splitlines()) for body in bodies) <= 10
