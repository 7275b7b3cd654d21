"""`make bench-gpu` without a card: what is refused, chosen, computed and shown."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from bench.__main__ import main as bench_main
from bench.gpu import __main__ as program
from bench.gpu import in_docker, report
from bench.gpu.record import (
    GpuBenchError,
    GpuRun,
    PresetRun,
    Sizes,
    from_text,
    load_if_there,
    to_text,
    write,
)
from bench.record import Run, dump

GIB = 2**30
H200 = PresetRun("h200", 2048, 4, 2, "paged_adamw_8bit", 19 * GIB, 18 * GIB, 4321.6, 195e12)
SMALL = PresetRun("16gb", 1024, 1, 8, "paged_adamw_8bit", 8 * GIB, error="it would need 8 GiB")
RUN = GpuRun("make bench-gpu", "cuda", Sizes(), {"card": "A card", "driver": "580"}, 780e12)
RUN = replace(RUN, presets=[H200, SMALL])


def rows(run: GpuRun | None) -> dict[str, tuple[str, ...]]:
    return {preset: tuple(rest) for preset, *rest in report.table(run)}


def test_figures_stand_beside_forecast_and_goals() -> None:
    assert rows(RUN)["h200"] == (
        "2048 x 4", "19.0", "18.0", "less than 20", "4,322", "at least 4,000", "195.0", "25%",
    )  # fmt: skip


def test_what_did_not_fit_has_no_figures_but_a_reason() -> None:
    assert rows(RUN)["16gb"][2:] == (
        "not measured", "less than 12", "not measured", "", "not measured", "not measured",
    )  # fmt: skip
    assert "16gb: it would need 8 GiB" in report.matmul(RUN)


def test_without_a_run_nothing_is_guessed() -> None:
    assert set(rows(None)) == {"preset", "16gb", "24gb", "h200"}
    assert rows(None)["24gb"].count("not measured") == 5
    assert report.matmul(None).endswith("product: not measured.")


@pytest.mark.parametrize("change", [{"device": "cpu"}, {"sizes": Sizes(layers=2)}])
def test_a_trial_never_gets_into_the_documents(change: dict[str, object]) -> None:
    trial = replace(RUN, **change)  # type: ignore[arg-type]
    assert report.documented(RUN) == RUN
    assert report.documented(trial) is None


def test_documents_take_the_card_and_its_machine(tmp_path: Path) -> None:
    dump(Run("make bench", {}, 10, 10), tmp_path / "bench.json")
    words = ["docs", "--json", str(tmp_path / "bench.json"), "--out", str(tmp_path / "out.md")]
    words += ["--gpu-json", str(tmp_path / "bench-gpu.json")]
    assert bench_main(words) == 0
    without = (tmp_path / "out.md").read_text()
    write(RUN, tmp_path / "bench-gpu.json")
    assert bench_main(words) == 0
    text = (tmp_path / "out.md").read_text()
    assert "4,322" in text
    assert "- driver: 580" in text
    assert "- command: make bench-gpu" in text
    assert "| h200 |  | not measured |" in without
    assert "4,322" not in without


def test_the_record_comes_back_as_it_was(tmp_path: Path) -> None:
    write(RUN, tmp_path / "new/bench-gpu.json")
    assert load_if_there(tmp_path / "new/bench-gpu.json") == from_text(to_text(RUN)) == RUN
    assert load_if_there(tmp_path / "none.json") is None


@pytest.mark.parametrize(
    ("known", "wanted", "device"),
    [
        (["nvidia.com/gpu=all", "nvidia.com/gpu=0"], "", "nvidia.com/gpu=0"),
        (["nvidia.com/gpu=mig-1g.18gb-0"], "", "nvidia.com/gpu=mig-1g.18gb-0"),
        (["nvidia.com/gpu=0", "nvidia.com/gpu=1"], "nvidia.com/gpu=1", "nvidia.com/gpu=1"),
    ],
)
def test_a_card_is_chosen(known: list[str], wanted: str, device: str) -> None:
    assert in_docker.choose_device(known, wanted) == device


@pytest.mark.parametrize(
    ("known", "wanted"), [([], ""), (["amd.com/gpu=0"], ""), (["nvidia.com/gpu=0"], "nvidia")]
)
def test_no_card_is_a_sentence_with_a_code(known: list[str], wanted: str) -> None:
    with pytest.raises(GpuBenchError, match=r"bench-no-card: .*\.$"):
        in_docker.choose_device(known, wanted)


def test_the_container_has_no_network_and_changes_nothing() -> None:
    words = in_docker.command(["--steps=3"], "nvidia.com/gpu=0")
    assert {"--network=none", "--read-only", "--device=nvidia.com/gpu=0"} <= set(words)
    assert all(word.endswith(":ro") for word in words if word.startswith("--volume="))
    assert words[-4:] == ["-m", "bench.gpu", "--steps=3", "--out=-"]
    assert not [word for word in in_docker.command([], "") if word.startswith("--device")]


def test_without_a_card_nothing_happens(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    asked: list[str] = []

    def ask(*words: str) -> str:
        asked.append(words[0])
        return json.dumps({})

    monkeypatch.setattr(in_docker, "ask", ask)
    monkeypatch.setattr(program, "is_complete", lambda: False)
    monkeypatch.chdir(tmp_path)
    assert program.main([]) == 1
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err == (
        "[FAIL] bench-no-card: Docker knows no NVIDIA card on this machine, so nothing ran.\n"
    )
    assert asked == ["info"]
    assert list(tmp_path.iterdir()) == []


def test_without_docker_and_libraries_it_says_so(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PATH", "")
    monkeypatch.setattr(program, "is_complete", lambda: False)
    assert program.main([]) == 1
    assert capsys.readouterr().err.startswith("[FAIL] bench-no-card: Neither Docker nor torch")
