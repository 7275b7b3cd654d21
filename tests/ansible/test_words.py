"""Words on make's command line on their way through the playbook's variables."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parents[2]
ANSIBLE = ROOT / "ansible"
PLAYBOOK = Path(sys.executable).with_name("ansible-playbook")


def evaluated(folder: Path, told: dict[str, Any] | None, words: dict[str, str]) -> dict[str, Any]:
    """Return variables as the playbook has them after `configure` has told what holds."""
    out = folder / "out.json"
    names = (
        *("llmhub_notebook", "llmhub_admin", "llmhub_configure", "llmhub_settings_env"),
        *("llmhub_gpu_image", "llmhub_no_gpu"),
    )
    content = "{{ {" + ", ".join(f"'{name}': {name}" for name in names) + "} | to_json }}"
    book: dict[str, Any] = {
        "hosts": "llmhub",
        "gather_facts": False,
        "vars": {} if told is None else {"preflight_settings": {"stdout": json.dumps(told)}},
        "tasks": [{"ansible.builtin.copy": {"dest": str(out), "content": content}}],
    }
    (folder / "book.yml").write_text(yaml.safe_dump([book]))
    command = [str(PLAYBOOK), "-i", str(ANSIBLE / "inventory/localhost.yml")]
    done = subprocess.run(
        [*command, str(folder / "book.yml")],
        env={
            "ANSIBLE_CONFIG": str(ANSIBLE / "ansible.cfg"),
            "PATH": "/usr/bin:/bin",
            "HOME": str(folder),
            **{f"DEPLOY_{name}": value for name, value in words.items()},
        },
        check=False,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    found: dict[str, Any] = json.loads(out.read_text())
    return found


def test_what_was_remembered_holds_and_is_not_said_again(tmp_path: Path) -> None:
    found = evaluated(tmp_path, {"notebook": "base-slim", "admin": "ada"}, {})
    assert (found["llmhub_notebook"], found["llmhub_admin"]) == ("base-slim", "ada")
    assert not {"--notebook", "--admin"} & set(found["llmhub_configure"])
    assert found["llmhub_settings_env"]["LLMHUB_PORT"] == ""


def test_words_that_are_said_reach_configure(tmp_path: Path) -> None:
    found = evaluated(tmp_path, None, {"IMAGE": "base-slim", "ADMIN": "ada", "PORT": "9000"})
    assert (found["llmhub_notebook"], found["llmhub_admin"]) == ("base-slim", "ada")
    assert found["llmhub_configure"][-4:] == ["--notebook", "base-slim", "--admin", "ada"]
    assert found["llmhub_settings_env"]["LLMHUB_PORT"] == "9000"


@pytest.mark.parametrize(("word", "setting"), [("device", "device"), ("0", "none"), ("", "")])
def test_the_word_for_cards_is_a_setting_too(tmp_path: Path, word: str, setting: str) -> None:
    found = evaluated(tmp_path, None, {"GPU": word, "WEEK": "4"})
    assert found["llmhub_settings_env"]["LLMHUB_GPU"] == setting
    assert found["llmhub_settings_env"]["LLMHUB_WEEK"] == "4"


@pytest.mark.parametrize(("told", "wanted"), [(None, False), ({"gpu_image": True}, True)])
def test_the_image_for_fine_tuning_is_made_where_configure_says_so(
    tmp_path: Path, told: dict[str, Any] | None, wanted: bool
) -> None:
    assert evaluated(tmp_path, told, {})["llmhub_gpu_image"] is wanted


@pytest.mark.parametrize(
    ("told", "word", "wanted"),
    [
        (None, "", False),
        (None, "0", True),
        ({"gpu_sidecar": True}, "device", False),
        ({"gpu_sidecar": False}, "device", True),
    ],
)
def test_a_model_server_for_the_processor_where_none_gets_a_card(
    tmp_path: Path, told: dict[str, Any] | None, word: str, wanted: bool
) -> None:
    assert evaluated(tmp_path, told, {"GPU": word})["llmhub_no_gpu"] is wanted
