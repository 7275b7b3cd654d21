"""What each word of the operators' command does: wiring of catalogue, suppliers and store."""

from argparse import Namespace
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeAlias

from models import building, containers, registry, tree
from models.catalogue import Catalogue, Model, Source, check_name, read_catalogue
from models.embedded import Embedded
from models.errors import ModelError
from models.from_file import FromFile
from models.progress import say
from models.registry import Registry
from models.release import Release
from models.store import Store
from models.supplier import Supplier

Told: TypeAlias = tuple[dict[str, Any], int]


def build(options: Namespace, root: Path) -> Told:
    """Fill or update the store from the catalogue."""
    catalogue = read_catalogue(options.catalogue)
    store = _store(options)
    with store.lock():
        current = store.read_current()
        asks = options.source == "auto"
        there = asks and registry.both_answer()
        asked = None if asks else options.source
        source = building.choose_source(asked, current.source if current else None, there)
        if asks and not there:
            say(f"WARNING: no model registry answers; the models are the {source} ones.")
            if source == "registry":  # stays as it is until the registry is back
                return _told(store, _existing(current), changed=False), 0
        try:
            release, changed = _update(options, root, store, catalogue, source)
        except ModelError as error:
            if not (asks and error.code == "source.unreachable" and current is None):
                raise
            say(f"WARNING: {error} Taking the embedded models instead.")
            release, changed = _update(options, root, store, catalogue, "embedded")
    return _told(store, release, changed=changed), 0


def check(options: Namespace, root: Path) -> Told:
    """Say whether `build` would change anything; nothing is written."""
    catalogue, store = read_catalogue(options.catalogue), _store(options)
    current = store.read_current()
    there = registry.both_answer()
    source = building.choose_source(None, current.source if current else None, there)
    if source == "registry" and not there:  # stays as it is until the registry is back
        return {"changed": False}, 0
    target, _ = _target(options, root, catalogue, source, current)
    return {"changed": not building.is_met(store, target)}, 0


def add(options: Namespace, root: Path) -> Told:
    """Add one model in a new release."""
    name = check_name(options.kind, options.name)
    if options.file and options.kind != "ollama":
        raise ModelError("source.no-file", "--file makes Ollama models only.")
    store = _store(options)
    with store.lock():
        current = _existing(store.read_current())
        cast = read_catalogue(options.catalogue).casts[current.source]
        listed = {model.key: model for model in cast.models}
        model = listed.get(f"{options.kind}/{name}", Model(options.kind, name))
        supplier: Supplier = Registry(root, options.base_image, options.ollama_image)
        if options.file:
            supplier = FromFile(options.file, options.ollama_image)
        elif model.part:
            supplier = _embedded(options, root, read_catalogue(options.catalogue))
        target = building.with_model(current, model, supplier.origin(model))
        release, changed = building.update(store, target, supplier)
    return _told(store, release, changed=changed), 0


def remove(options: Namespace, root: Path) -> Told:
    """Remove models in a new release; running pairs keep theirs until the next start."""
    store = _store(options)
    with store.lock():
        target = current = _existing(store.read_current())
        for name in options.name:
            target = building.without_model(
                target, Model(options.kind, check_name(options.kind, name))
            )
        # Nothing is to be supplied, unless something else in the current release is damaged.
        supplier = _supplier(options, root, read_catalogue(options.catalogue), current.source)
        release, changed = building.update(store, target, supplier)
    return _told(store, release, changed=changed), 0


def show(options: Namespace, root: Path) -> Told:
    """List the releases and the models of the current one."""
    store = _store(options)
    current = _existing(store.read_current())
    for one in current.models:
        mark = " (added)" if one.added else ""
        say(f"{one.kind:12} {one.name:48} {one.bytes / 1e6:9.1f} MB  {one.digest[:12]}{mark}")
    held = [{"kind": one.kind, "name": one.name, "bytes": one.bytes} for one in current.models]
    return {**_told(store, current, changed=False), "releases": store.numbers(), "models": held}, 0


def verify(options: Namespace, root: Path) -> Told:
    """Compare one release with its manifest; every problem names its file and its models."""
    store = _store(options)
    number = options.release or _existing(store.read_current()).release
    problems = store.verify(number)
    for problem in problems:
        say(str(problem))
    if problems:
        say("`python -m models build` makes a release with what is whole, and supplies the rest.")
    listed = [{"code": one.code, "file": one.file, "models": list(one.models)} for one in problems]
    return {"release": number, "problems": listed}, 1 if problems else 0


def size(options: Namespace, root: Path) -> Told:
    """Say how much of the disk the store takes; files shared between releases count once."""
    store = _store(options)
    whole = tree.disk_bytes([store.releases])
    each = {number: tree.disk_bytes([store.folder(number)]) for number in store.numbers()}
    return {"bytes": whole, "releases": each, "cache": tree.disk_bytes([options.cache])}, 0


def prune(options: Namespace, root: Path) -> Told:
    """Delete releases that are neither current nor in use, and trained models of older texts."""
    store = _store(options)
    with store.lock():
        gone = store.prune(containers.releases_in_use())
        old = _embedded(options, root, read_catalogue(options.catalogue)).prune()
    return {"changed": bool(gone or old), "releases": gone, "cache": old}, 0


def _target(
    options: Namespace, root: Path, catalogue: Catalogue, source: Source, current: Release | None
) -> tuple[Release, Supplier]:
    """Return what the next release should hold, and who would supply it."""
    supplier = _supplier(options, root, catalogue, source)
    return building.wanted(catalogue.casts[source], supplier, current), supplier


def _update(
    options: Namespace, root: Path, store: Store, catalogue: Catalogue, source: Source
) -> tuple[Release, bool]:
    target, supplier = _target(options, root, catalogue, source, store.read_current())
    return building.update(store, target, supplier)


def _supplier(options: Namespace, root: Path, catalogue: Catalogue, source: Source) -> Supplier:
    if source == "embedded":
        return _embedded(options, root, catalogue)
    return Registry(root, options.base_image, options.ollama_image)


def _embedded(options: Namespace, root: Path, catalogue: Catalogue) -> Embedded:
    cast = catalogue.casts["embedded"]
    return Embedded(root, options.cache, cast, options.base_image, options.ollama_image)


def _store(options: Namespace) -> Store:
    return Store(options.state.resolve() / "models")


def _existing(current: Release | None) -> Release:
    if current is None:
        raise ModelError("store.empty", "The store has no (readable) release yet; build one first.")
    return current


def _told(store: Store, release: Release, *, changed: bool) -> dict[str, Any]:
    return {
        "changed": changed,
        "release": release.release,
        "source": release.source,
        "sources": release.sources(),
        "folder": str(store.folder(release.release)),
    }


RUN: dict[str, Callable[[Namespace, Path], Told]] = {
    "build": build,
    "check": check,
    "add": add,
    "remove": remove,
    "list": show,
    "verify": verify,
    "size": size,
    "prune": prune,
}
