"""Word vectors: what words mean, learnt by others from large texts, read without accents.

The table is copied from spaCy's French model when training, so that the server holds only the
numbers (about 30 MB) and not the model's dictionary.
"""

from __future__ import annotations

import numpy as np
from spacy.language import Language
from spacy.strings import hash_string

from guido.french.normalise import words


class WordVectors:
    """A vector of length one for each known word; unknown words have none."""

    def __init__(self, keys: np.ndarray, places: np.ndarray, table: np.ndarray) -> None:
        self._keys = keys        # hashes of folded words, sorted, shape (words,)
        self._places = places    # the row of each key in the table, shape (words,)
        self._table = table      # shape (rows, dimensions), float32

    @classmethod
    def of_model(cls, model: Language) -> WordVectors:
        """The vectors of a spaCy model; « été » and « ete » share that of the plainer spelling."""
        vectors = model.vocab.vectors
        rows: dict[int, int] = {}
        for key, row in vectors.key2row.items():
            spelling = model.vocab.strings[key]
            folded = words(spelling)
            if len(folded) != 1:
                continue
            known = hash_string(folded[0])
            if known not in rows or spelling == folded[0]:
                rows[known] = row
        keys = np.array(sorted(rows), dtype=np.uint64)
        places = np.array([rows[int(key)] for key in keys], dtype=np.int32)
        lengths = np.linalg.norm(vectors.data, axis=1, keepdims=True)
        table = vectors.data / np.where(lengths == 0, 1, lengths)
        return cls(keys, places, table.astype(np.float32))

    @property
    def dimensions(self) -> int:
        return self._table.shape[1]

    def knows(self, word: str) -> bool:
        """Whether a folded word has a vector."""
        key = np.uint64(hash_string(word))
        place = int(np.searchsorted(self._keys, key))
        return place < len(self._keys) and self._keys[place] == key

    def mean(self, text_words: list[str], weights: list[float]) -> np.ndarray:
        """The weighted mean of the words' vectors, of length one (zero if none is known)."""
        total = np.zeros(self.dimensions, dtype=np.float32)
        if not text_words:
            return total
        wanted = np.array([hash_string(word) for word in text_words], dtype=np.uint64)
        near = np.minimum(np.searchsorted(self._keys, wanted), len(self._keys) - 1)
        known = self._keys[near] == wanted
        if known.any():
            chosen = self._table[self._places[near[known]]]
            total = (np.asarray(weights, dtype=np.float32)[known, None] * chosen).sum(axis=0)
        length = float(np.linalg.norm(total))
        return total / length if length else total
