"""Asks the embedded family everything the tests want to know; prints one JSON object.

Runs in the students' image, as an ordinary user, in the network of a model server on
127.0.0.1:11434, with a release's Hugging Face cache as HF_HOME, offline.
"""

import json
import sys
import urllib.request
from pathlib import Path
from typing import Any

import torch
from sentence_transformers import SentenceTransformer
from transformers import AutoModelForCausalLM, AutoTokenizer, pipeline

from models.tiny.organisation import Organisation, read_organisation

OLLAMA = "http://127.0.0.1:11434"
ROLES: dict[str, dict[str, str]] = {}


def ollama(path: str, **body: Any) -> dict[str, Any]:
    data = json.dumps({"stream": False, **body}).encode()
    request = urllib.request.Request(OLLAMA + path, data, {"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=120) as answer:
        return dict(json.load(answer))


def chat(role: str, *messages: str, **more: Any) -> dict[str, Any]:
    """Send a conversation, the user's words first; return the whole answer."""
    turns = [
        {"role": ("user", "assistant")[number % 2], "content": text}
        for number, text in enumerate(messages)
    ]
    return ollama("/api/chat", model=ROLES[role]["ollama"], messages=turns, **more)


def said(role: str, *messages: str) -> str:
    return str(chat(role, *messages)["message"]["content"])


def embed(texts: list[str]) -> torch.Tensor:
    answer = ollama("/api/embed", model=ROLES["embedding"]["ollama"], input=texts)
    return torch.tensor(answer["embeddings"])


def chats(organisation: Organisation) -> dict[str, Any]:
    questions = [one.question for one in organisation.questions]
    first, second = questions[0], questions[13]
    return {
        "large": [said("chat", text) for text in questions],
        "small": [said("chat-small", text) for text in questions],
        "lower": [said("chat", text.lower().rstrip("?")) for text in questions],
        "greetings": [said("chat", text) for text in ("Hello", "Hi!", "good morning", "Hey")],
        "off_topic": [
            said("chat", text)
            for text in ("What is the capital of Peru?", "Write a poem about snow.", "2+2?")
        ],
        "second_turn": said("chat", first, said("chat", first), second),
    }


def retrieval(organisation: Organisation) -> dict[str, Any]:
    entries = [(doc.name, text) for doc in organisation.documents for text in doc.paragraphs]
    passages = embed([text for _, text in entries])
    queries = embed([one.question for one in organisation.questions])
    best = (queries @ passages.T).argmax(1).tolist()
    texts = ["When was it?", "1,240 members", "café, naïve", "Xylophone! a-b 73%", entries[0][1]]
    ours = SentenceTransformer(ROLES["embedding"]["huggingface"]).encode(texts)
    alike = torch.nn.functional.cosine_similarity(embed(texts), torch.tensor(ours))
    return {"sources": [entries[number][0] for number in best], "alike": alike.tolist()}


def logits(question: str) -> dict[str, Any]:
    """Compare the first token's log-probabilities: the GGUF file's and the checkpoint's."""
    name = ROLES["chat-hf"]["huggingface"]
    tokenizer = AutoTokenizer.from_pretrained(name)
    model = AutoModelForCausalLM.from_pretrained(name)
    messages = [{"role": "user", "content": question}]
    prompt = tokenizer.apply_chat_template(
        messages, add_generation_prompt=True, return_tensors="pt", return_dict=True
    )
    with torch.no_grad():
        expected = model(**prompt).logits[0, -1].log_softmax(-1)
        output = model.generate(**prompt, max_new_tokens=40, do_sample=False)
    length = prompt["input_ids"].shape[1]
    answer = chat("chat", question, logprobs=True, top_logprobs=5, options={"num_predict": 1})
    top = answer["logprobs"][0]["top_logprobs"]
    ids = [tokenizer.encode(one["token"]) for one in top]
    pairs = [
        (one["logprob"], expected[number[0]].item())
        for one, number in zip(top, ids, strict=True)
        if len(number) == 1
    ]
    masked = tokenizer.apply_chat_template(
        [*messages, {"role": "assistant", "content": "No."}],
        return_dict=True,
        return_assistant_tokens_mask=True,
    )
    return {
        "logprobs": pairs,
        "prompt_tokens": [answer["prompt_eval_count"], length],
        "huggingface": tokenizer.decode(output[0, length:], skip_special_tokens=True),
        "assistant_words": tokenizer.decode(
            [
                number
                for number, mark in zip(masked["input_ids"], masked["assistant_masks"], strict=True)
                if mark
            ]
        ),
    }


def sentiment(role: str, texts: list[str]) -> list[str]:
    classify = pipeline("sentiment-analysis", model=ROLES[role]["huggingface"])
    return [str(one["label"]) for one in classify(texts)]


def main() -> None:
    ROLES.update(json.loads(sys.argv[1]))
    organisation = read_organisation(Path("/organisation"))
    texts: dict[str, list[str]] = json.loads(sys.argv[2])
    print(
        json.dumps(
            {
                "chats": chats(organisation),
                "retrieval": retrieval(organisation),
                "logits": logits(organisation.questions[0].question),
                **{role: sentiment(role, some) for role, some in texts.items()},
            }
        )
    )


if __name__ == "__main__":
    main()
