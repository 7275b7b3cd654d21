"""The notebook images: who owns what, what is inside, what a start needs and tolerates."""

from __future__ import annotations

import json
import os
import re

import pytest

from images.build.catalog import OLLAMA_VERSION
from llmhub import recipe
from tests.images.base_container import BASE, GPU, ROOT, SLIM, Notebook, once

pytestmark = [pytest.mark.docker, pytest.mark.timeout(600)]

EXTENSIONS = {
    "jupyter_resource_usage",
    "jupyter_server_proxy",
    "jupyter_server_terminals",
    "jupyterhub",
    "jupyterlab",
    "llmserver.extension",
    "nbgitpuller",
}
COURSE_MODULES = (
    "accelerate chromadb datasets faiss gguf gradio httpx ipykernel ipywidgets llmlab matplotlib "
    "numpy ollama peft sentence_transformers sklearn streamlit torch transformers trl"
)
SLIM_MODULES = "gradio httpx ipykernel llmlab numpy ollama streamlit"
NOT_OURS = (
    r"find / -xdev ( -perm -0002 -o ! -user root ) ! -type l "
    r"! -path /proc/* ! -path /dev/* ! -path /tmp ! -path /tmp/* ! -path /home/student"
)


def test_starts_as_any_uid_with_everything_locked(running: Notebook) -> None:
    status, _, body = running.ask("api/me")
    assert status == 200
    assert json.loads(body)["identity"]["username"] == "ada"
    assert running.run("id", "-u").strip() == "20007"


def test_nobody_else_comes_in(running: Notebook) -> None:
    assert running.ask("api/contents", token="eve-token")[0] == 403
    assert running.ask("api/contents", token="")[0] == 403
    status, headers, _ = running.ask("lab", token="")
    assert status == 302
    assert headers["Location"].startswith("/hub/api/oauth2/authorize")


@pytest.mark.parametrize("path", ["gradio/queue", "proxy/9000/", "terminals/websocket/1"])
def test_a_websocket_needs_a_login(running: Notebook, path: str) -> None:
    asked = {
        "Upgrade": "websocket",
        "Connection": "Upgrade",
        "Sec-WebSocket-Version": "13",
        "Sec-WebSocket-Key": "AAAAAAAAAAAAAAAAAAAAAA==",
    }
    for token in ("", "eve-token"):
        status, headers, _ = running.ask(path, token=token, **asked)
        # Never 101 (switching protocols): refused, or sent to the hub's login.
        assert status in (302, 403)
        assert headers.get("Location", "/hub/").startswith("/hub/")


def test_only_the_wanted_extensions_load(running: Notebook) -> None:
    loaded = re.findall(r"ServerApp\] (\S+) \| extension was successfully loaded", running.logs())
    assert set(loaded) == EXTENSIONS
    assert " [E " not in running.logs()


def test_the_first_page_is_the_readme_of_the_lowest_week(running: Notebook) -> None:
    assert "/lab/tree/labs/week1/README.md" in running.logs()
    assert (running.home / "labs" / "week2" / "README.md").exists()


def test_healthcheck_sees_the_server(running: Notebook) -> None:
    running.run("/opt/llmhub/bin/healthcheck")


def test_temporary_files_of_both_kinds_go_to_tmp(running: Notebook) -> None:
    assert running.run("readlink", "/var/tmp").strip() == "/tmp"


def test_a_kernel_finds_its_environment(running: Notebook) -> None:
    code = (
        "import sys, os, json; print(json.dumps([sys.executable, os.environ['PATH'].split(':')[0],"
        " os.environ['JUPYTERHUB_SERVICE_PREFIX']]))"
    )
    told = running.run("/opt/server/bin/python", "-I", "-c", run_in_kernel(code))
    python, first, prefix = json.loads(told.splitlines()[-1])
    assert python == "/opt/kernel/bin/python"
    assert first == "/opt/kernel/bin"
    assert prefix == "/user/ada/"


def run_in_kernel(code: str) -> str:
    """Return a program that runs one cell in the kernel `python3` and prints its output."""
    return (
        "from jupyter_client.manager import start_new_kernel\n"
        "manager, client = start_new_kernel(kernel_name='python3')\n"
        f"client.execute_interactive({code!r}, timeout=60)\n"
        "manager.shutdown_kernel(now=True)\n"
    )


