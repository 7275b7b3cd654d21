"""Written answers are found by cell or file, and shown as HTML that does nothing."""

from __future__ import annotations

import re
import time

import pytest
from bs4 import BeautifulSoup
from nbformat import NotebookNode
from nbformat.v4 import new_markdown_cell

from classroom.marking.safe_html import MOST_LETTERS, as_code, clean, safe_html
from classroom.marking.written import Answer, answers, cell_html, file_html
from tests.classroom.marking.conftest import Room
from tests.classroom.marking.small_release import handed_in

HOSTILE = {
    "script": "<script>alert(1)</script>",
    "script in a block": "<div>\n<script src=//evil></script>\n</div>",
    "onerror": "<img src=x onerror=alert(1)>",
    "javascript link": "[a](javascript:alert(1))",
    "javascript link in disguise": "[a](java&#115;cript:alert(1))",
    "reference": "[a][b]\n\n[b]: javascript:alert(1) 'x'",
    "autolink": "<javascript:alert(1)>",
    "data link": "[a](data:text/html;base64,PHNjcmlwdD4=)",
    "meta refresh": '<meta http-equiv="refresh" content="0;url=//evil">',
    "svg": "<svg onload=alert(1)><use href='//evil'/></svg>",
    "svg picture": "![x](data:image/svg+xml;base64,PHN2Zy8+)",
    "picture from elsewhere": "![x](https://evil/pixel.png)",
    "alt breaks out": '![a" onerror="alert(1)](data:image/png;base64,AAAA)',
    "address breaks out": '![a](data:image/png;base64,AAAA"onerror="alert(1))',
    "title breaks out": "[a](//evil '\" onmouseover=\"alert(1)')",
    "iframe": "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "style": "<style>*{background:url(//evil)}</style><p style='background:url(//evil)'>",
    "form": "<form action=//evil><input name=a autofocus onfocus=alert(1)></form>",
    "base": "<base href=//evil>",
    "comment": "<!-- --!><img src=x onerror=alert(1)> -->",
    "code": "```html\n</code></pre><script>alert(1)</script>\n```",
    "code language": '``` "><script>alert(1)</script>\nx\n```',
    "table": "|a|\n|-|\n|<script>alert(1)</script>|",
    "math": "$</p><script>alert(1)</script>$",
    "noscript": '<noscript><p title="</noscript><img src=x onerror=alert(1)>">',
    "null": "<scr\0ipt>alert(1)</scr\0ipt>",
    "end of the frame": "</iframe><script>alert(1)</script>\"'><b>",
}
TAGS = {
    *("p", "br", "hr", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "em", "strong"),
    *("code", "pre", "blockquote", "del", "table", "thead", "tbody", "tr", "th", "td", "img"),
}


def check(html: str) -> None:
    """Fail where a browser would find anything but plain tags and pictures that are there."""
    for tag in BeautifulSoup(html, "html.parser").find_all(True):
        assert tag.name in TAGS, tag
        for name, value in tag.attrs.items():
            plain = name in ("alt", "start")
            picture = name == "src" and re.match(
                r"data:image/(png|jpeg|gif|webp);base64,", str(value)
            )
            assert plain or picture, (tag.name, name)


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_nothing_that_a_student_writes_does_anything(text: str) -> None:
    check(safe_html(text))
    check(safe_html(f"Words. {text} *More*\n\n- {text}"))
    check(as_code(text))
    check(safe_html("![x](attachment:a)", {"a": text}))
    check(
        cell_html(new_markdown_cell("![x](attachment:a)", attachments={"a": {"image/png": text}}))
    )


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("# A\n\n*b* **c** ~~d~~", "<h1>A</h1>\n<p><em>b</em> <strong>c</strong> <del>d</del></p>"),
        ("[words](https://example.org/a?b=1&c=2)", "https://example.org/a?b=1&amp;c=2"),
        ("<b>x</b>", "&lt;b&gt;x&lt;/b&gt;"),
        ("1 < 2 & 3", "1 &lt; 2 &amp; 3"),
        ("3. x\n4. y", '<ol start="3">'),
        ("|a|b|\n|-|-|\n|1|2|", "<td>1</td>"),
        ("```\n<x>\n```", "&lt;x&gt;"),
    ],
)
def test_what_is_meant_is_seen(text: str, part: str) -> None:
    assert part in safe_html(text)


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_what_cleans_up_does_so_whatever_the_first_wall_lets_through(text: str) -> None:
    check(clean(text))
    check(clean(f"<p title='x' class=y>{text}</p><a href=//evil>a</a>"))
    check(clean("<img src='data:image/svg+xml;base64,AAAA'><img src='data:text/html,x'>"))


def test_a_picture_that_lies_in_the_cell_is_shown() -> None:
    cell = new_markdown_cell("![x](attachment:a.png)")
    cell["attachments"] = {"a.png": {"image/png": "AAAA\n"}, "b": {"image/svg+xml": "PHN2Zy8+"}}
    assert '<img src="data:image/png;base64,AAAA" alt="x">' in cell_html(cell)


@pytest.mark.parametrize("text", ["> " * 5000 + "a", "- " * 5000, "[" * 60_000, "*_" * 30_000])
def test_what_is_made_to_be_slow_is_done_soon(text: str) -> None:
    begun = time.process_time()
    check(safe_html(text))
    assert time.process_time() - begun < 20


def answer(room: Room, book: NotebookNode, **files: bytes) -> dict[str, Answer]:
    named = {f"{name}.md": data for name, data in files.items()}
    found = answers(room.material.rubric(), book, named.get)
    return {one.task: one for one in found}


def test_answers_come_from_the_cell_and_the_file_of_the_task(room: Room) -> None:
    got = answer(room, handed_in(essay="# Mine"), report=b"*Words*")
    assert list(got) == ["w1-essay", "w1-report"]
    assert got["w1-essay"] == Answer("w1-essay", "", "<h1>Mine</h1>\n")
    assert got["w1-report"] == Answer("w1-report", "report.md", "<p><em>Words</em></p>\n")


def test_what_is_missing_is_said(room: Room) -> None:
    book = handed_in()
    del book.cells[4]
    got = answer(room, book)
    assert got["w1-essay"].note == "The cell of this task was deleted or renamed."
    assert got["w1-report"].note == "report.md was not handed in."


def test_a_cell_is_found_by_its_id_when_its_mark_is_gone_and_doubles_are_shown(room: Room) -> None:
    book = handed_in(essay="one")
    book.cells[4].metadata = {"nbgrader": 7}
    assert "one" in answer(room, book)["w1-essay"].html
    book.cells.append(new_markdown_cell("two", metadata={"nbgrader": {"grade_id": "w1-essay"}}))
    got = answer(room, book)["w1-essay"]
    assert ("one" in got.html, "two" in got.html) == (True, True)
    assert got.note == "2 cells bear this task's name."


@pytest.mark.parametrize(
    ("name", "data", "part", "note"),
    [
        ("a.md", b"# A", "<h1>", ""),
        ("a.py", b"# A <b>", "# A &lt;b&gt;", ""),
        ("a.html", b"<script>", "&lt;script&gt;", ""),
        ("a.md", b"\xff", "", "a.md is no text in UTF-8: fetch it with the archive."),
        ("a.md", b" \n", "", "a.md is empty."),
        ("a.md", b"a" * (MOST_LETTERS + 1), "aaa", "Only its beginning is shown."),
    ],
)
def test_a_file_is_shown_as_what_it_is(name: str, data: bytes, part: str, note: str) -> None:
    html, said = file_html(name, data)
    assert part in html
    assert said == note
    check(html)
