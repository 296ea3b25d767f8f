"""The official sheets: read, imported as a whole or not at all, retired, and never in halves."""

from __future__ import annotations

import io
import json
import tarfile
import zipfile
from datetime import date

import pytest

from guido.catalogue.sheets import archive, store
from guido.catalogue.sheets.archive import sheet_files
from guido.catalogue.sheets.importer import SheetImport
from guido.catalogue.sheets.reader import read_json, read_xml
from guido.errors import ContentError

SHEET = """<?xml version="1.0" encoding="UTF-8"?>
<Publication xmlns:dc="http://purl.org/dc/elements/1.1/" ID="{id}" type="Fiche d'information"
  spUrl="https://www.service-public.fr/particuliers/vosdroits/{id}">
<dc:title>{title}</dc:title><dc:description>À quoi sert cette fiche.</dc:description>
<dc:date>modified 2026-03-01</dc:date><SurTitre>Fiche pratique</SurTitre>
<FilDAriane><Niveau ID="Particuliers">Accueil</Niveau><Niveau ID="N1">Famille</Niveau>
<Niveau ID="N2">Tutelle</Niveau><Niveau ID="{id}">{title}</Niveau></FilDAriane>
<Introduction><Texte><Paragraphe>Le point d'abord.</Paragraphe></Texte></Introduction>
<Texte><Chapitre><Titre><Paragraphe>Qui demande</Paragraphe></Titre>
<Paragraphe>Un parent, voir <LienInterne LienPublication="F77">la fiche</LienInterne> du juge.
</Paragraphe><OuSAdresser><Titre>Tribunal</Titre></OuSAdresser></Chapitre></Texte>
</Publication>"""


def xml(name="F10", title="Mettre un parent sous tutelle"):
    return SHEET.format(id=name, title=title).encode()


def folder_of(tmp_path, **contents):
    folder = tmp_path / "sheets"
    folder.mkdir(exist_ok=True)
    for old in folder.iterdir():
        old.unlink()
    for name, content in contents.items():
        (folder / f"{name}.xml").write_bytes(content)
    return folder


def imported(database, path, **options):
    return SheetImport(database, **options).run(sheet_files(path), str(path))


def shown(database):
    generation = database.run(store.active)
    return {sheet.id: sheet.title for sheet in database.run(store.read, generation)}


def test_a_sheet_is_read_with_its_thread_its_passages_and_its_links():
    sheet = read_xml(xml(), "F10.xml")
    assert (sheet.id, sheet.audience, sheet.date) == ("F10", "particuliers", date(2026, 3, 1))
    assert sheet.thread == (("N1", "Famille"), ("N2", "Tutelle"))
    assert sheet.dossier == "N2"
    assert sheet.links == ("F77",)
    assert sheet.url == "https://www.service-public.fr/particuliers/vosdroits/F10"
    assert [(each.heading, each.text) for each in sheet.passages] == [
        ("", "Le point d'abord."), ("Qui demande", "Un parent, voir la fiche du juge.")]


def test_the_json_of_npm_says_the_same_as_the_xml():
    def node(element):
        children = [{"type": "text", "text": element.text or ""}]
        for child in element:
            children += [node(child), {"type": "text", "text": child.tail or ""}]
        name = element.tag.replace("{http://purl.org/dc/elements/1.1/}", "dc:")
        return {"type": "element", "name": name, "attributes": dict(element.attrib),
                "children": children}

    from defusedxml.ElementTree import fromstring
    tree = {"children": [node(fromstring(xml()))]}
    assert read_json(json.dumps(tree).encode(), "F10.json") == read_xml(xml(), "F10.xml")


@pytest.mark.parametrize(("content", "told"), [
    (b"", ":1: no element"), (b"\x00\xff\x7fELF", "not well-formed"),
    (xml()[:400], "F1.xml:"), (xml().replace(b"F10", b"../F10"), "not a sheet"),
    (xml().replace(b"modified 2026-03-01", b""), "no date"),
    (b'<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>', "refused"),
    (xml().decode().encode("utf-16").replace(b"\xff\xfe", b""), "F1.xml"),
])
def test_a_malformed_sheet_is_named_with_what_is_wrong(content, told):
    with pytest.raises(ContentError, match=r"F1\.xml") as raised:
        read_xml(content, "F1.xml")
    assert told in str(raised.value)


@pytest.mark.parametrize("content", [
    b"", b"[]", b"{}", b'{"children": [{"name": "Publication"}]}', b"\xff\xfe", b"[" * 100_000,
])
def test_a_malformed_json_is_named(content):
    with pytest.raises(ContentError, match=r"F1\.json"):
        read_json(content, "F1.json")


def test_sheets_are_added_changed_and_retired(database, tmp_path):
    first = imported(database, folder_of(
        tmp_path, F10=xml(), F11=xml("F11", "Curatelle"), F12=xml("F12", "Habilitation")))
    assert (first.added, first.changed, first.retired) == (3, 0, 0)
    second = imported(database, folder_of(
        tmp_path, F10=xml(title="Tutelle d'un parent"), F11=xml("F11", "Curatelle")))
    assert (second.added, second.changed, second.unchanged, second.retired) == (0, 1, 1, 1)
    assert shown(database) == {"F10": "Tutelle d'un parent", "F11": "Curatelle"}


