"""Make `data/embeddings.csv`: a vector for every word and sentence of `data/items.csv`, by counting.

The idea in four steps; each is one function below:

1. Two words that stand in the same paragraph have been seen together. Count every pair.
2. "the tool" is seen with everything. What counts is *more often than by chance*: positive pointwise mutual information (PPMI).
3. That gives one long row of numbers for each word, mostly zeros. A singular value decomposition (SVD) squeezes it into a few.
4. A sentence is the mean of its words, rare words counting more. All vectors are made one unit long.

    python make_embeddings.py

No random numbers are used, so everybody gets the same file.
"""

import argparse
import csv
import re
from itertools import permutations
from pathlib import Path

import numpy as np

SIZE = 16  # numbers in a vector
DIGITS = 4  # digits behind the point in the file
# Words that are everywhere and tell nothing about the subject.
COMMON = """
    a an and are as at be been but by can do does for from has have he her his how i if in into is it its may more most
    must my no nobody not of on one or our so such than that the their them then there they this to up was we were what
    when where which who whose will with you your
"""
STOP = frozenset(COMMON.split())


def words(text: str) -> list[str]:
    """Return the words of a text in small letters, without numbers and stop words."""
    return [word for word in re.findall(r"[a-z]+", text.lower()) if word not in STOP]


def read_items(path: str | Path) -> list[dict[str, str]]:
    """Return the rows of the list: each has a topic, a kind (word or sentence) and a text."""
    with Path(path).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def read_passages(folder: str | Path, items: list[dict[str, str]]) -> list[list[str]]:
    """Return what is learnt from: every paragraph of the library's texts, every sentence of the list."""
    texts = [path.read_text(encoding="utf-8") for path in sorted(Path(folder).glob("*.txt"))]
    passages = [paragraph for text in texts for paragraph in text.split("\n\n")]
    passages += [item["text"] for item in items if item["kind"] == "sentence"]
    return [words(passage) for passage in passages]


def count_together(passages: list[list[str]], vocabulary: list[str]) -> np.ndarray:
    """Return how often each pair of words stands in one passage."""
    place = {word: number for number, word in enumerate(vocabulary)}
    counts = np.zeros((len(vocabulary), len(vocabulary)))
    for passage in passages:
        for first, second in permutations(passage, 2):
            counts[place[first], place[second]] += 1
    return counts


def more_than_chance(counts: np.ndarray) -> np.ndarray:
    """Return PPMI: the logarithm of observed / expected, and 0 where a pair is rarer than by chance."""
    totals = counts.sum(axis=1)
    expected = np.outer(totals, totals) / totals.sum()
    table = np.zeros_like(counts)
    seen = counts > 0
    table[seen] = np.log2(counts[seen] / expected[seen])
    return np.maximum(table, 0)


def squeeze(table: np.ndarray, size: int) -> np.ndarray:
    """Return one row of `size` numbers for each row of the table, keeping as much as possible."""
    left, strength, _ = np.linalg.svd(table)
    vectors = left[:, :size] * np.sqrt(strength[:size])
    # Which way a column points is arbitrary. Its largest number is made positive, on every machine.
    largest = vectors[np.abs(vectors).argmax(axis=0), np.arange(size)]
    return vectors * np.sign(largest)


def unit(vectors: np.ndarray) -> np.ndarray:
    """Return the same directions, each one unit long."""
    return vectors / np.linalg.norm(vectors, axis=-1, keepdims=True)


class WordVectors:
    """Vectors of all words of some passages, and from them vectors of texts."""

    def __init__(self, passages: list[list[str]], size: int = SIZE) -> None:
        vocabulary = sorted({word for passage in passages for word in passage})
        table = more_than_chance(count_together(passages, vocabulary))
        self.vectors = dict(zip(vocabulary, unit(squeeze(table, size)), strict=True))
        self.rarity = {
            word: np.log(len(passages) / sum(word in passage for passage in passages))
            for word in vocabulary
        }

    def embed(self, text: str) -> np.ndarray:
        """Return the vector of a text: the mean of its known words, rare ones counting more."""
        known = [word for word in words(text) if word in self.vectors]
        if not known:
            raise ValueError(f"none of these words was ever counted: {text!r}")
        return unit(np.sum([self.rarity[word] * self.vectors[word] for word in known], axis=0))


def learn(texts: str | Path = "hazelbrook", items: str | Path = "data/items.csv") -> WordVectors:
    """Count all passages and return the vectors."""
    return WordVectors(read_passages(texts, read_items(items)))


def write(path: str | Path, items: list[dict[str, str]], vectors: WordVectors) -> None:
    """Write the list once more, with the numbers of each vector behind the text."""
    with Path(path).open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file, lineterminator="\n")
        table.writerow(["topic", "kind", "text", *(f"v{n}" for n in range(1, SIZE + 1))])
        for item in items:
            numbers = [f"{number:.{DIGITS}f}" for number in vectors.embed(item["text"])]
            table.writerow([item["topic"], item["kind"], item["text"], *numbers])


def main() -> None:
    """Read the options and write the file."""
    parser = argparse.ArgumentParser(description="Make vectors of words and sentences by counting.")
    parser.add_argument("--texts", default="hazelbrook", help="folder with the library's texts")
    parser.add_argument("--items", default="data/items.csv", help="what gets a vector")
    parser.add_argument("--out", default="data/embeddings.csv", help="the file to write")
    options = parser.parse_args()
    vectors = learn(options.texts, options.items)
    items = read_items(options.items)
    write(options.out, items, vectors)
    print(f"{len(vectors.vectors)} words counted, {len(items)} vectors written to {options.out}")


if __name__ == "__main__":
    main()
