"""WordPiece tokenizer for the embedder and the sentiment models, learned from their
training texts.
"""

import re
from collections import Counter
from collections.abc import Iterable
from typing import Any

from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors
from transformers import BertTokenizerFast

SPECIAL = ("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]")
# Every printable ASCII character, alone and inside a word, so that no ordinary word becomes
# [UNK] as a whole.
_ALPHABET = [chr(code) for code in range(33, 127) if chr(code) == chr(code).lower()]
_LONGEST_PIECE = 6  # characters


def make_vocabulary(texts: Iterable[str], size: int) -> list[str]:
    """Return at most `size` tokens: special ones, characters, frequent words, frequent pieces.

    The library's own trainer breaks ties differently on every run; a model that is trained twice
    from the same texts is to be the same model twice.
    """
    words = Counter(word for text in texts for word in re.findall(r"[a-z0-9]+", text.lower()))
    pieces: Counter[str] = Counter()
    for word, count in words.items():
        for length in range(2, min(_LONGEST_PIECE, len(word) - 1) + 1):
            pieces[word[:length]] += count
            pieces["##" + word[-length:]] += count
    letters = [*_ALPHABET, *("##" + letter for letter in _ALPHABET)]
    ranked = [token for token, _ in [*_ranked(words), *_ranked(pieces)]]
    return list(dict.fromkeys([*SPECIAL, *letters, *ranked]))[:size]


def _ranked(counts: Counter[str]) -> list[tuple[str, int]]:
    """Return what occurs more than once, the most frequent first, ties in alphabetical order."""
    often = [(token, count) for token, count in counts.items() if count > 1]
    return sorted(often, key=lambda pair: (-pair[1], pair[0]))


def train_tokenizer(texts: Iterable[str], vocabulary: int, context: int) -> Any:
    """Return a lower-casing `BertTokenizerFast` with at most `vocabulary` tokens."""
    tokens = make_vocabulary(texts, vocabulary)
    numbers = {token: number for number, token in enumerate(tokens)}
    pieces = Tokenizer(models.WordPiece(numbers, unk_token="[UNK]"))
    pieces.normalizer = normalizers.BertNormalizer(
        lowercase=True,
        strip_accents=False,  # neither does the model server: both must cut a text alike
    )
    pieces.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    pieces.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]",
        pair="[CLS] $A [SEP] $B:1 [SEP]:1",
        special_tokens=[(name, pieces.token_to_id(name)) for name in ("[CLS]", "[SEP]")],
    )
    return BertTokenizerFast(
        tokenizer_object=pieces, do_lower_case=True, strip_accents=False, model_max_length=context
    )
