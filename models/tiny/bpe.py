"""The chat models' tokenizer: byte-level BPE, learned from the organisation's texts."""

from collections.abc import Iterable
from typing import Any

from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers
from transformers import PreTrainedTokenizerFast

PAD, BOS, EOS = "<pad>", "<s>", "</s>"
ROLES = ("system", "user", "assistant")

# `generation` marks the assistant's words, so that a trainer can take the loss on them alone
# (assistant_only_loss).
CHAT_TEMPLATE = (
    "{% for message in messages %}"
    "{{ '<|' + message['role'] + '|>' }}"
    "{% if message['role'] == 'assistant' %}"
    "{% generation %}{{ message['content'] + eos_token }}{% endgeneration %}"
    "{% else %}{{ message['content'] + eos_token }}{% endif %}"
    "{% endfor %}"
    "{% if add_generation_prompt %}{{ '<|assistant|>' }}{% endif %}"
)
# The same in Ollama's template language, with settings that make the listed answers exact.
OLLAMA_TEMPLATE = "{{- range .Messages }}<|{{ .Role }}|>{{ .Content }}</s>{{ end }}<|assistant|>"
# One thread: with two on two busy processors each token waits for the slower one to be scheduled,
# and a model of 4 million parameters fell from 3,700 tokens a second to 6 (measured at load 12).
SETTINGS = {
    "stop": f'"{EOS}"',
    "temperature": "0",
    "repeat_penalty": "1",
    "num_thread": "1",
}


def modelfile(name: str, context: int) -> str:
    """Return the text that makes `<name>.gguf` a chat model of Ollama; `context` in tokens."""
    lines = [f"FROM ./{name}.gguf", f'TEMPLATE """{OLLAMA_TEMPLATE}"""']
    lines += [f"PARAMETER {key} {value}" for key, value in SETTINGS.items()]
    return "\n".join([*lines, f"PARAMETER num_ctx {context}", "LICENSE CC-BY-4.0", ""])


def role_token(role: str) -> str:
    """Return the special token that opens a message of this role."""
    return f"<|{role}|>"


def train_tokenizer(texts: Iterable[str], vocabulary: int, context: int) -> Any:
    """Return a `PreTrainedTokenizerFast` with at most `vocabulary` tokens, special ones first."""
    bpe = Tokenizer(models.BPE(unk_token=None))
    bpe.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    bpe.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=vocabulary,
        special_tokens=[PAD, BOS, EOS, *(role_token(role) for role in ROLES)],
        initial_alphabet=sorted(pre_tokenizers.ByteLevel.alphabet()),
        show_progress=False,
    )
    bpe.train_from_iterator(texts, trainer)
    return PreTrainedTokenizerFast(
        tokenizer_object=bpe,
        bos_token=BOS,
        eos_token=EOS,
        pad_token=PAD,
        chat_template=CHAT_TEMPLATE,
        model_max_length=context,
        clean_up_tokenization_spaces=False,
    )
