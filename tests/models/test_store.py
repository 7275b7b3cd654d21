"""The store: immutable numbered releases, an atomic switch, damage that is found and named."""

import os
from dataclasses import replace
from pathlib import Path

import pytest

from llmhub.settings import Settings
from models import layout, tree
from models.catalogue import Model
from models.errors import ModelError
from models.release import read_release
from models.store import Store
from tests.fakes.supplier import FakeSupplier
from tests.models.small_store import CAST, blob, build


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "models")


def test_first_release_is_complete_and_readable_for_all(store: Store) -> None:
    old = os.umask(0o077)  # what a careful administrator's shell has
    try:
        release, changed = build(store, FakeSupplier())
    finally:
        os.umask(old)
    assert changed
    assert (release.release, store.current(), store.verify(1)) == (1, 1, [])
    assert read_release(store.folder(1)) == release
    for path in store.folder(1).rglob("*"):
        wanted = 0o755 if path.is_dir() else 0o644
        assert path.is_symlink() or path.stat().st_mode & 0o7777 == wanted, path
    assert {one.digest != "" and one.bytes > 0 for one in release.models} == {True}


@pytest.mark.skipif(os.geteuid() != 0, reason="files are given to another user: needs root")
def test_weights_belong_to_the_model_servers_and_folders_to_root(store: Store) -> None:
    build(store, FakeSupplier())
    weights = layout.part("ollama", store.folder(1))
    owners = {path.is_dir(): path.stat().st_uid for path in weights.rglob("*")}
    assert owners == {False: layout.SERVER_UID, True: 0}
    assert Settings().sidecar_uid == layout.SERVER_UID


def test_second_build_changes_nothing(store: Store) -> None:
    build(store, FakeSupplier())
    again = FakeSupplier()
    release, changed = build(store, again)
    assert (changed, release.release, store.numbers(), again.asked) == (False, 1, [1], [])


def test_new_model_shares_the_old_weights(store: Store) -> None:
    build(store, FakeSupplier())
    before = {path: path.read_bytes() for path in store.folder(1).rglob("*") if path.is_file()}
    supplier = FakeSupplier()
    more = replace(CAST, models=(*CAST.models, Model("ollama", "more:latest")))
    release, changed = build(store, supplier, more)
    assert changed
    assert (release.release, supplier.asked) == (2, ["ollama/more:latest"])
    assert blob(store, 1, "tiny:1m").samefile(blob(store, 2, "tiny:1m"))
    together = tree.disk_bytes([store.folder(1), store.folder(2)])
    apart = sum(tree.disk_bytes([store.folder(number)]) for number in (1, 2))
    weights = sum(one.bytes for one in release.models if one.name != "more:latest")
    assert apart - together >= weights / 2
    assert before == {path: path.read_bytes() for path in before}, "release 1 was changed"


def test_blob_that_a_new_model_shares_stays_once(store: Store) -> None:
    build(store, FakeSupplier())
    build(store, FakeSupplier(), replace(CAST, models=(*CAST.models, Model("ollama", "x:1"))))
    assert blob(store, 1, "the licence").samefile(blob(store, 2, "the licence"))


def test_new_version_of_a_model_replaces_it(store: Store) -> None:
    build(store, FakeSupplier())
    supplier = FakeSupplier("two")
    build(store, supplier)
    assert len(supplier.asked) == 3
    assert b"two" in blob(store, 2, "tiny:1m").read_bytes()
    assert b"one" in blob(store, 1, "tiny:1m").read_bytes()


def test_failed_build_leaves_the_store_as_it_was(store: Store) -> None:
    build(store, FakeSupplier())
    with pytest.raises(ModelError, match=r"source\.not-found"):
        build(store, FakeSupplier("two", missing="spare:latest"))
    assert [path.name for path in store.releases.iterdir()] == ["0001"]
    assert (store.current(), store.verify(1)) == (1, [])


def test_current_is_never_absent(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """While `current` is swapped every state of the disk has a whole release behind it."""
    build(store, FakeSupplier())
    seen: list[int | None] = []
    for name in ("unlink", "symlink_to", "replace"):
        real = getattr(Path, name)

        def spy(path: Path, *words: object, real: object = real, **more: object) -> object:
            seen.append(store.current())
            result = real(path, *words, **more)  # type: ignore[operator]
            seen.append(store.current())
            return result

        monkeypatch.setattr(Path, name, spy)
    build(store, FakeSupplier("two"))
    monkeypatch.undo()
    assert None not in seen
    assert seen[-1] == 2
    assert len(seen) >= 6


def test_prune_keeps_current_and_what_is_in_use(store: Store) -> None:
    for version in ("one", "two", "three", "four"):
        build(store, FakeSupplier(version))
    assert store.prune({2}) == [1, 3]
    assert store.numbers() == [2, 4]
    assert (store.verify(2), store.verify(4)) == ([], [])
    release, _ = build(store, FakeSupplier("five"))
    assert release.release == 5


def test_what_somebody_put_beside_the_releases_is_none(store: Store) -> None:
    build(store, FakeSupplier())
    for name in ("0001.bak", "1", "0002 (copy)"):
        (store.releases / name).mkdir()
    (store.releases / "0003").touch()
    assert store.numbers() == [1]
    assert build(store, FakeSupplier("two"))[0].release == 2
    (store.root / "current").unlink()
    (store.root / "current").symlink_to("releases/0001.bak")
    assert (store.current(), store.read_current()) == (None, None)


def test_second_writer_is_refused(store: Store) -> None:
    with store.lock(), pytest.raises(ModelError, match=r"store\.locked"), store.lock():
        pass


def test_what_an_interrupted_build_left_is_cleared(store: Store) -> None:
    build(store, FakeSupplier())
    (store.releases / ".building-abc" / "ollama").mkdir(parents=True)
    (store.releases / ".supply-abc").mkdir()
    with store.lock():
        assert [path.name for path in store.releases.iterdir()] == ["0001"]
