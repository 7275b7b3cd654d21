"""Where things lie in the state folder, as far as the course service goes. Pure paths."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class ClassroomLayout:
    """The parts of the state folder that the service uses."""

    state_dir: Path

    @property
    def releases(self) -> Path:
        """Full releases, solutions included: `NNNN/{student,instructor,release.json}`."""
        return self.state_dir / "releases"

    @property
    def course(self) -> Path:
        """What students see: `releases/NNNN` and the link `current`."""
        return self.state_dir / "course"

    @property
    def sources(self) -> Path:
        """Folders that the admin offers as sources of releases."""
        return self.state_dir / "sources"

    @property
    def own(self) -> Path:
        """The service's own folder, which nobody else enters."""
        return self.state_dir / "classroom"

    @property
    def ledger(self) -> Path:
        """The database."""
        return self.own / "ledger.sqlite"

    @property
    def handins(self) -> Path:
        """What was handed in, as it came: `weekN/<user>/NNNN/`."""
        return self.own / "handins"

    @property
    def jobs(self) -> Path:
        """What goes into a confined container and comes out of it, a folder a job."""
        return self.own / "jobs"

    @property
    def help(self) -> Path:
        """Copies of files that students let their instructors look at, a folder a request."""
        return self.own / "help"

    @property
    def incoming(self) -> Path:
        """Releases that are being made."""
        return self.own / "incoming"

    def feedback(self, user: str) -> Path:
        """What a student gets back; mounted read-only into that student's container."""
        return self.state_dir / "feedback" / user

    @property
    def shared(self) -> Path:
        """The class folder: read-only for students, writable for instructors."""
        return self.state_dir / "class"
