"""The chatbot without a face: what both apps share, and what can be tested without either.

Nothing here knows Gradio or Streamlit. A page draws; this module decides what is sent to the model,
how much of the conversation goes along, and what is said when something fails.
"""

from collections.abc import Iterator, Sequence

from llmlab import TROUBLE, client, explain, model_name

Message = dict[str, str]

SYSTEM = "You answer questions about the Hazelbrook Tool Library. Answer briefly."
EMPTY = "Please type a question first."
CONTEXT_TOKENS = 1024
ANSWER_TOKENS = 200


def remembered(history: Sequence[Message], exchanges: int) -> list[Message]:
    """Return the last `exchanges` pairs of question and answer.

    The model reads the whole conversation again for every answer, and it can only look back on so
    many tokens. What is too old has to go, in pairs, so that no answer loses its question.
    """
    return list(history[-2 * exchanges :]) if exchanges > 0 else []


def conversation(history: Sequence[Message], question: str, exchanges: int) -> list[Message]:
    """Return what is sent: the instruction, what is remembered, the new question."""
    return [
        {"role": "system", "content": SYSTEM},
        *remembered(history, exchanges),
        {"role": "user", "content": question.strip()},
    ]


def answer(
    history: Sequence[Message],
    question: str,
    *,
    model: str,
    exchanges: int = 4,
    temperature: float = 0.2,
) -> Iterator[str]:
    """Yield the pieces of an answer as they are made.

    Trouble is answered too, in words: a page that shows a traceback helps nobody. When the reader
    stops listening (a stop button), the loop ends and the connection closes, so the model stops as well.
    """
    if not question.strip():
        yield EMPTY
        return
    try:
        for part in client().chat(
            model=model,
            messages=conversation(history, question, exchanges),
            think=False,
            stream=True,
            options={
                "temperature": temperature,
                "num_ctx": CONTEXT_TOKENS,
                "num_predict": ANSWER_TOKENS,
            },
        ):
            yield part.message.content or ""
    except TROUBLE as error:
        yield f"\n\n**{explain(error, model=model)}**"


def chat_models() -> list[str]:
    """Return the names to choose from: the course's chat models, the larger one first."""
    return [model_name("chat"), model_name("chat-small")]
