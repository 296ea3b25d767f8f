"""The search: words, everyday words, typing errors, company of a dossier, imports and edits."""

from __future__ import annotations

import time
from datetime import date

import pytest

from guido.catalogue.engine import Passage, SearchText, build
from guido.catalogue.model import is_old
from guido.catalogue.search import load_stop_words
from guido.catalogue.sheets import store
from guido.catalogue.sheets.model import DECISION_TREE, Sheet
from guido.catalogue.sheets.service import Sheets, read_everyday_words
from guido.errors import ContentError

STOP = frozenset({"je", "mon", "ma", "comment", "de", "la", "le", "un", "une", "pour"})


def text(name, title, body, said="", dossier="", audience="particuliers"):
    return SearchText(name, "sheet", audience, title, "", "https://www.service-public.fr/x",
                      date(2026, 1, 1), dossier, (), said, (Passage("", body),))


INDEX = build([
    text("F1", "Tutelle d'une personne majeure", "Le juge des tutelles protège un majeur.",
         said="gérer les sous de maman qui perd la tête"),
    text("F2", "Dépôt de garantie", "Le bailleur rend le dépôt de garantie au locataire.",
         said="mon proprio garde la caution"),
    text("F3", "Permis de chasse", "La chasse demande un permis validé chaque année."),
    text("F4", "Élagage des arbres", "Le voisin coupe les branches qui dépassent."),
], STOP)


def found(question, limit=3):
    return [each.id for each in INDEX.search(question, limit)]


@pytest.mark.parametrize(("question", "name"), [
    ("tutelle majeur juge", "F1"), ("les TUTELLES", "F1"),
    ("elagage arbre voisin", "F4"),
    ("mon proprio ne rend pas la caution", "F2"), ("depot garanti locatair bailleur", "F2"),
    ("maman perd la tête comment gérer ses sous", "F1"), ("permi de chase validé", "F3"),
])
def test_texts_are_found_by_their_words_by_everyday_words_and_with_typing_errors(question, name):
    assert found(question)[0] == name


@pytest.mark.parametrize("question", ["", "je", "????", "😀", "\x00", "AND OR NOT", "body:*"])
def test_what_holds_no_word_finds_nothing_and_breaks_nothing(question):
    assert found(question) == []


def test_a_text_gains_by_the_company_of_its_dossier():
    index = build([
        text("F1", "Carte bancaire perdue", "Faire opposition.", dossier="N1"),
        text("F2", "Carte bancaire volée", "Faire opposition auprès de la banque.", dossier="N1"),
        text("F3", "Carte bancaire de pêche", "Faire opposition.", dossier="N2"),
        text("F4", "Déchets", "Le bac."),
    ], STOP)
    found = [each.id for each in index.search("carte bancaire opposition", 3)]
    assert set(found[:2]) == {"F1", "F2"}


def test_a_sheet_that_stands_under_two_audiences_is_found_once():
    others = [text(f"F{number}", "Chasse", "Permis.") for number in range(2, 9)]
    index = build([text("F1", "Tutelle", "Juge."), *others,
                   text("F1", "Tutelle", "Juge.", audience="professionnels")], STOP)
    assert [each.id for each in index.search("tutelle juge", 3)] == ["F1"]


def test_the_passage_that_answers_is_chosen_and_cut_between_words():
    passages = (
        Passage("", "De quoi il s'agit."), Passage("Coût", "C'est gratuit. " + "mot " * 200),
        Passage("Recours", "Vous faites appel au tribunal."))
    index = build([
        SearchText("F1", "sheet", "particuliers", "Tutelle", "", "https://x", date.today(), "",
                   (), "", passages), text("F2", "Chasse", "Permis.")], STOP)
    [recours] = index.search("tutelle recours tribunal", 1)
    assert recours.excerpt == "Vous faites appel au tribunal."
    [cost] = index.search("tutelle gratuit", 1)
    assert cost.excerpt.endswith("mot …")


@pytest.mark.parametrize(("day", "old"), [
    (date(2024, 11, 22), False), (date(2024, 10, 31), True), (date(2026, 11, 1), False)])
def test_a_text_is_old_after_24_months(day, old):
    assert is_old(day, date(2026, 11, 22)) is old


