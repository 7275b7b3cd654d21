"""The store: numbered immutable releases, and `current`, a link that is swapped in one step.

<state>/models/releases/0001/   ollama/ huggingface/ models.json manifest.json
<state>/models/current          -> releases/0001
<state>/models/cache/<key>/     trained models, see models.embedded
"""

import re
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from models import layout, tree
from models.errors import ModelError
from models.locking import locked
from models.manifest import Problem, check_manifest, write_manifest
from models.release import Release, read_release, write_release

_DRAFT = ".building-"
_NUMBER = re.compile(r"\d{4,}")  # not 0001.bak, which somebody may put beside it


@dataclass(frozen=True)
class Store:
    """The store below `root`, which is `<state>/models`."""

    root: Path

    @property
    def releases(self) -> Path:
        """Return the folder of all releases."""
        return self.root / "releases"

    def folder(self, number: int) -> Path:
        """Return the folder of a release, whether it exists or not."""
        return self.releases / f"{number:04d}"

    def numbers(self) -> list[int]:
        """Return the numbers of all releases, the oldest first."""
        found = (path.name for path in self.releases.glob("[0-9]*") if path.is_dir())
        return sorted(int(name) for name in found if _NUMBER.fullmatch(name))

    def current(self) -> int | None:
        """Return the number of the current release, or None before the first."""
        link = self.root / "current"
        if not (link.is_symlink() and link.exists()):
            return None
        name = link.readlink().name
        return int(name) if _NUMBER.fullmatch(name) else None

    def read_current(self) -> Release | None:
        """Return what the current release holds; None before the first one or when its models.json
        is damaged.
        """
        number = self.current()
        if number is None:
            return None
        try:
            return read_release(self.folder(number))
        except ModelError:
            return None

    def verify(self, number: int) -> list[Problem]:
        """Compare every file of a release with its manifest; raises `store.no-release` or
        `store.bad-release`.
        """
        if not self.folder(number).is_dir():
            raise ModelError(
                "store.no-release", f"There is no release {number} in {self.releases}."
            )
        return check_manifest(self.folder(number))

    def publish(self, release: Release, fill: Callable[[Path], None]) -> Release:
        """Make a new release: `fill` a draft folder, describe and seal it, then make it current.

        Until the last step nothing is visible to anybody; a failure leaves the store as it was.
        Returns the release with its number, digests and sizes.
        """
        self.releases.mkdir(parents=True, exist_ok=True)
        draft = Path(tempfile.mkdtemp(prefix=_DRAFT, dir=self.releases))
        try:
            fill(draft)
            done = _describe(draft, release, max([*self.numbers(), 0]) + 1)
            tree.seal(draft)
            tree.give(layout.part("ollama", draft), layout.SERVER_UID)
            problems = check_manifest(draft)
            if problems:
                raise ModelError(
                    "store.bad-draft", f"The new release cannot be read back: {problems[0]}."
                )
            draft.rename(self.folder(done.release))
            tree.fsync(self.releases)
        except BaseException:
            shutil.rmtree(draft, ignore_errors=True)
            raise
        self._point_to(done.release)
        return done

    def _point_to(self, number: int) -> None:
        """Swap `current` in one step: readers see the old release or the new one, never none."""
        fresh = self.root / ".current.new"
        fresh.unlink(missing_ok=True)
        fresh.symlink_to(Path("releases") / f"{number:04d}")
        fresh.replace(self.root / "current")
        tree.fsync(self.root)

    def prune(self, in_use: set[int]) -> list[int]:
        """Delete every release that is neither current nor in use by a running container; return
        their numbers.
        """
        gone = [number for number in self.numbers() if number not in in_use | {self.current()}]
        for number in gone:
            # Renamed first, so that a half deleted release is never taken for a whole one.
            doomed = self.releases / f"{_DRAFT}pruned-{number:04d}"
            self.folder(number).rename(doomed)
            shutil.rmtree(doomed)
        return gone

    @contextmanager
    def lock(self) -> Iterator[None]:
        """Keep every other writer out, and clear away what an interrupted one left; raises
        `store.locked`.
        """
        with locked(self.root, self._busy):
            for left in self.releases.glob(".*-*"):
                shutil.rmtree(left)
            yield

    def _busy(self) -> None:
        sentence = f"Another command is changing {self.root}; wait until it has ended."
        raise ModelError("store.locked", sentence)


def _describe(draft: Path, release: Release, number: int) -> Release:
    """Write models.json and manifest.json into a filled draft."""
    held = tuple(
        replace(
            one, digest=layout.digest(draft, one.model), bytes=layout.bytes_of(draft, one.model)
        )
        for one in release.models
    )
    done = replace(release, release=number, models=held)
    write_release(draft, done)
    owners: dict[str, set[str]] = {}
    for one in held:
        for name in layout.files_of(draft, one.model):
            owners.setdefault(name, set()).add(one.key)
    write_manifest(draft, owners)
    return done
