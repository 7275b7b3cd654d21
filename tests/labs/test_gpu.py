"""The GPU in plain words: what `nvidia-smi` says, what it means, and that it delays nobody."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from llmlab.diagnostics import examine
from llmlab.gpu import find_gpu, read_gpu
from tests.fakes.ollama_server import OllamaServer
from tests.labs.student_lab import ROOT

FAKE = ROOT / "tests/fakes/fake_nvidia_smi.sh"
H200 = "NVIDIA H200, 143771, 580.159.03, 9.0"
T4 = "Tesla T4, 15360, 580.95.05, 7.5"
SHARES = """GPU 0: NVIDIA H200 (UUID: GPU-1)
  MIG 1g.18gb     Device  0: (UUID: MIG-2)
  MIG 1g.18gb     Device  1: (UUID: MIG-3)
"""

CARDS = [
    (H200, True, True, "NVIDIA H200, 140 GiB, driver 580.159.03, compute capability 9.0: ready"),
    (f"{H200}\r\n\n", True, True, "NVIDIA H200, 140 GiB"),
    (f"{T4}\n{H200}", True, False, "2 GPUs, the first: Tesla T4, 15 GiB"),
    (T4, True, False, "no bfloat16, so train in float16"),
    ("NVIDIA A100-SXM4-40GB, 40960, 580.65, 8.0", True, True, "ready, trains in bfloat16"),
    ("NVIDIA H100, 81559, 579.99, 9.0", False, True, "driver is too old, PyTorch needs 580"),
    ("Tesla V100, 16384, 580.95, 7.0", False, False, "card is too old, PyTorch needs compute"),
    ("NVIDIA B300, 275040, 590.1, 10.3", True, True, "269 GiB"),
    ("NVIDIA H200, [N/A], 580.1, 9.0", True, True, "NVIDIA H200, driver 580.1, compute"),
]
NO_CARDS = [
    ("", "no GPU here"),
    ("No devices were found", "no GPU here"),
    (
        "NVIDIA-SMI has failed because it couldn't communicate with the NVIDIA driver. Make sure",
        "nvidia-smi says: NVIDIA-SMI has failed",
    ),
    ('Field "compute_cap" is not a valid field to query.', "does not answer as it should"),
    ("NVIDIA H100, 81559, 580.1, [N/A]", "does not answer as it should"),
    ("NVIDIA H100, 81559, [N/A], 9.0", "does not answer as it should"),
    (", 81559, 580.1, 9.0", "does not answer as it should"),
    ("a, b", "does not answer as it should"),
    ("\x1b[31m\x00" + "x" * 500, "[31mxxx"),
]


@pytest.mark.parametrize(("text", "usable", "bf16", "words"), CARDS)
def test_a_card_in_words(text: str, usable: bool, bf16: bool, words: str) -> None:
    gpu = read_gpu(text)
    assert (gpu.usable, gpu.bf16) == (usable, bf16)
    assert words in gpu.sentence
    assert gpu.name
    # Where it cannot be used, the reader learns what still works.
    assert usable or "everything runs on the processor" in gpu.sentence


@pytest.mark.parametrize(("text", "words"), NO_CARDS)
def test_no_card_in_words(text: str, words: str) -> None:
    gpu = read_gpu(text)
    assert (gpu.name, gpu.usable, gpu.bf16, gpu.memory_bytes) == ("", False, False, 0)
    assert words in gpu.sentence
    assert "everything runs on the processor" in gpu.sentence
    assert gpu.sentence.isprintable()
    assert len(gpu.sentence) < 300


def test_all_that_a_program_may_ask() -> None:
    gpu = read_gpu(H200)
    assert (gpu.name, gpu.driver, gpu.capability) == ("NVIDIA H200", "580.159.03", "9.0")
    assert gpu.memory_bytes == 143771 * 1024**2


@pytest.mark.parametrize(
    ("listing", "name", "gib"),
    [
        (SHARES, "NVIDIA H200, share 1g.18gb", 18),
        ("GPU 0: x\n  MIG 1g.10gb+me  Device  0: (UUID: M)", "NVIDIA H200, share 1g.10gb+me", 10),
        ("GPU 0: NVIDIA H200 (UUID: GPU-1)", "NVIDIA H200", 140),
        ("GPU 0: MIG-proof card, 7gb (UUID: GPU-1)", "NVIDIA H200", 140),
    ],
)
def test_a_share_of_a_card_is_not_the_card(listing: str, name: str, gib: int) -> None:
    gpu = read_gpu(H200, listing)
    assert (gpu.name, gpu.memory_bytes // 1024**3) == (name, gib)


@pytest.fixture
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that is all of PATH but the system's own."""
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", f"{folder}:/usr/bin:/bin")
    return folder


