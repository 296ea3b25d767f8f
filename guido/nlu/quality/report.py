"""What an evaluation leaves to look at: the costliest confusions, and two pictures."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from guido.nlu.quality.evaluation import Outcome, confusions, reliability

_MOST_SENTENCES = 5


def confusion_list(outcomes: Sequence[Outcome]) -> str:
    """Markdown: the 20 costliest confusions with up to five sentences each."""
    lines = ["# The costliest confusions", "",
             "A confusion costs the model's confidence in what is wrong, summed up.", ""]
    for wanted, taken, cost, texts in confusions(outcomes):
        lines.append(f"- **{wanted}** taken for **{taken}**: {len(texts)} questions, "
                     f"cost {cost:.2f}")
        lines += [f"  - {text}" for text in texts[:_MOST_SENTENCES]]
    return "\n".join(lines) + "\n"


def reliability_diagram(outcomes: Sequence[Outcome], path: Path) -> None:
    """Write a PNG: how often the model is right (in scope), by how sure it is."""
    found = reliability([o for o in outcomes if o.row.is_in_scope])
    figure = Figure(figsize=(5, 5))
    FigureCanvasAgg(figure)
    axes = figure.add_subplot()
    axes.plot([0, 1], [0, 1], linestyle="--", color="0.6", label="perfect")
    axes.plot([confidence for confidence, _, _ in found], [right for _, right, _ in found],
              marker="o", color="#000091", label="measured")
    for confidence, right, number in found:
        axes.annotate(str(number), (confidence, right), fontsize=7,
                      xytext=(4, -8), textcoords="offset points")
    axes.set(xlim=(0, 1), ylim=(0, 1.02), xlabel="confidence", ylabel="share right",
             title="Reliability (questions beside each point)")
    axes.legend(loc="upper left")
    figure.savefig(path, dpi=120, metadata={"Software": None})


def learning_curve(points: Sequence[tuple[int, float, float]], path: Path) -> None:
    """Write a PNG of (sentences an intent, intent first, facet right)."""
    figure = Figure(figsize=(6, 4))
    FigureCanvasAgg(figure)
    axes = figure.add_subplot()
    numbers = [number for number, _, _ in points]
    axes.plot(numbers, [100 * intent for _, intent, _ in points], marker="o", color="#000091",
              label="intent, first")
    axes.plot(numbers, [100 * facet for _, _, facet in points], marker="s", color="#b34000",
              label="facet")
    axes.set(xlabel="training sentences a service", ylabel="right, %")
    axes.grid(visible=True, color="0.9")
    axes.legend(loc="lower right")
    figure.tight_layout()
    figure.savefig(path, dpi=120, metadata={"Software": None})
