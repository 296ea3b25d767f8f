"""A child of bench.understanding: try a trained Rasa model on the questions, parse only."""

from __future__ import annotations

import asyncio
import json
import sys
import time

from bench.understanding import questions, scores


async def _measure(model: str) -> dict[str, float]:
    from rasa.core.agent import Agent

    agent = Agent.load(model)
    await agent.parse_message("bonjour")
    rankings, times = [], []
    for text, _ in questions():
        began = time.perf_counter()
        parsed = await agent.parse_message(text)
        times.append(time.perf_counter() - began)
        # The fallback of (a) is a decision about the ranking and no intent of its own.
        rankings.append([entry["name"] for entry in parsed["intent_ranking"]
                         if entry["name"] != "nlu_fallback"])
    return scores(rankings, times)


if __name__ == "__main__":
    from guido.logs import configure_logs

    configure_logs("error")
    print(json.dumps(asyncio.run(_measure(sys.argv[1]))))
