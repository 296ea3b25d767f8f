"""Forms and files: asked by the holder, answered once, checked by content, erased with the rest."""

from __future__ import annotations

import asyncio
import json
import random
from pathlib import Path

import jsonschema
import pytest

from guido.cases.reference import make_reference, write_reference
from guido.errors import FileNotKnown, FormNotFound, MessageRefused, NotHolder
from guido.handoff import State
from guido.handoff.forms.model import check_label, check_media_type, clean_name
from guido.relay.model import COMMAND_PERSON, Reply

PDF, PNG, JPEG = b"%PDF-1.7\n...", b"\x89PNG\r\n\x1a\n...", b"\xff\xd8\xff\xe0..."


@pytest.fixture
async def agent(house):
    agent = house.agent("camille")
    await house.wishes(COMMAND_PERSON)
    await house.desk.take(house.id, agent)
    return agent


async def ask(house, agent, kind: str, label: str = "votre justificatif", identifier: str = "f-1"):
    appended = await house.form_exchange.ask(house.id, agent, kind, label, identifier)
    return appended.message.custom


def assert_valid(custom) -> None:
    schema = json.loads(Path(f"docs/schemas/{custom['type']}.json").read_text(encoding="utf-8"))
    jsonschema.validate(custom, schema)


async def test_a_form_is_a_message_that_is_complete_without_it(house, agent):
    for kind in ("document", "reference", "consent"):
        custom = await ask(house, agent, kind, identifier=kind)
        assert_valid(custom)
        assert house.last().custom == custom
        assert "votre justificatif" in house.last().text
    assert house.database.run(house.audit.entries)[0].action == "form_sent"


async def test_a_form_asked_for_again_is_the_same(house, agent):
    assert await ask(house, agent, "consent") == await ask(house, agent, "consent")


async def test_only_the_holder_asks(house, agent):
    with pytest.raises(NotHolder):
        await ask(house, house.agent("dominique"), "document")


async def test_a_file_comes_back_as_a_message_and_is_kept_as_it_is(house, agent):
    form = await ask(house, agent, "document")
    await house.form_exchange.answer_file(house.id, form["id"], "../Avis <b>.pdf", PDF)
    answer = house.last().custom
    assert_valid(answer)
    assert (answer["form"], answer["file"]["name"]) == (form["id"], "Avis b.pdf")
    file = house.database.run(house.forms.file, answer["file"]["id"])
    assert house.database.run(house.forms.content, file) == PDF
    assert (file.media_type, file.size) == ("application/pdf", len(PDF))


async def test_consent_comes_back_in_words(house, agent):
    for value, word in (("yes", "Oui"), ("no", "Non")):
        form = await ask(house, agent, "consent", "partager le dossier", value)
        await house.form_exchange.answer(house.id, form["id"], value)
        assert_valid(house.last().custom)
        assert house.last().text == f"partager le dossier : {word}"


async def test_one_of_our_references_is_written_as_we_write_it(house, agent):
    reference = make_reference(2026, random.Random(5))
    form = await ask(house, agent, "reference")
    await house.form_exchange.answer(house.id, form["id"], f" {reference.lower()} ")
    assert house.last().custom["value"] == write_reference(reference)
    assert_valid(house.last().custom)


async def test_a_mistyped_reference_of_ours_is_told_and_can_be_put_right(house, agent):
    reference = make_reference(2026, random.Random(5))
    mistyped = reference[:-1] + ("0" if reference[-1] != "0" else "1")
    form = await ask(house, agent, "reference")
    with pytest.raises(MessageRefused, match="reference_mistyped"):
        await house.form_exchange.answer(house.id, form["id"], mistyped)
    await house.form_exchange.answer(house.id, form["id"], reference)
    assert house.last().custom["value"] == write_reference(reference)


async def test_another_institutions_reference_is_taken_as_written(house, agent):
    for reference in ("0123456 A", "D26 77", "2026/AB-15"):
        form = await ask(house, agent, "reference", identifier=reference)
        await house.form_exchange.answer(house.id, form["id"], reference)
        assert house.last().custom["value"] == reference


