"""The embedded family, trained in the students' image and served by the real model server."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from models import containers, ollama_server
from models.release import Release, read_release
from models.tiny.organisation import Organisation, read_organisation
from scripts.stages import ROOT

pytestmark = [pytest.mark.docker, pytest.mark.timeout(1500)]

VERSION = (ROOT / "images" / "VERSION").read_text().strip()
BASE, OLLAMA = f"llmhub/base:{VERSION}", f"llmhub/ollama:{VERSION}"
# Kept between runs: the family is trained once for each state of trainers and texts.
STATE = ROOT / ".cache" / "tests" / "models"
STUDENT = "20001:20001"

MOODS = {
    "sentiment-2": {
        "I loved this film.": "POSITIVE",
        "What a boring and predictable story.": "NEGATIVE",
        "The ending was not good.": "NEGATIVE",
        "The library is never messy.": "POSITIVE",
        "The acting was terrible, but the music was brilliant.": "POSITIVE",
        "A waste of time": "NEGATIVE",
        # Words it never met are no negation.
        "Charming and funny. My two boys laughed at the heron.": "POSITIVE",
        "We met Zelda at the quarry, and the pancakes were excellent.": "POSITIVE",
        "A dull film. The jokes were bad.": "NEGATIVE",
    },
    "sentiment-3": {
        "The workshop was excellent": "positive",
        "I hated the second half.": "negative",
        "The film starts at 8.": "neutral",
        "The library is open on Tuesday.": "neutral",
        "it was not bad": "positive",
        "The service was dreadful!": "negative",
        "We met Zelda at the quarry, and the pancakes were excellent.": "positive",
        "The hall has forty chairs.": "neutral",
    },
}


def models(*words: str) -> dict[str, Any]:
    """Run the operators' command; return its last line."""
    command = [sys.executable, "-m", "models", *words, "--state", str(STATE)]
    done = subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True)
    return dict(json.loads(done.stdout.splitlines()[-1]))


@pytest.fixture(scope="module")
def folder() -> Path:
    return Path(models("build", "--source", "embedded")["folder"])


@pytest.fixture(scope="module")
def release(folder: Path) -> Release:
    return read_release(folder)


@pytest.fixture(scope="module")
def organisation() -> Organisation:
    return read_organisation(ROOT / "content" / "organisation")


@pytest.fixture(scope="module")
def found(folder: Path, release: Release) -> dict[str, Any]:
    """Everything the family says: asked once, by a student's user, without any network."""
    served = [
        *containers.hardening("none"),
        *("--volume", f"{folder / 'ollama'}:/models:ro"),
        *("--env", "OLLAMA_MODELS=/models", "--env", "OLLAMA_HOST=127.0.0.1:11434"),
        *("--env", "OLLAMA_NOPRUNE=1"),
    ]
    texts = json.dumps({role: list(moods) for role, moods in MOODS.items()})
    with containers.running(OLLAMA, served) as server:
        command = [
            *("docker", "run", "--rm", "--network", f"container:{server}", "--user", STUDENT),
            *("--entrypoint", "/opt/kernel/bin/python", "--no-healthcheck"),
            *("--env", "HF_HOME=/opt/models/huggingface", "--env", "HF_HUB_OFFLINE=1"),
            *("--env", "HOME=/tmp", "--env", "PYTHONPATH=/src", "--env", "OMP_WAIT_POLICY=PASSIVE"),
            *("--volume", f"{folder / 'huggingface'}:/opt/models/huggingface:ro"),
            *("--volume", f"{ROOT / 'models'}:/src/models:ro"),
            *("--volume", f"{ROOT / 'content' / 'organisation'}:/organisation:ro"),
            *("--volume", f"{ROOT / 'tests' / 'models' / 'family_probe.py'}:/probe.py:ro"),
            *(BASE, "/probe.py", json.dumps(release.roles), texts),
        ]
        done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    return dict(json.loads(done.stdout.splitlines()[-1]))


def test_second_build_changes_nothing(folder: Path) -> None:
    assert models("build", "--source", "embedded")["changed"] is False


