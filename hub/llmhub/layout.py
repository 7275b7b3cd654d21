"""Where things lie in the state folder. Pure paths; who creates them stands in `students.py`."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from llmhub.names import check_servername, check_username


@dataclass(frozen=True)
class StudentFolders:
    """Everything that is counted to one student."""

    root: Path

    @property
    def home(self) -> Path:
        """The home: 0700, the student's own."""
        return self.root / "home"

    @property
    def etc(self) -> Path:
        """passwd and group that give the student's uid its name inside the container."""
        return self.root / "etc"

    def tmp(self, server: str = "") -> Path:
        """/tmp of one server, emptied at each start."""
        return self.root / "tmp" / (check_servername(server) or "_")  # no server is called so

    def sidecar_tmp(self, server: str = "") -> Path:
        """/tmp of one server's model server; no server's name has a dot."""
        return self.tmp(server).with_name(f"{self.tmp(server).name}.ollama")

    def upper(self, kind: str) -> Path:
        """Writable layer over the shared models; `kind` is `ollama` or `huggingface`."""
        return self.root / "models" / kind / "upper"

    def work(self, kind: str) -> Path:
        """overlayfs's own folder beside `upper`."""
        return self.root / "models" / kind / "work"


@dataclass(frozen=True)
class StateLayout:
    """The state folder of one hub."""

    state_dir: Path

    @property
    def env_file(self) -> Path:
        """Settings that deploy wrote."""
        return self.state_dir / "hub.env"

    def secret(self, name: str) -> Path:
        """File of one secret, mode 0600."""
        return self.state_dir / "secrets" / name

    @property
    def hub(self) -> Path:
        """The hub's database."""
        return self.state_dir / "hub"

    @property
    def running_jobs(self) -> Path:
        """The jobs' own folders while they run: the hub's, so that nobody swaps what is mounted."""
        return self.hub / "jobs"

    @property
    def course(self) -> Path:
        """Course releases; the parent is mounted, so that a swap of `current` is seen at once."""
        return self.state_dir / "course"

    def feedback(self, user: str) -> Path:
        """What a student gets back; the course service writes it."""
        return self.state_dir / "feedback" / check_username(user)

    @property
    def class_folder(self) -> Path:
        """The class's own folder: instructors write, students read."""
        return self.state_dir / "class"

    def course_release(self, number: int) -> Path:
        """One publication of the course: immutable, and what students see at `current`."""
        return self.course / "releases" / f"{number:04d}"

    @property
    def students(self) -> Path:
        """One folder a student."""
        return self.state_dir / "students"

    def student(self, user: str) -> StudentFolders:
        """Folders of one student."""
        return StudentFolders(self.students / check_username(user))

    def crash_logs(self, user: str) -> Path:
        """Last log lines of that student's crashed containers."""
        return self.state_dir / "logs" / check_username(user)

    @property
    def archive(self) -> Path:
        """Homes of students who left."""
        return self.state_dir / "archive"

    @property
    def current_models(self) -> Path:
        """Link to the newest model release."""
        return self.state_dir / "models" / "current"

    def model_release(self, number: int) -> Path:
        """One immutable model release."""
        return self.state_dir / "models" / "releases" / f"{number:04d}"

    def newest_release(self) -> int:
        """Number of the release that a new pair gets; 0 when there is none yet."""
        try:
            return int(self.current_models.resolve(strict=True).name)
        except (OSError, ValueError):
            return 0