async def test_a_value_that_is_no_answer_is_refused_with_its_reason(house, agent):
    for number, (kind, value, reason) in enumerate((
        ("consent", "peut-être", "form_value"), ("consent", None, "form_value"),
        ("document", "yes", "form_value"), ("reference", "  ", "reference_empty"),
        ("reference", 5, "reference_empty"), ("reference", "x" * 101, "reference_too_long"),
    )):
        form = await ask(house, agent, kind, identifier=str(number))
        with pytest.raises(MessageRefused, match=reason):
            await house.form_exchange.answer(house.id, form["id"], value)
        assert house.texts(f"refused.{reason}")
        assert house.last().custom == form


async def test_of_twenty_answers_at_once_one_is_taken(house, agent):
    form = await ask(house, agent, "consent")
    results = await asyncio.gather(
        *(house.form_exchange.answer(house.id, form["id"], "yes") for _ in range(20)),
        return_exceptions=True)
    refused = [result for result in results if isinstance(result, MessageRefused)]
    assert [each.reason for each in refused] == ["form_answered"] * 19
    answers = [text for author, text in house.transcript()
               if author == "citizen" and text.endswith("Oui")]
    assert len(answers) == 1


async def test_a_form_belongs_to_its_conversation(house, agent):
    form = await ask(house, agent, "consent")
    other = house.database.run(house.conversations.open, "rest", "another").id
    with pytest.raises(FormNotFound):
        await house.form_exchange.answer(other, form["id"], "yes")


async def test_after_the_conversation_has_ended_nobody_would_read_an_answer(house, agent):
    form = await ask(house, agent, "consent")
    await house.desk.end(house.id, agent, State.RETURNED)
    with pytest.raises(MessageRefused, match="form_closed"):
        await house.form_exchange.answer(house.id, form["id"], "yes")


async def test_a_form_outlives_a_change_of_agents(house, agent):
    form = await ask(house, agent, "consent")
    await house.desk.transfer(house.id, agent, house.agent("dominique").id, None, "")
    await house.form_exchange.answer(house.id, form["id"], "yes")
    assert house.last().custom["form"] == form["id"]


async def test_files_are_erased_with_the_conversation(house, agent):
    form = await ask(house, agent, "document")
    await house.form_exchange.answer_file(house.id, form["id"], "a.pdf", PDF)
    file = house.last().custom["file"]["id"]
    await house.desk.end(house.id, agent, State.RETURNED)
    house.assistant.answer = lambda q: [Reply(custom={"type": "erasure_request"})]
    await house.says("effacez tout")
    with pytest.raises(FileNotKnown):
        house.database.run(house.forms.file, file)


@pytest.mark.parametrize(("content", "media_type"), [
    (PDF, "application/pdf"), (PNG, "image/png"), (JPEG, "image/jpeg")])
def test_a_file_is_known_by_what_it_begins_with(content, media_type):
    assert check_media_type(content) == media_type


@pytest.mark.parametrize(("content", "reason"), [
    (b"", "file_empty"), (b"<html>", "file_type"), (b"MZ\x90", "file_type"),
    (b" %PDF-1.4", "file_type"), (b"GIF89a", "file_type"),
    (PDF + b"x" * 5 * 1024 * 1024, "file_too_large"),
])
def test_whatever_else_a_file_is_it_is_refused(content, reason):
    with pytest.raises(MessageRefused, match=reason):
        check_media_type(content)


@pytest.mark.parametrize(("name", "clean"), [
    ("avis d'impôt.pdf", "avis d'impôt.pdf"), ("../../etc/passwd", "passwd.pdf"),
    ("C:\\temp\\scan.PDF", "scan.pdf"), ("facture.exe", "facture.exe.pdf"),
    ("\u202efdp.exe", "fdp.exe.pdf"), ("a\r\nb.pdf", "ab.pdf"), ('"; x=.pdf', "x=.pdf"),
    (".pdf", "document.pdf"), ("", "document.pdf"), (None, "document.pdf"),
    ("...", "document.pdf"), ("x" * 500 + ".pdf", "x" * 100 + ".pdf"),
])
def test_a_files_name_can_do_no_harm(name, clean):
    assert clean_name(name, "application/pdf") == clean


@pytest.mark.parametrize(("label", "reason"), [
    ("", "form_label"), ("  ", "form_label"), (None, "form_label"),
    ("x" * 301, "form_label_too_long")])
def test_a_form_without_a_label_is_refused(label, reason):
    with pytest.raises(MessageRefused, match=reason):
        check_label(label)
