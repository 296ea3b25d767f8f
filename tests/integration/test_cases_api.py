"""Cases from other systems: filed, followed, told to citizens and to other systems again."""

from __future__ import annotations

import json
import re
import shutil
import threading
import time
import urllib.error
import urllib.request
import uuid
from datetime import date, datetime, timedelta, timezone
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from guido.api_keys import ApiKeys, Scope
from guido.cases import Cases, CaseState, read_reference
from guido.french.texts import Texts
from guido.notifications import Notifications, Way, read_quiet_times
from guido.relay.casework import Casework
from tests.live import Part, WidgetCitizen, call, wait_for
from tests.mailbox import mail_server
from tests.receiver import receiver_of_events

SECRET = "a secret of two systems"
# Where it is another day than in Paris: fourteen hours before UTC, or twelve behind it.
ELSEWHERE = "Etc/GMT-14" if datetime.now(timezone.utc).hour >= 11 else "Etc/GMT+12"


@pytest.fixture(scope="module")
def receiver():
    with receiver_of_events(SECRET) as receiver:
        yield receiver


@pytest.fixture(scope="module")
def mailbox():
    with mail_server() as box:
        yield box


@pytest.fixture(scope="module")
def server(tmp_path_factory, receiver, mailbox):
    """A console's process, which tells citizens at any hour: the API needs no assistant."""
    folder = tmp_path_factory.mktemp("cases")
    shutil.copytree("data", folder / "data", symlinks=True)
    (folder / "data" / "notifications.yml").write_text("hours: {}\n", encoding="utf-8")
    server = Part("console", folder, GUIDO_DATA=str(folder / "data"),
                  GUIDO_SMTP_URL=mailbox.url, GUIDO_MAIL_FROM="guido@mairie.example",
                  GUIDO_WEBHOOKS=f"registre={receiver.url}", TZ=ELSEWHERE,
                  GUIDO_WEBHOOK_SECRETS=f"registre={SECRET}")
    server.start()
    yield server
    server.stop()


class System:
    """Another system with its key."""

    def __init__(self, server: Part, *scopes: str) -> None:
        self.name = f"Logiciel {uuid.uuid4().hex[:6]}"
        with server.database() as database:
            self.key = database.run(ApiKeys().add, self.name, set(map(Scope, scopes)))
        self.server, self.base = server, f"{server.origin}/api/v1/cases"

    def does(self, method: str, path: str = "", body=None, **headers: str):
        return call(method, self.base + path, body, {
            "Authorization": f"Bearer {self.key}",
            **{name.replace("_", "-"): value for name, value in headers.items()}})

    def files(self, **body):
        status, case = self.does("POST", "", {"service": "passeport", **body})
        assert status == 201, case
        return case


@pytest.fixture(scope="module")
def system(server):
    return System(server, "cases:read", "cases:write")


def today() -> date:
    return datetime.now(ZoneInfo("Europe/Paris")).date()


def test_the_day_is_that_of_the_administration_not_of_its_machine(system):
    before = today()
    case = system.files()
    system.does("POST", f"/{case['reference']}/statuses", {"state": "in_review"})
    read = system.does("GET", f"/{case['reference']}")[1]
    assert {each["date"] for each in read["statuses"]} <= {
        before.isoformat(), today().isoformat()}


def test_a_case_is_filed_read_and_followed(system):
    case = system.files(
        answers={"nom": "Zoé"}, contact="zoe@exemple.fr", expected_on="2027-01-31")
    assert case["code"] and case["source_system"] == system.name
    status, read = system.does("GET", f"/{case['reference']}")
    assert (status, read) == (200, {k: v for k, v in case.items() if k != "code"})
    status, changed = system.does("POST", f"/{case['reference']}/statuses", {
        "state": "in_review", "date": case["statuses"][0]["date"],
        "note": "C'est Camille qui s'en occupe."})
    assert status == 201
    assert [each["state"] for each in changed["statuses"]] == ["filed", "in_review"]
    status, changed = system.does("POST", f"/{case['reference']}/missing", {
        "document": "votre livret de famille", "until": (today() + timedelta(days=30)).isoformat()})
    assert status == 201
    assert "livret de famille, à envoyer au plus tard le" in changed["statuses"][-1]["note"]
    assert system.does("POST", f"/{case['reference']}/close", {})[0] == 201
    status, answer = system.does("POST", f"/{case['reference']}/statuses", {"state": "ready"})
    assert (status, answer["error"]) == (409, "conflict")


def test_with_a_date_of_birth_there_is_no_code(system):
    assert system.files(birth_date="1990-01-31")["code"] is None


