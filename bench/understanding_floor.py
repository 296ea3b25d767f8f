"""A child of bench.understanding: plain scikit-learn, TF-IDF of words with a linear SVM."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

import numpy as np
import yaml
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.pipeline import make_pipeline
from sklearn.svm import LinearSVC

from bench.understanding import questions, scores


def main() -> None:
    """Print the figures as JSON."""
    texts, intents = [], []
    for block in yaml.safe_load(Path(sys.argv[1]).read_text(encoding="utf-8"))["nlu"]:
        for line in block["examples"].splitlines() if "intent" in block else ():
            texts.append(line[2:])
            intents.append(block["intent"])
    began = time.monotonic()
    model = make_pipeline(
        TfidfVectorizer(strip_accents="unicode"), LinearSVC(random_state=0)).fit(texts, intents)
    training = time.monotonic() - began
    rankings, times = [], []
    for text, _ in questions():
        began = time.perf_counter()
        found = model.decision_function([text])[0]
        times.append(time.perf_counter() - began)
        rankings.append([str(model.classes_[place]) for place in np.argsort(-found)[:3]])
    print(json.dumps({**scores(rankings, times), "training": training}))


if __name__ == "__main__":
    main()
