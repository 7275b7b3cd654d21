"""Put models with the chat templates of Qwen3 and Llama 3.1 into Ollama; used by the tests.

Prints JSON: for each family the tokens of some talks, as the tokenizer counts them and as Ollama
does, and what is said of a model whose template Ollama does not know. The weights are random, the
templates are those that TRL brings along.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path.home() / "labs/week4"))

import qlora
import trl
from plan import Plan, load_tokenizer, make_plan
from tokenizers import Regex, pre_tokenizers
from transformers import AutoConfig, AutoModelForCausalLM, AutoTokenizer

from llmlab import LabError, client
from llmlab.tuning import check_prompt, create_model, find_model

TEMPLATES = Path(trl.__file__).parent / "chat_templates"
# Name -> TRL's template, the token that ends a turn.
FAMILIES = {
    "qwen3": ("qwen3.jinja", "<|im_end|>"),
    "llama": ("llama3_1.jinja", "<|eot_id|>"),
}
MARKS = ["<|im_start|>", "<|im_end|>", "<|start_header_id|>", "<|end_header_id|>", "<|eot_id|>"]
# Qwen's own way to cut a text into words, which Ollama takes for its models whatever a file says.
QWEN_WORDS = (
    r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*"
    r"|\s*[\r\n]+|\s+(?!\S)|\s+"
)
TALKS = {
    "question": ["user"],
    "system": ["system", "user"],
    "talk": ["user", "assistant", "user"],
    "all": ["system", "user", "assistant", "user", "assistant", "user"],
}


def make_model(family: str, folder: Path) -> Path:
    """Save a tiny model of a family, with random weights, in a folder of its name."""
    template, end = FAMILIES[family]
    tokenizer = AutoTokenizer.from_pretrained(find_model().path)
    tokenizer.add_special_tokens({"additional_special_tokens": MARKS})
    tokenizer.eos_token = end
    tokenizer.chat_template = (TEMPLATES / template).read_text("utf-8")
    if family == "qwen3":
        tokenizer.backend_tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
            [
                pre_tokenizers.Split(Regex(QWEN_WORDS), "isolated"),
                pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False),
            ]
        )
    config = AutoConfig.for_model(
        family,
        vocab_size=len(tokenizer),
        hidden_size=256,
        intermediate_size=512,
        num_hidden_layers=2,
        num_attention_heads=4,
        num_key_value_heads=2,
        head_dim=64,
        bos_token_id=tokenizer.bos_token_id,
        eos_token_id=tokenizer.eos_token_id,
        pad_token_id=tokenizer.pad_token_id,
        tie_word_embeddings=False,
    )
    place = folder / family
    AutoModelForCausalLM.from_config(config).save_pretrained(place)
    tokenizer.save_pretrained(place)
    return place


def counts(plan: Plan, name: str) -> dict[str, tuple[int, int | None]]:
    """Return talk -> its tokens, as the tokenizer and as Ollama count them."""
    tokenizer, found = load_tokenizer(plan.model), {}
    for label, roles in TALKS.items():
        talk = [{"role": role, "content": f"Ask the {role} desk."} for role in roles]
        asked = qlora.as_asked(tokenizer, talk, return_dict=True)["input_ids"]
        options = {"num_predict": 1, "num_ctx": 1024}
        reply = client().chat(name, talk, think=False, options=options)
        found[label] = (len(asked), reply.prompt_eval_count)
    return found


def try_family(family: str, folder: Path) -> dict[str, Any]:
    """Serve a model of a family as week 4 does, and once as it was: without a template."""
    plan = make_plan(model=str(make_model(family, folder)))
    file, name = folder / f"{family}.gguf", f"family-{family}"
    qlora.serve(plan, plan.model.path, file, name)
    found: dict[str, Any] = {"counts": counts(plan, name)}
    create_model("bare", file, None, FAMILIES[family][1])
    try:
        check_prompt("bare", "Ask.", found["counts"]["question"][0])
    except LabError as error:
        found["bare"] = str(error)
    return found


if __name__ == "__main__":
    folder = Path.home() / "families"
    print(json.dumps({family: try_family(family, folder) for family in FAMILIES}))
