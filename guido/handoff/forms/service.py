"""Asking by a form and taking its answer; each call runs in the caller's transaction."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import datetime

from guido.clock import utc_now
from guido.errors import FileNotKnown, FormNotFound, MessageRefused
from guido.handoff.forms import store
from guido.handoff.forms.model import File, Form, Kind, check_media_type, clean_name
from guido.storage import Transaction


class Forms:
    """Forms and the files that citizens send with them, kept outside of what is served."""

    def __init__(self, now: Callable[[], datetime] = utc_now) -> None:
        self._now = now

    def ask(
        self, tx: Transaction, form_id: str, conversation_id: str, kind: Kind, label: str,
        escalation_id: int | None,
    ) -> Form:
        """Keep what an agent asks for."""
        form = Form(form_id, conversation_id, kind, label, escalation_id, None, self._now())
        store.insert_form(tx, form)
        return form

    def get(self, tx: Transaction, conversation_id: str, form_id: str) -> Form:
        """A form of this conversation; raises FormNotFound."""
        found = store.find_form(tx, conversation_id, form_id)
        if not found:
            raise FormNotFound(form_id)
        return found

    def answered(self, tx: Transaction, form: Form) -> None:
        """Note that a form is answered; raises MessageRefused if it was already."""
        if not store.set_answered(tx, form.id, self._now()):
            raise MessageRefused("form_answered")

    def keep_file(
        self, tx: Transaction, conversation_id: str, name: object, content: bytes
    ) -> File:
        """Keep a citizen's file under a clean name; raises MessageRefused with the reason."""
        media_type = check_media_type(content)
        file = File(str(uuid.uuid4()), conversation_id, clean_name(name, media_type), media_type,
                    len(content), self._now())
        store.insert_file(tx, file, content)
        return file

    def file(self, tx: Transaction, file_id: str) -> File:
        """What is known of a file; raises FileNotKnown."""
        found = store.find_file(tx, file_id)
        if not found:
            raise FileNotKnown(file_id)
        return found

    def content(self, tx: Transaction, file: File) -> bytes:
        """The content of a file."""
        return store.content_of(tx, file.id)

    def move_file(self, tx: Transaction, file_id: str, conversation_id: str) -> None:
        """A file belongs to another conversation of the same citizen's from now on."""
        store.move_file(tx, file_id, conversation_id)

    def erase(self, tx: Transaction, conversation_id: str) -> None:
        """Delete all forms and files of a conversation."""
        store.delete_of(tx, conversation_id)
