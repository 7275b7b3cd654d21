"""A Llama of any size with random weights, quantised layer by layer on the device."""

from __future__ import annotations

from typing import Any

import torch
from bitsandbytes.nn import Linear4bit, Params4bit
from peft import LoraConfig, get_peft_model, prepare_model_for_kbit_training
from torch import nn
from transformers import LlamaConfig, LlamaForCausalLM

from bench.gpu.record import Sizes

SPREAD = 0.02  # standard deviation of the weights: Llama's initializer_range


def make_config(sizes: Sizes) -> LlamaConfig:
    """Return the configuration of a Llama with these sizes."""
    return LlamaConfig(
        hidden_size=sizes.hidden,
        num_hidden_layers=sizes.layers,
        num_attention_heads=sizes.heads,
        num_key_value_heads=sizes.kv_heads,
        intermediate_size=sizes.feed_forward,
        vocab_size=sizes.vocabulary,
        max_position_embeddings=131072,
        tie_word_embeddings=False,
    )


def make_4bit(config: LlamaConfig, half: torch.dtype, device: str) -> Any:
    """Return the model as `qlora.load_4bit` would load it, had it been published.

    It is planned without memory first; then each matrix is made and quantised alone, so that the
    device never holds more than one of them in 16 bits.
    """
    with torch.device("meta"):
        model = LlamaForCausalLM(config)
    for block in model.model.layers:
        for name, layer in list(block.named_modules()):
            if isinstance(layer, nn.Linear):
                block.set_submodule(name, quantised(layer, half, device))
    for name, planned in list(model.named_parameters()):
        if planned.is_meta:  # tables of tokens, norms and the output layer stay in 16 bits
            holder, _, own = name.rpartition(".")
            values = torch.ones(planned.shape, dtype=half, device=device)
            if planned.dim() > 1:
                values.normal_(0, SPREAD)
            setattr(model.get_submodule(holder), own, nn.Parameter(values, requires_grad=False))
    # Its tables are computed, not learned: planned without memory they would be lost.
    model.model.rotary_emb = type(model.model.rotary_emb)(config).to(device)
    model.is_loaded_in_4bit = True  # what peft asks
    return model


def quantised(layer: nn.Linear, half: torch.dtype, device: str) -> Linear4bit:
    """Return a random layer of the same size in NF4 with double quantisation."""
    made = Linear4bit(
        layer.in_features,
        layer.out_features,
        bias=False,
        compute_dtype=half,
        compress_statistics=True,
        quant_type="nf4",
        device="meta",
    )
    values = torch.empty(layer.weight.shape, dtype=half, device=device).normal_(0, SPREAD)
    made.weight = Params4bit(
        values, requires_grad=False, compress_statistics=True, quant_type="nf4", module=made
    ).to(device)
    made.support_avx512bf16_for_cpu = False  # as qlora.keep_layout does, for right gradients
    return made


def lora(rank: int, alpha: int) -> LoraConfig:
    """Return what `qlora.add_adapter` describes; its module needs more packages than this one."""
    return LoraConfig(
        r=rank,
        lora_alpha=alpha,
        lora_dropout=0.0,
        bias="none",
        target_modules="all-linear",
        task_type="CAUSAL_LM",
    )


def add_adapter(model: Any, config: LoraConfig, checkpointing: bool, half: torch.dtype) -> Any:
    """Put the adapter on the model, as week 4's trainer does (`qlora.freeze`, `qlora.widen`)."""
    kinds = {"use_reentrant": False}
    if half == torch.float16:
        model = prepare_model_for_kbit_training(
            model, use_gradient_checkpointing=checkpointing, gradient_checkpointing_kwargs=kinds
        )
    elif checkpointing:
        model.gradient_checkpointing_enable(kinds)
    tuned = get_peft_model(model, config)
    tuned.enable_input_require_grads()
    trained = torch.float32 if half == torch.float16 else torch.bfloat16
    for part in tuned.parameters():
        if part.requires_grad:
            part.data = part.data.to(trained)
    tuned.train()
    return tuned
