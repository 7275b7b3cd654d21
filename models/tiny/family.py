"""The whole family: train each member, save it for transformers, write the GGUF files for the model
server.
"""

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from models.errors import ModelError
from models.tiny import bpe, chat, embedder, phrases, reviews, sentiment, tuning, wordpiece
from models.tiny.gguf_bert import write_bert
from models.tiny.gguf_llama import write_llama
from models.tiny.organisation import Organisation

SEED = 2014  # the year the fictional library was founded
CHAT_VOCABULARY, PIECE_VOCABULARY = 1600, 2000
REVIEWS = 6000
POLISH_ROUNDS = 3
# One thread, for the reason that bpe.SETTINGS gives.
EMBEDDER_MODELFILE = "FROM ./embedder.gguf\nPARAMETER num_thread 1\nLICENSE CC-BY-4.0\n"


@dataclass
class Family:
    """Trains into the folder `out`; `report` collects parameters, losses and seconds of each
    member.
    """

    organisation: Organisation
    out: Path
    report: dict[str, dict[str, float]] = field(default_factory=dict)

    def train(self) -> None:
        """Train every member and make all files readable for everybody."""
        (self.out / "gguf").mkdir(parents=True, exist_ok=True)
        tokenizer = bpe.train_tokenizer(self._chat_texts(), CHAT_VOCABULARY, chat.LARGE.context)
        self._chat("chat", tokenizer, chat.LARGE, must_be_exact=True)
        self._chat("chat-small", tokenizer, chat.SMALL, must_be_exact=False)
        self._embedder()
        self._sentiment("sentiment-2", sentiment.TWO_LABELS)
        self._sentiment("sentiment-3", sentiment.THREE_LABELS)
        self._tuning_base("tuning-base")
        (self.out / "report.json").write_text(
            json.dumps(self.report, indent=1) + "\n", encoding="utf-8"
        )
        make_readable(self.out)

    def _chat_texts(self) -> list[str]:
        said = [
            phrases.GREETING,
            phrases.REFUSAL,
            *phrases.SMALL_TALK,
            *phrases.GREETINGS,
            *phrases.SYSTEMS,
        ]
        return [*self.organisation.lines, *said, *phrases.off_topic()]

    def _chat(self, part: str, tokenizer: Any, size: chat.Size, *, must_be_exact: bool) -> None:
        with self._timed(part) as facts:
            model, facts["loss"] = chat.train(self.organisation, tokenizer, size, SEED)
            facts["exact"] = self._exact(model, tokenizer)
            for extra in range(1, POLISH_ROUNDS + 1):
                if not must_be_exact or facts["exact"] == len(self.organisation.questions):
                    break
                facts["loss"] = chat.polish(model, self.organisation, tokenizer, SEED + extra)
                facts["exact"] = self._exact(model, tokenizer)
            facts["parameters"] = count(model)
            self._save(part, model, tokenizer)
            write_llama(self.out / part, self.out / "gguf" / f"{part}.gguf", part)
            self._modelfile(part, bpe.modelfile(part, size.context))
        if must_be_exact and facts["exact"] < len(self.organisation.questions):
            raise ModelError(
                "tiny.not-exact",
                f"The chat model learned only {facts['exact']:.0f} of "
                f"{len(self.organisation.questions)} answers; "
                "look for questions in questions.yml that are alike but have different answers.",
            )

    def _exact(self, model: Any, tokenizer: Any) -> int:
        return sum(
            chat.answer(model, tokenizer, one.question) == one.answer
            for one in self.organisation.questions
        )

    def _embedder(self) -> None:
        with self._timed("embedder") as facts:
            texts = [*self.organisation.lines, *phrases.off_topic()]
            tokenizer = wordpiece.train_tokenizer(texts, PIECE_VOCABULARY, embedder.CONTEXT)
            model, facts["loss"] = embedder.train(self.organisation, tokenizer, SEED)
            facts["parameters"] = count(model)
            embedder.save_for_sentence_transformers(model, tokenizer, self.out / "embedder")
            write_bert(self.out / "embedder", self.out / "gguf" / "embedder.gguf", "embedder")
            self._modelfile("embedder", EMBEDDER_MODELFILE)

    def _sentiment(self, part: str, labels: tuple[str, ...]) -> None:
        with self._timed(part) as facts:
            texts = reviews.make_reviews(REVIEWS, SEED, neutral=len(labels) == 3)
            tokenizer = wordpiece.train_tokenizer(
                (one.text for one in texts), PIECE_VOCABULARY, sentiment.CONTEXT
            )
            model, facts["accuracy"] = sentiment.train(texts, tokenizer, labels, SEED)
            facts["parameters"] = count(model)
            self._save(part, model, tokenizer)

    def _tuning_base(self, part: str) -> None:
        """Train the base for tuning; beside it lies the template its tuned children need."""
        with self._timed(part) as facts:
            tokenizer = tuning.train_tokenizer(SEED)
            model, facts["loss"] = tuning.train(tokenizer, SEED)
            facts["parameters"] = count(model)
            self._save(part, model, tokenizer)
            template = self.out / part / tuning.TEMPLATE_FILE
            template.write_text(bpe.OLLAMA_TEMPLATE, encoding="utf-8")

    def _modelfile(self, part: str, text: str) -> None:
        (self.out / "gguf" / f"{part}.Modelfile").write_text(text, encoding="utf-8")

    def _save(self, part: str, model: Any, tokenizer: Any) -> None:
        model.save_pretrained(self.out / part)
        tokenizer.save_pretrained(self.out / part)

    @contextmanager
    def _timed(self, part: str) -> Iterator[dict[str, float]]:
        facts: dict[str, float] = {}
        start = time.monotonic()
        yield facts
        facts["seconds"] = round(time.monotonic() - start, 1)
        self.report[part] = facts
        print(
            f"{part}: " + ", ".join(f"{name} {value:.4g}" for name, value in facts.items()),
            flush=True,
        )


def count(model: Any) -> int:
    """Return the number of parameters (shared ones once)."""
    return sum(weight.numel() for weight in model.parameters())


def make_readable(folder: Path) -> None:
    """Give everybody read access: safetensors writes its files with mode 0600."""
    for path in [folder, *folder.rglob("*")]:
        path.chmod(0o755 if path.is_dir() else 0o644)
