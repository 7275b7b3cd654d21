"""Decides what a new release holds, and makes it: nothing to do when the current one holds it
already.
"""

import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from models import layout
from models.catalogue import Cast, Model, Source
from models.errors import ModelError
from models.manifest import Problem
from models.progress import say
from models.release import Held, Release
from models.store import Store
from models.supplier import Supplier


def choose_source(asked: Source | None, current: Source | None, registry_answers: bool) -> Source:
    """Return where the models come from; `asked` is None for "whatever is there".

    A store that was once filled from the registry stays so while the registry is away:
    a class that has real models must not be given tiny ones because a line is down.
    """
    if asked:
        return asked
    return "registry" if registry_answers or current == "registry" else "embedded"


def wanted(cast: Cast, supplier: Supplier, current: Release | None) -> Release:
    """Return what the next release should hold: the cast, and what operators added, less what they
    removed.
    """
    added = [one for one in current.models if one.added] if current else []
    in_cast = {model.key for model in cast.models}
    in_role = {f"{kind}/{name}" for names in cast.roles.values() for kind, name in names.items()}
    # A role's model comes back: a lab that asks for the role must find it.
    removed = tuple(key for key in (current.removed if current else ()) if key in in_cast - in_role)
    held = [
        Held(model.kind, model.name, supplier.origin(model), model.licence)
        for model in cast.models
        if model.key not in removed
    ]
    extra = [one for one in added if one.key not in in_cast]
    return Release(0, cast.source, cast.roles, (*held, *extra), removed)


def damaged(problems: Sequence[Problem]) -> set[str]:
    """Return the keys of the models that a release cannot hand on."""
    return {key for problem in problems for key in problem.models}


def is_met(store: Store, target: Release) -> bool:
    """Return whether the current release holds `target`, unharmed."""
    current = store.read_current()
    if current is None or not current.same_content(target):
        return False
    return not _problems(store, store.current(), current)


def update(store: Store, target: Release, supplier: Supplier) -> tuple[Release, bool]:
    """Make `target` the current release; return it and whether anything changed.

    Models that the current release holds unharmed, from the same origin, are linked; the
    others are supplied. Raises `store.cannot-repair` for one that came from elsewhere.
    """
    number = store.current()
    current = store.read_current()
    problems = _problems(store, number, current)
    if current and not problems and current.same_content(target):
        return current, False
    for problem in problems:
        say(f"repairing: {problem}")
    kept = _kept(current, target, damaged(problems))
    missing = [one for one in target.models if one.key not in kept]
    _check_supply(missing, supplier)

    def fill(draft: Path) -> None:
        for folder in ("ollama", "huggingface"):  # mounted even when empty
            (draft / folder).mkdir(exist_ok=True)
        # On the store's own disk, to be linked, not copied.
        with tempfile.TemporaryDirectory(prefix=".supply-", dir=store.releases) as name:
            fresh = Path(name)
            supplier.supply([_asked(one) for one in missing], fresh)
            # What is kept comes first: a blob that a new model shares with it stays on disk once.
            for one in target.models:
                if number is not None and one.key in kept:
                    layout.link_model(store.folder(number), draft, one.model)
            for one in missing:
                layout.link_model(fresh, draft, one.model)

    store.releases.mkdir(parents=True, exist_ok=True)
    return store.publish(target, fill), True


def _check_supply(missing: Sequence[Held], supplier: Supplier) -> None:
    """Refuse to put what another supplier has under the same name in a model's place."""
    strange = [one for one in missing if supplier.origin(_asked(one)) != one.origin]
    if not strange:
        return
    added = [one.name for one in strange if one.added]
    if added:
        sentence = (
            f"Damaged, and added from elsewhere: {', '.join(added)}. Take it out with"
            f" `make models REMOVE='{' '.join(added)}'`, and add it again."
        )
    else:
        names = ", ".join(one.name for one in strange)
        sentence = f"Damaged: {names}. Run `make models`, which repairs it, then try again."
    raise ModelError("store.cannot-repair", sentence)


def _asked(one: Held) -> Model:
    """Return the model as its supplier knows it, with the revision that the origin names."""
    revision = one.origin.partition("registry:")[2] or "main"
    return replace(one.model, revision=revision)


def _problems(store: Store, number: int | None, current: Release | None) -> list[Problem]:
    """Verify the current release; one that cannot even be compared hands nothing on."""
    if number is None:
        return []
    try:
        return store.verify(number)
    except ModelError as error:
        return [Problem(error.code, "manifest.json", tuple(current.held() if current else ()))]


def _kept(current: Release | None, target: Release, harmed: set[str]) -> set[str]:
    if current is None:
        return set()
    have = current.held()
    return {
        one.key
        for one in target.models
        if one.key in have and have[one.key].origin == one.origin and one.key not in harmed
    }


def with_model(current: Release, model: Model, origin: str) -> Release:
    """Return the release with one more model, added by an operator; raises `store.has-model`."""
    if model.key in current.held():
        raise ModelError(
            "store.has-model", f"Release {current.release} already holds {model.name}."
        )
    if model.key in current.removed:  # a model of the catalogue comes back as such
        back = Held(model.kind, model.name, origin, model.licence)
        removed = tuple(key for key in current.removed if key != model.key)
        return replace(current, models=(*current.models, back), removed=removed)
    new = Held(model.kind, model.name, origin, model.licence, added=True)
    return replace(current, models=(*current.models, new))


def without_model(current: Release, model: Model) -> Release:
    """Return the release less one model; raises `store.missing-model` or `store.model-in-role`."""
    held = current.held().get(model.key)
    if held is None:
        known = ", ".join(sorted(one.name for one in current.models if one.kind == model.kind))
        sentence = (
            f"Release {current.release} holds no {model.kind} model {model.name}. It has: {known}."
        )
        raise ModelError("store.missing-model", sentence)
    roles = [role for role, names in current.roles.items() if names.get(model.kind) == model.name]
    if roles:
        sentence = (
            f"{model.name} plays {', '.join(roles)}; cast another one in content/models.yml first."
        )
        raise ModelError("store.model-in-role", sentence)
    models = tuple(one for one in current.models if one.key != model.key)
    removed = current.removed if held.added else (*current.removed, model.key)
    return replace(current, models=models, removed=removed)
