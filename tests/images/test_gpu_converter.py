"""The converter to GGUF in the GPU image: where it lies, and that its result holds the model."""

from __future__ import annotations

import pytest

from tests.images.base_container import GPU, once

pytestmark = [pytest.mark.docker, pytest.mark.timeout(600), pytest.mark.usefixtures("gpu_image")]

PLACE = "/opt/llama.cpp"
MAKE = """
import torch
from peft import LoraConfig, get_peft_model
from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers
from transformers import LlamaConfig, LlamaForCausalLM, PreTrainedTokenizerFast
torch.manual_seed(0)
plain = Tokenizer(models.BPE())
plain.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
plain.decoder = decoders.ByteLevel()
alphabet = pre_tokenizers.ByteLevel.alphabet()
plain.train_from_iterator(["The cat is red."], trainers.BpeTrainer(
    vocab_size=300, special_tokens=["<s>", "</s>"], initial_alphabet=alphabet))
words = PreTrainedTokenizerFast(tokenizer_object=plain, bos_token="<s>", eos_token="</s>")
config = LlamaConfig(vocab_size=len(words), hidden_size=64, intermediate_size=128,
    num_hidden_layers=2, num_attention_heads=4, num_key_value_heads=2,
    bos_token_id=0, eos_token_id=1)
model = LlamaForCausalLM(config)
model.save_pretrained("/tmp/model")
words.save_pretrained("/tmp/model")
get_peft_model(model, LoraConfig(r=4, target_modules=["q_proj"])).save_pretrained("/tmp/adapter")
"""
# The converter knows the tokenizers of published models by a checksum. For one made here it asks
# how the text is cut before the pairs are merged: ByteLevel cuts as GPT-2 did.
CONVERT = """
import runpy, sys
root, program = sys.argv[1], sys.argv.pop(2)
sys.path[:0] = [sys.argv.pop(1)]
from conversion.base import TextModel
TextModel.get_vocab_base_pre = lambda self, tokenizer: "gpt-2"
sys.argv[0] = f"{root}/{program}"
runpy.run_path(sys.argv[0], run_name="__main__")
"""
READ = """
import gguf, numpy as np
from safetensors.torch import load_file
read = gguf.GGUFReader("/tmp/model.gguf")
given = load_file("/tmp/model/model.safetensors")
tensors = {one.name: one for one in read.tensors}
kind = bytes(read.fields["general.architecture"].parts[-1]).decode()
words = tensors["token_embd.weight"]
same = np.allclose(gguf.dequantize(words.data, words.tensor_type),
    given["model.embed_tokens.weight"].float(), atol=1e-3)
adapter = [one.name for one in gguf.GGUFReader("/tmp/adapter.gguf").tensors]
print(kind, len(tensors), len(given), same, len(adapter))
"""


def test_a_model_and_an_adapter_are_converted() -> None:
    script = "\n".join(
        (
            'python -c "$1"',
            f'python -c "$2" {PLACE} convert_hf_to_gguf.py /tmp/model --outfile /tmp/model.gguf'
            " --outtype f16",
            f'python -c "$2" {PLACE} convert_lora_to_gguf.py /tmp/adapter --base /tmp/model'
            " --outfile /tmp/adapter.gguf",
            'python -c "$3"',
        )
    )
    words = ("bash", "-euc", script, "bash", MAKE, CONVERT, READ)
    said = once(GPU, *words, options=("--network", "none"))
    # Nine for each of two layers and three beside them; the adapter has two for each layer.
    assert said.splitlines()[-1] == "llama 21 21 True 4"


def test_students_can_read_it_and_its_licence() -> None:
    found = once(GPU, "find", PLACE, "-maxdepth", "1", "-printf", "%f\n").split()
    assert {"LICENSE", "convert_hf_to_gguf.py", "convert_lora_to_gguf.py", "gguf-py"} <= set(found)
    assert "MIT License" in once(GPU, "cat", f"{PLACE}/LICENSE")
    unreadable = once(GPU, "find", PLACE, "!", "-readable")
    assert unreadable == ""


def test_it_is_the_converter_alone_and_nothing_was_compiled() -> None:
    compiled = (
        "-type",
        "f",
        "(",
        "-name",
        "*.so",
        "-o",
        "-name",
        "*.cpp",
        "-o",
        "-name",
        "*.h",
        ")",
    )
    assert once(GPU, "find", PLACE, *compiled) == ""
    code = "import importlib.util as u; print(u.find_spec('llama_cpp'))"
    assert once(GPU, "python", "-c", code) == "None\n"
