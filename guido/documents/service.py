"""Keeping documents for some days, and giving them to their owner; runs in a transaction."""

from __future__ import annotations

import hashlib
import hmac
import re
import uuid
from collections.abc import Callable
from datetime import datetime, timedelta

from guido.clock import utc_now
from guido.documents import store
from guido.documents.model import PDF, Document
from guido.errors import DocumentExpired, DocumentNotFound
from guido.french.normalise import fold, visible
from guido.storage import Transaction

DAYS = 7
_LONGEST_TITLE = 200
_LONGEST_NAME = 80
_NO_WORD = re.compile(r"[^a-z0-9]+")


class Documents:
    """The documents of conversations, kept outside of what is served.

    `key` is the secret of which the links of documents are made: no link is stored, and each can
    be made again for an e-mail that is sent later.
    """

    def __init__(
        self, key: bytes, days: int = DAYS, now: Callable[[], datetime] = utc_now
    ) -> None:
        self._key = key
        self._days = days
        self._now = now

    def keep(
        self, tx: Transaction, conversation_id: str, title: str, content: bytes,
        case_reference: str | None = None,
    ) -> Document:
        """Keep a PDF for a conversation."""
        now, title = self._now(), visible(title)
        document = Document(
            str(uuid.uuid4()), conversation_id, case_reference, title[:_LONGEST_TITLE],
            _name(title), PDF, len(content), 0, now, now + timedelta(days=self._days))
        store.insert(tx, document, _hash(self.token(document)), content)
        return document

    def token(self, document: Document) -> str:
        """The secret of the link that opens a document without anything else."""
        return hmac.new(self._key, f"document\0{document.id}".encode(), hashlib.sha256).hexdigest()

    def of_conversation(self, tx: Transaction, conversation_id: str) -> list[Document]:
        """What a conversation has been given, the oldest first, expired ones too."""
        return store.of_conversation(tx, conversation_id)

    def fetch(
        self, tx: Transaction, conversation_id: str, document_id: str
    ) -> tuple[Document, bytes]:
        """A document of this conversation, counted as downloaded.

        Raises DocumentNotFound for another's, DocumentExpired after its days.
        """
        document = store.find(tx, document_id)
        if not document or document.conversation_id != conversation_id:
            raise DocumentNotFound(document_id)
        return self._counted(tx, document)

    def fetch_by_token(self, tx: Transaction, token: str) -> tuple[Document, bytes]:
        """The same by the secret of its link; raises the same."""
        document = store.find_by_token(tx, _hash(token))
        if not document:
            raise DocumentNotFound("no document with this token")
        return self._counted(tx, document)

    def look_at(self, tx: Transaction, document_id: str) -> tuple[Document, bytes]:
        """A document for agents, who are no owners: not counted; raises the same."""
        document = store.find(tx, document_id)
        if not document:
            raise DocumentNotFound(document_id)
        return document, self._content(tx, document)

    def empty_expired(self, tx: Transaction) -> int:
        """Delete the content of expired documents; their number."""
        return store.empty(tx, self._now())

    def erase(self, tx: Transaction, conversation_id: str) -> None:
        """Delete all documents of a conversation."""
        store.delete_of(tx, conversation_id)

    def _counted(self, tx: Transaction, document: Document) -> tuple[Document, bytes]:
        content = self._content(tx, document)
        store.count_download(tx, document.id)
        return document, content

    def _content(self, tx: Transaction, document: Document) -> bytes:
        if document.expires_at <= self._now():
            raise DocumentExpired(document.id)
        return store.content_of(tx, document.id)


def _name(title: str) -> str:
    """A file's name that every system takes: « demande-d-acte-de-naissance.pdf »."""
    words = _NO_WORD.sub("-", fold(title)).strip("-")[:_LONGEST_NAME].strip("-")
    return f"{words or 'document'}.pdf"


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()
