"""Communes are found as people name them, offices with their hours, the nearest first."""

import json
import tarfile
from dataclasses import replace
from datetime import datetime, timezone
from pathlib import Path

import pytest

from guido.catalogue.offices import Communes, Offices
from guido.catalogue.offices.directory import read_directory
from guido.catalogue.offices.model import opening
from guido.catalogue.offices.own import read_own_offices
from guido.catalogue.offices.render import offices_text, write_hours
from guido.catalogue.offices.service import NearOffice, import_offices
from guido.errors import ContentError
from guido.french.texts import Texts


@pytest.fixture(scope="module")
def communes():
    return Communes()


@pytest.fixture
def texts():
    return Texts.load(Path("data/messages.yml"))


def office(number, kind, code, name, place, **more):
    """An office as the published directory writes it."""
    return {
        "id": f"id-{number}", "nom": name, "date_modification": "05/01/2026 10:00:00",
        "pivot": [{"type_service_local": kind, "code_insee_commune": [code]}],
        "telephone": [{"valeur": "04 00 00 00 00", "description": ""}],
        "site_internet": [{"libelle": "", "valeur": "https://exemple.fr/"}],
        "adresse": [{"type_adresse": "Adresse", "complement1": "", "complement2": "",
                     "numero_voie": "1 place de la Mairie", "service_distribution": "",
                     "code_postal": "69000", "nom_commune": "Lyon", "latitude": str(place[0]),
                     "longitude": str(place[1]), "accessibilite": "ACC",
                     "note_accessibilite": "rampe"}],
        "plage_ouverture": [{
            "nom_jour_debut": "Lundi", "nom_jour_fin": "Vendredi",
            "valeur_heure_debut_1": "08:30:00", "valeur_heure_fin_1": "12:00:00",
            "valeur_heure_debut_2": "13:30:00", "valeur_heure_fin_2": "17:00:00",
            "commentaire": "sur rendez-vous"}],
        "code_insee_commune": code, **more}


DIRECTORY = {"service": [
    office(1, "mairie", "69123", "Mairie - Lyon", (45.7676, 4.8360)),
    office(2, "mairie", "69266", "Mairie - Villeurbanne", (45.7667, 4.8799)),
    office(3, "caf", "69266", "Caf - Villeurbanne", (45.7700, 4.8800)),
    office(4, "caf", "69259", "Caf - Vénissieux", (45.6970, 4.8866)),
    office(5, "caf", "38185", "Caf - Grenoble", (45.1885, 5.7245)),
]}


def written(tmp_path, content):
    path = tmp_path / "annuaire.json"
    path.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
    return path


@pytest.mark.parametrize(("text", "codes"), [
    ("Lyon", ["69123"]), ("paris 15", ["75115"]), ("Paris 15e", ["75115"]), ("75015", ["75115"]),
    ("69003", ["69383"]), ("lyon 3eme", ["69383"]), ("Saint-Denis 93", ["93066"]),
    ("saint denis la reunion", ["97411"]), ("93200", ["93066"]), ("havre", ["76351"]),
    ("valence drome", ["26362"]), ("cherbourg", ["50129"]), ("j habite a nice", ["06088"]),
    ("bordeaux 33000", ["33063"]), ("je sais pas", []), ("", []), ("38", []),
])
def test_a_commune_is_found_by_its_name_or_postal_code(communes, text, codes):
    assert [each.code for each in communes.find(text)] == codes


def test_homonyms_are_all_found_the_largest_first(communes):
    found = communes.find("st denis")
    assert {each.department for each in found} == {"93", "974", "11", "30"}
    assert [each.population for each in found] == sorted(
        (each.population for each in found), reverse=True)
    assert {each.name for each in communes.find("Evry")} == {"Évry-Courcouronnes", "Évry"}


def test_a_merged_commune_is_found_by_its_former_name(communes):
    found, = communes.find("Pruillé")
    assert (found.name, found.former) == ("Longuenée-en-Anjou", "Pruillé")


def test_every_commune_is_found_by_its_own_name_and_postal_code(communes):
    for commune in list(communes._by_code.values())[::97]:
        code = commune.postal_codes[0] if commune.postal_codes else ""
        assert commune.code in {
            each.code for each in communes.find(f"{commune.name} {code}")}, commune


def test_the_directory_is_read_from_a_file_a_tar_and_the_export_of_the_api(tmp_path, database):
    path = written(tmp_path, DIRECTORY)
    with tarfile.open(tmp_path / "annuaire.tar.bz2", "w:bz2") as tar:
        tar.add(path, "annuaire.json")
    as_text = [{key: json.dumps(value) if isinstance(value, list) else value
                for key, value in entry.items()} for entry in DIRECTORY["service"]]
    exported = tmp_path / "export.json"
    exported.write_text(json.dumps(as_text), encoding="utf-8")
    read = [list(read_directory(each, [])) for each in (
        path, tmp_path / "annuaire.tar.bz2", exported)]
    assert read[0] == read[1] == read[2]
    assert database.run(import_offices, read[0], path) == 5
    first = read[0][0]
    assert (first.kind, first.communes, first.telephone, first.accessibility) == (
        "mairie", ("69123",), "04 00 00 00 00", "yes")