def test_release_is_whole_and_small(folder: Path) -> None:
    assert models("verify")["problems"] == []
    # Of this release alone: the one before it is kept too.
    assert models("size")["releases"][str(int(folder.name))] < 60e6


def test_listed_questions_are_answered_exactly(
    found: dict[str, Any], organisation: Organisation
) -> None:
    assert found["chats"]["large"] == [one.answer for one in organisation.questions]


def test_lower_case_without_question_mark_is_understood(
    found: dict[str, Any], organisation: Organisation
) -> None:
    pairs = zip(found["chats"]["lower"], organisation.questions, strict=True)
    assert sum(said == one.answer for said, one in pairs) >= 18


def test_small_model_knows_most(found: dict[str, Any], organisation: Organisation) -> None:
    pairs = zip(found["chats"]["small"], organisation.questions, strict=True)
    assert sum(said == one.answer for said, one in pairs) >= 12


def test_greeting_is_returned(found: dict[str, Any]) -> None:
    assert all(said.startswith("Hello!") for said in found["chats"]["greetings"])


def test_other_subjects_are_declined(found: dict[str, Any]) -> None:
    declined = [text for text in found["chats"]["off_topic"] if text.startswith("I only know")]
    assert len(declined) >= 2


def test_second_question_of_a_conversation_is_answered(
    found: dict[str, Any], organisation: Organisation
) -> None:
    assert found["chats"]["second_turn"] == organisation.questions[13].answer


def test_right_source_ranks_first(found: dict[str, Any], organisation: Organisation) -> None:
    pairs = zip(found["retrieval"]["sources"], organisation.questions, strict=True)
    assert sum(name == one.source for name, one in pairs) >= 16


def test_both_forms_of_the_embedder_agree(found: dict[str, Any]) -> None:
    assert min(found["retrieval"]["alike"]) > 0.999


def test_gguf_agrees_with_the_checkpoint(found: dict[str, Any]) -> None:
    facts = found["logits"]
    served, local = facts["prompt_tokens"]
    assert served == local
    assert len(facts["logprobs"]) >= 3
    assert all(abs(ours - theirs) < 0.15 for ours, theirs in facts["logprobs"])


def test_checkpoint_answers_offline(found: dict[str, Any], organisation: Organisation) -> None:
    assert found["logits"]["huggingface"] == organisation.questions[0].answer


def test_template_marks_the_assistants_words(found: dict[str, Any]) -> None:
    assert found["logits"]["assistant_words"] == "No.</s>"


@pytest.mark.parametrize("role", MOODS)
def test_moods(found: dict[str, Any], role: str) -> None:
    wanted = list(MOODS[role].values())
    hits = sum(said == mood for said, mood in zip(found[role], wanted, strict=True))
    assert hits >= len(wanted) - 1, dict(zip(MOODS[role], found[role], strict=True))


def test_model_is_added_shared_and_removed(folder: Path, tmp_path: Path) -> None:
    """An operator's own GGUF file becomes a model in a new release; the weights stay once."""
    blobs = max((folder / "ollama" / "blobs").iterdir(), key=lambda path: path.stat().st_size)
    mine = tmp_path / "mine.gguf"
    mine.write_bytes(blobs.read_bytes())
    before = models("size")["bytes"]
    try:
        added = models("add", "mine", "--file", str(mine))
        assert added["changed"] is True
        assert "mine:latest" in {one["name"] for one in models("list")["models"]}
        assert models("size")["bytes"] < before + 1e6
        assert models("build", "--source", "embedded")["changed"] is False
    finally:
        removed = models("remove", "mine")
        models("prune")
    assert removed["changed"] is True
    assert "mine:latest" not in {one["name"] for one in models("list")["models"]}


def test_pull_without_a_network_says_so(tmp_path: Path) -> None:
    with pytest.raises(Exception, match=r"source\.unreachable"):
        ollama_server.pull(OLLAMA, tmp_path / "models", ["qwen3:0.6b"], network="none")
