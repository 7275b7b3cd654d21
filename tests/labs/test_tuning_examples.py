"""Examples to tune on: what is read, and what is said of lines that cannot be."""

from pathlib import Path

import pytest

from llmlab.errors import LabError
from llmlab.tuning import Example, overlap, read_examples, split

GOOD = '{"prompt": "a", "completion": "b"}'

READ = {
    "plain": GOOD,
    "conversational": '{"prompt": [{"role": "user", "content": "a"}],'
    ' "completion": [{"role": "assistant", "content": "b"}]}',
    "messages": '{"messages": [{"role": "user", "content": "a"},'
    ' {"role": "assistant", "content": "b"}]}',
    "a mark of its order in front": f"\ufeff{GOOD}",
    "more columns, and an empty line": f'{GOOD[:-1]}, "source": "c"}}\n\n',
}

REFUSED = {
    "empty": ("", "TUNE-DATA-EMPTY", "no examples"),
    "blank lines": ("\n\n", "TUNE-DATA-EMPTY", "no examples"),
    "not JSON": (f"{GOOD}\n{{prompt: a}}\n", "TUNE-DATA-LINE", "line 2"),
    "half a line": (f"{GOOD}\n{GOOD}\n{GOOD[:-4]}", "TUNE-DATA-LINE", "line 3"),
    "other columns": ('{"question": "a", "answer": "b"}', "TUNE-DATA-COLUMNS", "question, answer"),
    "one column": (f'{GOOD}\n{{"prompt": "a"}}', "TUNE-DATA-COLUMNS", "line 2"),
    "no text": ('{"prompt": "a", "completion": " "}', "TUNE-DATA-COLUMNS", "line 1"),
    "a number": ('{"prompt": "a", "completion": 7}', "TUNE-DATA-COLUMNS", "line 1"),
    "half a sign": (r'{"prompt": "\ud800", "completion": "b"}', "TUNE-DATA-LINE", "line 1"),
    "a deep nest": ("[" * 100_000, "TUNE-DATA-LINE", "line 1"),
    "a number without end": (f'{{"prompt": {"9" * 5000}}}', "TUNE-DATA-LINE", "line 1"),
    "a list": ("[1, 2]", "TUNE-DATA-COLUMNS", "list"),
    "roles": (
        '{"messages": [{"role": "assistant", "content": "a"}]}',
        "TUNE-DATA-COLUMNS",
        "messages",
    ),
    "messages of text": ('{"messages": "a"}', "TUNE-DATA-COLUMNS", "messages"),
}


@pytest.mark.parametrize("text", READ.values(), ids=READ)
def test_an_example_is_read(tmp_path: Path, text: str) -> None:
    path = tmp_path / "data.jsonl"
    path.write_text(text)
    assert read_examples(path) == [Example("a", "b")]


@pytest.mark.parametrize(("text", "code", "words"), REFUSED.values(), ids=REFUSED)
def test_a_bad_file_is_named(tmp_path: Path, text: str, code: str, words: str) -> None:
    path = tmp_path / "data.jsonl"
    path.write_text(text)
    with pytest.raises(LabError) as caught:
        read_examples(path)
    assert caught.value.code == code
    assert words in caught.value.message
    assert str(path) in caught.value.message


def test_bytes_that_are_not_utf8_are_named_with_their_line(tmp_path: Path) -> None:
    path = tmp_path / "data.jsonl"
    path.write_bytes(GOOD.encode() + b'\n{"prompt": "\xff", "completion": "b"}')
    with pytest.raises(LabError, match="line 2") as caught:
        read_examples(path)
    assert caught.value.code == "TUNE-DATA-LINE"


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(LabError) as caught:
        read_examples(tmp_path / "none.jsonl")
    assert caught.value.code == "TUNE-DATA-MISSING"


def rows(count: int) -> list[Example]:
    return [Example(f"question {n}", f"answer {n}") for n in range(count)]


@pytest.mark.parametrize(("count", "held_out"), [(10, 1), (200, 20), (5000, 50)])
def test_a_tenth_is_held_out(count: int, held_out: int) -> None:
    training, kept = split(rows(count))
    assert (len(training), len(kept)) == (count - held_out, held_out)
    assert overlap(training, kept) == []
    assert split(rows(count)) == (training, kept)
    assert split(rows(count), seed=1) != (training, kept)


def test_too_few_examples_are_refused() -> None:
    with pytest.raises(LabError) as caught:
        split(rows(9))
    assert caught.value.code == "TUNE-DATA-FEW"


def test_what_stands_in_both_is_found_whatever_its_case() -> None:
    assert overlap([Example("Where is it?", "x")], [Example(" where is IT? ", "y")]) == [
        " where is IT? "
    ]


def test_a_file_that_may_not_be_read_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "data.jsonl"
    path.write_text(GOOD)

    def refuse(_: Path) -> bytes:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "read_bytes", refuse)  # root may read everything
    with pytest.raises(LabError, match="Permission denied") as caught:
        read_examples(path)
    assert caught.value.code == "TUNE-DATA-MISSING"


def test_a_prompt_that_stands_twice_is_never_on_both_sides() -> None:
    rows = [Example(f"Q{n % 40}", f"A{n}") for n in range(80)]
    training, held_out = split([*rows, *rows])
    assert overlap(training, held_out) == []
    assert len(held_out) == 4
    assert len(training) == 72  # each row once, with both answers of a prompt
    with pytest.raises(LabError, match="1 different"):
        split([Example("a", "b")] * 100)
