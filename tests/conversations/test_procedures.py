"""Procedures with the assistant that citizens meet: from their first words to the document."""

from __future__ import annotations

import urllib.request

import pytest

from tests.scripts import BIRTH, LOST


@pytest.mark.parametrize(("script", "opening"), [
    (BIRTH, "je voudrais un acte de naissance pour ma fille"),
    (LOST, "on m'a vole mon portefeuille avec mes papiers"),
], ids=[BIRTH.name, LOST.name])
def test_from_the_first_words_to_the_document_with_a_question_in_the_middle(
    citizen, script, opening
):
    offered = citizen.says(opening).buttons
    title = f"Commencer la démarche : {script.procedure.title}"
    assert title in offered, offered
    citizen.says(title)
    for text in script.says[:script.middle]:
        asked = citizen.says(text)
    in_the_middle = citizen.says("au fait combien coute un passeport ?")
    assert ("passeport", "cout") in in_the_middle.cards
    assert in_the_middle.customs[-1]["question"] == asked.customs[-1]["question"]
    for text in script.says[script.middle:]:
        summary = citizen.says(text)
    assert summary.customs[-1]["step"] == "summary", summary.text
    citizen.says("C'est juste")
    ended = citizen.says("J'accepte")
    (address,) = {
        document["url"] for custom in ended.customs for document in custom.get("documents", ())}
    with urllib.request.urlopen(address) as answer:
        assert answer.read(5) == b"%PDF-"
