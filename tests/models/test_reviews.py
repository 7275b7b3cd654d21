"""What the sentiment models are trained on: every mood as often, and words that nobody knows."""

import re
from collections import Counter

from models.tiny import reviews

SOME = reviews.make_reviews(600, 7, neutral=True)
# What the lists hold, in any sentence without made-up words.
KNOWN = {
    word
    for name, words in vars(reviews).items()
    if name.isupper() and name != "_SYLLABLES" and isinstance(words, list | tuple)
    for entry in words
    for word in re.findall(r"[a-z]+", entry)
}


def words_of(text: str) -> set[str]:
    return set(re.findall(r"[a-z]+", text.lower()))


def test_reviews_differ_and_every_mood_is_there_as_often() -> None:
    assert len({one.text for one in SOME}) == len(SOME)
    counts = Counter(one.mood for one in SOME)
    assert set(counts) == {"negative", "neutral", "positive"}
    assert min(counts.values()) > len(SOME) / 4


def test_the_same_seed_makes_the_same_reviews() -> None:
    assert reviews.make_reviews(50, 7, neutral=False) == reviews.make_reviews(50, 7, neutral=False)
    assert {one.mood for one in reviews.make_reviews(50, 7, neutral=False)} == {
        "negative",
        "positive",
    }


def test_many_reviews_hold_a_word_that_is_in_no_list() -> None:
    strange = sum(bool(words_of(one.text) - KNOWN) for one in SOME)
    assert len(SOME) / 3 < strange < len(SOME)
