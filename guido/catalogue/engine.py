"""Full-text search over cards and sheets, with tantivy; an index never changes.

Each text has five fields: its words, pairs of words, the everyday words in which people look
for it (data/search/everyday_words.tsv), its title and place among the themes, and pieces of
words, which forgive a typing error. A text whose dossier holds other good ones gains by them.
The numbers below were chosen on data/validation/search.tsv.
"""

from __future__ import annotations

import itertools
import json
import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import tantivy

from guido.french.normalise import words

BOOSTS = {"body": 1.0, "pairs": 1.4, "said": 1.25, "place": 0.3, "pieces": 0.25}
# What a text gains by the others of its dossier: a share of the best of them, and of each
# further one half of that.
_COMPANY, _FADING, _MOST_COMPANY = 0.7, 0.35, 8
_CANDIDATES = 40
# Pieces of words are looked for if no more than this share of the texts holds them, or that few.
_COMMON, _FEW = 0.3, 20
# Below this score, times the logarithm of the number of texts (as a rare word's score grows),
# nothing but syllables or a single common word is shared.
_LEAST_SCORE = 1.2
_WORDS, _PIECES, _PAIRS = "french_words", "word_pieces", "word_pairs"
_TOKENIZERS = {"pieces": _PIECES, "pairs": _PAIRS}
_PIECE_LENGTHS = (3, 5)
_LONGEST_WORD = 40
_LONGEST_QUESTION = 2000
_WRITER_BYTES, _SMALL_WRITER_BYTES = 100_000_000, 15_000_000
_EXCERPT = 320


@dataclass(frozen=True)
class Passage:
    """A part of a text under one heading; the heading of an introduction is empty."""

    heading: str
    text: str


@dataclass(frozen=True)
class SearchText:
    """A text to be found.

    `above` are the themes above it and its keywords, `said` the everyday words for it; texts of
    one `dossier` are about one subject.
    """

    id: str
    kind: str
    audience: str
    title: str
    description: str
    url: str
    date: date
    dossier: str
    above: tuple[str, ...]
    said: str
    passages: tuple[Passage, ...]


@dataclass(frozen=True)
class Found:
    """A text found; the score is only good for ordering."""

    id: str
    kind: str
    audience: str
    title: str
    url: str
    date: date
    score: float
    passages: tuple[Passage, ...]
    best: int  # the place of the passage that shares most with the question

    @property
    def excerpt(self) -> str:
        """The beginning of the best passage, cut between words."""
        text = self.passages[self.best].text
        return text if len(text) <= _EXCERPT else text[:_EXCERPT].rsplit(" ", 1)[0] + " …"


class SearchIndex:
    """An index that is open for searching."""

    def __init__(self, index: tantivy.Index, stop_words: frozenset[str]) -> None:
        self._stop_words = stop_words
        self._analyzers = _register(index, stop_words)
        index.reload()
        self._schema = index.schema
        self._searcher = index.searcher()

    @classmethod
    def open(cls, folder: Path, stop_words: frozenset[str]) -> SearchIndex:
        """Open a folder that `build` wrote."""
        return cls(tantivy.Index.open(str(folder)), stop_words)

    def search(self, text: str, limit: int) -> list[Found]:
        """The best texts, each id once, best first."""
        terms = self._terms(text[:_LONGEST_QUESTION])
        clauses = [
            (tantivy.Occur.Should, tantivy.Query.boost_query(
                tantivy.Query.term_query(self._schema, field, term), boost))
            for field, boost in BOOSTS.items() for term in terms[field]]
        if not clauses:
            return []
        hits = self._searcher.search(tantivy.Query.boolean_query(clauses), _CANDIDATES).hits
        least = _LEAST_SCORE * math.log(1 + self._searcher.num_docs)
        documents = [(score, self._searcher.doc(address)) for score, address in hits
                     if score >= least]
        # Some texts stand under two audiences with the same id.
        found: dict[str, Found] = {}
        for score, document in _in_company(documents):
            if document["id"][0] not in found and len(found) < limit:
                found[document["id"][0]] = self._found(score, document, terms["body"])
        return list(found.values())

    def _found(self, score: float, document: tantivy.Document, stems: list[str]) -> Found:
        kept = json.loads(document["kept"][0])
        passages = tuple(Passage(*each) for each in kept["passages"])
        return Found(
            document["id"][0], kept["kind"], kept["audience"], kept["title"], kept["url"],
            date.fromisoformat(kept["date"]), score, passages, self._best(passages, stems))

    def _terms(self, text: str) -> dict[str, list[str]]:
        stems = self._analyzers[_WORDS].analyze(text)
        pieces = self._analyzers[_PIECES].analyze(_content(text, self._stop_words))
        # Pieces of nearly every text tell nothing, and cost most of the time.
        most = max(_COMMON * self._searcher.num_docs, _FEW)
        special = {"pairs": _pairs(stems), "pieces": [
            piece for piece in pieces if self._searcher.doc_freq("pieces", piece) <= most]}
        return {field: sorted(set(special.get(field, stems))) for field in BOOSTS}

    def _best(self, passages: tuple[Passage, ...], stems: list[str]) -> int:
        number = self._searcher.num_docs
        rarity = {stem: math.log(1 + number / (1 + self._searcher.doc_freq("body", stem)))
                  for stem in stems}
        analyze = self._analyzers[_WORDS].analyze
        shares = [
            sum(rarity.get(stem, 0) for stem in set(analyze(f"{each.heading} {each.text}")))
            for each in passages]
        return max(range(len(passages)), key=lambda place: (shares[place], -place))


