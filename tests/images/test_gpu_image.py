"""The GPU image on a machine without a GPU: what is inside, and that it shares base's layers."""

from __future__ import annotations

import json

import pytest

from tests.images.base_container import BASE, GPU, KERNEL, docker, once
from tests.images.lock_files import BASE as BASE_LOCKS
from tests.images.lock_files import GPU as GPU_LOCKS
from tests.images.lock_files import pins

pytestmark = [pytest.mark.docker, pytest.mark.timeout(600), pytest.mark.usefixtures("gpu_image")]

PYTHON = "/opt/kernel/bin/python"
ALONE = ("--network", "none")
# As the hub sets it where students may download models.
MAY_DOWNLOAD = (*ALONE, "--env=HF_HUB_OFFLINE=0")
MODULES = (
    "accelerate axolotl.cli.main axolotl.train bitsandbytes chromadb datasets evaluate faiss gguf "
    "gradio httpx ipykernel ipywidgets kernels liger_kernel llmlab lm_eval matplotlib numpy ollama "
    "peft sentence_transformers sklearn streamlit torch torchao transformers trl xformers"
)
INSTALLED = (
    "import importlib.metadata as m, json;"
    "print(json.dumps({d.name.lower().replace('_', '-').replace('.', '-'): d.version"
    " for d in m.distributions() if '/opt/kernel/' in str(d.locate_file(''))}))"
)
# A hub that is asked for at import is asked again by every kernel of every student.
LOOKED_UP = """
import importlib, socket, sys
asked = []
socket.getaddrinfo = lambda host, *a, **k: asked.append(host) or []
for name in sys.argv[1:]:
    importlib.import_module(name)
print(asked)
"""
FOUR_BITS = """
import torch
from bitsandbytes.nn import Linear4bit
torch.manual_seed(0)
plain = torch.nn.Linear(256, 128)
four = Linear4bit(256, 128, quant_type="nf4", compute_dtype=torch.float32)
four.load_state_dict(plain.state_dict())
four = four.to("cpu")
given = torch.randn(8, 256)
with torch.no_grad():
    near = torch.nn.functional.cosine_similarity(plain(given).flatten(), four(given).flatten(), 0)
print(four.weight.dtype, four.weight.quant_state.quant_type, near.item() > 0.98)
"""
SEARCH = """
import faiss, numpy as np
index = faiss.IndexFlatL2(4)
index.add(np.eye(4, dtype="float32"))
print(faiss.get_num_gpus(), hasattr(faiss, "StandardGpuResources"),
      index.search(np.array([[0, 0, 0.9, 0]], dtype="float32"), 1)[1].tolist())
"""


def python(code: str, *words: str, image: str = GPU, options: tuple[str, ...] = ALONE) -> str:
    """Run a program in the image; return the last line that it printed."""
    return once(image, PYTHON, "-c", code, *words, options=options).splitlines()[-1]


def installed(image: str) -> dict[str, str]:
    found: dict[str, str] = json.loads(python(INSTALLED, image=image))
    return found


@pytest.fixture(scope="module")
def packages() -> dict[str, str]:
    """Name and version of all that the GPU image has for students."""
    return installed(GPU)


def test_all_packages_import_and_none_asks_the_network() -> None:
    assert python(LOOKED_UP, *MODULES.split(), options=MAY_DOWNLOAD) == "[]"


def test_bitsandbytes_has_nothing_to_complain_of() -> None:
    said = once(GPU, "sh", "-c", f"{PYTHON} -c 'import bitsandbytes' 2>&1", options=MAY_DOWNLOAD)
    assert said == ""


def test_what_is_installed_is_what_is_locked(packages: dict[str, str]) -> None:
    folder = {"kernel.txt", "torch-cuda.txt"}
    locked = pins(*(BASE_LOCKS / name for name in folder), GPU_LOCKS / "gpu.txt")
    names = {name.replace("_", "-").replace(".", "-"): v for name, v in locked.items()}
    assert packages == names


def test_a_package_of_both_images_is_the_same_in_both(packages: dict[str, str]) -> None:
    base = installed(BASE)
    assert {name: v for name, v in base.items() if packages.get(name, v) != v} == {}
    assert set(base) - set(packages) == {"faiss-cpu"}
    assert "faiss-gpu" in packages


def test_base_and_gpu_share_their_layers_on_disk() -> None:
    layers = {
        image: json.loads(docker("image", "inspect", "--format", "{{json .RootFS.Layers}}", image))
        for image in (KERNEL, BASE, GPU)
    }
    shared = layers[KERNEL]
    assert len(shared) > 5
    # A layer is stored once for each row of layers below it: the same layers, in the same order.
    assert layers[BASE][: len(shared)] == shared
    assert layers[GPU][: len(shared)] == shared


def test_torch_is_the_build_for_cuda_and_works_without() -> None:
    code = "import torch; print(torch.version.cuda, torch.cuda.is_available(), torch.ones(2).sum())"
    assert python(code) == "13.0 False tensor(2.)"


def test_faiss_is_the_one_for_gpus_and_searches_without() -> None:
    assert python(SEARCH) == "0 True [[2]]"


def test_a_layer_of_four_bits_calculates_on_the_processor() -> None:
    assert python(FOUR_BITS) == "torch.uint8 nf4 True"


def test_axolotl_and_its_launcher_are_commands() -> None:
    said = once(GPU, "sh", "-c", "command -v accelerate && axolotl --help", options=ALONE)
    assert said.startswith("/opt/kernel/bin/accelerate\n")
    assert "merge-lora" in said


@pytest.mark.parametrize("name", ["AXOLOTL_DO_NOT_TRACK", "DO_NOT_TRACK", "HF_HUB_OFFLINE"])
def test_nobody_is_told_what_students_do(name: str) -> None:
    assert python(f"import os; print(os.environ['{name}'])") == "1"


def test_axolotl_keeps_its_telemetry_off() -> None:
    code = (
        "from axolotl.telemetry.manager import TelemetryManager;"
        "print(TelemetryManager.get_instance().enabled)"
    )
    assert python(code) == "False"


def test_no_package_reports_training_unless_asked() -> None:
    code = (
        "from transformers import TrainingArguments;"
        "print(TrainingArguments('/tmp/x', use_cpu=True).report_to)"
    )
    assert python(code) == "[]"
