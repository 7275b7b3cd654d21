"""Lists of phrases, written so that people can read and change them."""


def listed(text: str) -> tuple[str, ...]:
    """Return the phrases of a text, which are separated by ` | ` and may be broken over lines."""
    return tuple(" ".join(phrase.split()) for phrase in text.split("|"))
