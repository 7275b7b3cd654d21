"""What students do to their home: install anything, fill the disk, leave odd files."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest

from tests.images.base_container import UID, hub, notebook

pytestmark = [pytest.mark.docker, pytest.mark.timeout(300)]

OWN_KERNEL = {"argv": ["/bin/false"], "display_name": "Mine", "language": "python"}
BREAKING = ("jupyter_server", "tornado", "jupyterhub", "traitlets")


def make_wheel(folder: Path, name: str) -> Path:
    """Write a wheel of version 0.1 whose module refuses to be imported."""
    path = folder / f"{name}-0.1-py3-none-any.whl"
    info = f"{name}-0.1.dist-info"
    with zipfile.ZipFile(path, "w") as wheel:
        wheel.writestr(f"{name}/__init__.py", "raise RuntimeError('a broken package')\n")
        wheel.writestr(f"{info}/METADATA", f"Metadata-Version: 2.1\nName: {name}\nVersion: 0.1\n")
        wheel.writestr(
            f"{info}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
        )
        wheel.writestr(f"{info}/RECORD", "")
    return path


def test_pip_install_wins_in_kernels_and_never_reaches_the_server(tmp_path: Path) -> None:
    (tmp_path / "tmp").mkdir()
    wheels = [make_wheel(tmp_path / "tmp", name) for name in BREAKING]
    harmless = make_wheel(tmp_path / "tmp", "httpx")
    with hub() as address:
        with notebook(tmp_path, address) as first:
            paths = [f"/tmp/{wheel.name}" for wheel in (*wheels, harmless)]
            first.run("pip", "install", "--no-index", "--no-deps", *paths)
        with notebook(tmp_path, address) as second:
            assert second.ask("api/me")[0] == 200
            assert second.ask("api/kernelspecs")[0] == 200
            code = "import importlib.metadata as m; print('httpx', m.version('httpx'))"
            told = second.run("python", "-c", code)
            assert told.strip() == "httpx 0.1"
            assert "0.28" in second.run("/opt/server/bin/python", "-I", "-c", code)


def test_config_in_the_home_is_not_read(tmp_path: Path) -> None:
    with hub() as address:
        with notebook(tmp_path, address) as first:
            first.run(
                "sh",
                "-c",
                "mkdir -p ~/.jupyter ~/.local/share/jupyter/kernels/python3 && "
                "echo 'raise SystemExit(1)' > ~/.jupyter/jupyter_server_config.py && "
                "cp ~/.jupyter/jupyter_server_config.py ~/.jupyter/jupyter_config.py && "
                "cp -r ~/.local/share/jupyter/kernels/python3 ~/.local/share/jupyter/kernels/own",
            )
            for name in ("python3", "own"):
                path = f".local/share/jupyter/kernels/{name}/kernel.json"
                first.write(path, json.dumps(OWN_KERNEL))
        with notebook(tmp_path, address) as second:
            assert second.ask("api/me")[0] == 200
            found = json.loads(second.ask("api/kernelspecs")[2])["kernelspecs"]
            assert {name: one["spec"]["argv"][0] for name, one in found.items()} == {
                "python3": "/opt/kernel/bin/python"
            }


def test_a_full_home_starts_and_says_so(tmp_path: Path) -> None:
    full = f"--tmpfs=/home/student:size=4k,uid={UID}"
    with (
        hub() as address,
        notebook(tmp_path, address, extra=(full,), bind=False) as started,
    ):
        assert started.ask("api/me")[0] == 200
        told = started.run("cat", "/tmp/llmhub-notes.txt")
        assert "N06" in told
        assert "your disk is full" in told
        started.run("sh", "-c", "dd if=/dev/zero of=/home/student/fill bs=1k 2>/dev/null; true")
        kernel = json.loads(started.ask("api/kernels", method="POST")[2])["id"]
        assert "42" in started.run("/opt/server/bin/python", "-I", "-c", ask_kernel(kernel))


def ask_kernel(kernel: str) -> str:
    """Return a program that runs a cell in a kernel which the server has started."""
    return (
        "from jupyter_client import BlockingKernelClient\n"
        f"path = '/dev/shm/llmhub-jupyter/runtime/kernel-{kernel}.json'\n"
        "client = BlockingKernelClient(connection_file=path)\n"
        "client.load_connection_file()\n"
        "client.start_channels()\n"
        "client.wait_for_ready(timeout=60)\n"
        "client.execute_interactive('print(6 * 7)', timeout=60)\n"
    )


def test_odd_files_in_tmp_do_not_stop_the_start(tmp_path: Path) -> None:
    with hub() as address:
        with notebook(tmp_path, address) as first:
            first.run(
                "sh",
                "-c",
                "rm -rf /tmp/llmhub-jupyter && ln -s /etc /tmp/llmhub-jupyter && "
                "mkfifo /tmp/llmhub-notes.txt && rm -rf ~/labs && ln -s /nowhere ~/labs",
            )
        with notebook(tmp_path, address) as second:
            assert second.ask("api/me")[0] == 200
            assert "N03" in second.run("cat", "/tmp/llmhub-notes.txt")
            assert second.run("id", "-u").strip() == str(UID)