def test_the_same_import_again_changes_nothing(database, tmp_path):
    folder = folder_of(tmp_path, F10=xml(), F11=xml("F11", "Curatelle"))
    imported(database, folder)
    generation = database.run(store.active)
    again = imported(database, folder)
    assert (again.added, again.changed, again.unchanged) == (0, 0, 2)
    assert database.run(store.active) == generation


def test_a_malformed_sheet_is_skipped_and_its_earlier_version_stays(database, tmp_path):
    imported(database, folder_of(tmp_path, F10=xml(), F11=xml("F11", "Curatelle")))
    report = imported(database, folder_of(
        tmp_path, F10=xml()[:300], F11=xml("F11", "La curatelle")))
    assert len(report.refused) == 1
    assert "F10.xml" in report.refused[0]
    assert shown(database) == {"F10": "Mettre un parent sous tutelle", "F11": "La curatelle"}


def test_nobody_sees_an_import_before_its_end_and_after_a_break_it_goes_on(database, tmp_path):
    imported(database, folder_of(tmp_path, F10=xml()))
    files = list(sheet_files(folder_of(
        tmp_path, F10=xml(title="Autre titre"), F11=xml("F11", "Curatelle"))))

    def broken_off():
        yield from files
        raise ContentError("the disk was unplugged")

    running = SheetImport(database)
    for file in files:
        running._take(file)
    running._flush()
    with pytest.raises(ContentError, match="unplugged"):
        SheetImport(database).run(broken_off(), "archive")
    assert shown(database) == {"F10": "Mettre un parent sous tutelle"}
    report = SheetImport(database).run(iter(files), "archive")
    assert (report.added, report.changed) == (1, 1)
    assert shown(database) == {"F10": "Autre titre", "F11": "Curatelle"}


def test_what_a_broken_import_wrote_and_the_next_does_not_hold_is_never_shown(database, tmp_path):
    imported(database, folder_of(tmp_path, F10=xml()))
    running = SheetImport(database)
    for file in sheet_files(folder_of(tmp_path, F10=xml(title="Faux"), F99=xml("F99", "Faux"))):
        running._take(file)
    running._flush()
    imported(database, folder_of(tmp_path, F10=xml(), F11=xml("F11", "Curatelle")))
    assert shown(database) == {"F10": "Mettre un parent sous tutelle", "F11": "Curatelle"}


def test_an_archive_that_lacks_most_sheets_changes_nothing(database, tmp_path):
    imported(database, folder_of(tmp_path, F10=xml(), F11=xml("F11"), F12=xml("F12")))
    with pytest.raises(ContentError, match=r"2 of 3 sheets are missing.*--allow-retiring"):
        imported(database, folder_of(tmp_path, F10=xml()))
    assert len(shown(database)) == 3
    imported(database, folder_of(tmp_path, F10=xml()), may_retire_many=True)
    assert len(shown(database)) == 1


def zipped(path, **contents):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in contents.items():
            made.writestr(name.replace("__", "/") + ".xml", content)
    return path


def tarred(path, **contents):
    with tarfile.open(path, "w:gz") as made:
        for name, content in contents.items():
            entry = tarfile.TarInfo(name.replace("__", "/") + ".xml")
            entry.size = len(content)
            made.addfile(entry, io.BytesIO(content))
    return path


@pytest.mark.parametrize("packed", [zipped, tarred])
def test_archives_are_read_without_unpacking_and_other_files_passed_over(
        database, tmp_path, packed):
    path = packed(tmp_path / "archive", data__F10=xml(), data__N2=b"<Theme/>", lisezmoi=b"x")
    assert imported(database, path).added == 1


@pytest.mark.parametrize("packed", [zipped, tarred])
def test_an_archive_that_names_files_outside_itself_is_refused(database, tmp_path, packed):
    with pytest.raises(ContentError, match="lies outside the archive"):
        imported(database, packed(tmp_path / "archive", **{"..__..__F10": xml()}))
    assert shown(database) == {}


@pytest.mark.parametrize("packed", [zipped, tarred])
def test_a_half_downloaded_archive_changes_nothing(database, tmp_path, packed):
    whole = packed(tmp_path / "archive", F10=xml(), F11=xml("F11")).read_bytes()
    half = tmp_path / "half"
    half.write_bytes(whole[:len(whole) // 2])
    with pytest.raises(ContentError, match="half"):
        imported(database, half)
    assert shown(database) == {}


def test_a_bomb_is_refused(database, tmp_path, monkeypatch):
    monkeypatch.setattr(archive, "_LARGEST_FILE", 1000)
    with pytest.raises(ContentError, match="refused: larger than"):
        imported(database, zipped(tmp_path / "archive", F10=b" " * 10**6))
    monkeypatch.setattr(archive, "_LARGEST_ARCHIVE", 10**6)
    for packed in (zipped, tarred):
        with pytest.raises(ContentError, match="more than any official archive"):
            imported(database, packed(tmp_path / "archive", F10=b" " * 10**7))


@pytest.mark.parametrize("content", [b"", b"not an archive", b"PK\x03\x04broken"])
def test_what_is_no_archive_is_told(database, tmp_path, content):
    path = tmp_path / "archive.zip"
    path.write_bytes(content)
    with pytest.raises(ContentError, match=r"archive\.zip"):
        imported(database, path)


def test_an_empty_folder_changes_nothing(database, tmp_path):
    with pytest.raises(ContentError, match="no sheet could be read"):
        imported(database, folder_of(tmp_path))
