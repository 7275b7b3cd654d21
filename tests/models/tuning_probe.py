"""Asks the base for tuning the held-out questions; prints one JSON object.

Runs in the students' image, as an ordinary user, with a release's Hugging Face cache as HF_HOME,
offline. The name of the model is the argument, the questions are lines of standard input.
"""

import json
import sys
from pathlib import Path

from transformers import AutoModelForCausalLM, AutoTokenizer

from models.tiny import bpe, chat, tuning


def main() -> None:
    name = sys.argv[1]
    tokenizer = AutoTokenizer.from_pretrained(name)
    model = AutoModelForCausalLM.from_pretrained(name)
    [folder] = Path("/opt/models/huggingface/hub").glob(
        f"models--{name.replace('/', '--')}/snapshots/*"
    )
    marked = tokenizer.apply_chat_template(
        [{"role": "user", "content": "Yes?"}, {"role": "assistant", "content": "No."}],
        return_dict=True,
        return_assistant_tokens_mask=True,
    )
    found = {
        "answers": [chat.answer(model, tokenizer, line.rstrip("\n")) for line in sys.stdin],
        "template": (folder / tuning.TEMPLATE_FILE).read_text(encoding="utf-8"),
        "template_of_the_family": bpe.OLLAMA_TEMPLATE,
        "beside": (folder / "tokenizer_config.json").is_file(),
        "tied": model.config.tie_word_embeddings,
        "parameters": sum(weight.numel() for weight in model.parameters()),
        "row_sizes": sorted({weight.shape[-1] for weight in model.parameters()}),
        "assistant_words": tokenizer.decode(
            [
                number
                for number, mark in zip(marked["input_ids"], marked["assistant_masks"], strict=True)
                if mark
            ]
        ),
    }
    print(json.dumps(found))


if __name__ == "__main__":
    main()
