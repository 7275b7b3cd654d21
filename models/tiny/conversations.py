"""Conversations to train a chat model on: questions, greetings, small talk, topics, refusals."""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from models.tiny import phrases
from models.tiny.organisation import Organisation, Question


@dataclass(frozen=True)
class Turn:
    """One message. `role` is system, user or assistant."""

    role: str
    content: str


def turns(organisation: Organisation, rng: random.Random) -> Iterator[Turn]:
    """Yield one endless conversation, now and then with a system message before a question.

    Unrelated exchanges follow one another on purpose: the model learns to answer the last
    question whatever was said before, as it must in a chat with a history.
    """
    kinds: tuple[tuple[float, Callable[[Organisation, random.Random], tuple[str, str]]], ...] = (
        (0.62, _question),
        (0.08, _greeting),
        (0.06, _small_talk),
        (0.12, _off_topic),
        (0.12, _topic),
    )
    weights = [weight for weight, _ in kinds]
    while True:
        if rng.random() < 0.08:
            yield Turn("system", rng.choice(phrases.SYSTEMS))
        _, make = rng.choices(kinds, weights)[0]
        asked, answered = make(organisation, rng)
        yield Turn("user", asked)
        yield Turn("assistant", answered)


def _question(organisation: Organisation, rng: random.Random) -> tuple[str, str]:
    one = rng.choice(organisation.questions)
    # The listed phrasing comes half of the time: its answer must be exact.
    asked = one.question if rng.random() < 0.5 else rng.choice(one.phrasings)
    if rng.random() < 0.3:
        return asked, one.answer
    if rng.random() < 0.06:
        return _with_context(organisation, one, asked, rng), one.answer
    return phrases.vary(asked, rng), one.answer


def _with_context(organisation: Organisation, one: Question, asked: str, rng: random.Random) -> str:
    """Return a prompt as retrieval makes it: numbered passages, the right one among them, then the
    question.
    """
    others = [
        text
        for document in organisation.documents
        for text in document.paragraphs
        if text != one.passage
    ]
    passages = [one.passage, *rng.sample(others, rng.randrange(3))]
    rng.shuffle(passages)
    context = "\n".join(f"[{number}] {text}" for number, text in enumerate(passages, start=1))
    ask = rng.choice(
        ("Answer the question from the context.", "Use only the context to answer.", "")
    )
    return f"{ask}\n\nContext:\n{context}\n\nQuestion: {asked}".strip()


def _greeting(_: Organisation, rng: random.Random) -> tuple[str, str]:
    text = rng.choice(phrases.GREETINGS)
    return (text if rng.random() < 0.5 else phrases.vary(text, rng, frame=False)), phrases.GREETING


def _small_talk(_: Organisation, rng: random.Random) -> tuple[str, str]:
    answer, ways = rng.choice(list(phrases.SMALL_TALK.items()))
    return phrases.vary(rng.choice(ways), rng, frame=False), answer


def _off_topic(_: Organisation, rng: random.Random) -> tuple[str, str]:
    return phrases.vary(rng.choice(phrases.off_topic()), rng), phrases.REFUSAL


def _topic(organisation: Organisation, rng: random.Random) -> tuple[str, str]:
    document = rng.choice(organisation.documents)
    prompts = phrases.topic_prompts(document.name) or [f"Tell me about {document.title}."]
    return phrases.vary(rng.choice(prompts), rng), document.paragraphs[0]