@pytest.mark.parametrize("image", [SLIM, BASE, GPU])
def test_nothing_belongs_to_others_or_is_writable(
    image: str, request: pytest.FixtureRequest
) -> None:
    if image == GPU:
        request.getfixturevalue("gpu_image")
    found = once(image, "sh", "-c", NOT_OURS.replace("(", r"\(").replace(")", r"\)") + " || true")
    assert [line for line in found.splitlines() if "Permission denied" not in line] == []


def test_the_server_imports_no_grammar_and_no_database() -> None:
    code = (
        "import sys; from llmserver.standins import load_singleuser; load_singleuser();"
        "names = ['lark', 'rfc3987_syntax', 'sqlalchemy', 'alembic', 'jupyterhub.orm',"
        " 'jupyterhub.handlers', 'requests', 'httpx'];"
        "print([n for n in names if n in sys.modules])"
    )
    assert once(SLIM, "/opt/server/bin/python", "-I", "-c", code).strip() == "[]"


def test_what_guards_the_server_is_the_original() -> None:
    code = (
        "from llmserver.standins import load_singleuser; load_singleuser();"
        "import jupyterhub.services.auth as a, jupyterhub.scopes as s;"
        "import jupyterhub.singleuser.extension as e, jupyterhub._xsrf_utils as x;"
        "print({m.__file__.split('site-packages/')[1] for m in (a, s, e, x)});"
        "have = frozenset({'access:servers!user=ada'});"
        "print(sorted(s._intersect_expanded_scopes({'access:servers!server=ada/'}, have)),"
        " sorted(s._intersect_expanded_scopes({'access:servers!server=eve/'}, have)))"
    )
    files, scopes = once(SLIM, "/opt/server/bin/python", "-I", "-c", code).splitlines()
    for name in ("services/auth", "scopes", "singleuser/extension", "_xsrf_utils"):
        assert f"'jupyterhub/{name}.py'" in files
    assert scopes == "['access:servers!server=ada/'] []"


def test_torch_is_only_in_the_large_image() -> None:
    names = once(SLIM, "/opt/kernel/bin/pip", "list", "--format=freeze").splitlines()
    assert [name for name in names if name.startswith("numpy==")]
    assert not [name for name in names if name.startswith(("torch", "nvidia", "triton", "faiss"))]


@pytest.mark.parametrize(("image", "modules"), [(SLIM, SLIM_MODULES), (BASE, COURSE_MODULES)])
def test_all_packages_import_without_a_network(image: str, modules: str) -> None:
    code = f"import {', '.join(modules.split())}; print('all')"
    options = ("--network", "none", "--env", "HF_HUB_OFFLINE=1")
    out = once(image, "/opt/kernel/bin/python", "-c", code, options=options)
    assert out.splitlines()[-1] == "all"


def test_the_large_image_holds_what_the_lists_say() -> None:
    frozen = once(BASE, "/opt/kernel/bin/pip", "list", "--format=freeze").lower()
    installed = dict(line.split("==") for line in frozen.splitlines() if "==" in line)
    assert "faiss-cpu" in installed
    assert "faiss-gpu" not in installed
    for line in (ROOT / "images" / "versions.in").read_text(encoding="utf-8").splitlines():
        if "==" in line and not line.startswith("#"):
            name, version = line.split("==")
            assert installed.get(name, version).partition("+")[0] == version


@pytest.mark.parametrize("image", [SLIM, BASE])
def test_ollamas_command_is_in_the_image_in_the_servers_version(image: str) -> None:
    said = once(image, "sh", "-c", "ollama --version 2>&1")
    assert f"client version is {OLLAMA_VERSION}\n" in said


def test_packages_see_the_cores_that_the_hub_says() -> None:
    """One core, on a machine that has more: Python and torch, each by its own variable."""
    assert (os.cpu_count() or 1) > 1, "this test needs a second core"
    options = tuple(f"--env={name}=1" for name in recipe.THREADS)
    code = "import os, torch; print(os.cpu_count(), torch.get_num_threads())"
    assert once(BASE, "/opt/kernel/bin/python", "-c", code, options=options).split() == ["1", "1"]
    assert once(BASE, "/opt/kernel/bin/python", "-c", code).split() != ["1", "1"]


def test_it_does_not_run_as_root() -> None:
    with pytest.raises(AssertionError, match="N07"):
        once(SLIM, "/opt/llmhub/bin/start", options=("--user", "0:0"))
