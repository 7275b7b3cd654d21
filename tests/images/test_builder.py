"""What goes into a build: catalogue, context, hash, trust, health check. No Docker."""

from __future__ import annotations

import importlib.util
import re
import subprocess
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from types import ModuleType

import pytest

from images.build import catalog, context, trust
from images.build.errors import BuildError
from llmhub.settings import Settings

ROOT = Path(__file__).resolve().parents[2]


def test_parents_come_first_and_once() -> None:
    assert catalog.needed(["base-slim"]) == ["common", "ollama", "base-slim"]
    assert catalog.needed(["hub", "base", "hub"]) == ["common", "hub", "ollama", "kernel", "base"]
    assert catalog.needed(["gpu"]) == ["common", "ollama", "kernel", "files", "gpu"]
    assert sorted(catalog.needed(["all"])) == sorted(catalog.IMAGES)


def test_unknown_image_is_told_with_the_known_ones() -> None:
    with pytest.raises(BuildError, match=r"unknown-image.*'gpt'.*common"):
        catalog.needed(["gpt"])


@pytest.mark.parametrize("image", catalog.IMAGES.values(), ids=lambda image: image.name)
def test_every_image_has_its_inputs_and_its_dockerfile(image: catalog.Image) -> None:
    files = context.list_files(ROOT, image.inputs)
    assert Path(image.dockerfile) in files


def make_tree(root: Path) -> Path:
    (root / "part/__pycache__").mkdir(parents=True)
    (root / "part/a.txt").write_text("a")
    (root / "part/run.sh").write_text("#!/bin/sh\n")
    (root / "part/run.sh").chmod(0o755)
    (root / "part/__pycache__/a.pyc").write_text("x")
    (root / "part/link").symlink_to("a.txt")
    (root / "outside.txt").write_text("not an input")
    return root


def hash_of(root: Path, **settings: str) -> str:
    return context.content_hash(root, context.list_files(root, ["part"]), settings)


def test_context_has_the_declared_files_alone(tmp_path: Path) -> None:
    root = make_tree(tmp_path / "tree")
    files = context.list_files(root, ["part"])
    assert [str(path) for path in files] == ["part/a.txt", "part/link", "part/run.sh"]
    context.stage(root, files, tmp_path / "staged")
    staged = sorted(
        str(p.relative_to(tmp_path / "staged")) for p in (tmp_path / "staged").rglob("*")
    )
    assert staged == ["part", "part/a.txt", "part/link", "part/run.sh"]


def test_context_is_the_same_under_any_umask(tmp_path: Path) -> None:
    root = make_tree(tmp_path / "tree")
    before = hash_of(root)
    (root / "part/a.txt").chmod(0o600)
    (root / "part/run.sh").chmod(0o700)
    assert hash_of(root) == before
    context.stage(root, context.list_files(root, ["part"]), tmp_path / "staged")
    modes = {p.name: p.stat().st_mode & 0o777 for p in (tmp_path / "staged/part").iterdir()}
    assert modes == {"a.txt": 0o644, "link": 0o644, "run.sh": 0o755}


@pytest.mark.parametrize("change", ["content", "name", "mode", "link", "setting"])
def test_hash_sees_a_change(tmp_path: Path, change: str) -> None:
    root = make_tree(tmp_path)
    before = hash_of(root, base="1")
    if change == "content":
        (root / "part/a.txt").write_text("b")
    elif change == "name":
        (root / "part/a.txt").rename(root / "part/b.txt")
    elif change == "mode":
        (root / "part/run.sh").chmod(0o644)
    elif change == "link":
        (root / "part/link").unlink()
        (root / "part/link").symlink_to("run.sh")
    assert hash_of(root, base="2" if change == "setting" else "1") != before


def test_hash_does_not_see_times_and_leavings(tmp_path: Path) -> None:
    root = make_tree(tmp_path)
    before = hash_of(root)
    (root / "part/a.txt").touch()
    (root / "part/__pycache__/b.pyc").write_text("new")
    assert hash_of(root) == before


def test_missing_input_is_named(tmp_path: Path) -> None:
    for name in ("hub/none", "hub/none-*.txt"):
        with pytest.raises(BuildError, match=rf"missing-input.*{re.escape(name)}"):
            context.list_files(tmp_path, [name])


def test_pattern_takes_what_is_there(tmp_path: Path) -> None:
    for name in ("torch-cuda.txt", "torch-cpu.txt", "kernel.txt"):
        (tmp_path / name).touch()
    files = context.list_files(tmp_path, ["torch-*.txt"])
    assert [path.name for path in files] == ["torch-cpu.txt", "torch-cuda.txt"]


def test_our_own_files_are_not_what_pytorch_is_installed_for() -> None:
    """A change of them builds thin layers anew; the kernel's image must stay as it is."""
    files = context.list_files(ROOT, catalog.IMAGES["kernel"].inputs)
    assert {path.parent.as_posix() for path in files} == {"images/base"}
    assert {path.suffix for path in files} == {"", ".conf", ".sh", ".txt"}


def test_host_that_trusts_nothing_special_gives_no_bundle(tmp_path: Path) -> None:
    (tmp_path / "bundle").write_text("usual\n")
    assert trust.host_bundle(tmp_path / "none", tmp_path / "bundle") == ""


def test_host_bundle_has_the_usual_ones_and_the_extra_ones_once(tmp_path: Path) -> None:
    (tmp_path / "extra").mkdir()
    (tmp_path / "extra/a.crt").write_text("AAA\n")
    (tmp_path / "extra/b.crt").write_text("BBB\n")
    (tmp_path / "bundle").write_text("usual\nAAA\n")
    assert trust.host_bundle(tmp_path / "extra", tmp_path / "bundle") == "usual\nAAA\nBBB\n"


def test_host_environment_is_shell_that_gives_the_values_back() -> None:
    value = "http://user:it's $HOME@index.example/simple"
    text = trust.host_environment({"PIP_INDEX_URL": value, "GOPROXY": "", "SECRET": "no"})
    assert "SECRET" not in text
    assert "GOPROXY" not in text
    shell = subprocess.run(
        ["bash", "-c", text + 'printf "%s|%s" "$PIP_INDEX_URL" "$UV_DEFAULT_INDEX"'],
        capture_output=True,
        text=True,
        check=True,
    )
    assert shell.stdout == f"{value}|{value}"


def test_index_for_uv_alone_is_not_replaced_by_pips() -> None:
    text = trust.host_environment({"PIP_INDEX_URL": "http://a", "UV_DEFAULT_INDEX": "http://b"})
    assert "UV_DEFAULT_INDEX=http://b" in text


@pytest.fixture
def healthcheck() -> ModuleType:
    spec = importlib.util.spec_from_file_location("healthcheck", ROOT / "hub/healthcheck.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_health_check_has_the_defaults_of_the_settings(healthcheck: ModuleType) -> None:
    fields = Settings.model_fields
    assert str(fields["subnet"].default) == healthcheck.SUBNET
    assert int(healthcheck.HUB_PORT) == fields["hub_port"].default


@pytest.mark.parametrize(("status", "healthy"), [(200, True), (500, False)])
def test_health_check_tells_a_healthy_hub(
    healthcheck: ModuleType, status: int, healthy: bool
) -> None:
    class Hub(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(status if self.path == "/hub/health" else 404)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Hub) as server:
        Thread(target=server.handle_request, daemon=True).start()
        assert healthcheck.is_healthy("127.0.0.1", server.server_port) is healthy
    assert healthcheck.is_healthy("127.0.0.1", server.server_port) is False
