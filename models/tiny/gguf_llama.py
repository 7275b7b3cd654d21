"""Writes a Llama checkpoint with a byte-level BPE tokenizer as GGUF (16-bit floats).

Names of keys and tensors: the GGUF specification and llama.cpp's Llama architecture.
"""

import json
from pathlib import Path
from typing import Any

import gguf
import numpy as np
import numpy.typing as npt
from safetensors.numpy import load_file

Array = npt.NDArray[Any]

_BLOCK = {
    "self_attn.q_proj": "attn_q",
    "self_attn.k_proj": "attn_k",
    "self_attn.v_proj": "attn_v",
    "self_attn.o_proj": "attn_output",
    "mlp.gate_proj": "ffn_gate",
    "mlp.up_proj": "ffn_up",
    "mlp.down_proj": "ffn_down",
    "input_layernorm": "attn_norm",
    "post_attention_layernorm": "ffn_norm",
}
_TOP = {
    "model.embed_tokens.weight": "token_embd.weight",
    "model.norm.weight": "output_norm.weight",
    "lm_head.weight": "output.weight",
}


def write_llama(folder: Path, out: Path, name: str) -> None:
    """Convert the checkpoint in `folder` (config.json, tokenizer.json, model.safetensors) to the
    file `out`.
    """
    config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    writer = gguf.GGUFWriter(out, "llama")
    writer.add_name(name)
    _add_shape(writer, config)
    _add_tokenizer(
        writer, config, json.loads((folder / "tokenizer.json").read_text(encoding="utf-8"))
    )
    writer.add_file_type(gguf.LlamaFileType.MOSTLY_F16)
    for key, weight in load_file(folder / "model.safetensors").items():
        writer.add_tensor(_tensor_name(key), ggml_layout(key, weight, config))
    close(writer)


def close(writer: Any) -> None:
    """Write everything and close the file."""
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def ggml_layout(key: str, weight: Array, config: dict[str, Any]) -> Array:
    """Return the weight as ggml wants it: vectors in 32 bits, matrices in 16, queries and keys
    permuted.
    """
    if weight.ndim == 1:
        return weight.astype(np.float32)
    if ".q_proj." in key:
        weight = permute(weight, config["num_attention_heads"])
    if ".k_proj." in key:
        weight = permute(weight, config["num_key_value_heads"])
    return weight.astype(np.float16)


def permute(weight: Array, heads: int) -> Array:
    """Reorder rows from "two halves" (transformers' rotary layout) to "neighbouring pairs"
    (ggml's).
    """
    rows, columns = weight.shape
    return (
        weight.reshape(heads, 2, rows // heads // 2, columns).swapaxes(1, 2).reshape(rows, columns)
    )


def _tensor_name(key: str) -> str:
    if key in _TOP:
        return _TOP[key]
    _, _, layer, rest = key.split(".", 3)
    return f"blk.{layer}.{_BLOCK[rest.removesuffix('.weight')]}.weight"


def _add_shape(writer: Any, config: dict[str, Any]) -> None:
    heads, hidden = config["num_attention_heads"], config["hidden_size"]
    head = config.get("head_dim") or hidden // heads
    writer.add_context_length(config["max_position_embeddings"])
    writer.add_embedding_length(hidden)
    writer.add_block_count(config["num_hidden_layers"])
    writer.add_feed_forward_length(config["intermediate_size"])
    writer.add_head_count(heads)
    writer.add_head_count_kv(config["num_key_value_heads"])
    writer.add_rope_dimension_count(head)
    writer.add_key_length(head)
    writer.add_value_length(head)
    writer.add_layer_norm_rms_eps(config["rms_norm_eps"])
    writer.add_vocab_size(config["vocab_size"])
    # transformers 5 nests the value, older checkpoints have it at the top.
    rope = config.get("rope_parameters") or config
    writer.add_rope_freq_base(rope.get("rope_theta", 10000.0))


def _add_tokenizer(writer: Any, config: dict[str, Any], tokenizer: dict[str, Any]) -> None:
    special = {one["id"]: one["content"] for one in tokenizer["added_tokens"] if one["special"]}
    tokens = {number: text for text, number in tokenizer["model"]["vocab"].items()} | special
    size = config["vocab_size"]
    kinds = [
        gguf.TokenType.CONTROL if number in special else gguf.TokenType.NORMAL
        for number in range(size)
    ]
    writer.add_tokenizer_model("gpt2")
    writer.add_tokenizer_pre("gpt-2")  # what tokenizers' ByteLevel() splits by
    writer.add_token_list([tokens[number] for number in range(size)])
    writer.add_token_types(kinds)
    merges = tokenizer["model"]["merges"]
    writer.add_token_merges([one if isinstance(one, str) else " ".join(one) for one in merges])
    writer.add_bos_token_id(config["bos_token_id"])
    writer.add_eos_token_id(config["eos_token_id"])
    writer.add_pad_token_id(config["pad_token_id"])
    # The chat template writes every special token itself.
    writer.add_add_bos_token(False)
    writer.add_add_eos_token(False)
