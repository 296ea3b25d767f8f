"""What the classifiers see of a text: words, pieces of words, and its place among meanings.

All texts here are prepared ones (guido.nlu.text.prepare), read with their words as they were
meant (guido.nlu.spelling).
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix, hstack, vstack
from sklearn.decomposition import TruncatedSVD
from sklearn.feature_extraction.text import CountVectorizer, TfidfVectorizer
from sklearn.preprocessing import normalize

from guido.nlu.spelling import Speller
from guido.nlu.text import parts, prepare, split_words
from guido.nlu.vectors import WordVectors

BLOCKS = ("words", "pieces", "space", "vectors")
_SEED = 20261122


class Weights:
    """Words, or pieces of them, weighted by their rarity (tf-idf), each row of length one.

    The same numbers as scikit-learn's TfidfVectorizer, whose transform sums up its whole
    vocabulary at each call: that is most of the time which a short message takes.
    """

    def __init__(self, **settings: Any) -> None:
        self._vectorizer = TfidfVectorizer(
            lowercase=False, sublinear_tf=True, dtype=np.float32, **settings)
        self._rarity = np.zeros(0, dtype=np.float32)

    def fit(self, texts: list[str]) -> Weights:
        """Learn the vocabulary and how rare each entry is."""
        self._vectorizer.fit(texts)
        self._rarity = self._vectorizer.idf_.astype(np.float32)
        return self

    def transform(self, texts: list[str]) -> csr_matrix:
        """Shape (texts, vocabulary)."""
        counts = CountVectorizer.transform(self._vectorizer, texts)
        counts.data = (np.log(counts.data) + 1) * self._rarity[counts.indices]
        return normalize(counts, copy=False)


class Space:
    """A semantic space: texts whose words keep company lie close together.

    Latent semantic analysis of the catalogue, of the training sentences and of any further
    texts that an administration provides.
    """

    def __init__(self, dimensions: int) -> None:
        self._weights = Weights(token_pattern=r"[^\W_]{2,}", min_df=2, max_df=0.2)
        self._dimensions = dimensions
        self._axes = np.zeros((0, dimensions), dtype=np.float32)

    def fit(self, texts: list[str]) -> None:
        """Learn which words keep company."""
        axes = TruncatedSVD(self._dimensions, random_state=_SEED, n_iter=3)
        axes.fit(self._weights.fit(texts).transform(texts))
        # Words by dimensions, so that the few words of a text lie next to each other.
        self._axes = np.ascontiguousarray(axes.components_.T, dtype=np.float32)

    def of(self, texts: list[str]) -> np.ndarray:
        """The place of each text, of length one; shape (texts, dimensions)."""
        return normalize(self._weights.transform(texts) @ self._axes)


class TextFeatures:
    """Blocks of features by name: `words` (and pairs of words), `pieces`, `space`, `vectors`.

    `pieces` are two to five letters in a row, which forgive a typing error. Texts are taken as
    `read` gives them.
    """

    def __init__(
        self, vectors: WordVectors, dimensions: int, weight_of_space: float,
        short_forms: Mapping[str, str],
    ) -> None:
        self._vectors = vectors
        self._speller = Speller(short_forms, vectors.knows)
        self._space = Space(dimensions)
        self._weight_of_space = weight_of_space
        self._rarity: dict[str, float] = {}
        self._rarest = 0.0
        self._words = Weights(token_pattern=r"[^\W_]+", ngram_range=(1, 2))
        self._pieces = Weights(analyzer="char_wb", ngram_range=(2, 5), min_df=2)

    def read(self, prepared: str) -> str:
        """A prepared text with its words as they were meant."""
        return self._speller.corrected(prepared)

    def fit(self, prepared: list[str], more_texts: list[str]) -> None:
        """Learn spelling, vocabulary and space; `more_texts` are only for the space."""
        self._speller.fit(prepared)
        texts = [self.read(text) for text in prepared]
        self._words.fit(texts)
        self._pieces.fit(texts)
        self._space.fit([*texts, *more_texts])
        seen = Counter(word for text in texts for word in set(split_words(text)))
        self._rarest = math.log(len(texts))
        self._rarity = {word: max(math.log(len(texts) / (1 + number)), 0.0)
                        for word, number in seen.items()}

    def of(self, texts: list[str], names: Sequence[str] = BLOCKS) -> dict[str, csr_matrix]:
        """The named blocks of features of the texts, one row a text."""
        makers: dict[str, Callable[[], csr_matrix]] = {
            "words": lambda: self._words.transform(texts),
            "pieces": lambda: self._pieces.transform(texts),
            "space": lambda: csr_matrix(self._weight_of_space * self._space.of(texts)),
            "vectors": lambda: csr_matrix(self._means(texts)),
        }
        return {name: makers[name]() for name in names}

    def _means(self, texts: list[str]) -> np.ndarray:
        return np.array([
            self._vectors.mean(each, [self._rarity.get(word, self._rarest) for word in each])
            for each in map(split_words, texts)])


def joined(blocks: dict[str, csr_matrix], names: Sequence[str]) -> csr_matrix:
    """Chosen blocks next to each other, one row a text."""
    rows = hstack([blocks[name] for name in names], format="csr", dtype=np.float32)
    rows.sum_duplicates()  # learners that share the rows between processes cannot do it later
    return rows


class TextView:
    """The features of one message, each block made once for all classifiers."""

    def __init__(self, features: TextFeatures, prepared: str) -> None:
        self._features = features
        self._text = features.read(prepared)
        self._parts = parts(self._text)
        self._blocks: dict[str, csr_matrix] = {}

    def row(self, names: Sequence[str]) -> csr_matrix:
        """The row of the whole text."""
        missing = [name for name in names if name not in self._blocks]
        self._blocks.update(self._features.of([self._text], missing))
        return joined(self._blocks, names)

    def rows_with_parts(self, names: Sequence[str]) -> csr_matrix:
        """The row of the whole text, then one for each of its parts."""
        whole = self.row(names)
        if not self._parts:
            return whole
        return vstack([whole, joined(self._features.of(self._parts, names), names)], format="csr")

    def rows_of(self, texts: list[str], names: Sequence[str]) -> csr_matrix:
        """The rows of other texts, such as the two halves of the message."""
        return joined(
            self._features.of([self._features.read(prepare(text)) for text in texts], names), names)
