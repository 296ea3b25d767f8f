"""The catalogue as linked data is read back by others and keeps the shapes of CPSV-AP."""

import json
from pathlib import Path

import pytest
from pyshacl import validate
from rdflib import RDF, Graph, Literal, Namespace, URIRef

from guido.catalogue.cpsv import catalogue_as_jsonld
from guido.catalogue.life_events import LifeEvents
from guido.catalogue.service import Catalogue
from guido.french.texts import Texts

CPSV, CV = Namespace("http://purl.org/vocab/cpsv#"), Namespace("http://data.europa.eu/m8g/")
DCT = Namespace("http://purl.org/dc/terms/")
ORIGIN = "https://ville.fr"
PASSPORT = URIRef(f"{ORIGIN}/id/service/passeport")


@pytest.fixture(scope="module")
def graph():
    written = json.dumps(catalogue_as_jsonld(
        Catalogue(Path("data/catalogue")).services(),
        LifeEvents(Path("data/life_events")).all(),
        Texts.load(Path("data/messages.yml")), ORIGIN), ensure_ascii=False)
    return Graph().parse(data=written, format="json-ld")


@pytest.fixture(scope="module")
def shapes():
    return Graph().parse("docs/schemas/cpsv-ap.shapes.ttl")


def test_all_services_and_life_events_are_exported(graph):
    assert len(set(graph.subjects(RDF.type, CPSV.PublicService))) == 50
    assert len(set(graph.subjects(RDF.type, CV.LifeEvent))) >= 10
    for kind in (CV.PublicOrganisation, CV.Requirement, CV.Evidence, CV.Cost, CV.Channel):
        assert set(graph.subjects(RDF.type, kind)), kind


def test_the_export_keeps_the_mandatory_classes_and_properties(graph, shapes):
    conforms, _, told = validate(graph, shacl_graph=shapes)
    assert conforms, told


@pytest.mark.parametrize(("predicate", "told"), [
    (DCT.title, "dct:title"), (DCT.description, "dct:description"),
    (DCT.identifier, "dct:identifier"), (CV.hasCompetentAuthority, "hasCompetentAuthority"),
])
def test_a_service_without_a_mandatory_property_is_refused(graph, shapes, predicate, told):
    broken = Graph() + graph
    broken.remove((PASSPORT, predicate, None))
    conforms, _, report = validate(broken, shacl_graph=shapes)
    assert not conforms
    assert told.split(":")[-1] in report


def test_a_fee_is_a_cost_in_euros(graph):
    costs = [float(graph.value(cost, CV.value)) for cost in graph.objects(PASSPORT, CV.hasCost)]
    assert 86 in costs
    assert (PASSPORT, DCT.title, Literal("Passeport", lang="fr")) in graph
