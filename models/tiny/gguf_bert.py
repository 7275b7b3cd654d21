"""Writes a BERT encoder with a WordPiece tokenizer as GGUF, for embedding (mean pooling)."""

import json
from pathlib import Path
from typing import Any

import gguf
import numpy as np
from safetensors.numpy import load_file

from models.tiny.gguf_llama import Array, close

_BLOCK = {
    "attention.self.query": "attn_q",
    "attention.self.key": "attn_k",
    "attention.self.value": "attn_v",
    "attention.output.dense": "attn_output",
    "attention.output.LayerNorm": "attn_output_norm",
    "intermediate.dense": "ffn_up",
    "output.dense": "ffn_down",
    "output.LayerNorm": "layer_output_norm",
}
_TOP = {
    "embeddings.word_embeddings": "token_embd",
    "embeddings.position_embeddings": "position_embd",
    "embeddings.token_type_embeddings": "token_types",
    "embeddings.LayerNorm": "token_embd_norm",
}
# llama.cpp adds these two to the 32-bit word vectors, so they stay in 32 bits too.
_FULL = ("position_embd", "token_types")


def write_bert(folder: Path, out: Path, name: str) -> None:
    """Convert the checkpoint in `folder` (config.json, tokenizer.json, model.safetensors) to the
    file `out`.
    """
    config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    writer = gguf.GGUFWriter(out, "bert")
    writer.add_name(name)
    writer.add_context_length(config["max_position_embeddings"])
    writer.add_embedding_length(config["hidden_size"])
    writer.add_block_count(config["num_hidden_layers"])
    writer.add_feed_forward_length(config["intermediate_size"])
    writer.add_head_count(config["num_attention_heads"])
    writer.add_layer_norm_eps(config["layer_norm_eps"])
    writer.add_causal_attention(False)
    writer.add_pooling_type(gguf.PoolingType.MEAN)
    writer.add_vocab_size(config["vocab_size"])
    writer.add_token_type_count(config["type_vocab_size"])
    writer.add_file_type(gguf.LlamaFileType.MOSTLY_F16)
    _add_tokenizer(
        writer, config, json.loads((folder / "tokenizer.json").read_text(encoding="utf-8"))
    )
    for key, weight in load_file(folder / "model.safetensors").items():
        tensor = _tensor_name(key)
        if tensor is not None:
            writer.add_tensor(tensor, _cast(tensor, weight))
    close(writer)


def _cast(tensor: str, weight: Array) -> Array:
    full = weight.ndim == 1 or tensor.startswith(_FULL)
    return weight.astype(np.float32 if full else np.float16)


def _tensor_name(key: str) -> str | None:
    """Return the GGUF name, or None for what embedding does not use (pooler, position ids)."""
    stem, _, kind = key.removeprefix("bert.").rpartition(".")
    if stem in _TOP:
        return f"{_TOP[stem]}.{kind}"
    if not stem.startswith("encoder.layer."):
        return None
    layer, _, rest = stem.removeprefix("encoder.layer.").partition(".")
    return f"blk.{layer}.{_BLOCK[rest]}.{kind}"


def phantom_space(token: str, *, special: bool) -> str:
    """Return a WordPiece token as GGUF spells it: `▁` opens a word, a continuation loses
    its `##`.
    """
    if special:
        return token
    return token[2:] if token.startswith("##") else f"\u2581{token}"


def _add_tokenizer(writer: Any, config: dict[str, Any], tokenizer: dict[str, Any]) -> None:
    special = {one["id"]: one["content"] for one in tokenizer["added_tokens"] if one["special"]}
    words = {number: text for text, number in tokenizer["model"]["vocab"].items()}
    size = config["vocab_size"]
    writer.add_tokenizer_model("bert")
    writer.add_tokenizer_pre("default")
    writer.add_token_list(
        [phantom_space(words[number], special=number in special) for number in range(size)]
    )
    writer.add_token_types(
        [
            gguf.TokenType.CONTROL if number in special else gguf.TokenType.NORMAL
            for number in range(size)
        ]
    )
    numbers = {text: number for number, text in special.items()}
    writer.add_bos_token_id(numbers["[CLS]"])
    writer.add_uint32(
        "tokenizer.ggml.cls_token_id", numbers["[CLS]"]
    )  # the package has no method for it
    writer.add_eos_token_id(numbers["[SEP]"])
    writer.add_sep_token_id(numbers["[SEP]"])
    writer.add_unk_token_id(numbers["[UNK]"])
    writer.add_pad_token_id(numbers["[PAD]"])
    writer.add_mask_token_id(numbers["[MASK]"])
    writer.add_add_bos_token(True)
    writer.add_add_eos_token(True)
