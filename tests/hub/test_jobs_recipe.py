"""What a job may see and reach is decided here, whatever the course service asks for."""

from __future__ import annotations

from pathlib import Path

from llmhub.docker import job_containers
from llmhub.docker.containers import Place
from llmhub.jobs import recipe
from llmhub.jobs.spec import JobSpec, Network
from llmhub.settings import Settings

ID = "job-1234"
SETTINGS = Settings(state_dir=Path("/state"), week=1)
FETCH = recipe.fetch_job(SETTINGS, ID, "https://example.org/a", "main")
MARK = recipe.mark_job(SETTINGS, ID, 4, "assignment.ipynb", 7, "image")


def mounts(spec: JobSpec) -> dict[str, bool]:
    """Return source -> read-only of all that a job sees of this machine."""
    parts = [spec.program, *([spec.sidecar] if spec.sidecar else [])]
    return {str(one.source): one.read_only for part in parts for one in part.mounts}


def test_a_fetch_sees_its_own_folder_and_nothing_else() -> None:
    assert mounts(FETCH) == {"/state/hub/jobs/job-1234/out": False}
    assert FETCH.sidecar is None
    assert FETCH.program.devices == ()
    assert FETCH.seconds == 120


def test_marking_sees_the_hand_in_and_models_and_writes_one_file() -> None:
    box, models = "/state/hub/jobs/job-1234", "/state/models/releases/0007"
    assert mounts(MARK) == {
        f"{box}/in": True,
        f"{box}/out/executed.ipynb": False,
        f"{models}/models.json": True,
        f"{models}/huggingface": True,
        f"{models}/ollama": True,
    }
    assert MARK.network is Network.NONE
    assert MARK.seconds == 900
    assert "--cell=300" in MARK.program.command


def test_no_secret_of_a_lab_is_in_a_job() -> None:
    for part in (FETCH.program, MARK.program):
        assert not [name for name in part.environment if "TOKEN" in name or "API" in name]


def test_a_job_is_nobody() -> None:
    uid = recipe.job_uid(SETTINGS)
    assert uid not in (SETTINGS.sidecar_uid, 19997, 19999, 0)
    assert uid < SETTINGS.uid_first
    assert {FETCH.program.uid, MARK.program.uid} == {uid}


def test_the_image_is_the_one_of_that_week() -> None:
    assert recipe.mark_image(SETTINGS, 4).image == SETTINGS.gpu_image
    assert recipe.mark_image(SETTINGS, 3).image == SETTINGS.notebook_image


def test_containers_have_least_privilege() -> None:
    asked = [job_containers.program(Place("lab"), spec) for spec in (FETCH, MARK)]
    assert MARK.sidecar is not None
    asked.append(job_containers.sidecar(Place("lab"), MARK, MARK.sidecar, "abc"))
    for one in asked:
        host = one["host_config"]
        assert host["CapDrop"] == ["ALL"]
        assert host["ReadonlyRootfs"]
        assert host["SecurityOpt"] == ["no-new-privileges"]
        assert host["Memory"] == host["MemorySwap"] > 0
        assert host["PidsLimit"] > 0
        assert host["LogConfig"]["Config"] == {"max-size": "1m", "max-file": "1"}
        assert not one["user"].startswith("0")
        assert any(limit["Name"] == "fsize" for limit in host["Ulimits"])
    networks = [one["host_config"]["NetworkMode"] for one in asked]
    assert networks == ["lab", "none", "container:abc"]
