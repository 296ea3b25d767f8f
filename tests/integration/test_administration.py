"""What administrators and supervisors change over HTTP: checked on the server, noted in the log."""

from __future__ import annotations

import uuid

import pytest

from guido.handoff import Role
from guido.handoff.accounts import Agents
from guido.handoff.audit import Audit
from tests.live import WidgetCitizen, call

TEAM = {
    "name": "", "themes": ["papiers"], "communes": ["Lyon", " Lyon ", ""],
    "hours": {"lundi": "8:30-12:00 13:30-17:00"}, "closed_days": ["24/12/2026", "2026-12-24"],
    "fallback_id": None, "is_automatic": True, "first_answer_minutes": "7",
    "answer_minutes": 8, "whole_minutes": 90, "members": [],
}


@pytest.fixture(scope="module")
def administrator(console_server):
    return console_server.add_agent("Alix", Role.ADMINISTRATOR)


@pytest.fixture(scope="module")
def supervisor(console_server):
    return console_server.add_agent("Sacha", Role.SUPERVISOR)


def named(**more):
    return {**TEAM, "name": f"Équipe {uuid.uuid4().hex[:8]}", **more}


def account(**more):
    return {"login": f"a{uuid.uuid4().hex[:8]}", "name": "Noé", "email": "", "role": "agent",
            "most_conversations": "3", "teams": [], **more}


def overview(administrator, kind):
    return {entry["id"]: entry for entry in administrator.reads("administration")[1][kind]}


def noted(server, **wanted):
    with server.database() as database:
        return [entry for entry in database.run(Audit().entries)
                if all(entry.details.get(name) == value for name, value in wanted.items())]


def test_a_team_is_kept_as_the_form_gave_it_and_the_log_says_so(console_server, administrator):
    form = named()
    status, saved = administrator.does("administration/teams", form)
    assert status == 200, saved
    kept = overview(administrator, "teams")[saved["id"]]
    assert kept["hours"] == {"lundi": "08:30-12:00 13:30-17:00"}
    assert (kept["communes"], kept["closed_days"]) == (["Lyon"], ["24/12/2026"])
    assert (kept["first_answer_minutes"], kept["is_automatic"]) == (7, True)
    entry, = noted(console_server, name=form["name"])
    assert (entry.login, entry.action) == (administrator.login, "team_changed")
    assert administrator.does(f"administration/teams/{saved['id']}/delete")[0] == 200
    assert saved["id"] not in overview(administrator, "teams")
    assert administrator.does(f"administration/teams/{saved['id']}/delete")[0] == 404
    assert administrator.does(f"administration/teams/{saved['id']}", form)[0] == 404


@pytest.mark.parametrize(("wrong", "field"), [
    ({"name": " "}, "name"), ({"name": "x" * 81}, "name"), ({"name": {"a": 1}}, "name"),
    ({"themes": ["chasse"]}, "themes"), ({"communes": ["x" * 81]}, "communes"),
    ({"hours": {"mardi": "9:00-8:00"}}, "hours.mardi"), ({"closed_days": ["hier"]}, "closed_days"),
    ({"fallback_id": 4711}, "fallback_id"), ({"first_answer_minutes": 0}, "first_answer_minutes"),
    ({"answer_minutes": "1.5"}, "answer_minutes"), ({"whole_minutes": None}, "whole_minutes"),
    ({"members": [4711]}, "members"),
])
def test_a_team_that_cannot_be_is_refused_with_a_sentence_at_its_field(
    administrator, wrong, field
):
    before = overview(administrator, "teams")
    status, answer = administrator.does("administration/teams", {**named(), **wrong})
    assert (status, list(answer["fields"])) == (422, [field])
    assert answer["fields"][field].endswith((".", "(une semaine)."))
    assert overview(administrator, "teams") == before


def test_a_team_with_open_conversations_says_what_to_do_before_it_is_deleted(
    console_server, administrator, supervisor
):
    team = administrator.does("administration/teams", named(themes=[], hours={}))[1]["id"]
    citizen = WidgetCitizen(console_server)
    citizen.wishes("person")
    citizen.waits_for(lambda message: (message["custom"] or {}).get("type") == "handoff")
    conversation = supervisor.reads("supervision")[1]["conversations"][-1]["conversation"]
    assert supervisor.does(f"supervision/conversations/{conversation}/reassign",
                           {"team": team, "word": "pour vous"})[0] == 200
    seen = {each["conversation"]: each for each in
            supervisor.reads("supervision")[1]["conversations"]}[conversation]
    assert (seen["team_id"], seen["state"], seen["clocks"][0]["state"]) == (team, "waiting", "ok")
    status, answer = administrator.does(f"administration/teams/{team}/delete")
    assert (status, answer["error"]) == (409, "team_in_use")
    assert "réattribuez" in answer["message"]
    assert any(entry.conversation_id == conversation for entry in
               noted(console_server, team=team))


