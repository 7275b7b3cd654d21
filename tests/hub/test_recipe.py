"""The recipe of a pair: what a student's containers see, and what they do not."""

from __future__ import annotations

from pathlib import Path

import pytest

from llmhub import recipe
from llmhub.docker import containers
from llmhub.docker.containers import Place
from llmhub.pair import Device, Limits, PairKey, PairSpec
from llmhub.settings import Settings

SETTINGS = Settings(state_dir=Path("/srv/lab"))
LIMITS = Limits(memory=2**30, cpus=1.5, pids=100, shm=2**30)


def make(key: PairKey, *, teaches: bool = False) -> PairSpec:
    token = {"JUPYTERHUB_API_TOKEN": "secret", "OLLAMA_HOST": "elsewhere"}
    notebook = recipe.notebook(
        SETTINGS, key, "llmhub/base:1", 20007, token, LIMITS, 3, teaches=teaches
    )
    return recipe.pair_spec(SETTINGS, key, notebook, 3)


def test_secret_is_in_no_repr_and_not_in_the_sidecar() -> None:
    spec = make(PairKey("ada"))
    assert spec.sidecar is not None
    assert "secret" not in repr(spec)
    assert "secret" not in str(dict(spec.sidecar.environment))


def test_threads_follow_the_cpu_limit() -> None:
    environment = make(PairKey("ada")).notebook.environment
    assert {environment[name] for name in recipe.THREADS} == {"2"}
    assert {"OMP_NUM_THREADS", "PYTHON_CPU_COUNT", "RAYON_NUM_THREADS"} <= set(recipe.THREADS)
    assert environment["CPU_LIMIT"] == "1.5"
    assert environment["MEM_LIMIT"] == str(2**30)


def test_model_server_is_always_the_pairs_own() -> None:
    assert make(PairKey("ada")).notebook.environment["OLLAMA_HOST"] == "127.0.0.1:11434"


def test_every_writable_path_is_the_students_own() -> None:
    spec = make(PairKey("ada"))
    assert spec.sidecar is not None
    own = Path("/srv/lab/students/ada")
    for part in (spec.notebook, spec.sidecar):
        assert all(own in mount.source.parents for mount in part.mounts if not mount.read_only)
        assert all(own in overlay.upper.parents for overlay in part.overlays)


@pytest.mark.parametrize("teaches", [False, True])
def test_the_class_folder_is_writable_for_those_who_teach_alone(teaches: bool) -> None:
    mounts = {
        mount.target: mount for mount in make(PairKey("ada"), teaches=teaches).notebook.mounts
    }
    assert mounts["/opt/class"].source == Path("/srv/lab/class")
    assert mounts["/opt/class"].read_only is not teaches
    assert mounts["/opt/feedback"].source == Path("/srv/lab/feedback/ada")
    assert mounts["/opt/feedback"].read_only
    assert mounts["/opt/course"].read_only


def test_labs_know_where_the_course_service_is() -> None:
    environment = make(PairKey("ada")).notebook.environment
    assert environment["LLMHUB_COURSE_URL"] == "http://10.213.0.1:8082/services/course"


def test_second_server_shares_home_and_overlays_but_not_tmp() -> None:
    first, second = make(PairKey("ada")).notebook, make(PairKey("ada", "gpu")).notebook
    assert first.overlays == second.overlays
    sources = [{mount.target: mount.source for mount in part.mounts} for part in (first, second)]
    assert sources[0]["/home/student"] == sources[1]["/home/student"]
    assert sources[0]["/tmp"] != sources[1]["/tmp"]


def test_devices_are_asked_for_by_cdi_name() -> None:
    spec = make(PairKey("ada"))
    part = spec.notebook.__class__(
        image="i",
        uid=20007,
        command=(),
        environment={},
        limits=LIMITS,
        devices=(Device("nvidia.com/gpu=0"),),
    )
    asked = containers.notebook(Place("llmhub"), PairSpec(spec.key, 3, 8888, part, spec.sidecar))
    (request,) = asked["host_config"]["DeviceRequests"]
    assert (request["Driver"], request["DeviceIDs"]) == ("cdi", ["nvidia.com/gpu=0"])


def test_sidecar_joins_the_notebooks_network() -> None:
    asked = containers.sidecar(Place("llmhub"), make(PairKey("ada")), "abc")
    assert asked["host_config"]["NetworkMode"] == "container:abc"
    assert asked["name"] == "llmhub-ada.ollama"


@pytest.mark.parametrize(("timeout", "interval"), [(3600, 300), (1200, 300), (600, 150), (60, 15)])
def test_a_server_that_works_reports_in_time(timeout: float, interval: float) -> None:
    assert recipe.report_interval(timeout) == interval
