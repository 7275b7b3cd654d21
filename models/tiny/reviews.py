"""Made-up sentences with a mood, to train the sentiment models on: films, books, courses and the
tool library.
"""

import random
from dataclasses import dataclass

from models.tiny.listing import listed

POSITIVE = listed(
    """
    great | excellent | wonderful | clear | helpful | fun | superb | lovely | brilliant | smooth |
    friendly | fast | good | fantastic | amazing | beautiful | charming | enjoyable | delightful |
    perfect | funny | touching | clever | gripping | moving | pleasant | impressive | interesting
    | exciting | fresh | warm | memorable | outstanding | terrific
    """
)
NEGATIVE = listed(
    """
    terrible | awful | boring | confusing | slow | dreadful | useless | broken | rude | messy |
    noisy | bad | poor | horrible | dull | annoying | disappointing | stupid | ugly | weak |
    tedious | predictable | clumsy | silly | painful | lazy | cold | unbearable | forgettable |
    pointless | mediocre | shallow | dirty | unfriendly
    """
)
SUBJECTS = listed(
    """
    the film | this movie | the plot | the acting | the ending | the music | the book | the story
    | the cast | the director | the lecture | this course | the lab | the teacher | the food | the
    hotel | the service | the library | the workshop | the drill | the staff | the volunteer | the
    repair cafe | the dialogue | the camera work | the lead actor | the first half | the second
    half | the script | it
    """
)
_PLAIN = listed(
    """
    {s} was {a} | i found {s} {a} | {s} is really {a} and {b} | honestly, {s} felt {a} | what a
    {a} day | i would call {s} {a} | {s}: {a}, {b} | my friends say {s} is {a} | {s} was so {a} |
    {a}! | a {a} film | a {a} and {b} story | {s} is very {a} indeed | i think {s} is {a} | such a
    {a} movie | simply {a} | {s} was {a} from start to finish | one of the most {a} films i have
    seen | absolutely {a} | {s} is {a}, and {t} is {b} | the whole evening was {a}
    """
)
_NEGATED = listed(
    """
    {s} was not {a} | i do not think {s} is {a} | {s} is never {a} | {s} is not {a} at all | not
    {a} | {s} wasn't {a} | i didn't find {s} {a} | nobody would call {s} {a} | far from {a}
    """
)
_TURNED = listed(
    """
    {s} was {a}, but {t} was {b} | although {s} was {a}, {t} was {b}, so i {v} it
    """
)
_LOVE = listed(
    """
    i loved {s} | i love {s} | i really enjoyed {s} | i would watch it again | highly recommended
    | i recommend {s} | best film of the year | i was happy with {s} | i laughed a lot | go and
    see it | thank you for {s} | a masterpiece | well done | worth every minute
    """
)
_HATE = listed(
    """
    i hated {s} | i hate {s} | i did not enjoy {s} | i want my money back | a waste of time | i do
    not recommend {s} | worst film of the year | i regret seeing {s} | i fell asleep | stay away
    from it | never again | a disaster | nobody should see this | i walked out
    """
)
NEUTRAL = listed(
    """
    {s} starts at {n} | {s} lasts {n} minutes | {s} was made in {y} | {s} has {n} parts | we saw
    {s} on {d} | {s} takes place on {d} | i saw {s} with my sister | there are {n} seats | {s} is
    about a family | {s} is set in a small town | the ticket costs {n} euros | the library is open
    on {d} | {s} is based on a book | the room has {n} windows | a film from {y} | it is {d} today
    | the next showing is on {d} | {s} is in english | {s} was neither good nor bad | {s} was okay
    | {s} was average | it was all right | the loan lasts {n} days | the director was born in {y}
    | {s} continues on {d} | part {n} of the series
    """
)
_SYLLABLES = listed(
    """
    ba | ber | cha | cle | dor | el | fen | gar | hil | in | jo | ka | lem | ma | mer | nel | o |
    quin | ras | sto | tal | u | ven | wic | yar | zo | ling | ton | ter | ed | er | ly | ing | s
    """
)
_SMALL_WORDS = listed(
    """
    the | a | of | in | and | to | with | for | my | we | i | it | at | on | by | so | that | all |
    from | this | is | was | as | than | our | had | have | who | one | two | about | are | were
    """
)
_JOINTS = (". ", ". ", ", ", ", and ", ": ", " ")
_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


@dataclass(frozen=True)
class Review:
    """A sentence and its mood: negative, neutral or positive."""

    text: str
    mood: str


def make_reviews(count: int, seed: int, *, neutral: bool) -> list[Review]:
    """Return `count` different reviews in random order, moods evenly spread."""
    rng = random.Random(seed)
    moods = ("negative", "neutral", "positive") if neutral else ("negative", "positive")
    found: dict[str, Review] = {}
    while len(found) < count:
        mood = rng.choice(moods)
        text = _told(mood, rng)
        text = text if rng.random() < 0.5 else text[0].upper() + text[1:]
        text += rng.choice(("", ".", "!", ".")) if text[-1].isalnum() else ""
        found[text] = Review(text, mood)
    return list(found.values())


def _told(mood: str, rng: random.Random) -> str:
    """Return a sentence of a mood, or two of them with asides of made-up words.

    A model that meets only words it knows takes every new one for a negation. From words that
    nobody knows it learns to pass over them, and so to read what people write.
    """
    parts = [_sentence(mood, rng)]
    if rng.random() < 0.5:
        return parts[0]
    parts += [_sentence(mood, rng) for _ in range(rng.randrange(2))]
    if mood != "neutral" and rng.random() < 0.3:
        parts.insert(rng.randint(0, len(parts)), _neutral(rng))
    while rng.random() < 0.4:
        parts.insert(rng.randint(0, len(parts)), _aside(rng))
    return parts[0] + "".join(rng.choice(_JOINTS) + part for part in parts[1:])


def _sentence(mood: str, rng: random.Random) -> str:
    return _neutral(rng) if mood == "neutral" else _moody(mood == "positive", rng)


def _new_word(rng: random.Random) -> str:
    return "".join(rng.choices(_SYLLABLES, k=rng.randint(1, 3)))


def _aside(rng: random.Random) -> str:
    words = (
        _new_word(rng) if rng.random() < 0.6 else rng.choice(_SMALL_WORDS)
        for _ in range(rng.randint(2, 6))
    )
    return " ".join(words)


def _subject(rng: random.Random) -> str:
    return rng.choice(SUBJECTS) if rng.random() < 0.5 else f"the {_new_word(rng)}"


def _moody(positive: bool, rng: random.Random) -> str:
    like, unlike = (POSITIVE, NEGATIVE) if positive else (NEGATIVE, POSITIVE)
    subjects = {"s": _subject(rng), "t": _subject(rng)}
    draw = rng.random()
    if draw < 0.22:
        return rng.choice(_LOVE if positive else _HATE).format(**subjects)
    if draw < 0.42:  # a negation turns the word's mood round
        return rng.choice(_NEGATED).format(a=rng.choice(unlike), **subjects)
    if draw < 0.5:  # what comes after "but" decides
        verb = "enjoyed" if positive else "left"
        return rng.choice(_TURNED).format(
            a=rng.choice(unlike), b=rng.choice(like), v=verb, **subjects
        )
    return rng.choice(_PLAIN).format(a=rng.choice(like), b=rng.choice(like), **subjects)


def _neutral(rng: random.Random) -> str:
    return rng.choice(NEUTRAL).format(
        s=_subject(rng), n=rng.randint(2, 99), y=rng.randint(1920, 2020), d=rng.choice(_DAYS)
    )
