"""What a text is in which no rule found a fact that ages: an order, a lasting fact, an ageing one after all, or neither.

A small model over everyday words, the shape of the text and the headings above it. It is asked of most segments of a
prompt, so that it looks at nothing that takes a search, and adds up the scores of all labels at once: each weight is
a whole number of hundredths, and the weights of a name for all labels stand in one integer, side by side.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from math import exp
from pathlib import Path
from typing import NamedTuple

from auditor.knowledge.glance import plain
from auditor.knowledge.labels import Kind, Label
from auditor.knowledge.lexicon import CLASSES, URGES

WEIGHTS = Path(__file__).with_name("manner.json")
# Raised whenever a feature changes its meaning, so that weights trained on others are refused.
VERSION = 1
LABELS: tuple[Label, ...] = ("behavior", "stable", "other", "volatile")
KINDS: tuple[Kind, ...] = ("price", "date", "version", "listing", "contact", "url", "policy", "stat", "other_fact")
UNIT = 100
# Nobody is surer than this, and `exp` stays within bounds.
_MOST = 50 * UNIT
_LONGEST = 600
_MARKS = frozenset("-*•+–·|>\"“«'#<{[`│✅❌")
_ENDS = frozenset(".:?!,;\"'|)}>`]*-”")
_URGES = frozenset(word.encode("latin-1", "replace") for word in URGES)
_CLASSES = {word.encode("latin-1", "replace"): name for word, name in CLASSES.items()}
_YOU = frozenset(word for word, name in _CLASSES.items() if name == "you")
# Room for the sum of one label's weights, sign included.
_BITS = 24
_HALF, _MASK = 1 << (_BITS - 1), (1 << _BITS) - 1


class Place(NamedTuple):
    """Where a text stands: what precedes it, under what headings, and which line announced the list it is in.

    `sign` says what the rules saw in it: "nothing" at a first look, "little" at a second, a "hint" or a "fact".
    """

    before: str = ""
    headings: tuple[str, ...] = ()
    lead: str = ""
    sign: str = "nothing"


class Manner(NamedTuple):
    """How likely each of LABELS is."""

    behavior: float
    stable: float
    other: float
    volatile: float

    def likeliest(self) -> tuple[Label, float]:
        """Return the likeliest label of those that do not age, and its share among them."""
        best = max(range(len(LABELS) - 1), key=self.__getitem__)
        return LABELS[best], self[best] / max(1e-9, 1 - self.volatile)


@dataclass(frozen=True, eq=False)
class Weights:
    """What was learned: how far each name speaks for each of LABELS, and for each of KINDS."""

    labels: dict[str, tuple[float, ...]]
    kinds: dict[str, tuple[float, ...]]


@cache
def weights() -> Weights:
    """Read the weights that ship with the package."""
    read = json.loads(WEIGHTS.read_text(encoding="utf-8"))
    if read["version"] != VERSION:
        raise ValueError(f"{WEIGHTS.name} was trained on features {read['version']}, the code has {VERSION}")
    return Weights(*({name: tuple(row) for name, row in read[part].items()} for part in ("labels", "kinds")))


def words_of(low: str) -> list[bytes]:
    """Return the words of a text in lower case."""
    return plain(low[:_LONGEST]).split()


def urges(words: Sequence[bytes]) -> bool:
    """Return whether a text tells its reader what to do: it starts like an order, or speaks to "you"."""
    return bool(words) and (words[0] in _URGES or not _YOU.isdisjoint(words))


def names(bare: str, words: Sequence[bytes], place: Place) -> list[str]:
    """Name everything the model weighs about one text; a name that holds twice stands twice."""
    found = [*_shape(*_shape_key(bare, len(words))), *_situation(*_situation_key(place))]
    found.append(f"f:{_CLASSES.get(words[0], '')}" if words else "f:none")
    for word in words:
        found += _named(word)
    return found


def _shape_key(bare: str, count: int) -> tuple[str, str, int, int, int, bool, bool, bool]:
    return (
        _mark(bare), bare[-1:] if bare[-1:] in _ENDS else "", min(6, len(bare) // 30), min(5, count // 4),
        min(3, bare.count(",")), '"' in bare, "`" in bare, ": " in bare[2:40],
    )  # fmt: skip


def _shape(  # noqa: PLR0913 - the key of a cache
    mark: str, end: str, length: int, count: int, commas: int, quotes: bool, ticks: bool, key: bool  # noqa: FBT001
) -> list[str]:
    found = ["", f"s:{mark}", f"e:{end}", f"long{length}", f"words{count}", f"commas{commas}"]
    return found + [name for name, holds in (("quote", quotes), ("tick", ticks), ("key", key)) if holds]


def _situation_key(place: Place) -> tuple[str, str, tuple[str, ...], str, str]:
    before = place.before
    return _mark(before), before[-1:] if before[-1:] in _ENDS else "", place.headings, place.lead, place.sign


def _situation(mark: str, end: str, headings: tuple[str, ...], lead: str, sign: str) -> list[str]:
    return [f"B:{mark}", f"E:{end}", sign, *_above(headings, lead)]


@lru_cache(maxsize=1024)
def _above(headings: tuple[str, ...], lead: str) -> tuple[str, ...]:
    """Name what the headings are about, however many texts stand under them."""
    names = dict.fromkeys([name for heading in headings for name in _classes(heading)])
    found = [*(f"H:{name}" for name in names), *(f"L:{name}" for name in _classes(lead))]
    return tuple(found) if headings else (*found, "no heading")


def _classes(text: str) -> list[str]:
    return list(dict.fromkeys(_CLASSES[word] for word in words_of(text.lower()) if word in _CLASSES))


def _named(word: bytes) -> list[str]:
    name = f"w:{word.decode('latin-1')}"
    return [name, f"t:{_CLASSES[word]}"] if word in _CLASSES else [name]


def _mark(text: str) -> str:
    first = text[:1]
    if first in _MARKS:
        return first
    return "1" if first.isdigit() else "A" if first.isupper() else "a"


class _Tables:
    """The scores that a text adds up, of each of its parts for all labels at once."""

    def __init__(self, learned: Weights) -> None:
        packed = {name: _packed(row) for name, row in learned.labels.items()}
        told = {word: packed.get(f"t:{name}", 0) for word, name in _CLASSES.items()}
        said = {name[2:].encode("latin-1"): score for name, score in packed.items() if name[:2] == "w:"}
        self.words = {word: told.get(word, 0) + said.get(word, 0) for word in (*told, *said)}.get
        self.first = {word: packed.get(f"f:{name}", 0) for word, name in _CLASSES.items()}.get
        self.unclassed, self.wordless = packed.get("f:", 0), packed.get("f:none", 0)
        self.shape = lru_cache(4096)(lambda *key: sum([packed.get(name, 0) for name in _shape(*key)]))
        self.situation = lru_cache(4096)(lambda *key: sum([packed.get(name, 0) for name in _situation(*key)]))


def _packed(row: Sequence[float]) -> int:
    """Put side by side how much further a name speaks for each label than for the first."""
    return sum(round((weight - row[0]) * UNIT) << (_BITS * place) for place, weight in enumerate(row[1:]))


@lru_cache(maxsize=1)
def _tables(learned: Weights) -> _Tables:
    return _Tables(learned)


def weigh(bare: str, words: Sequence[bytes], place: Place) -> Manner:
    """Return how likely each label is."""
    tables = _tables(weights())
    score = tables.shape(*_shape_key(bare, len(words))) + tables.situation(*_situation_key(place))
    score += tables.first(words[0], tables.unclassed) if words else tables.wordless
    known = tables.words
    score += sum([known(word, 0) for word in words])
    powers = [1.0]
    for _ in LABELS[1:]:
        # What stands to the right may have borrowed from what stands to its left.
        one = ((score + _HALF) & _MASK) - _HALF
        score = (score - one) >> _BITS
        powers.append(exp(min(one, _MOST) / UNIT))
    total = sum(powers)
    return Manner(*[power / total for power in powers])


def kind(bare: str, words: Sequence[bytes], place: Place) -> Kind:
    """Return the likeliest kind of a text that ages."""
    learned = weights().kinds
    rows = [learned[name] for name in names(bare, words, place) if name in learned]
    sums = [sum(column) for column in zip(*rows, strict=True)]
    return KINDS[max(range(len(KINDS)), key=sums.__getitem__)]
