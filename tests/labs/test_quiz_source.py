"""A quiz.yml becomes a notebook and sealed answers; a bad one is refused with the reason."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from labs.build.cli import main
from labs.build.errors import BuildError
from labs.build.quiz import Quiz, read_quiz
from labs.build.quiz_files import quiz_data, quiz_notebook, seal
from labs.build.secrets import find_leaks, secrets_of
from labs.build.sources import find_sources
from labs.build.tree import Options, build_tree
from tests.labs.small_course import QUIZ, write_course
from tests.labs.student_lab import ROOT


@pytest.fixture
def path(tmp_path: Path) -> Path:
    written = tmp_path / "quiz.yml"
    written.write_text(QUIZ)
    return written


@pytest.fixture
def found(path: Path) -> Quiz:
    return read_quiz(path)


def test_a_quiz_is_read_in_its_order(found: Quiz) -> None:
    [question] = found.questions
    assert (found.title, question.id) == ("Quiz: words", "first")
    assert [choice.right for choice in question.choices] == [False, True, False]


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        (QUIZ, "a: [", "not YAML"),
        (QUIZ, "- a", "these fields: `questions`, `title`"),
        (QUIZ, "title: x\nquestions: []\n", "no question"),
        (QUIZ, "title: x\nquestions: {}\n", "write a list"),
        ("title:", "titel:", "these fields"),
        ('"Bits"', "Bits, I think", "A text with a comma is in quotes"),
        ('"Quiz: words"', "yes", "the title is no text"),
        ("id: first", "id: First one", "'First one' has other signs"),
        ("question: What is a word made of?", "question: 7", "first: the question is no text"),
        ("right: true", "right: maybe", "`right` is true, or left out"),
        ("right: true, ", "", "exactly one choice"),
        ('"Bits", why', '"Bits", right: true, why', "exactly one choice"),
        ('text: "Bits"', 'text: "Nothing but letters,  always"', "two choices say"),
        ('text: "Bits"', "text: 8", "`text` is no text"),
        ('"Bits", why: "Those are how a machine keeps the signs."', '"Bits"', "`text`, `why`"),
        ('"Bits", why', '"Bits", wrong: true, why', "`right`, `text`, `why`"),
    ],
)
def test_a_bad_quiz_is_refused_with_file_and_reason(
    path: Path, old: str, new: str, reason: str
) -> None:
    assert old in QUIZ
    path.write_text(QUIZ.replace(old, new))
    with pytest.raises(BuildError) as caught:
        read_quiz(path)
    assert caught.value.code == "COURSE-QUIZ"
    assert str(path) in caught.value.message
    assert reason in caught.value.message


def test_two_questions_of_one_name_are_refused(path: Path) -> None:
    body = QUIZ.partition("questions:\n")[2]
    path.write_text(QUIZ + body)
    with pytest.raises(BuildError, match="two questions are called 'first'"):
        read_quiz(path)


def test_the_command_names_a_bad_quiz_and_releases_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    root = write_course(tmp_path / "course")
    (root / "content/week2/quiz.yml").write_text("title: x\n")
    assert main(["release", "--source", str(root), "--out", str(tmp_path / "state")]) == 1
    assert "Nothing was released. COURSE-QUIZ: " in capsys.readouterr().err
    assert not (tmp_path / "state/current").exists()


def test_the_data_hold_every_choice_and_no_reason(found: Quiz) -> None:
    text = quiz_data(found)
    choices = json.loads(text)["questions"][0]["choices"]
    assert [one["text"] for one in choices] == [one.text for one in found.questions[0].choices]
    for word in ("hyphen", "convention", "machine", "right", "true", "why"):
        assert word not in text
    assert len({len(one["sealed"]) for one in choices}) == 1, "the length tells which is right"


def test_a_seal_differs_by_question_and_by_choice() -> None:
    seals = {seal(question, choice, "{}", 30) for question in "ab" for choice in "cd"}
    assert len(seals) == 4


def test_the_same_quiz_gives_the_same_files(found: Quiz) -> None:
    assert quiz_data(found) == quiz_data(found)
    assert quiz_notebook(found) == quiz_notebook(found)


def test_the_notebook_says_how_it_is_played(found: Quiz) -> None:
    texts = [cell.source for cell in quiz_notebook(found).cells]
    assert texts[0].startswith("# Quiz: words\n\nOne question")
    assert texts[1] == "from llmlab import quiz\n\nquiz()"
    assert 'quiz.answer("first", 1)' in texts[2]


@pytest.mark.parametrize(
    ("where", "text"),
    [
        ("content/week2/helper.py", "X = 'So its ends are a convention.'\n"),
        ("content/week2/helper.py", "# It is: Signs taken for one by a reader\n"),
    ],
)
def test_what_a_page_says_itself_is_no_secret(tmp_path: Path, where: str, text: str) -> None:
    root = write_course(tmp_path / "course")
    (root / where).write_text(text)
    out = tmp_path / "out"
    out.mkdir()
    build_tree(root, out, Options(), lambda _: None)


def test_an_answer_in_the_tree_is_found(tmp_path: Path) -> None:
    root = write_course(tmp_path / "course")
    secrets = secrets_of(find_sources(root))
    assert "So its ends are a convention." in secrets
    for name, text in {
        "why.md": "Some have a hyphen, or an apostrophe.",
        "right.md": "Signs taken for one by a reader",
    }.items():
        (tmp_path / name).write_text(text)
    told = {"text": "Signs taken for one by a reader", "sealed": "", "right": True}
    quiz = {"title": "", "questions": [{"question": "", "choices": [told]}]}
    (tmp_path / "quiz.dat").write_text(json.dumps(quiz))
    leaks = [one for one in find_leaks(tmp_path, secrets) if not one.startswith("course/")]
    assert leaks == [
        "quiz.dat: 'right' beside a choice",
        "right.md: 'Signs taken for one by a reader'",
        "why.md: 'Some have a hyphen, or an apostrophe.'",
    ]


def test_the_courses_quizzes_have_secrets_to_look_for() -> None:
    quizzes = sorted(ROOT.glob("content/week*/quiz.yml"))
    secrets = secrets_of(find_sources(ROOT))
    for path in quizzes:
        told = [one for q in read_quiz(path).questions for choice in q.choices for one in [choice]]
        assert sum(any(s in one.why for s in secrets) for one in told) > 0.9 * len(told), path