def test_reassigning_what_is_not_open_or_to_nobody_is_refused(console_server, supervisor):
    path = f"supervision/conversations/{uuid.uuid4()}/reassign"
    for to, said in (({}, "Choisissez une équipe ou un agent."),
                     ({"team": 4711}, "Cette équipe n'existe plus."),
                     ({"agent": 4711}, "Ce compte n'est plus actif.")):
        status, answer = supervisor.does(path, to)
        assert (status, answer["fields"]["to"].startswith(said)) == (422, True)
    somebody = supervisor.reads("supervision")[1]["agents"][0]["id"]
    status, answer = supervisor.does(path, {"agent": somebody})
    assert (status, answer["error"]) == (404, "not_open")


def test_an_account_is_made_changed_and_gets_a_new_password(console_server, administrator):
    form = account()
    status, made = administrator.does("administration/accounts", form)
    assert (status, len(made["password"]) >= 12) == (200, True)
    path = f"administration/accounts/{made['id']}"
    kept = overview(administrator, "accounts")[made["id"]]
    assert (kept["login"], kept["most_conversations"], kept["role"]) == (form["login"], 3, "agent")
    assert administrator.does(path, {**form, "name": "Noa", "role": "supervisor"})[0] == 200
    assert overview(administrator, "accounts")[made["id"]]["name"] == "Noa"
    other = administrator.does(f"{path}/password")[1]["password"]
    assert other != made["password"]
    with console_server.database() as database:
        assert Agents().check(database, form["login"], other).name == "Noa"
        assert Agents().check(database, form["login"], made["password"]) is None
    assert administrator.does(f"{path}/deactivate")[0] == 200
    assert not overview(administrator, "accounts")[made["id"]]["is_active"]
    assert administrator.does(f"{path}/activate")[0] == 200
    actions = {entry.action for entry in noted(console_server, account=form["login"])}
    assert actions >= {"account_added", "account_changed", "password_changed",
                       "account_deactivated", "account_activated"}
    assert administrator.does("administration/accounts/4711/password")[0] == 404


@pytest.mark.parametrize(("wrong", "field"), [
    ({"login": ""}, "login"), ({"name": "\x00"}, "name"), ({"email": "noe"}, "email"),
    ({"role": "roi"}, "role"), ({"role": None}, "role"), ({"teams": [4711]}, "teams"),
    ({"most_conversations": "beaucoup"}, "most_conversations"),
    ({"most_conversations": 51}, "most_conversations"),
])
def test_an_account_that_cannot_be_is_refused_at_its_field_and_not_half_made(
    administrator, wrong, field
):
    before = overview(administrator, "accounts")
    status, answer = administrator.does("administration/accounts", account(**wrong))
    assert (status, list(answer["fields"])) == (422, [field])
    assert overview(administrator, "accounts") == before


@pytest.mark.parametrize("body", [[], "x", {"hours": [], "themes": "x", "members": {"a": 1}}])
def test_what_is_no_form_is_refused_and_breaks_nothing(administrator, body):
    for path in ("accounts", "teams", "canned", "notices"):
        assert administrator.does(f"administration/{path}", body)[0] == 422


def test_notices_and_replies_that_were_deleted_meanwhile_are_told(administrator):
    notice = {"text": "Fermé", "begins_at": "2026-01-01T00:00:00Z",
              "ends_at": "2026-01-02T00:00:00+01:00"}
    reply = {"shortcut": "adieu", "title": "Adieu", "text": "Au revoir."}
    for path, form in (("notices", notice), ("canned", reply)):
        status, answer = administrator.does(f"administration/{path}/4711", form)
        assert (status, answer["error"]) == (404, "gone")


def test_who_may_not_administer_or_supervise_is_kept_out(console_server, administrator, supervisor):
    agent = console_server.add_agent("Camille")
    for person, path in ((agent, "supervision"), (agent, "administration"),
                         (supervisor, "administration")):
        assert person.reads(path)[0] == 403
    assert supervisor.does("administration/accounts", account())[0] == 403
    assert administrator.does("administration/teams", named(), csrf="guess")[0] == 403
    assert call("GET", f"{console_server.origin}/agents/data/administration")[0] == 401


def test_the_audit_log_goes_back_page_by_page(console_server, supervisor):
    conversation = str(uuid.uuid4())
    with console_server.database() as database, database.transaction() as tx:
        for number in range(101):
            Audit().note(tx, "essai", "transcript_read", conversation, message=number)

    def page(query):
        return call("GET", f"{supervisor.base}/journal?conversation={conversation}{query}",
                    opener=supervisor.opener)[1]

    first = page("")
    assert first.count("<tr>") == 101, "a head and a hundred entries"
    assert "message n° 100" in first
    assert "Entrées plus anciennes" in first
    before = first.split("before=")[1].split('"')[0]
    last = page(f"&before={before}")
    assert last.count("<tr>") == 2
    assert "message n° 0<" in last
    assert "Entrées plus anciennes" not in last
    assert "Aucune entrée" in page("&before=1")
    assert "message n° 100" in page("&before=x")
