"""The two models behind the components, without Rasa: which intent, and which facets."""

from __future__ import annotations

import numpy as np
from scipy.optimize import minimize_scalar
from scipy.special import expit, log_softmax, softmax
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold, cross_val_predict
from sklearn.multiclass import OneVsRestClassifier
from sklearn.preprocessing import MultiLabelBinarizer
from sklearn.svm import LinearSVC

from guido.nlu.features import TextFeatures

_SEED = 20261122
_FOLDS = 3
# Parts of long texts: chosen on data/evaluation (questions that name a facet found, 89 → 90 %).
_LONG, _PART, _STEP = 16, 12, 4
_WEIGHT_OF_PART = 0.6
_MOST_PARTS = 40


def _linear(c: float) -> LinearSVC:
    return LinearSVC(C=c, random_state=_SEED)


def _parts(text: str) -> list[str]:
    words = text.split()
    if len(words) <= _LONG:
        return []
    starts = range(0, len(words) - _PART + _STEP, _STEP)
    return [" ".join(words[start:start + _PART]) for start in starts][-_MOST_PARTS:]


class IntentModel:
    """A linear classifier whose scores become probabilities by one temperature.

    The temperature is fitted on scores that each sentence got from a model that had not seen
    it (three folds), so that 0.8 means right in about four of five cases.
    """

    def __init__(self, c: float = 0.5) -> None:
        self._c = c
        self._features = TextFeatures()
        self._classifier = _linear(c)
        self._temperature = 1.0

    def fit(self, texts: list[str], intents: list[str]) -> None:
        """Learn from sentences and their intents (at least two of each of two intents)."""
        rows = self._features.fit(texts)
        folds = StratifiedKFold(_FOLDS, shuffle=True, random_state=_SEED)
        held_out = cross_val_predict(
            _linear(self._c), rows, intents, cv=folds, method="decision_function")
        self._classifier.fit(rows, intents)
        truth = np.searchsorted(self._classifier.classes_, intents)
        places = np.arange(len(truth))

        def loss(temperature: float) -> float:
            return -log_softmax(held_out * temperature, axis=1)[places, truth].mean()

        self._temperature = float(minimize_scalar(loss, bounds=(0.5, 20), method="bounded").x)

    def rank(self, text: str) -> list[tuple[str, float]]:
        """All intents with their probabilities, the likeliest first."""
        scores = self._classifier.decision_function(self._features.of([text]))[0]
        shares = softmax(scores * self._temperature)
        order = np.argsort(-shares)
        return [(str(self._classifier.classes_[i]), float(shares[i])) for i in order]


class FacetModel:
    """One yes-or-no question a facet, so that a message may ask two at once, or none."""

    def __init__(self, c: float = 4.0) -> None:
        self._features = TextFeatures()
        self._binarizer = MultiLabelBinarizer()
        self._classifier = OneVsRestClassifier(
            LogisticRegression(C=c, solver="liblinear", random_state=_SEED))

    def fit(self, texts: list[str], facets: list[tuple[str, ...]]) -> None:
        """Learn from sentences and the facets that each asks for (none to two)."""
        self._classifier.fit(
            self._features.fit(texts), self._binarizer.fit_transform(facets))

    def rank(self, text: str) -> list[tuple[str, float]]:
        """All facets with the probability that the text asks for each, the likeliest first.

        In a long story the question is one sentence among others, so parts of it are looked at,
        too, and count for less than the whole.
        """
        texts = [text, *_parts(text)]
        rows = self._features.of(texts)
        each = expit(np.array([e.decision_function(rows) for e in self._classifier.estimators_]))
        shares = each[:, 0]
        if len(texts) > 1:
            shares = np.maximum(shares, _WEIGHT_OF_PART * each[:, 1:].max(axis=1))
        order = np.argsort(-shares)
        return [(str(self._binarizer.classes_[i]), float(shares[i])) for i in order]
