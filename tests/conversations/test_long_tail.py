"""Matters that none of the services covers are answered from the official sheets."""

from __future__ import annotations

import json
import subprocess
import time
import urllib.parse

import jsonschema
import pytest

from tests.live import GUIDO, ROOT, call
from tests.official_sheets import official_sheets


@pytest.fixture(scope="module")
def with_sheets(live):
    """The running server after an import of the real sheets of 2020, without a restart."""
    subprocess.run([*GUIDO, "catalogue", "import", str(official_sheets())], cwd=ROOT, check=True,
                   env=live.environment)
    end = time.monotonic() + 60
    while not found(live, "tutelle"):
        assert time.monotonic() < end, "the imported sheets are not searched"
        time.sleep(0.5)
    return live


def found(live, question, limit=3):
    query = urllib.parse.urlencode({"q": question, "limit": limit})
    status, answer = call("GET", f"{live.origin}/api/v1/catalogue/search?{query}")
    assert status == 200
    return [each for each in answer["results"] if each["kind"] == "sheet"]


@pytest.fixture
def asked(with_sheets, citizen):
    """Ask until this server's actions, too, search in the sheets."""
    def ask(question):
        end = time.monotonic() + 60
        while True:
            replies = citizen.says(question)
            if replies.kinds == ["choice"] and "fiche du" in str(replies.customs):
                return replies
            assert time.monotonic() < end, replies
            time.sleep(1)
    return ask


@pytest.mark.parametrize(("question", "word"), [
    ("comment mettre mon père sous tutelle", "utelle"),
    ("je veux déposer un dossier de surendettement", "surendettement"),
    ("le syndic ne convoque pas l'assemblée générale de la copropriété", "copropriét"),
])
def test_the_best_sheets_are_offered_with_their_dates_and_none_of_them(asked, question, word):
    options = asked(question).customs[0]["options"]
    assert 2 <= len(options) <= 4
    assert options[-1] == "Aucune de ces réponses"
    assert any(word in option for option in options)
    assert all("fiche du" in option or "/" not in option for option in options)


def test_a_chosen_sheet_is_shown_with_its_passage_its_page_and_that_it_is_old(asked, citizen):
    options = asked("comment mettre mon père sous tutelle").customs[0]["options"]
    chosen = next(option for option in options if "(fiche du" in option)
    replies = citizen.says(chosen)
    assert replies.kinds == ["sheet"]
    custom = replies.customs[0]
    with open("docs/schemas/sheet.json", encoding="utf-8") as file:
        jsonschema.validate(custom, json.load(file))
    assert replies.text.startswith("Attention, cette fiche date du")
    assert custom["is_old"]
    assert custom["title"] in replies.text
    assert custom["passage"] in replies.text
    assert f"https://www.service-public.fr/particuliers/vosdroits/{custom['id']}" in replies.text
    assert "Parler à une personne" in replies.buttons


def test_none_of_the_sheets_leads_to_rephrasing(asked, citizen):
    asked("comment mettre mon père sous tutelle")
    assert "Je n'ai pas compris" in citizen.says("Aucune de ces réponses").text


def test_other_systems_search_cards_and_sheets(with_sheets):
    results = found(with_sheets, "dossier de surendettement", 5)
    assert 1 <= len(results) <= 5
    assert set(results[0]) == {"id", "kind", "title", "excerpt", "url", "date", "score"}
    assert "surendettement" in results[0]["title"]
    scores = [each["score"] for each in results]
    assert scores == sorted(scores, reverse=True)


@pytest.mark.parametrize("query", [
    "", "q=", "q=%20", "q=a&limit=0", "q=a&limit=51", "q=a&limit=x", "q=a&limit=٣",
    "q=" + "a" * 2001,
])
def test_a_question_that_cannot_be_read_is_refused_with_the_reason(live, query):
    quoted = urllib.parse.quote(query, safe="=&%")
    status, answer = call("GET", f"{live.origin}/api/v1/catalogue/search?{quoted}")
    assert status == 400
    assert "expected" in answer["message"]
