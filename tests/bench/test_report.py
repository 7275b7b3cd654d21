"""From what was measured to the table, with rounds whose figures can be done in the head."""

from dataclasses import replace
from pathlib import Path

import pytest

from bench.__main__ import main
from bench.record import AppPath, Pair, Round, Run, Visit, dump, load
from bench.render import document, terminal
from bench.report import MIB, added, class_start, costs, processor, seconds, working_set


def visit(done: float, error: str = "") -> Visit:
    marks = {"ready": done / 4, "lab": done / 3, "cell": done / 2, "done": done}
    return Visit("ada", {} if error else marks, error)


def a_round(times: list[float], notebook: float, failed: int = 0) -> Round:
    visits = [visit(time) for time in times] + [visit(0, "LabError: no")] * failed
    memory = {"notebook": [100 * MIB, 80 * MIB, 90 * MIB], "sidecar": [20 * MIB] * 3}
    return Round(visits, {"notebook": notebook, "hub": 1.0, "generator": 0.4}, memory)


@pytest.fixture
def run() -> Run:
    pairs = [
        Pair("stock", a_round([10, 20], 4.0), a_round([4, 8], 2.0)),
        Pair("ours", a_round([20, 30], 5.0, failed=1), a_round([4, 6], 1.0)),
    ]
    return Run("make bench", {"machine": "2 cores"}, 2, 10, pairs)


def row_of(text: str, needle: str) -> list[str]:
    line = next(one for one in text.splitlines() if one.startswith("|") and needle in one)
    return [field.strip() for field in line.strip("|").split("|")]


def test_seconds_leave_failed_visits_out() -> None:
    assert seconds(a_round([10, 20], 1.0, failed=1), "done", 1.0) == 20


def test_seconds_of_a_round_that_failed_whole_are_none() -> None:
    assert seconds(a_round([], 1.0, failed=2), "done", 0.5) is None


def test_processor_time_is_for_one_student_and_sums_parts() -> None:
    assert processor(a_round([1, 2], 4.0), ("notebook", "hub")) == 2.5
    assert processor(a_round([1, 2], 4.0), ("sidecar",)) is None


def test_working_set_adds_a_students_parts_before_it_takes_the_median() -> None:
    assert working_set(a_round([1], 1.0), ("notebook", "sidecar")) == 110


def test_ratio_is_of_neighbouring_rounds(run: Run) -> None:
    worst = next(row for row in class_start(run.pairs) if ", max" in row.what)
    assert worst.ratio is not None
    assert [worst.ratio.low, worst.ratio.high] == pytest.approx([0.2, 0.4])


def test_document_shows_spread_ratio_and_aim(run: Run) -> None:
    _, stock, ours, ratio, aim = row_of(document(run), "until ready to work, max")
    assert (stock, ours) == ("25.0 (20.0 to 30.0)", "7.0 (6.0 to 8.0)")
    assert (ratio, aim) == ("0.30 (0.20 to 0.40)", "")
    assert row_of(document(run), "Failures")[1] == "0 (0 to 1)"


def test_document_says_what_was_not_measured(run: Run) -> None:
    assert row_of(document(run), "the model server alone")[1:4] == ["not measured"] * 2 + [""]
    assert row_of(document(run), "First token")[1:4] == ["not measured"] * 3


def test_document_names_machine_and_command(run: Run) -> None:
    assert "- machine: 2 cores" in document(run)
    assert "- command: make bench" in document(run)


def test_where_the_hub_lies_is_nobodys_business(run: Run) -> None:
    said = document(replace(run, command="make bench STATE=/srv/hub N=5"))
    assert "- command: make bench STATE=... N=5" in said
    assert "/srv/hub" not in said


def test_added_time_is_between_medians(run: Run) -> None:
    with_app = replace(run, app=AppPath([0.010, 0.030, 0.020], [0.050, 0.031, 0.030]))
    assert added(with_app) == pytest.approx(11.0)
    assert row_of(document(with_app), "First token")[3] == "11.0"


def test_terminal_has_a_line_for_every_row(run: Run) -> None:
    said = terminal(run)
    for row in [*class_start(run.pairs), *costs(run.pairs)]:
        assert row.what in said


def test_record_comes_back_as_it_was(run: Run, tmp_path: Path) -> None:
    whole = replace(run, app=AppPath([0.1], [0.2]))
    dump(whole, tmp_path / "new/bench.json")
    assert load(tmp_path / "new/bench.json") == whole


def test_docs_come_from_the_record(run: Run, tmp_path: Path) -> None:
    record, text = tmp_path / "bench.json", tmp_path / "measurements.md"
    dump(run, record)
    assert main(["docs", "--json", str(record), "--out", str(text)]) == 0
    assert text.read_text() == document(run)


def test_docs_without_a_record_say_what_to_do(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["docs", "--json", str(tmp_path / "none.json")]) == 1
    assert "make bench" in capsys.readouterr().err