def test_changes_are_read_on_from_where_one_was(system):
    assert system.does("GET", "?since=0001-01-01")[0] == 200
    assert system.does("GET", "?since=9999-12-31")[1] == {"cases": [], "next": None}
    first = system.files()["reference"]
    cursor = wait_for(lambda: next(
        (page["next"] for page in [system.does("GET", "?limit=200")[1]]
         if any(case["reference"] == first for case in page["cases"])), None))
    assert system.does("GET", f"?cursor={cursor}")[1] == {"cases": [], "next": cursor}
    second = system.files()["reference"]
    page = wait_for(lambda: next(
        (page for page in [system.does("GET", f"?cursor={cursor}")[1]] if page["cases"]), None))
    assert [case["reference"] for case in page["cases"]] == [second]


@pytest.mark.parametrize("query", [
    "?since=hier", "?cursor=1", "?cursor=", "?limit=0", "?limit=201", "?limit=1&limit=2", "?x=1"])
def test_a_list_that_cannot_be_given_is_refused(system, query):
    assert system.does("GET", query)[0] == 400


@pytest.mark.parametrize("path, body", [
    ("", {}), ("", []), ("", None), ("", {"service": "passeport", "x": 1}),
    ("", {"service": 7}), ("", {"service": "passeport", "birth_date": "31/01/1990"}),
    ("", {"service": "passeport", "contact": "  "}), ("/D26-0000-0000/close", []),
    ("", {"service": "passeport", "contact": "\x00"})])
def test_what_is_not_as_the_document_says_is_refused_with_the_reason(system, path, body):
    status, answer = system.does("POST", path, body)
    assert (status, answer["error"]) == (400, "bad_request")
    assert answer["message"]


@pytest.mark.parametrize("answer, status", [
    (b"9" * 900_000, 400), (b'"' + b"x" * 1024 * 1024 + b'"', 413)], ids=["a number", "a text"])
def test_what_would_take_long_to_read_or_keep_is_refused_at_once(system, answer, status):
    begun = time.monotonic()
    request = urllib.request.Request(
        system.base, b'{"service": "passeport", "answers": {"n": ' + answer + b"}}",
        {"Authorization": f"Bearer {system.key}", "Content-Type": "application/json"})
    with pytest.raises(urllib.error.HTTPError) as refusal:
        urllib.request.urlopen(request, timeout=30)
    assert refusal.value.code == status
    assert time.monotonic() - begun < 2


def test_an_unknown_case_or_service_is_told(system):
    assert system.does("GET", "/D26-0000-0000")[0] == 404
    assert system.does("GET", "/x")[0] == 404
    assert system.does("POST", "", {"service": "licorne"})[0] == 404


@pytest.mark.parametrize("body", [
    {"document": "x", "until": "0001-01-01"}, {"document": "x", "until": "9999-12-31"}])
def test_a_day_that_nobody_can_keep_is_refused(system, body):
    reference = system.files()["reference"]
    assert system.does("POST", f"/{reference}/missing", body)[0] == 409


def test_texts_that_no_database_takes_are_taken_without_what_is_wrong(system):
    reference = system.files(answers={"nom": "\ud800\x00"})["reference"]
    status, case = system.does(
        "POST", f"/{reference}/statuses", {"state": "ready", "note": "a\x00b\ud800"})
    assert (status, case["statuses"][-1]["note"]) == (201, "ab?")


def test_the_same_request_with_the_same_key_is_carried_out_once(system):
    name = uuid.uuid4().hex
    body = {"service": "passeport"}
    first = system.does("POST", "", body, Idempotency_Key=name)
    assert first[0] == 201
    assert system.does("POST", "", body, Idempotency_Key=name) == first
    status, answer = system.does("POST", "", {"service": "rsa"}, Idempotency_Key=name)
    assert (status, answer["error"]) == (422, "key_reused")
    other = System(system.server, "cases:write")
    assert other.does("POST", "", body, Idempotency_Key=name)[1]["reference"] != (
        first[1]["reference"])
    assert system.does("POST", "", body, Idempotency_Key="é" * 3)[0] == 400


def test_a_request_that_was_refused_can_be_put_right_with_the_same_key(system):
    name = uuid.uuid4().hex
    assert system.does("POST", "", {"service": "licorne"}, Idempotency_Key=name)[0] == 404
    assert system.does("POST", "", {"service": "passeport"}, Idempotency_Key=name)[0] == 201


def test_the_same_request_eight_times_at_once_makes_one_case(system):
    name, answers = uuid.uuid4().hex, []

    def ask() -> None:
        answers.append(system.does("POST", "", {"service": "passeport"}, Idempotency_Key=name))

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {status for status, _ in answers} == {201}
    assert len({case["reference"] for _, case in answers}) == 1


