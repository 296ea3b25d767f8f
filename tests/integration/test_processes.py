"""Two assistants, the console and the actions as processes of their own, on PostgreSQL and Redis.

Live on both sides whatever process each is attached to; and killed one after another, nothing
that was acknowledged is lost or doubled.
"""

from __future__ import annotations

import time
import uuid

import pytest

from guido.cli.demonstration import AGENT_LOGIN
from tests.cluster import REST_TOKEN, Cluster, Exchange, ProxiedCitizen, Stream, under_load
from tests.conftest import needed
from tests.databases import postgres, redis
from tests.live import WidgetCitizen, call, wait_for

CONVERSATIONS = 10
QUESTION = "combien coûte un passeport ?"
UNAVAILABLE = (503, "unavailable")


@pytest.fixture(scope="module")
def cluster(model, tmp_path_factory):
    with postgres(is_durable=True) as database, redis() as notifier:
        cluster = Cluster(tmp_path_factory.mktemp("cluster"), needed(database, "PostgreSQL"),
                          needed(notifier, "Redis"))
        try:
            cluster.start()
            yield cluster
        finally:
            cluster.kill()


@pytest.fixture(scope="module")
def agents(cluster):
    """Two agents who are signed in at the console's process."""
    return [cluster.console.add_agent(name) for name in ("Camille", "Dominique")]


def texts(messages, author):
    return [message["text"] for message in messages if message["author"] == author]


def answers(exchanges: list[Exchange]) -> set:
    return set().union(*(exchange.answers for exchange in exchanges))


def test_what_is_written_to_one_process_shows_at_once_on_the_others(cluster, agents):
    one, other = (f"{part.origin}/webhooks/widget" for part in cluster.assistants)
    citizen, agent = WidgetCitizen(cluster.assistants[0]), agents[0]
    citizen.wishes("person")
    opening = f"ma question {uuid.uuid4().hex}"
    citizen.posts(opening)
    conversation = agent.finds(opening)
    assert agent.takes(conversation)[0] == 200
    cookies = {"Cookie": "; ".join(
        f"{cookie.name}={cookie.value}" for cookie in agent.cookies)}
    at_the_console = Stream(
        f"{agent.base}/data/conversations/{conversation}/stream", cookies)
    on_the_other = Stream(f"{other}/stream", citizen.headers)
    for number in range(3):
        began = time.monotonic()
        assert agent.writes(conversation, f"réponse {number}")[0] == 202
        assert on_the_other.moment_of(f"réponse {number}") - began < 1
        began = time.monotonic()
        assert call("POST", f"{one}/messages", {"id": f"m-{number}", "text": f"oui {number}"},
                    citizen.headers)[0] == 202
        assert at_the_console.moment_of(f"oui {number}") - began < 1
        assert on_the_other.moment_of(f"oui {number}") - began < 1


def test_outside_the_demonstration_the_rest_channel_is_closed_without_its_token(cluster):
    address = f"{cluster.assistants[0].origin}/webhooks/rest/webhook"
    body = {"sender": "me", "message": "bonjour"}
    assert call("POST", address, body)[0] == 401
    assert call("POST", address, body, {"Authorization": "Bearer guess"})[0] == 401
    assert call("POST", address, body, {"Authorization": f"Bearer {REST_TOKEN}"})[0] == 200
    listed = cluster.console.guido("agents", "list").splitlines()
    assert AGENT_LOGIN not in {line.split("\t")[0] for line in listed}


def test_each_question_is_answered_once_though_both_assistants_see_it(cluster):
    citizens = [ProxiedCitizen(cluster.assistants) for _ in range(6)]
    bases = [f"{part.origin}/webhooks/widget" for part in cluster.assistants]
    for citizen in citizens:
        for base in bases:  # the same message, once to each
            assert call("POST", f"{base}/messages", {"id": "q-1", "text": QUESTION},
                        citizen.headers)[0] == 202
    for citizen in citizens:
        citizen.waits_for(lambda m: (m["custom"] or {}).get("service") == "passeport")
    time.sleep(0.5)
    for citizen in citizens:
        said = texts(citizen.sees(), "assistant")
        assert len(said) == len(set(said)) == 2, "the card, and what would make it exact"


def test_redis_killed_under_load_delays_nothing_and_loses_nothing(cluster, agents):
    citizen, agent = WidgetCitizen(cluster.assistants[0]), agents[0]
    citizen.wishes("person")
    opening = f"ma question {uuid.uuid4().hex}"
    citizen.posts(opening)
    conversation = agent.finds(opening)
    agent.takes(conversation)
    stream = Stream(f"{citizen.base}/stream", citizen.headers)
    with under_load(cluster, agents, CONVERSATIONS) as exchanges:
        time.sleep(0.5)
        cluster.redis.kill()
        time.sleep(0.5)
        began = time.monotonic()
        assert agent.writes(conversation, "sans Redis")[0] == 202
        assert stream.moment_of("sans Redis") - began < 3
        cluster.redis.start()
        time.sleep(1.5)
        began = time.monotonic()
        assert agent.writes(conversation, "avec Redis")[0] == 202
        assert stream.moment_of("avec Redis") - began < 1
    assert answers(exchanges) == {(202, None)}, "nothing was refused"


def test_postgresql_killed_under_load_refuses_clearly_and_loses_nothing(cluster, agents):
    with under_load(cluster, agents, CONVERSATIONS) as exchanges:
        time.sleep(0.5)
        cluster.database.kill()
        citizen = exchanges[-1].citizen
        refused = wait_for(lambda: next(
            (body for status, body in [citizen.posts("encore là ?")] if status == 503), None))
        assert refused["error"] == "unavailable"
        assert "Réessayez dans un instant" in refused["message"]
        assert call("GET", f"{cluster.console.origin}/health/ready") == (
            503, {"database": "failing"})
        time.sleep(0.5)
        cluster.database.start()
        wait_for(lambda: call("GET", f"{cluster.console.origin}/health/ready")[0] == 200)
        time.sleep(1)
    assert answers(exchanges) <= {(202, None), UNAVAILABLE}
    assert UNAVAILABLE in answers(exchanges)


def test_with_both_assistants_killed_agents_and_citizens_go_on_and_questions_are_answered_later(
    cluster, agents
):
    with under_load(cluster, agents, CONVERSATIONS) as exchanges:
        time.sleep(0.5)
        cluster.assistants[0].kill()
        time.sleep(0.5)
        cluster.assistants[1].kill()
        before = [len(exchange.acknowledged["citizen"]) for exchange in exchanges]
        time.sleep(1)
        after = [len(exchange.acknowledged["citizen"]) for exchange in exchanges]
        assert all(now > then for now, then in zip(after, before)), "through the console's process"
    assert answers(exchanges) == {(202, None)}
    asking = WidgetCitizen(cluster.console)
    assert asking.posts(QUESTION)[0] == 202
    cluster.assistants[0].start(120)
    seen = asking.waits_for(lambda m: (m["custom"] or {}).get("service") == "passeport", 30)
    assert texts(seen, "citizen") == [QUESTION]
