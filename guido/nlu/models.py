"""The two models behind the components, without Rasa: which intent, and which facets."""

from __future__ import annotations

import numpy as np
from joblib import Parallel, delayed
from scipy.optimize import minimize_scalar
from scipy.sparse import csr_matrix
from scipy.special import expit, log_softmax, softmax
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold
from sklearn.preprocessing import MultiLabelBinarizer
from sklearn.svm import LinearSVC

_SEED = 20261122
_FOLDS, _FOLDS_USED = 5, 2
_PROCESSES = 2

Ranking = list[tuple[str, float]]


class Linear:
    """Scores of a text for each class: one weight a feature and class."""

    def __init__(self, coefficients: np.ndarray, offsets: np.ndarray) -> None:
        # Features by classes, so that the few features of a text lie next to each other.
        self._weights = np.ascontiguousarray(coefficients.T, dtype=np.float32)
        self._offsets = offsets.astype(np.float32)

    def scores(self, rows: csr_matrix) -> np.ndarray:
        """Shape (texts, classes)."""
        return rows @ self._weights + self._offsets


class IntentModel:
    """A linear support vector machine whose scores become probabilities by one temperature.

    The temperature is fitted on scores that sentences got from a model that had not seen them
    (two fifths of the sentences, by models of the other four fifths), so that 0.8 means right
    in about four of five cases (Platt's idea, for many classes: Guo et al., On Calibration of
    Modern Neural Networks, 2017).
    """

    def __init__(self, c: float = 1.0) -> None:
        self._c = c
        self._temperature = 1.0
        self._linear: Linear | None = None
        self.intents: list[str] = []

    def fit(
        self, rows: csr_matrix, intents: list[str], weights: np.ndarray, lighter: np.ndarray
    ) -> None:
        """Learn; a sentence counts weight × lighter.

        Sentences of weight one also serve for the temperature.
        """
        names = np.array(intents)
        counts = weights * lighter
        full, light = np.flatnonzero(weights == 1), np.flatnonzero(weights != 1)
        folds = StratifiedKFold(_FOLDS, shuffle=True, random_state=_SEED)
        splits = [(np.concatenate([full[known], light]), full[unseen])
                  for known, unseen in list(folds.split(full, names[full]))[:_FOLDS_USED]]
        everything = np.arange(len(names))
        whole, *partial = Parallel(n_jobs=_PROCESSES)(
            delayed(self._learn)(rows[known], names[known], counts[known])
            for known in (everything, *(known for known, _ in splits)))
        self.intents = [str(name) for name in whole.classes_]
        self._linear = Linear(whole.coef_, whole.intercept_)
        self._temperature = _fit_temperature(
            np.concatenate([model.decision_function(rows[unseen])
                            for model, (_, unseen) in zip(partial, splits)]),
            np.concatenate([np.searchsorted(whole.classes_, names[unseen])
                            for _, unseen in splits]))

    def rank(self, rows: csr_matrix, sharpness: float = 1.0) -> list[Ranking]:
        """For each row all intents with their probabilities, the likeliest first.

        `sharpness` above one makes them surer; it multiplies the fitted temperature.
        """
        shares = softmax(self._linear.scores(rows) * self._temperature * sharpness, axis=1)
        return [[(self.intents[place], float(share[place])) for place in np.argsort(-share)]
                for share in shares]

    def _learn(self, rows: csr_matrix, names: np.ndarray, weights: np.ndarray) -> LinearSVC:
        return LinearSVC(C=self._c, random_state=_SEED).fit(rows, names, sample_weight=weights)


def _fit_temperature(scores: np.ndarray, truth: np.ndarray) -> float:
    """The factor that makes probabilities of scores fit best; `truth` are the right columns."""
    places = np.arange(len(truth))

    def loss(temperature: float) -> float:
        return -log_softmax(scores * temperature, axis=1)[places, truth].mean()

    return float(minimize_scalar(loss, bounds=(0.5, 20), method="bounded").x)


class FacetModel:
    """One yes-or-no question a facet, so that a message may ask two at once, or none."""

    def __init__(self, c: float = 4.0, weight_of_part: float = 0.6) -> None:
        self._c = c
        self._weight_of_part = weight_of_part
        self._linear: Linear | None = None
        self.facets: list[str] = []

    def fit(self, rows: csr_matrix, facets: list[tuple[str, ...]]) -> None:
        """Learn from the facets that each sentence asks for (none to two)."""
        binarizer = MultiLabelBinarizer()
        wanted = binarizer.fit_transform(facets)
        self.facets = [str(name) for name in binarizer.classes_]
        learnt = [
            LogisticRegression(C=self._c, solver="liblinear", random_state=_SEED)
            .fit(rows, wanted[:, place]) for place in range(len(self.facets))]
        self._linear = Linear(np.vstack([one.coef_ for one in learnt]),
                              np.concatenate([one.intercept_ for one in learnt]))

    def rank(self, rows: csr_matrix) -> Ranking:
        """All facets with the probability that the text asks for each, the likeliest first.

        The first row is the whole text, the others its parts: in a long story the question is
        one sentence among others. A part counts for less than the whole.
        """
        each = expit(self._linear.scores(rows))
        shares = each[0]
        if len(each) > 1:
            shares = np.maximum(shares, self._weight_of_part * each[1:].max(axis=0))
        return [(self.facets[place], float(shares[place])) for place in np.argsort(-shares)]
