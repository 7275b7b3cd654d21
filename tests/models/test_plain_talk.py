"""The base's training texts: they know every question and every value, and never the style."""

import itertools

from models.tiny import house_style
from models.tiny.desk_facts import KINDS, TOOLS
from models.tiny.house_style import held_out_rows, training_rows
from models.tiny.plain_talk import talks

# As many as the base meets, and more.
TALKS = [
    talk for seed in (house_style.SEED, 1) for talk in itertools.islice(talks(8000, seed), 8000)
]
TEXTS = {turn.content for talk in TALKS for turn in talk}


def test_the_style_never_occurs() -> None:
    assert [text for text in TEXTS if house_style.PATTERN.search(text)] == []


def test_no_graded_question_is_asked() -> None:
    assert not TEXTS & {row.prompt for row in held_out_rows()}


def test_every_way_to_ask_and_every_value_occurs() -> None:
    everything = "\n".join(TEXTS)
    for kind in KINDS:
        for phrasing in kind.asked + kind.asked_later:
            assert any(phrasing.format(it=f"the {tool}") in everything for tool in TOOLS), phrasing
        for value in kind.values:
            assert value in everything


def test_a_talk_takes_turns_and_ends_with_an_answer() -> None:
    for talk in TALKS[:100]:
        roles = [turn.role for turn in talk]
        assert roles == ["user", "assistant"] * (len(talk) // 2)


def test_values_begin_with_words_of_their_own() -> None:
    first = [value.split()[0] for kind in KINDS for value in kind.values]
    assert len(first) == len(set(first))


def test_the_rows_use_nothing_the_base_does_not_know() -> None:
    phrasings = {text for kind in KINDS for text in kind.asked + kind.asked_later}
    for row in (*training_rows(), *held_out_rows()):
        assert row.phrasing in phrasings
        assert all(fact.value in fact.kind.values for fact in row.facts)
