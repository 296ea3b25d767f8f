"""What the recognisers read of a message: a common spelling, and the parts of a long story."""

from __future__ import annotations

import re

from guido.cases.reference import Reading, read_reference
from guido.french.normalise import fold

# Stands for any case reference, so that the classifiers learn one word and not its digits.
REFERENCE_WORD = "refdossier"
# A longer text is read in full by people; for recognising its subject this is plenty.
LONGEST_READ = 4000
# Above _LONG words a text is a story; its parts have _PART words, and begin _STEP apart.
_LONG, _PART, _STEP = 16, 12, 4
_MOST_PARTS = 40
_WORD = re.compile(r"[^\W_]+")
# Where one question may end and the next begin.
_BORDER = re.compile(
    r"[.?!;\n]+\s+|,\s+|\s+(?:et aussi|et sinon|et puis|et pour|ainsi que|sinon|aussi|puis|et)\s+",
    re.IGNORECASE)
_MOST_BORDERS = 8
_LONGEST_TO_CUT = 1000


def prepare(text: str) -> str:
    """The text without accents, case and odd characters, a case reference marked as such."""
    folded = fold(text[:LONGEST_READ])[:LONGEST_READ]  # some characters become many
    if read_reference(folded).reading is not Reading.ABSENT:
        folded = f"{folded} {REFERENCE_WORD}"
    return folded


def split_words(prepared: str) -> list[str]:
    """The words of a prepared text."""
    return _WORD.findall(prepared)


def parts(prepared: str) -> list[str]:
    """Overlapping parts of a long text, the last of them if there are many; none of a short one."""
    words = prepared.split()
    if len(words) <= _LONG:
        return []
    starts = range(0, len(words) - _PART + _STEP, _STEP)
    return [" ".join(words[start:start + _PART]) for start in starts][-_MOST_PARTS:]


def halves(text: str) -> list[tuple[str, str]]:
    """All ways to take a text for two questions, one after the other; eight, none of a long one."""
    found = []
    if len(text) > _LONGEST_TO_CUT:
        return []
    for border in _BORDER.finditer(text):
        before, after = text[:border.start()].strip(), text[border.end():].strip()
        if len(split_words(before)) >= 2 and len(split_words(after)) >= 2:
            found.append((before, after))
    return found[-_MOST_BORDERS:]
