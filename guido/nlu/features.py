"""What the classifiers see of a text: words and pieces of words, without accents or case."""

from __future__ import annotations

from scipy.sparse import csr_matrix
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.pipeline import FeatureUnion

from guido.cases.reference import Reading, read_reference
from guido.french.normalise import fold

# Stands for any case reference, so that the classifiers learn one word and not its digits.
REFERENCE_WORD = "refdossier"
# A longer text is read in full by people; for recognising its subject this is plenty.
LONGEST_READ = 4000


def prepare(text: str) -> str:
    """The text as the classifiers read it."""
    folded = fold(text[:LONGEST_READ])
    if read_reference(folded).reading is not Reading.ABSENT:
        folded = f"{folded} {REFERENCE_WORD}"
    return folded


class TextFeatures:
    """Weighted words, pairs of words and pieces of two to five letters."""

    def __init__(self) -> None:
        self._union = FeatureUnion([
            ("words", TfidfVectorizer(
                preprocessor=prepare, token_pattern=r"[^\W_]+", ngram_range=(1, 2),
                sublinear_tf=True)),
            ("pieces", TfidfVectorizer(
                preprocessor=prepare, analyzer="char_wb", ngram_range=(2, 5), min_df=2,
                sublinear_tf=True)),
        ])

    def fit(self, texts: list[str]) -> csr_matrix:
        """Learn the vocabulary, and return the features of the texts (one row each)."""
        return self._union.fit_transform(texts).tocsr()

    def of(self, texts: list[str]) -> csr_matrix:
        """The features of texts, one row each."""
        return self._union.transform(texts).tocsr()
