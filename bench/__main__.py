"""`make bench`: run all benchmarks, or those that are named (`.venv/bin/python -m bench turns`)."""

from __future__ import annotations

import sys

from bench import handoff, memory, search, turns, understanding, widget

BENCHMARKS = {"turns": turns.run, "understanding": understanding.run, "search": search.run,
              "handoff": handoff.run, "memory": memory.run, "widget": widget.run}


def main(names: list[str]) -> int:
    """Run the benchmarks; exit code 1 if a figure misses its mark, 2 for an unknown name."""
    unknown = [name for name in names if name not in BENCHMARKS]
    if unknown:
        print(f"unknown benchmark {unknown[0]!r}; there are: {', '.join(BENCHMARKS)}")
        return 2
    reached = [BENCHMARKS[name]() for name in names or BENCHMARKS]
    return 0 if all(reached) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
