"""The small encoders' vocabulary: needs torch's libraries, so it runs in the students' image."""

import subprocess

import pytest

from scripts.stages import ROOT
from tests.models.test_family import BASE

pytestmark = [pytest.mark.docker]

PROGRAM = """
from models.tiny.wordpiece import make_vocabulary, train_tokenizer
texts = ["the drill drills", "a drill and the saw", "zebra"] * 3
tokenizer = train_tokenizer(texts, 200, 32)
print(make_vocabulary(texts, 200))
print(tokenizer.tokenize("The drill, saws! x9"), tokenizer.tokenize("café"))
"""


def run() -> list[str]:
    command = [
        *("docker", "run", "--rm", "--network", "none", "--no-healthcheck", "--user", "20001"),
        *("--entrypoint", "/opt/kernel/bin/python", "--env", "PYTHONPATH=/src"),
        *("--volume", f"{ROOT / 'models'}:/src/models:ro", BASE, "-c", PROGRAM),
    ]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    return done.stdout.splitlines()


def test_vocabulary_is_the_same_on_every_run() -> None:
    first, cut = run()
    assert run() == [first, cut]
    assert cut == "['the', 'drill', ',', 'saw', '##s', '!', 'x', '##9'] ['[UNK]']"
