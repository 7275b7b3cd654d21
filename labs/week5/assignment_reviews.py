"""Judge film reviews with a sentiment pipeline, and count how often it is right.

    python assignment_reviews.py
    python assignment_reviews.py --model NAME --data other.csv --out results

Writes predictions.csv (one line for each review) and summary.json into the folder `--out`.
"""

import argparse
import csv
import json
from pathlib import Path

from transformers import pipeline

from llmlab import model_name

COLUMNS = ("id", "kind", "label", "predicted", "score")


def read_reviews(path: Path) -> list[dict[str, str]]:
    """Return the rows of a CSV file with the columns id, film, kind, label and text."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def to_mood(label: str) -> str:
    """Return negative, neutral or positive for a model's label, whatever its case.

    Raises:
        ValueError: the label is none of these three words; the message names it.
    """
    ### BEGIN SOLUTION
    mood = label.lower()
    if mood not in ("negative", "neutral", "positive"):
        raise ValueError(f"what does the label {label!r} mean?")
    return mood
    ### END SOLUTION


def classify(texts: list[str], model: str, batch_size: int) -> list[tuple[str, float]]:
    """Return (mood, score) for every text, in the order of the texts; long texts are cut."""
    ### BEGIN SOLUTION
    judge = pipeline("sentiment-analysis", model=model)
    answers = judge(texts, batch_size=batch_size, truncation=True)
    return [(to_mood(answer["label"]), answer["score"]) for answer in answers]
    ### END SOLUTION


def write_predictions(rows: list[dict[str, object]], path: Path) -> None:
    """Write a CSV file with the header COLUMNS and one line for each row."""
    ### BEGIN SOLUTION
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS)
        writer.writeheader()
        writer.writerows(rows)
    ### END SOLUTION


def summarise(rows: list[dict[str, object]]) -> dict[str, int]:
    """Return how many rows there are and how many are right: over all, and over the hard ones.

    A row is right if its prediction is its label. It is hard if its kind is anything but "plain".
    The keys are reviews, right, hard and hard_right.
    """
    ### BEGIN SOLUTION
    right = [row for row in rows if row["predicted"] == row["label"]]
    return {
        "reviews": len(rows),
        "right": len(right),
        "hard": sum(row["kind"] != "plain" for row in rows),
        "hard_right": sum(row["kind"] != "plain" for row in right),
    }
    ### END SOLUTION


def main() -> None:
    """Read, judge, write, and say how it went."""
    parser = argparse.ArgumentParser(description="Judge film reviews with a sentiment pipeline.")
    parser.add_argument("--data", type=Path, default=Path("data/reviews.csv"))
    parser.add_argument("--model", default=model_name("sentiment-2", "huggingface"))
    parser.add_argument("--batch-size", type=int, default=8)
    parser.add_argument("--out", type=Path, default=Path(), help="folder for what is written")
    options = parser.parse_args()

    reviews = read_reviews(options.data)
    answers = classify([row["text"] for row in reviews], options.model, options.batch_size)
    rows: list[dict[str, object]] = [
        {
            "id": review["id"],
            "kind": review["kind"],
            "label": review["label"],
            "predicted": mood,
            "score": f"{score:.4f}",
        }
        for review, (mood, score) in zip(reviews, answers, strict=True)
    ]

    options.out.mkdir(parents=True, exist_ok=True)
    write_predictions(rows, options.out / "predictions.csv")
    summary = {"model": options.model, **summarise(rows)}
    (options.out / "summary.json").write_text(json.dumps(summary, indent=1) + "\n")
    print(f"{options.model}: {summary['right']} of {summary['reviews']} right, ", end="")
    print(f"{summary['hard_right']} of {summary['hard']} of the hard ones")


if __name__ == "__main__":
    main()
