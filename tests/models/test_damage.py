"""Damage in the store: found, named, and repaired by whoever supplied the model."""

from pathlib import Path

import pytest

from models import building
from models.catalogue import Model
from models.errors import ModelError
from models.store import Store
from tests.fakes.supplier import FakeSupplier
from tests.models.small_store import blob, build


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "models")


@pytest.mark.parametrize(
    ("harm", "code"),
    [
        (lambda path: path.write_bytes(b"x" * path.stat().st_size), "store.corrupt-file"),
        (lambda path: path.write_bytes(b"short"), "store.corrupt-file"),
        (lambda path: path.unlink(), "store.missing-file"),
    ],
    ids=["same size", "other size", "gone"],
)
def test_damage_is_found_named_and_repaired(store: Store, harm: object, code: str) -> None:
    build(store, FakeSupplier())
    harm(blob(store, 1, "tiny:1m"))  # type: ignore[operator]
    [problem] = store.verify(1)
    assert (problem.code, problem.models) == (code, ("ollama/tiny:1m",))
    assert "ollama/tiny:1m" in str(problem)
    supplier = FakeSupplier()
    release, changed = build(store, supplier)
    assert (changed, release.release, supplier.asked) == (True, 2, ["ollama/tiny:1m"])
    assert store.verify(2) == []


def test_shared_blob_names_both_models(store: Store) -> None:
    build(store, FakeSupplier())
    blob(store, 1, "the licence").unlink()
    [problem] = store.verify(1)
    assert problem.models == ("ollama/spare:latest", "ollama/tiny:1m")


def test_damaged_model_from_elsewhere_is_not_replaced_by_its_namesake(store: Store) -> None:
    build(store, FakeSupplier())
    mine, other = Model("ollama", "mine:latest"), Model("ollama", "other:latest")
    for model in (mine, other):
        current = store.read_current()
        assert current is not None
        file = FakeSupplier("file:abc")
        building.update(store, building.with_model(current, model, "file:abc"), file)
    for name in ("mine", "other"):
        blob(store, 3, f"weights of {name}").write_bytes(b"x")
    registry = FakeSupplier()
    with pytest.raises(ModelError, match=r"REMOVE='mine:latest other:latest'.*cannot-repair"):
        build(store, registry)
    assert (registry.asked, store.current()) == ([], 3)
    current = store.read_current()
    assert current is not None
    less = building.without_model(building.without_model(current, mine), other)
    building.update(store, less, registry)
    assert (store.current(), store.verify(4)) == (4, [])


def test_other_damage_is_repaired_first(store: Store) -> None:
    build(store, FakeSupplier())
    blob(store, 1, "tiny:1m").write_bytes(b"x")
    current = store.read_current()
    assert current is not None
    target = building.with_model(current, Model("ollama", "mine:latest"), "file:abc")
    with pytest.raises(ModelError, match=r"tiny:1m.*`make models`.*cannot-repair"):
        building.update(store, target, FakeSupplier("file:abc"))


def test_strange_file_is_found(store: Store) -> None:
    build(store, FakeSupplier())
    (store.folder(1) / "ollama" / "strange").touch()
    assert [problem.code for problem in store.verify(1)] == ["store.unexpected-file"]


def test_damaged_manifest_makes_a_new_release(store: Store) -> None:
    build(store, FakeSupplier())
    (store.folder(1) / "manifest.json").write_text("{")
    with pytest.raises(ModelError, match=r"store\.bad-release"):
        store.verify(1)
    supplier = FakeSupplier()
    release, changed = build(store, supplier)
    assert (changed, release.release, len(supplier.asked)) == (True, 2, 3)
