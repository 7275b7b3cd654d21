"""A quiz is played by buttons or by typing; a choice tells its own answer and no other."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from labs.build.quiz import read_quiz as read_source
from labs.build.quiz_files import quiz_data
from llmlab.errors import LabError
from llmlab.questions import Quiz, Verdict, read_quiz
from llmlab.quiz_form import QuizForm, label, with_code
from llmlab.quizzes import QuizPlayer, plain_text
from llmlab.tries import Tries
from tests.labs.small_course import QUIZ
from tests.labs.student_lab import ROOT


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Stand in a folder with a quiz of one question."""
    source = tmp_path / "quiz.yml"
    source.write_text(QUIZ)
    path = tmp_path / "quiz.dat"
    path.write_text(quiz_data(read_source(source)), encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return path


@pytest.fixture
def found(data: Path) -> Quiz:
    return read_quiz(data)


@pytest.mark.parametrize("source", sorted(ROOT.glob("content/week*/quiz.yml")), ids=str)
def test_every_answer_of_the_course_opens_as_it_was_written(source: Path, tmp_path: Path) -> None:
    (tmp_path / "quiz.dat").write_text(quiz_data(read_source(source)), encoding="utf-8")
    played = read_quiz(tmp_path / "quiz.dat")
    for written, question in zip(read_source(source).questions, played.questions, strict=True):
        for number, choice in enumerate(written.choices, start=1):
            assert question.verdict(number) == Verdict(choice.right, choice.why)


def test_typing_tells_right_or_not_yet_and_why(
    data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    player = QuizPlayer()
    player.answer("first", 3)
    player.answer("first", 2)
    assert capsys.readouterr().out.splitlines() == [
        "Not yet: Those are how a machine keeps the signs.",
        "Solved so far: 0 of 1; right at the first try: 0.",
        "Right: So its ends are a convention.",
        "Finished. Your score: 0 of 1 right at the first try.",
    ]


def test_the_plain_form_says_what_to_type(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    QuizPlayer()(plain=True)
    said = capsys.readouterr().out
    assert "Question 1 of 1: What is a word made of?" in said
    assert "  2. Signs taken for one by a reader" in said
    assert 'quiz.answer("first", 1)' in said


def test_without_widgets_the_plain_form_comes_of_itself(
    data: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delitem(sys.modules, "llmlab.quiz_form")
    monkeypatch.setitem(sys.modules, "ipywidgets", None)
    QuizPlayer()()
    assert "Question 1 of 1" in capsys.readouterr().out


def test_beginning_again_forgets_what_was_chosen(
    data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    player = QuizPlayer()
    player.answer("first", 1)
    player(plain=True)
    player.answer("first", 2)
    assert capsys.readouterr().out.endswith("Your score: 1 of 1 right at the first try.\n")


@pytest.mark.parametrize(
    ("question", "choice", "code"),
    [
        ("second", 1, "LAB-QUIZ-QUESTION"),
        ("", 1, "LAB-QUIZ-QUESTION"),
        ("first", 0, "LAB-QUIZ-CHOICE"),
        ("first", 4, "LAB-QUIZ-CHOICE"),
        ("first", True, "LAB-QUIZ-CHOICE"),
        ("first", "2", "LAB-QUIZ-CHOICE"),
        ("first", -1, "LAB-QUIZ-CHOICE"),
    ],
)
def test_what_is_not_there_is_named(data: Path, question: str, choice: int, code: str) -> None:
    with pytest.raises(LabError) as caught:
        QuizPlayer().answer(question, choice)
    assert caught.value.code == code


def changed(text: str) -> str:
    """Change one letter of a choice: its answer no longer opens."""
    return text.replace("Bits", "Bytes")


@pytest.mark.parametrize("damage", [lambda _: "{", lambda _: "[]", lambda _: "{}"])
def test_a_damaged_file_is_named(data: Path, damage: object) -> None:
    data.write_text(damage(data.read_text()))  # type: ignore[operator]
    with pytest.raises(LabError) as caught:
        QuizPlayer()()
    assert caught.value.code == "LAB-QUIZ-DAMAGED"


def test_a_choice_that_was_changed_does_not_open_and_the_others_do(data: Path) -> None:
    data.write_text(changed(data.read_text()))
    with pytest.raises(LabError, match="course/") as caught:
        QuizPlayer().answer("first", 3)
    assert caught.value.code == "LAB-QUIZ-DAMAGED"
    assert read_quiz(data).questions[0].verdict(2).right


def test_a_seal_that_is_none_is_damage(data: Path) -> None:
    told = json.loads(data.read_text())
    told["questions"][0]["choices"][0]["sealed"] = "no base64"
    data.write_text(json.dumps(told))
    with pytest.raises(LabError, match="LAB-QUIZ-DAMAGED"):
        QuizPlayer().answer("first", 1)


def test_a_missing_file_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(LabError, match=r"There is no quiz\.dat in this folder") as caught:
        QuizPlayer()()
    assert caught.value.code == "LAB-QUIZ-MISSING"


def test_a_pressed_button_opens_its_own_answer_in_words(found: Quiz) -> None:
    form = QuizForm(found)
    [question] = form.questions
    question.buttons[0].click()
    said = '<p role="alert"><strong>Not yet:</strong> Some have a hyphen, or an apostrophe.</p>'
    assert [one.value for one in question.said] == [said, "", ""]
    assert question.buttons[0].description == "✗ Nothing but letters, always"
    assert question.buttons[1].description == "Signs taken for one by a reader"
    question.buttons[1].click()
    assert "<strong>Right:</strong> So its ends are a convention." in question.said[1].value
    assert 'role="alert"' in form.score.value
    assert "Your score: 0 of 1" in form.score.value


def test_the_same_choice_twice_is_read_out_twice(found: Quiz) -> None:
    [question] = QuizForm(found).questions
    heard = []
    question.said[0].observe(lambda change: heard.append(change.new), "value")
    question.buttons[0].click()
    question.buttons[0].click()
    assert len(heard) == 2


def test_starting_again_clears_the_page(found: Quiz) -> None:
    form = QuizForm(found)
    form.questions[0].buttons[1].click()
    form.again.click()
    assert {one.value for one in form.questions[0].said} == {""}
    assert form.questions[0].buttons[1].description == "Signs taken for one by a reader"
    assert "Solved so far: 0 of 1" in form.score.value


def test_every_button_has_its_question_as_a_hint(found: Quiz) -> None:
    hints = {button.tooltip for button in QuizForm(found).questions[0].buttons}
    assert hints == {"Question 1 of 1: What is a word made of?"}


def test_texts_are_shown_as_text() -> None:
    assert with_code("a < b and `num_ctx`") == "a &lt; b and <code>num_ctx</code>"
    assert label("set `num_ctx` first") == "set num_ctx first"


def test_only_the_first_try_counts() -> None:
    tries = Tries(2)
    for question, right in (("a", False), ("a", True), ("b", True), ("b", False)):
        tries.note(question, right)
    assert tries.finished
    assert str(tries) == "Finished. Your score: 1 of 2 right at the first try."


def test_the_plain_form_numbers_all_questions_of_week_1(tmp_path: Path) -> None:
    source = read_source(ROOT / "content/week1/quiz.yml")
    (tmp_path / "quiz.dat").write_text(quiz_data(source), encoding="utf-8")
    text = plain_text(read_quiz(tmp_path / "quiz.dat"))
    for number, question in enumerate(source.questions, start=1):
        assert f"Question {number} of {len(source.questions)}: {question.text}" in text