def build(
    texts: Iterable[SearchText], stop_words: frozenset[str], folder: Path | None = None
) -> SearchIndex:
    """An index of the texts, written into an empty folder or kept in memory."""
    schema = tantivy.SchemaBuilder()
    for field in ("id", "dossier", "kept"):
        schema.add_text_field(field, stored=True, tokenizer_name="raw")
    for field in BOOSTS:
        schema.add_text_field(
            field, stored=False, tokenizer_name=_TOKENIZERS.get(field, _WORDS))
    index = tantivy.Index(schema.build(), path=str(folder) if folder else None)
    analyze = _register(index, stop_words)[_WORDS].analyze
    writer = index.writer(_WRITER_BYTES if folder else _SMALL_WRITER_BYTES, 1)
    for text in texts:
        writer.add_document(tantivy.Document(**_fields(text, stop_words, analyze)))
    writer.commit()
    writer.wait_merging_threads()
    return SearchIndex(index, stop_words)


def _in_company(
    documents: list[tuple[float, tantivy.Document]],
) -> list[tuple[float, tantivy.Document]]:
    """Scores raised by the other texts of the same dossier, best first."""
    gains: dict[str, float] = {}
    numbers: dict[str, int] = {}
    for score, document in documents:
        dossier = document["dossier"][0]
        number = numbers.get(dossier, 0)
        if dossier and number < _MOST_COMPANY:
            gains[dossier] = gains.get(dossier, 0.0) + _COMPANY * score * _FADING ** number
            numbers[dossier] = number + 1
    raised = [(score + gains.get(document["dossier"][0], 0.0), document)
              for score, document in documents]
    return sorted(raised, key=lambda each: -each[0])


def _fields(
    text: SearchText, stop_words: frozenset[str], analyze: Callable[[str], list[str]]
) -> dict[str, str]:
    body = " ".join((text.description, *(
        f"{passage.heading} {passage.text}" for passage in text.passages)))
    place = " ".join((text.title, *text.above))
    kept = {
        "kind": text.kind, "audience": text.audience, "title": text.title, "url": text.url,
        "date": text.date.isoformat(),
        "passages": [(passage.heading, passage.text) for passage in text.passages]}
    return {
        "id": text.id, "dossier": text.dossier, "kept": json.dumps(kept, ensure_ascii=False),
        "body": body, "pairs": " ".join(_pairs(analyze(body))), "said": text.said,
        "place": place, "pieces": _content(f"{place} {text.said}", stop_words),
    }


def _pairs(stems: list[str]) -> list[str]:
    return [f"{one}_{next_one}" for one, next_one in itertools.pairwise(stems)]


def _content(text: str, stop_words: frozenset[str]) -> str:
    return " ".join(word for word in words(text) if len(word) > 1 and word not in stop_words)


def _register(
    index: tantivy.Index, stop_words: frozenset[str]
) -> dict[str, tantivy.TextAnalyzer]:
    keep = tantivy.Filter
    analyzers = {
        _WORDS: tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
        .filter(keep.lowercase()).filter(keep.ascii_fold()).filter(keep.remove_long(_LONGEST_WORD))
        .filter(keep.custom_stopword(sorted(stop_words))).filter(keep.stemmer("french")).build(),
        _PIECES: tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.ngram(*_PIECE_LENGTHS, False))
        .filter(keep.lowercase()).filter(keep.ascii_fold()).build(),
        _PAIRS: tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build(),
    }
    for name, analyzer in analyzers.items():
        index.register_tokenizer(name, analyzer)
    return analyzers