@pytest.fixture
def nvidia_smi(path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The fake, with one H200."""
    (path / "nvidia-smi").symlink_to(FAKE)
    monkeypatch.setenv("FAKE_GPU", H200)
    return path / "nvidia-smi"


@pytest.mark.usefixtures("nvidia_smi")
def test_the_program_is_asked() -> None:
    assert find_gpu() == read_gpu(H200)


@pytest.mark.usefixtures("nvidia_smi")
def test_the_program_is_asked_for_shares(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FAKE_GPU_LIST", SHARES)
    assert find_gpu().name == "NVIDIA H200, share 1g.18gb"


@pytest.mark.usefixtures("nvidia_smi")
def test_a_driver_that_is_stuck_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FAKE_GPU", "hang")
    started = time.monotonic()
    gpu = find_gpu(patience=0.5)
    assert time.monotonic() - started < 3
    assert gpu.sentence.startswith("nvidia-smi says nothing for 0.5 s, so the driver is stuck")
    assert gpu.usable is False


def test_without_the_program_there_is_none(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(path))
    assert find_gpu().sentence.startswith("no GPU here")


def test_a_program_that_cannot_run_is_no_reason_to_fail(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (path / "nvidia-smi").write_text("#!/nonexistent\n")
    (path / "nvidia-smi").chmod(0o755)
    monkeypatch.setenv("PATH", str(path))
    assert "does not answer as it should" in find_gpu().sentence


@pytest.mark.usefixtures("nvidia_smi")
def test_it_is_a_program_of_one_line_that_needs_nothing() -> None:
    command = [sys.executable, "-I", "-S", str(ROOT / "labs/llmlab/gpu.py")]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    assert done.stdout == f"llmhub: GPU: {read_gpu(H200).sentence}\n"


@pytest.mark.parametrize(
    ("card", "made_for_one", "given", "said"),
    [
        ("", "", "none", []),
        ("", "1", "", ["[OK] GPU: no GPU here"]),
        ("", "1", "none", ["[OK] GPU: no GPU here"]),
        ("", "1", "device", ["[FAIL] GPU: no GPU here"]),
        (H200, "", "device", ["[OK] GPU: NVIDIA H200"]),
        (H200, "1", "", ["[OK] GPU: NVIDIA H200"]),
        ("NVIDIA H100, 81559, 550.1, 9.0", "", "device", ["[FAIL] GPU: NVIDIA H100"]),
    ],
)
@pytest.mark.usefixtures("nvidia_smi")
def test_the_diagnosis_speaks_of_a_gpu_where_one_is_or_should_be(
    ollama_server: OllamaServer,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    card: str,
    made_for_one: str,
    given: str,
    said: list[str],
) -> None:
    monkeypatch.setenv("FAKE_GPU", card)
    monkeypatch.setenv("LLMLAB_GPU", made_for_one)
    monkeypatch.setenv("LLMHUB_GPU", given)
    lines = [str(line) for line in examine(os.environ, tmp_path, tmp_path) if line.what == "GPU"]
    assert [line[: len(start)] for line, start in zip(lines, said, strict=True)] == said
