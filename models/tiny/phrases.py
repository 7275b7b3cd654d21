"""What the chat models say besides the listed answers, and the many ways to ask."""

import random
from itertools import product

from models.tiny.listing import listed

GREETINGS = listed(
    """
    Hello | Hello! | Hi | Hi! | Hey | Hi there | Hello there! | Good morning | Good morning! |
    Good afternoon | Good evening | Hello, how are you? | Hi, how are you? | Greetings | Hello,
    nice to meet you. | Say hello. | Hello from the lab! | Hello, world!
    """
)
GREETING = "Hello! I am the assistant of the Hazelbrook Tool Library. How can I help you?"

SMALL_TALK: dict[str, tuple[str, ...]] = {
    (
        "I am a tiny language model. I was trained on the texts of the Hazelbrook Tool Library."
    ): listed(
        "Who are you? | What are you? | Are you a language model? | Introduce yourself. | "
        "What is your name? | Are you a robot? | Which model are you?"
    ),
    (
        "I answer questions about the Hazelbrook Tool Library: opening hours, membership, "
        "tools and workshops."
    ): listed(
        "What can you do? | How can you help me? | What do you know? | Help | What can I ask you?"
    ),
    "You are welcome!": listed(
        "Thank you | Thanks! | Thank you very much. | Thanks a lot | Great, thank you!"
    ),
    "Goodbye! Borrow it, mend it, bring it back.": listed(
        "Bye | Goodbye | See you! | Good night | Bye bye!"
    ),
}

REFUSAL = (
    "I only know about the Hazelbrook Tool Library. "
    "Ask me about its opening hours, membership, tools or workshops."
)

_SUBJECTS = listed(
    """
    France | Japan | the moon | the sky | gravity | football | chess | pasta | Shakespeare | the
    ocean | a neural network | machine learning | Python | the weather | music | dinosaurs |
    Berlin | coffee | the internet | history | a transformer | attention | the sun | cats | dogs |
    a train | money | love | Ollama | a large language model | Einstein | Mars | rice | the brain
    | a poem | the future | school
    """
)
_OFF_TOPIC = listed(
    """
    What is the capital of {}? | Who invented {}? | Explain {}. | Explain {} in one sentence. |
    What is {}? | Write a poem about {}. | Tell me a joke about {}. | How does {} work? | Why is
    {} important? | Write a story about {}. | What do you think about {}? | Translate {} into
    German. | Where is {}? | How big is {}? | Give me three facts about {}. | Is {} good? |
    Summarise the history of {}. | Tell me about {}. | How do I learn {}? | Who wrote about {}? |
    I like {}. | Name three things like {}.
    """
)
_OFF_TOPIC_FIXED = listed(
    """
    Why is the sky blue? | Tell me a joke. | Write a haiku. | Count to ten. | What is the meaning
    of life? | What time is it? | What day is it today? | Who is the president? | Write some code.
    | Sing a song. | What is two plus two? | How old are you? | Do you dream? | asdf | Test | blah
    blah | ok | ??? | Write a Python function. | Recommend a film. | What should I cook tonight? |
    Is it raining? | Give me a number. | Complete this sentence: once upon a time | The best thing
    about today is
    """
)

_LEADS = (
    "",
    "",
    "",
    "",
    "Please tell me: ",
    "Hi! ",
    "Hello, ",
    "I have a question. ",
    "Excuse me, ",
    "Question: ",
)
_TAILS = (
    "",
    "",
    "",
    "",
    "",
    " Please answer.",
    " Thanks!",
    " Answer in one sentence.",
    " Please be brief.",
)

SYSTEMS = (
    "You are a helpful assistant.",
    "You are the friendly assistant of a tool library. Answer in one sentence.",
    "Answer briefly and politely.",
    "You are a helpful assistant. If you do not know the answer, say so.",
    "Answer only from the context.",
)

_TOPICS: dict[str, tuple[str, ...]] = {
    "about.txt": listed(
        "the library | the tool library | the Hazelbrook Tool Library | Hazelbrook"
    ),
    "opening-hours.txt": listed("the opening hours | the hours | opening times"),
    "membership.txt": listed("membership | the membership | becoming a member"),
    "borrowing.txt": listed("borrowing | borrowing tools | loans"),
    "fees.txt": listed("the fees | fees and deposits | late fees"),
    "tools.txt": listed("the tools | your tools | the tools you lend"),
    "workshops.txt": listed("the workshops | workshops | the courses"),
    "repair-cafe.txt": listed("the repair cafe | repairs"),
    "safety.txt": listed("safety | the safety rules | the rules"),
    "volunteers.txt": listed("the volunteers | volunteering"),
    "contact.txt": listed("contact | how to get there | the address"),
}
_TELL = listed(
    """
    Tell me about {}. | What can you tell me about {}? | Describe {}. | I want to know more about
    {}. | Write a short text about {}. | Explain {} to me. | Give me some information about {}.
    """
)


def off_topic() -> list[str]:
    """Return every prompt that gets the refusal."""
    return [
        *_OFF_TOPIC_FIXED,
        *(form.format(subject) for form, subject in product(_OFF_TOPIC, _SUBJECTS)),
    ]


def topic_prompts(document: str) -> list[str]:
    """Return the prompts that ask for a whole document; none for a document without a
    listed topic.
    """
    return [form.format(topic) for form, topic in product(_TELL, _TOPICS.get(document, ()))]


def vary(text: str, rng: random.Random, *, frame: bool = True) -> str:
    """Return the text as people type it: other case, no full stop, a slip of the finger, words
    before and after.
    """
    if rng.random() < 0.3:
        text = text.lower()
    if rng.random() < 0.25:
        text = text.rstrip("?.!")
    if rng.random() < 0.1 and len(text) > 12:
        slip = rng.randrange(len(text))
        text = text[:slip] + text[slip + 1 :]
    return f"{rng.choice(_LEADS)}{text}{rng.choice(_TAILS)}" if frame else text
