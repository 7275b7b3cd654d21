"""From a Hugging Face folder to the GGUF file that Ollama reads, by llama.cpp's own converter."""

from __future__ import annotations

import errno
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from llmlab.errors import LabError

CONVERTER = Path("/opt/llama.cpp")
"""Where the GPU image has llama.cpp's converter; `LLMLAB_LLAMA_CPP` names another place."""

# The converter knows the tokenizers of published models by a hash, and refuses a home-made one.
# Byte-level BPE of the `tokenizers` package splits words with GPT-2's pattern. Where the files of
# the tokenizer do not say that a talk begins with a token of its own, Ollama would put one there
# all the same.
_WRAPPER = """\
import runpy, sys
root = sys.argv.pop(1)
sys.path[:0] = [root + "/gguf-py", root]
from gguf import SpecialVocab
load = SpecialVocab._load
def load_and_say(self, path):
    load(self, path)
    self.add_special_token.setdefault("bos", False)
SpecialVocab._load = load_and_say
from conversion.base import TextModel
known = TextModel.get_vocab_base_pre
def get_vocab_base_pre(self, tokenizer):
    try:
        return known(self, tokenizer)
    except NotImplementedError:
        return "gpt-2"
TextModel.get_vocab_base_pre = get_vocab_base_pre
sys.argv[0] = root + "/convert_hf_to_gguf.py"
runpy.run_path(sys.argv[0], run_name="__main__")
"""
_LAST_LINES = 3
# NumPy says of a disk that is full only how little of an array it could write.
_DISK_FULL = re.compile(r"No space left|quota exceeded|\d+ requested and \d+ written")
_LEAST_FREE = 1 << 20


def to_gguf(model: Path, target: Path, weights: str = "f16") -> Path:
    """Write a model folder as one GGUF file and return the file.

    Args:
        model: folder with config.json, tokenizer and safetensors, not quantised.
        target: the file to write; an older one is replaced when the new one is whole.
        weights: `f16`, `bf16`, `f32` or `q8_0`, which halves the file.

    Raises:
        LabError: `TUNE-CONVERT` with what the converter said, `TUNE-CONVERTER` without one.
        OSError: the disk is full.
    """
    root = Path(os.environ.get("LLMLAB_LLAMA_CPP", "") or CONVERTER)
    if not (root / "convert_hf_to_gguf.py").is_file():
        raise LabError(
            "TUNE-CONVERTER",
            f"llama.cpp's converter is not in {root}: this lab has not the image for fine-tuning. "
            "Show this line to your instructor.",
        )
    fresh = target.with_name(f"{target.name}.new")
    command = [sys.executable, "-c", _WRAPPER, str(root), str(model)]
    done = subprocess.run(
        [*command, "--outfile", str(fresh), "--outtype", weights],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        said = " ".join(done.stderr.strip().splitlines()[-_LAST_LINES:])
        full = _DISK_FULL.search(said) or shutil.disk_usage(target.parent).free < _LEAST_FREE
        fresh.unlink(missing_ok=True)
        if full:
            raise OSError(errno.ENOSPC, said)
        raise LabError("TUNE-CONVERT", f"{model} could not be written as GGUF: {said}")
    fresh.replace(target)
    return target
