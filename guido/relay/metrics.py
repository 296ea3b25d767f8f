"""Figures of this process for Prometheus; never anything about a person."""

from prometheus_client import Counter, Gauge, Histogram

MESSAGES = Counter("guido_messages", "Citizens' messages stored")
FAILURES = Counter("guido_assistant_failures", "Turns in which the assistant gave no answer")
ANSWER_SECONDS = Histogram(
    "guido_assistant_seconds", "Time that the assistant took for a turn",
    buckets=(0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10))
WAITING = Gauge("guido_waiting", "Citizens who wait for a person")
