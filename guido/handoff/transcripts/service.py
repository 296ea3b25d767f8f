"""Lists of ended conversations and full-text search, in the caller's transaction."""

from __future__ import annotations

from guido.french.normalise import words
from guido.handoff.transcripts import store
from guido.handoff.transcripts.model import Excerpt, Filters, Found, excerpt
from guido.storage import Transaction

PAGE = 25
_MOST_WORDS = 10
_EVERYTHING = Filters()


class Transcripts:
    """Only what agents may read is found: of an ended conversation what was written until then."""

    def closed(
        self, tx: Transaction, filters: Filters = _EVERYTHING, before: int | None = None,
        limit: int = PAGE,
    ) -> list[Found]:
        """Ended conversations, the last to end first; the next page is before the last one's id."""
        return [Found(each) for each in store.closed(tx, filters, before, limit)]

    def search(
        self, tx: Transaction, question: str, filters: Filters = _EVERYTHING,
        before: int | None = None, limit: int = PAGE,
    ) -> list[Found]:
        """Open and ended conversations in which all words were written, the newest first.

        Case and accents don't matter, nor in which order or in whose message the words are.
        """
        wanted = list(dict.fromkeys(words(question)))[:_MOST_WORDS]
        if not wanted:
            return []
        found = store.with_words(tx, wanted, filters, before, limit)
        excerpts = self._excerpts(tx, [each.id for each in found], wanted)
        return [Found(each, excerpts.get(each.conversation_id)) for each in found]

    def _excerpts(
        self, tx: Transaction, escalation_ids: list[int], wanted: list[str]
    ) -> dict[str, Excerpt]:
        """Of each conversation the message with the most of the words, the newest of those."""
        if not escalation_ids:
            return {}
        best: dict[str, tuple[int, store.Hit]] = {}
        for hit in store.hits(tx, escalation_ids, wanted):
            number = sum(word in hit.folded for word in wanted)
            if number > best.get(hit.conversation_id, (0, hit))[0]:
                best[hit.conversation_id] = (number, hit)
        return {each: excerpt(hit.sequence, hit.author, hit.text, wanted)
                for each, (_, hit) in best.items()}