def test_a_key_may_what_its_scopes_say_until_it_is_revoked(server, system):
    reader = System(server, "cases:read")
    reader.key = server.guido("keys", "add", "Un autre", "--scope", "cases:read").strip()
    reference = system.files()["reference"]
    assert reader.does("GET", f"/{reference}")[0] == 200
    assert reader.does("POST", "", {"service": "passeport"})[0] == 403
    listed = {line.split("\t")[0]: line for line in server.guido("keys", "list").splitlines()}
    assert "cases:read\tvalid" in listed["Un autre"]
    assert reader.key not in "".join(listed.values())
    server.guido("keys", "revoke", "Un autre")
    assert reader.does("GET", f"/{reference}")[0] == 401


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer gk_no", "Basic gk_no", "Bearer é"])
def test_without_a_key_nothing_is_told(server, header):
    status, answer = call("GET", f"{server.origin}/api/v1/cases", None, {
        "Authorization": header.encode().decode("latin-1")})
    assert (status, answer["error"]) == (401, "unauthorised")


def test_other_systems_are_told_once_and_signed(system, receiver):
    case = system.files(answers={"nom": "un secret"})
    _, ready = system.does("POST", f"/{case['reference']}/statuses", {"state": "ready"})
    told = wait_for(lambda: next((
        each for each in [receiver.of(case["reference"])] if len(each) == 2), None))
    assert [event["type"] for event in told] == ["case.filed", "case.status"]
    assert told[1]["case"]["status"] == {
        "state": "ready", "date": ready["statuses"][-1]["date"]}
    assert len({event["id"] for event in told}) == 2
    assert "un secret" not in json.dumps(told)


def agrees(server, system, way, address=None):
    """A citizen with a case who wants to be told: citizen and reference."""
    citizen, reference = WidgetCitizen(server), system.files()["reference"]
    with server.database() as database:
        conversation = database.read(lambda tx: tx.exec_driver_sql(
            "SELECT id FROM conversations ORDER BY created_at DESC LIMIT 1").scalar())
        database.run(Notifications(b"").agree, conversation, way, address,
                     read_reference(reference).reference)
    return citizen, reference


def test_a_citizen_who_agreed_reads_a_new_status_in_the_conversation_at_once(server, system):
    citizen, reference = agrees(server, system, Way.HERE)
    system.does("POST", f"/{reference}/statuses", {"state": "ready", "note": "Guichet 3."})
    told = citizen.waits_for(lambda m: (m["custom"] or {}).get("type") == "news", 5)[-1]
    assert reference in told["text"] and "Guichet 3." in told["text"]
    citizen.posts(told["buttons"][0], offered_by=told["sequence"])
    citizen.waits_for(lambda m: "plus prévenu" in m["text"], 5)
    system.does("POST", f"/{reference}/close", {})
    wait_for(lambda: not waiting(server))
    assert "plus prévenu" in citizen.sees()[-1]["text"]


def test_the_link_of_a_letter_leads_to_a_button_that_ends_them(server, system, mailbox):
    _, reference = agrees(server, system, Way.EMAIL, "zoe@exemple.fr")
    system.does("POST", f"/{reference}/statuses", {"state": "in_review"})
    ((receivers, letter),) = wait_for(lambda: mailbox.letters)
    assert receivers == ["zoe@exemple.fr"]
    assert "examen" in letter.get_content()
    address = re.search(rf"{server.origin}/notifications/\S+", letter.get_content())[0]
    status, page = call("GET", address)
    assert (status, '<form method="post">' in page) == (200, True)
    system.does("POST", f"/{reference}/statuses", {"state": "accepted"})
    wait_for(lambda: len(mailbox.letters) == 2)
    status, page = call("POST", address)
    assert (status, "C'est fait" in page) == (200, True)
    system.does("POST", f"/{reference}/statuses", {"state": "ready"})
    wait_for(lambda: not waiting(server))
    assert len(mailbox.letters) == 2


def waiting(server) -> int:
    with server.database() as database:
        return database.read(lambda tx: tx.exec_driver_sql(
            "SELECT count(*) FROM outbox WHERE state = 'waiting'").scalar())


def test_what_was_to_be_told_when_the_server_was_killed_is_told_once_after_the_start(
    server, system
):
    citizen, reference = agrees(server, system, Way.HERE)
    server.kill()
    with server.database() as database:
        texts = Texts.load(Path("data/messages.yml"))
        casework = Casework(Cases(b""), Notifications(b""), read_quiet, texts, str, [])
        known = read_reference(reference).reference
        database.run(casework.add_status, known, CaseState.READY)
    server.start()
    citizen.waits_for(lambda m: (m["custom"] or {}).get("state") == "ready", 15)
    told = [m for m in citizen.sees() if (m["custom"] or {}).get("type") == "news"]
    assert len(told) == 1


def read_quiet():
    return read_quiet_times(Path("data/notifications.yml"))