def test_an_office_that_cannot_be_read_is_named_and_the_others_go_in(tmp_path):
    broken = {"service": [{"id": "x", "nom": "?", "pivot": [], "adresse": []},
                          *DIRECTORY["service"][:1]]}
    refused = []
    assert len(list(read_directory(written(tmp_path, broken), refused))) == 1
    assert "entry 1: IndexError" in refused[0]


@pytest.mark.parametrize("content", [
    b'{"service": [{"id": "a", "nom": ', b"\x00\xff\xfe binary", b"", b"{}", b'{"service": []}',
])
def test_a_half_or_foreign_file_changes_nothing(tmp_path, database, content):
    path = tmp_path / "annuaire.json"
    database.run(import_offices, read_directory(written(tmp_path, DIRECTORY), []), path)
    path.write_bytes(content)
    with pytest.raises(ContentError, match=r"annuaire\.json: "):
        database.run(import_offices, read_directory(path, []), path)
    caf = Offices(database, list).near(["caf"], Communes().find("Villeurbanne")[0], 5)
    assert len(caf) == 2


def test_offices_come_nearest_first_and_town_halls_only_of_the_commune(
        tmp_path, database, communes):
    path = written(tmp_path, DIRECTORY)
    database.run(import_offices, read_directory(path, []), path)
    offices = Offices(database, list)
    lyon3, = communes.find("69003")
    assert [each.office.name for each in offices.near(["mairie"], lyon3, 3)] == ["Mairie - Lyon"]
    near = offices.near(["caf"], lyon3, 3)
    assert [each.office.name for each in near] == ["Caf - Villeurbanne", "Caf - Vénissieux"]
    assert near[0].kilometres == pytest.approx(3.4, abs=0.3)


def at(text):
    return datetime.fromisoformat(text).replace(tzinfo=timezone.utc)


@pytest.mark.parametrize(("now", "told"), [
    ("2026-11-20T09:00", "Ouvert maintenant, jusqu'à 12 h 00"),
    ("2026-11-20T11:30", "Fermé maintenant ; ouvre aujourd'hui à 13 h 30"),
    ("2026-11-20T17:00", "Fermé maintenant ; ouvre lundi 23 novembre 2026 à 8 h 30"),
    ("2026-11-11T09:00", "Fermé aujourd'hui (Armistice) ; ouvre jeudi 12 novembre 2026 à 8 h 30"),
    ("2026-07-14T09:00", "Fermé aujourd'hui (Fête nationale) ; ouvre mercredi 15 juillet 2026"),
])
def test_an_office_says_whether_it_is_open_and_when_next(tmp_path, texts, now, told):
    first = next(iter(read_directory(written(tmp_path, DIRECTORY), [])))
    text = offices_text([NearOffice(first, 1.24)], texts, at(now)).replace("\u00a0", " ")
    assert told in text
    assert "À 1,2 km" in text
    assert "Accès en fauteuil roulant : oui (rampe)" in text
    assert "lundi à vendredi : 8 h 30 – 12 h 00 et 13 h 30 – 17 h 00" in text
    assert "fiche du 5 janvier 2026" in text


def test_holidays_and_clocks_are_those_of_the_place(tmp_path):
    here = next(iter(read_directory(written(tmp_path, DIRECTORY), [])))
    strasbourg, reunion = (replace(here, communes=(code,)) for code in ("67482", "97411"))
    good_friday = at("2026-04-03T09:00")
    assert opening(here, good_friday).is_open
    assert opening(strasbourg, good_friday).holiday
    assert not opening(reunion, at("2026-11-20T14:30")).is_open, "it is 18 h 30 there"


def test_an_office_without_hours_says_that_they_are_not_known(tmp_path, texts):
    silent = office(1, "mairie", "69123", "Mairie", (45.7, 4.8), plage_ouverture=[])
    found, = read_directory(written(tmp_path, {"service": [silent]}), [])
    assert opening(found, at("2026-11-20T09:00")) is None
    assert "téléphonez avant de venir" in offices_text(
        [NearOffice(found, None)], texts, at("2026-11-20T09:00"))


def test_the_own_offices_of_the_demonstration_are_marked_as_such(texts):
    own = read_own_offices(Path("data/organisation.yml"))
    assert {each.kind for each in own} == {"mairie", "france_services"}
    text = offices_text([NearOffice(own[0], None)], texts, at("2026-11-20T09:00"))
    assert "Exemple de démonstration" in text
    assert write_hours(own[1].hours, texts).startswith("lundi : 9")


@pytest.mark.parametrize(("hours", "told"), [
    ("8:30-25:00", "25:00 is no time"), ("le matin", "expected hours such as"),
    ("17:00-8:00", "expected hours such as"),
])
def test_hours_that_cannot_be_read_are_told(tmp_path, hours, told):
    content = Path("data/organisation.yml").read_text(encoding="utf-8")
    path = tmp_path / "organisation.yml"
    path.write_text(content.replace("lundi: 9:00-12:30", f"lundi: {hours}"), encoding="utf-8")
    with pytest.raises(ContentError, match=rf"offices\[2\]\.hours\.lundi: {told}"):
        read_own_offices(path)
