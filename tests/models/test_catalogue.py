"""content/models.yml: what is read, and what is refused with line and key."""

from pathlib import Path

import pytest

from models.catalogue import PARTS, check_name, read_catalogue
from models.errors import ModelError
from scripts.stages import ROOT

GOOD = """\
schema: 1
sources:
  registry:
    models:
      - {kind: ollama, name: "big:1b", licence: MIT, size_mb: 9}
      - {kind: huggingface, name: owner/big, licence: MIT, size_mb: 9, revision: v1}
    roles:
      chat: {ollama: "big:1b", huggingface: owner/big}
  embedded:
    models:
      - {kind: ollama, name: "tiny:1m", part: chat, licence: MIT, size_mb: 1}
      - {kind: huggingface, name: llmhub/tiny, part: chat, licence: MIT, size_mb: 1}
    roles:
      chat: {ollama: "tiny:1m", huggingface: llmhub/tiny}
"""

# what is replaced, by what, the code, and what the sentence must name
BAD = (
    ("schema: 1", "schema: 2", "wrong-schema", "line 1"),
    ("schema: 1\n", "", "missing-key", "'schema'"),
    ("schema: 1", "schema: one", "wrong-type", "line 1"),
    ("size_mb: 9}", "size_mb: big}", "wrong-type", "size_mb"),
    ("size_mb: 9}", "size_mb: -1}", "wrong-type", "size_mb"),
    ("size_mb: 9}", "size_mb: true}", "wrong-type", "size_mb"),
    ("size_mb: 9}", "size: 9}", "unknown-key", "line 5"),
    ('kind: ollama, name: "big:1b"', 'kind: gguf, name: "big:1b"', "unknown-kind", "gguf"),
    ('name: "big:1b"', "name: big", "bad-name", "name:tag"),
    ('name: "big:1b"', "name: 3", "wrong-type", "line 5"),
    ("name: owner/big", "name: big", "bad-name", "owner/name"),
    ("name: owner/big", "name: ../big", "bad-name", "line 6"),
    ("name: owner/big", "name: owner/..big", "bad-name", "line 6"),
    (
        "part: chat, licence: MIT, size_mb: 1}\n    roles",
        "part: x, licence: MIT, size_mb: 1}\n    roles",
        "unknown-part",
        "line 12",
    ),
    ("part: chat, ", "", "missing-key", "'part'"),
    ("revision: v1", "part: chat", "unknown-key", "'part'"),
    (
        "licence: MIT, size_mb: 9}",
        "licence: MIT, size_mb: 9, revision: v1}",
        "unknown-key",
        "line 5",
    ),
    ('chat: {ollama: "big:1b"', 'chat: {ollama: "bug:1b"', "unknown-model", "line 8"),
    ('chat: {ollama: "big:1b", huggingface: owner/big}', "chat: {}", "missing-key", "chat"),
    (
        'chat: {ollama: "big:1b", huggingface: owner/big}',
        'chat: {ollama: "big:1b"}',
        "roles-differ",
        "'chat'",
    ),
    ('chat: {ollama: "big:1b"', 'talk: {ollama: "big:1b"', "roles-differ", "'chat'"),
    (
        '      - {kind: ollama, name: "tiny:1m"',
        '      - {kind: ollama, name: "tiny:1m", part: chat, licence: MIT, size_mb: 1}\n'
        '      - {kind: ollama, name: "tiny:1m"',
        "duplicate-model",
        "line 12",
    ),
    ("  embedded:", "  registry: {}\n  embedded:", "duplicate-key", "line 9"),
    ("  embedded:", "  other:", "unknown-key", "'other'"),
    (
        '    models:\n      - {kind: ollama, name: "big:1b"',
        '    models: none\n    x:\n      - {name: "big:1b"',
        "unknown-key",
        "sources.registry.x",
    ),
    ("schema: 1", "schema: [1", "bad-yaml", "line"),
)


def write(folder: Path, text: str) -> Path:
    path = folder / "models.yml"
    path.write_text(text, encoding="utf-8")
    return path


def test_good_catalogue_is_read(tmp_path: Path) -> None:
    casts = read_catalogue(write(tmp_path, GOOD)).casts
    assert casts["registry"].roles == {"chat": {"ollama": "big:1b", "huggingface": "owner/big"}}
    assert [model.revision for model in casts["registry"].models] == ["main", "v1"]
    assert [model.part for model in casts["embedded"].models] == ["chat", "chat"]


@pytest.mark.parametrize(("old", "new", "code", "named"), BAD)
def test_bad_catalogue_is_refused(
    tmp_path: Path, old: str, new: str, code: str, named: str
) -> None:
    assert old in GOOD
    with pytest.raises(ModelError) as caught:
        read_catalogue(write(tmp_path, GOOD.replace(old, new, 1)))
    assert caught.value.code == f"catalogue.{code}"
    assert named in caught.value.message


@pytest.mark.parametrize(
    ("content", "code"), [(b"", "bad-yaml"), (b"\xff\xfe", "unreadable"), (b"- a", "wrong-type")]
)
def test_unusable_file_is_refused(tmp_path: Path, content: bytes, code: str) -> None:
    path = tmp_path / "models.yml"
    path.write_bytes(content)
    with pytest.raises(ModelError) as caught:
        read_catalogue(path)
    assert caught.value.code == f"catalogue.{code}"


def test_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"catalogue\.unreadable"):
        read_catalogue(tmp_path / "models.yml")


def test_the_course_has_every_part_and_role() -> None:
    casts = read_catalogue(ROOT / "content" / "models.yml").casts
    assert {model.part for model in casts["embedded"].models} == PARTS
    roles = {"chat", "chat-small", "chat-hf", "embedding", "sentiment-2", "sentiment-3", "tuning"}
    assert casts["registry"].roles.keys() == roles


@pytest.mark.parametrize(
    ("given", "full"),
    [
        ("qwen3", "qwen3:latest"),
        ("qwen3:0.6b", "qwen3:0.6b"),
        ("someone/model", "someone/model:latest"),
        ("localhost:5000/library/m", "localhost:5000/library/m:latest"),
    ],
)
def test_name_gets_its_tag(given: str, full: str) -> None:
    assert check_name("ollama", given) == full


@pytest.mark.parametrize("given", ["", "../x", "a b", "-x", "x:y:z/../a"])
def test_bad_name_is_refused(given: str) -> None:
    with pytest.raises(ModelError, match=r"catalogue\.bad-name"):
        check_name("ollama", given)
