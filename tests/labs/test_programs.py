"""A student's program is run as in a terminal, and what goes wrong is said kindly."""

from __future__ import annotations

from pathlib import Path

import pytest

from llmlab import CheckFailed, run_program


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Stand in an empty folder."""
    monkeypatch.chdir(tmp_path)


def write(text: str, name: str = "program.py") -> None:
    Path(name).write_text(text)


def test_what_it_prints_is_returned() -> None:
    write("import sys\nprint('€', *sys.argv[1:])\nprint('aside', file=sys.stderr)\n")
    assert run_program("program.py", "--model", "a b") == "€ --model a b\n"


def test_what_is_no_text_does_not_end_the_check() -> None:
    write("import sys\nsys.stdout.buffer.write(b'caf\\xe9')\n")
    assert run_program("program.py") == "caf\N{REPLACEMENT CHARACTER}"


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("raise ValueError('no such prompt')", "ValueError: no such prompt"),
        ("print('a'\n", "SyntaxError"),
        ("import sys\nsys.exit('Give --model.')", "Give --model."),
        ("import sys\nsys.exit(3)", r"It said nothing \(exit status 3\)"),
        ("import os\nos.kill(os.getpid(), 9)", r"It said nothing \(exit status -9\)"),
        ("input('Your name? ')", "EOFError"),
        ("import sys\nprint(*range(90), sep='\\n', file=sys.stderr)\nsys.exit(1)", "89"),
    ],
)
def test_a_program_that_fails_shows_its_last_lines(text: str, hint: str) -> None:
    write(text)
    with pytest.raises(CheckFailed, match=hint) as caught:
        run_program("program.py", "--fast", seconds=20)
    assert "`python program.py --fast` stopped with an error:" in str(caught.value)
    assert len(str(caught.value).splitlines()) <= 13


def test_a_notebook_gets_no_colours(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("FORCE_COLOR", "CLICOLOR", "CLICOLOR_FORCE"):  # as a notebook's kernel sets them
        monkeypatch.setenv(name, "1")
    write("raise KeyError")
    with pytest.raises(CheckFailed, match="KeyError") as caught:
        run_program("program.py")
    assert "\x1b" not in str(caught.value)
    write("import os\nprint(*sorted(n for n in os.environ if 'COLOR' in n))")
    assert run_program("program.py") == "NO_COLOR PYTHON_COLORS\n"


@pytest.mark.parametrize("name", ["missing.py", "folder.py"])
def test_a_program_that_is_not_there_is_named(name: str) -> None:
    Path("folder.py").mkdir()
    with pytest.raises(CheckFailed, match=f"There is no {name} in this folder"):
        run_program(name)


def test_a_program_that_never_ends_is_stopped() -> None:
    write("while True: pass")
    with pytest.raises(CheckFailed, match=r"still busy after 0\.5 seconds"):
        run_program("program.py", seconds=0.5)