def sheet(name, title, kind="Fiche pratique"):
    return Sheet(name, "particuliers", kind, title, "", date(2026, 1, 1), "https://x", (), "", (),
                 (), (Passage("", f"{title} : la réponse."),))


@pytest.fixture
def sheets(tmp_path, database):
    (tmp_path / "search").mkdir()
    (tmp_path / "search" / "everyday_words.tsv").write_text("F1\tla caution\n", encoding="utf-8")
    return Sheets(database, tmp_path / "var", tmp_path, STOP, clock=lambda: time.monotonic() * 1000)


def test_an_index_that_was_built_before_answers_the_first_question(sheets, database, tmp_path):
    import_sheets(sheets, 1, sheet("F1", "Le dépôt de garantie"), sheet("F2", "La chasse"))
    sheets.prepare()
    started_anew = Sheets(database, tmp_path / "var", tmp_path, STOP)
    assert [each.id for each in started_anew.search("chasse", 3)] == ["F2"]


def import_sheets(sheets, generation, *found):
    database = sheets._database
    database.run(store.write, generation, [(each, each.title) for each in found])
    database.run(store.activate, generation, [], [], "test", date_time())


def date_time():
    from datetime import datetime, timezone
    return datetime.now(timezone.utc)


def eventually(condition, seconds=20):
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.05)


def test_nothing_imported_nothing_found(sheets):
    sheets.prepare()
    assert sheets.search("dépôt de garantie", 3) == []


def test_an_import_and_edited_words_are_followed_without_a_restart(sheets, tmp_path):
    import_sheets(sheets, 1, sheet("F1", "Dépôt de garantie"), sheet("F2", "Chasse"))

    def ids(question):
        return [each.id for each in sheets.search(question, 3)]

    eventually(lambda: ids("caution") == ["F1"])
    (tmp_path / "search" / "everyday_words.tsv").write_text("F2\tla caution\n", encoding="utf-8")
    eventually(lambda: ids("caution") == ["F2"])
    import_sheets(sheets, 2, sheet("F3", "Tutelle"))
    eventually(lambda: ids("tutelle") == ["F3"])
    assert len(list((tmp_path / "var").iterdir())) == 1


def test_broken_words_are_logged_and_the_old_ones_go_on(sheets, tmp_path, caplog):
    import_sheets(sheets, 1, sheet("F1", "Dépôt de garantie"), sheet("F2", "Chasse"))
    sheets.prepare()
    (tmp_path / "search" / "everyday_words.tsv").write_text("F2 la caution\n", encoding="utf-8")
    assert [each.id for each in sheets.search("caution", 3)] == ["F1"]
    eventually(lambda: "everyday_words.tsv:1" in caplog.text)
    assert [each.id for each in sheets.search("caution", 3)] == ["F1"]


def test_decision_trees_hold_no_answer_and_are_not_found(sheets):
    import_sheets(sheets, 1, sheet("F1", "Dépôt de garantie", DECISION_TREE), sheet("F2", "Chasse"))
    sheets.prepare()
    assert sheets.search("dépôt de garantie", 3) == []


@pytest.mark.parametrize("content", ["F1", "F1\t", "\tmots", "F1 mots"])
def test_everyday_words_that_cannot_be_read_are_named_with_their_line(tmp_path, content):
    path = tmp_path / "words.tsv"
    path.write_text(f"F0\tmots\n{content}\n", encoding="utf-8")
    with pytest.raises(ContentError, match=r"words\.tsv:2"):
        read_everyday_words(path)


@pytest.mark.parametrize("content", ["", "- a", "stop_words: 3", "other: [a]", "\t:"])
def test_stop_words_that_cannot_be_read_are_named(tmp_path, content):
    path = tmp_path / "stop.yml"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(ContentError, match=r"stop\.yml"):
        load_stop_words(path)


def test_everyday_words_may_go_on_in_further_files(tmp_path):
    (tmp_path / "everyday_words.tsv").write_text("F1\tla caution\n", encoding="utf-8")
    (tmp_path / "everyday_words_2.tsv").write_text("F2\tle préavis\n", encoding="utf-8")
    assert read_everyday_words(tmp_path / "everyday_words.tsv") == {
        "F1": "la caution", "F2": "le préavis"}
