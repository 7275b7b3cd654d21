"""What the students' and the instructors' guide shows, done as they show it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.labs.student_lab import ROOT, StudentLab

STUDENT = ".venv/dev/bin/python -m labs.build tree --out build/student"
INSTRUCTOR = ".venv/dev/bin/python -m labs.build tree --instructor --out build/instructor"


@pytest.mark.runs(
    ".venv/dev/bin/python -m labs.build tree --out build/student",
    ".venv/dev/bin/python -m labs.build tree --instructor --out build/instructor",
)
def test_the_two_versions_can_be_looked_at(tmp_path: Path) -> None:
    for command, holds_answers in ((STUDENT, False), (INSTRUCTOR, True)):
        # In a folder of the test's own, with the Python that runs it.
        words = [str(tmp_path / w) if w.startswith("build/") else w for w in command.split()[1:]]
        subprocess.run([sys.executable, *words], check=True, cwd=ROOT, capture_output=True)
        lab = tmp_path / words[-1] / "week1/lab.ipynb"
        assert ("BEGIN SOLUTION" in lab.read_text()) is holds_answers


@pytest.mark.docker
@pytest.mark.runs("ollama list", 'python -c "from llmlab import diagnostics; diagnostics()"')
def test_a_student_sees_models_and_diagnosis(lab: StudentLab) -> None:
    assert len(lab.shell("ollama list").splitlines()) >= 4
    said = lab.shell('python -c "from llmlab import diagnostics; diagnostics()"')
    assert "[FAIL]" not in said
    assert "[OK] Model server: Ollama" in said


@pytest.mark.docker
def test_the_commands_of_the_chatbots_walkthrough_run(lab: StudentLab) -> None:
    text = (ROOT / "content/week7/04-chatbot/README.md").read_text()
    blocks = [part.split("```")[0] for part in text.split("```sh\n")[1:]]
    assert len(blocks) == 3
    lab.shell("cp -r apps apps.saved")
    said = [lab.shell(block) for block in blocks]
    assert said[0].strip()
    for app in ("gradio_app.py", "streamlit_app.py"):
        assert "import core" in (lab.home / "apps" / app).read_text()
        assert (lab.home / "apps" / f"before_chatbot_{app}").is_file()
    lab.shell("rm -r apps; mv apps.saved apps")
