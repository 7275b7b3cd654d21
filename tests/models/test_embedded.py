"""The embedded family's cache: trained once, trained again when texts or trainers change."""

import threading
from dataclasses import replace
from pathlib import Path

import pytest

from models import embedded
from models.catalogue import Cast, Model
from models.embedded import Embedded
from models.errors import ModelError
from models.locking import locked
from tests.fakes.supplier import FakeSupplier

CHAT = Model("ollama", "tiny:1m", part="chat")
EMBED = Model("huggingface", "llmhub/embed", part="embedder")
CAST = Cast("embedded", (CHAT, EMBED), {})


@pytest.fixture
def family(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Embedded:
    """A family whose training is a fake one."""
    root = tmp_path / "root"
    for name in ("models/tiny/chat.py", "content/organisation/a.txt"):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text("one")
    (root / "content/organisation/questions.yml").write_text("questions: []")
    monkeypatch.setattr(Embedded, "_run_trainer", lambda self, out: (out / "trained").touch())
    monkeypatch.setattr(
        Embedded, "_fill", lambda self, parts, ready: FakeSupplier().supply([CHAT, EMBED], ready)
    )
    return Embedded(root, tmp_path / "cache", CAST, "base", "ollama")


def supply(family: Embedded, name: str) -> Path:
    into = family.tree_root.parent / name
    family.supply([CHAT, EMBED], into)
    return into


def test_family_is_trained_once(family: Embedded, monkeypatch: pytest.MonkeyPatch) -> None:
    first = supply(family, "first")
    monkeypatch.delattr(Embedded, "_run_trainer")  # a second training would fail
    second = supply(family, "second")
    names = {path.relative_to(first) for path in first.rglob("*")}
    assert names == {path.relative_to(second) for path in second.rglob("*")}
    assert any("blobs" in str(name) for name in names)


@pytest.mark.parametrize("name", ["models/tiny/chat.py", "content/organisation/a.txt"])
def test_change_means_another_origin(family: Embedded, name: str) -> None:
    before = family.origin(CHAT)
    (family.tree_root / name).write_text("two")
    assert family.origin(CHAT) != before


def test_other_names_mean_another_origin(family: Embedded) -> None:
    other = replace(family, cast=Cast("embedded", (CHAT,), {}))
    assert other.origin(CHAT) != family.origin(CHAT)


def test_damaged_cache_is_made_again(family: Embedded) -> None:
    supply(family, "first")
    [blob, *_] = (family.cache / family.key()).glob("ollama/blobs/*")
    blob.write_bytes(b"x")
    assert not embedded.is_whole(family.cache / family.key())
    supply(family, "second")
    assert embedded.is_whole(family.cache / family.key())


def test_failed_training_leaves_nothing(family: Embedded, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(self: Embedded, out: Path) -> None:
        raise ModelError("tiny.training", "It failed.")

    monkeypatch.setattr(Embedded, "_run_trainer", fail)
    with pytest.raises(ModelError, match=r"tiny\.training"):
        supply(family, "first")
    assert [path.name for path in family.cache.iterdir()] == [".lock"]


def test_older_families_are_pruned(family: Embedded) -> None:
    supply(family, "first")
    old = family.key()
    (family.tree_root / "models/tiny/chat.py").write_text("two")
    supply(family, "second")
    assert family.prune() == [old]
    assert embedded.is_whole(family.cache / family.key())


def test_prune_waits_for_a_training_and_counts_no_leavings(family: Embedded) -> None:
    """Another hub trains in the same cache: what it works on is not taken away."""
    supply(family, "first")
    pruned: list[list[str]] = []
    thread = threading.Thread(target=lambda: pruned.append(family.prune()))
    with locked(family.cache, lambda: None):
        half = family.cache / ".training-abc" / "parts"
        half.mkdir(parents=True)
        thread.start()
        thread.join(0.3)
        assert (pruned, half.is_dir()) == ([], True)
        half.parent.rename(family.cache / "0123")  # it has become a whole one
    thread.join()
    assert pruned == [["0123"]]
    (family.cache / ".training-left").mkdir()
    assert family.prune() == []
    assert not (family.cache / ".training-left").exists()
