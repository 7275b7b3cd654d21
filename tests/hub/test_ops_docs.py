"""docs/operate.md: every code and every command of it, and none that is not there."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
GUIDE = (ROOT / "docs/operate.md").read_text()
ERRORS = r"\b(?:Lab|Pair|Settings|Roster)Error\(\s*\"([a-z0-9-]+)\""
FINDINGS = r"\b(?:fail|warn)\(\s*\"([a-z0-9-]+)\"|\bstep\(\"([a-z-]+)\"|code = \"([a-z-]+)\""
IN_ROLES = r"\[([a-z]+-[a-z-]+)\]"


def found(pattern: str, folder: str, suffix: str) -> set[str]:
    texts = [path.read_text() for path in (ROOT / folder).rglob(f"*{suffix}")]
    matches = [match for text in texts for match in re.finditer(pattern, text)]
    return {group for match in matches for group in match.groups() if group}


def test_every_code_is_explained() -> None:
    raised = found(ERRORS, "hub/llmhub", ".py") | found(FINDINGS, "hub/llmhub/ops", ".py")
    raised |= found(IN_ROLES, "ansible/roles", ".yml")
    assert len(raised) > 50
    rows = re.findall(r"(?m)^\| (`[^|]*`) \|", GUIDE.split("## Codes")[1])
    explained = {code for row in rows for code in re.findall(r"`([a-z0-9-]+)`", row)}
    assert raised - explained == set()


def test_every_command_is_a_target() -> None:
    targets = found(r"(?m)^([a-z-]+):.*## ", "make", ".mk")
    used = set(re.findall(r"(?m)^make ([a-z-]+)", GUIDE))
    assert used <= targets
    operators = set(re.findall(r"(?m)^([a-z-]+):.*## ", (ROOT / "make/operate.mk").read_text()))
    assert operators <= used
