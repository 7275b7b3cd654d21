"""Three prompts for one task, five inputs each: writes every answer to results.json.

Run it in a terminal, in this folder:

    python assignment_prompts.py
    python assignment_prompts.py --model NAME --inputs data/summarise.jsonl --out other.json
"""

import argparse
import json
from pathlib import Path

from transformers import AutoModelForCausalLM, AutoTokenizer
from transformers.utils import logging

from llmlab import model_name


def build_prompts(item: dict) -> dict[str, list[dict]]:
    """Return three prompts for one input: a name that says what is special, and its messages.

    An input has the keys `id`, `text`, `question` (empty when the task is to summarise) and
    `wanted`, a list of words that a good answer contains. A prompt never sees `wanted`.
    """
    # Your part 1.
    ### BEGIN SOLUTION
    text, question = item["text"], item["question"]
    rule = "Use only the text. If it does not contain the answer, reply: The text does not say."
    named = {"role": "user", "content": f"Text: {text}\n\nQuestion: {question}"}
    desk = f"You answer questions at the desk of a tool library, in one sentence. {rule}"
    lamp = "Text: The lamps in the hall are green. They were a gift of the school.\n\nQuestion: "
    return {
        "plain": [{"role": "user", "content": f"{text}\n\n{question}"}],
        "ruled": [{"role": "system", "content": desk}, named],
        "shown": [
            {"role": "system", "content": rule},
            {"role": "user", "content": f"{lamp}What colour are the lamps?"},
            {"role": "assistant", "content": "The lamps are green."},
            {"role": "user", "content": f"{lamp}How old is the school?"},
            {"role": "assistant", "content": "The text does not say."},
            named,
        ],
    }
    ### END SOLUTION


def generate(tokenizer, model, messages: list[dict], max_new_tokens: int) -> dict:
    """Ask the model once; return `output`, `tokens_in` and `tokens_out`.

    `output` is the new text alone, without special tokens. `tokens_in` counts the prompt as
    `apply_chat_template` makes it with `add_generation_prompt=True, enable_thinking=False`;
    `tokens_out` counts what was made. Greedy: `do_sample=False`.
    """
    # Your part 2.
    ### BEGIN SOLUTION
    prompt = tokenizer.apply_chat_template(
        messages,
        add_generation_prompt=True,
        enable_thinking=False,
        return_tensors="pt",
        return_dict=True,
    )
    start = prompt["input_ids"].shape[1]
    made = model.generate(**prompt, max_new_tokens=max_new_tokens, do_sample=False)[0, start:]
    text = tokenizer.decode(made, skip_special_tokens=True).strip()
    return {"output": text, "tokens_in": start, "tokens_out": len(made)}
    ### END SOLUTION


def score(output: str, wanted: list[str]) -> float:
    """Return which share of the wanted words the output contains, from 0 to 1."""
    found = [word for word in wanted if word.lower() in output.lower()]
    return len(found) / len(wanted)


def compare(tokenizer, model, items: list[dict], max_new_tokens: int) -> list[dict]:
    """Ask every prompt about every input; return one record for each.

    A record has the keys `prompt` (its name), `input` (the id), `messages`, `output`, `tokens_in`,
    `tokens_out` and `score`.
    """
    records = []
    # Your part 3.
    ### BEGIN SOLUTION
    for item in items:
        for name, messages in build_prompts(item).items():
            answer = generate(tokenizer, model, messages, max_new_tokens)
            points = score(answer["output"], item["wanted"])
            start = {"prompt": name, "input": item["id"], "messages": messages}
            records.append({**start, **answer, "score": points})
    ### END SOLUTION
    return records


def read_items(path: str) -> list[dict]:
    """Return the inputs of a file with one JSON object in each line."""
    lines = Path(path).read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines if line.strip()]


def print_table(records: list[dict]) -> None:
    """Print one line for each answer, and the mean score of each prompt."""
    for record in records:
        print(f"{record['prompt']:<12} {record['input']:<14} {record['score']:.2f}", end="  ")
        print(record["output"].replace("\n", " ")[:90])
    for name in dict.fromkeys(record["prompt"] for record in records):
        own = [record for record in records if record["prompt"] == name]
        mean = sum(record["score"] for record in own) / len(own)
        read = sum(record["tokens_in"] for record in own) / len(own)
        print(f"{name:<12} mean score {mean:.2f}, {read:.0f} tokens read on average")


def read_options() -> argparse.Namespace:
    """Return the settings of this run, from the command line or their defaults."""
    parser = argparse.ArgumentParser(description="Compare three prompts on five inputs.")
    parser.add_argument("--model", help="a Hugging Face name; default: this course's chat model")
    parser.add_argument("--inputs", default="data/answer.jsonl", help="one JSON object a line")
    parser.add_argument("--out", default="results.json", help="where the results go")
    parser.add_argument("--max-new-tokens", type=int, default=60)
    return parser.parse_args()


def main() -> None:
    """Load the model, compare the prompts, write and print the results."""
    options = read_options()
    name = options.model or model_name("chat-hf", "huggingface")
    logging.disable_progress_bar()
    try:
        tokenizer = AutoTokenizer.from_pretrained(name)
        model = AutoModelForCausalLM.from_pretrained(name, dtype="auto")
    except OSError as error:
        raise SystemExit(f"The model {name} cannot be loaded: {error}") from None
    records = compare(tokenizer, model, read_items(options.inputs), options.max_new_tokens)
    results = {
        "model": name,
        "inputs": options.inputs,
        "max_new_tokens": options.max_new_tokens,
        "results": records,
    }
    text = json.dumps(results, indent=2, ensure_ascii=False)
    Path(options.out).write_text(text + "\n", encoding="utf-8")
    print_table(records)


if __name__ == "__main__":
    main()
