"""Students' words as HTML that does nothing: no scripts, no links, nothing from elsewhere.

Shown to instructors at the staff address, so this is one wall of two: pages put it into a frame
with `sandbox` besides.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import mistune
from bleach.sanitizer import Cleaner  # type: ignore[import-untyped]

_TAGS = frozenset(
    {
        *("p", "br", "hr", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "em", "strong"),
        *("code", "pre", "blockquote", "del", "table", "thead", "tbody", "tr", "th", "td", "img"),
    }
)
_PICTURE = re.compile(r"data:image/(?:png|jpeg|gif|webp);base64,[A-Za-z0-9+/=\s]{1,4000000}")
_NESTED = re.compile(r"^(?:[ \t]*(?:>|[-*+]|\d{1,9}[.)])){12,}", re.MULTILINE)
# An answer has about 8,000. At this many the worst that somebody can think of takes 3 seconds.
MOST_LETTERS = 60_000
_MOST_PICTURES = 8_000_000


class _Renderer(mistune.HTMLRenderer):
    """Writes links out, so that they can be read and copied, and not followed by accident."""

    def link(self, text: str, url: str, title: str | None = None) -> str:
        """Return the words and the address behind them."""
        address = mistune.escape(url)
        return text if text == address else f"{text} <code>{address}</code>"

    def image(self, text: str, url: str, title: str | None = None) -> str:
        """Return a picture that the text itself holds; of any other, what it would show."""
        if _PICTURE.fullmatch(url):
            return f'<img src="{url}" alt="{mistune.escape(text)}">'
        return f"[{mistune.escape(text)}] <code>{mistune.escape(url[:200])}</code>"


def safe_html(markdown: str, pictures: Mapping[str, str] | None = None) -> str:
    """Return Markdown as harmless HTML; HTML in it is shown as text.

    Args:
        markdown: anything; what is too long is cut.
        pictures: name -> `data:` address of a cell's attachments.
    """
    text = markdown[:MOST_LETTERS]
    for name, address in (pictures or {}).items():
        if len(text) + text.count(f"attachment:{name}") * len(address) > _MOST_PICTURES:
            break
        text = text.replace(f"attachment:{name}", address)
    return clean(_rendered(text))


def as_code(text: str) -> str:
    """Return a text as it is, in a frame for code."""
    return f"<pre><code>{mistune.escape(text[:MOST_LETTERS])}</code></pre>"


def _rendered(text: str) -> str:
    """Return what the library makes of it; of what is too much for it, the plain text."""
    if _NESTED.search(text):
        return as_code(text)
    make: Any = mistune.create_markdown(
        escape=True, renderer=_Renderer(escape=True), plugins=["table", "strikethrough"]
    )
    try:
        return str(make(text))
    except RecursionError:
        return as_code(text)


def clean(html: str) -> str:
    """Keep plain tags, and pictures that are there already."""
    cleaner = Cleaner(
        tags=_TAGS,
        attributes={"img": _picture, "ol": ["start"]},
        protocols={"data"},
        strip=True,
    )
    return str(cleaner.clean(html))


def _picture(tag: str, name: str, value: str) -> bool:
    return name == "alt" or (name == "src" and bool(_PICTURE.fullmatch(value)))
