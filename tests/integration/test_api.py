"""The API keeps what its OpenAPI document says, whatever it is sent."""

from __future__ import annotations

import json
import urllib.error
import urllib.request

import jsonschema
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, settings
from rdflib import RDF, Graph, URIRef

from tests.live import call


@pytest.fixture(scope="module")
def document(console_server):
    origin = console_server.origin
    call("GET", f"{origin}/api/v1/catalogue/search?q=passeport")  # the first reads the index
    with urllib.request.urlopen(f"{origin}/api/v1/openapi.json", timeout=10) as answer:
        return json.load(answer)


schema = schemathesis.pytest.from_fixture("api")


@pytest.fixture(scope="module")
def key(console_server):
    return console_server.guido(
        "keys", "add", "Un logiciel", "--scope", "cases:read", "--scope", "cases:write").strip()


@pytest.fixture(scope="module")
def reference(console_server, key):
    status, case = call("POST", f"{console_server.origin}/api/v1/cases", {"service": "passeport"},
                        {"Authorization": f"Bearer {key}"})
    assert status == 201
    return case["reference"]


@pytest.fixture
def api(console_server, document, reference):
    loaded = schemathesis.openapi.from_dict(document)
    loaded.config.base_url = console_server.origin
    loaded.config.update(parameters={"path.reference": reference})
    # 422 is for an Idempotency-Key that came before with something else: no schema can say that.
    accepted = loaded.config.checks.positive_data_acceptance
    accepted.expected_statuses = [*accepted.expected_statuses, "422"]
    return loaded


@schema.parametrize()
@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck),
          phases=[Phase.explicit, Phase.generate])
def test_every_answer_is_as_the_document_says(case, key):
    case.call_and_validate(headers={"Authorization": f"Bearer {key}"})


def test_the_document_is_openapi_3_1_and_names_every_address(document, console_server):
    assert document["openapi"].startswith("3.1")
    assert set(document["paths"]) == {
        "/api/v1/openapi.json", "/api/v1/catalogue/search", "/api/v1/notices",
        "/api/v1/services", "/api/v1/services/{name}", "/api/v1/catalogue.jsonld",
        "/api/v1/handoffs", "/api/v1/cases", "/api/v1/cases/{reference}",
        "/api/v1/cases/{reference}/statuses", "/api/v1/cases/{reference}/missing",
        "/api/v1/cases/{reference}/close"}


@pytest.mark.parametrize("body", [None, {"id": "0"}])
def test_a_method_that_is_not_supported_is_told_which_are(console_server, body):
    request = urllib.request.Request(
        f"{console_server.origin}/api/v1/handoffs", method="TRACE",
        data=body and json.dumps(body).encode(), headers={"Content-Type": "application/json"})
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(request, timeout=10)
    assert refused.value.code == 405
    assert refused.value.headers["Allow"] == "POST"
    assert json.load(refused.value)["error"] == "method_not_allowed"


def test_the_services_and_their_cards_can_be_read(console_server, document):
    _, body = call("GET", f"{console_server.origin}/api/v1/services")
    assert len(body["services"]) == 50
    status, passport = call("GET", f"{console_server.origin}/api/v1/services/passeport")
    assert status == 200
    with open("docs/schemas/card.json", encoding="utf-8") as file:
        card_schema = json.load(file)
    assert len(passport["cards"]) == 6
    for card in passport["cards"]:
        jsonschema.validate(card, card_schema)
    assert call("GET", f"{console_server.origin}/api/v1/services/rien")[0] == 404


def test_the_linked_data_can_be_read_from_the_server(console_server):
    address = f"{console_server.origin}/api/v1/catalogue.jsonld"
    with urllib.request.urlopen(address, timeout=10) as answer:
        assert answer.headers["Content-Type"] == "application/ld+json"
        graph = Graph().parse(data=answer.read().decode(), format="json-ld")
    kind = URIRef("http://purl.org/vocab/cpsv#PublicService")
    assert len(set(graph.subjects(RDF.type, kind))) == 50
