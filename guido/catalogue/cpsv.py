"""The catalogue as linked data: CPSV-AP 3.2 (SEMIC, Core Public Service Vocabulary) in JSON-LD.

A service is a PublicService; its « conditions » a Requirement, its documents Evidence, its euros
Costs, its online pages Channels, and the life events that lead to it LifeEvents.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from guido.catalogue.life_events import LifeEvent
from guido.catalogue.model import Card, ServiceEntry
from guido.french.texts import Texts

_AUTHORITY = "http://publications.europa.eu/resource/authority"
_FRANCE = {"@id": f"{_AUTHORITY}/country/FRA"}
_FRENCH = {"@id": f"{_AUTHORITY}/language/FRA"}
_EURO = {"@id": f"{_AUTHORITY}/currency/EUR"}
CONTEXT = {
    "adms": "http://www.w3.org/ns/adms#",
    "cpsv": "http://purl.org/vocab/cpsv#",
    "cv": "http://data.europa.eu/m8g/",
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
Node = dict[str, Any]


def catalogue_as_jsonld(
    services: Iterable[ServiceEntry], events: Iterable[LifeEvent], texts: Texts, origin: str,
) -> Node:
    """All published services as one JSON-LD document; `origin` begins every identifier."""
    export = _Export(f"{origin}/id", texts)
    for entry in services:
        if entry.cards:
            export.add_service(entry)
    for event in events:
        export.add_event(event)
    return {"@context": CONTEXT, "@graph": list(export.nodes.values())}


class _Export:
    """Nodes by their identifier, each once."""

    def __init__(self, base: str, texts: Texts) -> None:
        self._base = base
        self._texts = texts
        self.nodes: dict[str, Node] = {}

    def add_service(self, entry: ServiceEntry) -> None:
        demarche = entry.cards.get("demarche", next(iter(entry.cards.values())))
        self._node("service", entry.name, "cpsv:PublicService", {
            "dct:title": _french(entry.title),
            "dct:description": _french(f"{entry.summary}. {demarche.body}"),
            "dct:language": _FRENCH,
            "dct:spatial": _FRANCE,
            "dct:source": {"@id": demarche.source.url},
            "dct:modified": {"@value": max(
                card.source.verified for card in entry.cards.values()).isoformat(),
                "@type": "xsd:date"},
            "dcat:keyword": [_french(entry.title)],
            "cv:hasCompetentAuthority": self._authorities(entry),
            "cv:holdsRequirement": [self._requirement(card) for card in _some(entry, "conditions")],
            "cpsv:hasInput": [each for card in _some(entry, "documents")
                              for each in self._evidence(card)],
            "cv:hasCost": [each for card in _some(entry, "cout") for each in self._costs(card)],
            "cv:hasChannel": self._channels(demarche),
        })

    def add_event(self, event: LifeEvent) -> None:
        node = self._node("event", event.name, ["cv:Event", "cv:LifeEvent"], {
            "dct:title": _french(event.title), "dct:description": _french(event.summary)})
        for name in dict.fromkeys((
                *event.services, *(task.card[0] for task in event.tasks if task.card))):
            service = self.nodes.get(f"{self._base}/service/{name}")
            if service:
                service.setdefault("cv:isGroupedBy", []).append(node)

    def _authorities(self, entry: ServiceEntry) -> list[Node]:
        lieu = entry.cards.get("lieu")
        named = self._texts.under("office_kinds")
        kinds = [kind for kind in (lieu.offices if lieu else ()) if kind in named] or ["state"]
        return [self._node("organisation", kind, "cv:PublicOrganisation", {
            "skos:prefLabel": _french(named[kind]), "dct:spatial": _FRANCE}) for kind in kinds]

    def _requirement(self, card: Card) -> Node:
        return self._node("requirement", card.service, "cv:Requirement", {
            "dct:title": _french(card.title), "dct:description": _french(card.body)})

    def _evidence(self, card: Card) -> list[Node]:
        return [self._node("evidence", f"{card.service}-{number}", "cv:Evidence", {
            "dct:title": _french(document)}) for number, document in enumerate(card.documents, 1)]

    def _costs(self, card: Card) -> list[Node]:
        return [self._node("cost", f"{card.service}-{number}", "cv:Cost", {
            "cv:value": {"@value": str(amount.value), "@type": "xsd:decimal"},
            "cv:currency": _EURO, "dct:description": _french(amount.label)})
            for number, amount in enumerate(card.amounts, 1) if amount.unit == "euro"]

    def _channels(self, card: Card) -> list[Node]:
        return [self._node("channel", f"{card.service}-{number}", "cv:Channel", {
            "dct:title": _french(link.label), "foaf:page": {"@id": link.url}})
            for number, link in enumerate(card.links, 1)]

    def _node(self, kind: str, name: str, node_type: str | list[str], values: Node) -> Node:
        """Keep a node with its identifier; returns the reference to it."""
        address = f"{self._base}/{kind}/{name}"
        filled = {key: value for key, value in values.items() if value != []}
        self.nodes.setdefault(
            address, {"@id": address, "@type": node_type, "dct:identifier": address, **filled})
        return {"@id": address}


def _some(entry: ServiceEntry, facet: str) -> list[Card]:
    return [entry.cards[facet]] if facet in entry.cards else []


def _french(text: str) -> Node:
    return {"@value": text, "@language": "fr"}
