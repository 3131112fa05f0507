"""What a text is in which no rule found an ageing fact: an order, a lasting fact, an ageing one after all, or neither.

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
    found = [*_shape(_shape_key(bare, len(words))), *_before(_mark(place.before), _end(place.before), place.sign)]
    found += _above(place.headings, place.lead)
    found.append(f"f:{_CLASSES.get(words[0], '')}" if words else "f:none")
    for word in words:
        found += _named(word)
    return found


_Shape = tuple[str, str, int, int, int, bool, bool, bool]


def _shape_key(bare: str, count: int) -> _Shape:
    return (
        _mark(bare), _end(bare), min(6, len(bare) // 30), min(5, count // 4), min(3, bare.count(",")),
        '"' in bare, "`" in bare, ": " in bare[2:40],
    )  # fmt: skip


def _shape(key: _Shape) -> list[str]:
    mark, end, length, count, commas, *signs = key
    found = ["", f"s:{mark}", f"e:{end}", f"long{length}", f"words{count}", f"commas{commas}"]
    return found + [name for name, holds in zip(("quote", "tick", "key"), signs, strict=True) if holds]


def _before(mark: str, end: str, sign: str) -> list[str]:
    return [f"B:{mark}", f"E:{end}", sign]


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


def _end(text: str) -> str:
    last = text[-1:]
    return last if last in _ENDS else ""


class _Tables:
    """The scores that a text adds up, of each of its parts for all labels at once."""

    def __init__(self, learned: Weights) -> None:
        packed = {name: _packed(row) for name, row in learned.labels.items()}
        told = {word: packed.get(f"t:{name}", 0) for word, name in _CLASSES.items()}
        said = {name[2:].encode("latin-1"): score for name, score in packed.items() if name[:2] == "w:"}
        self.words = {word: told.get(word, 0) + said.get(word, 0) for word in (*told, *said)}.get
        self.first = {word: packed.get(f"f:{name}", 0) for word, name in _CLASSES.items()}.get
        self.unclassed, self.wordless = packed.get("f:", 0), packed.get("f:none", 0)
        self.shape = lru_cache(4096)(lambda key: sum([packed.get(name, 0) for name in _shape(key)]))
        self.before = lru_cache(1024)(lambda *key: sum([packed.get(name, 0) for name in _before(*key)]))
        self.above = lru_cache(1024)(lambda *key: sum([packed.get(name, 0) for name in _above(*key)]))


def _packed(row: Sequence[float]) -> int:
    """Put side by side how much further a name speaks for each label than for the first."""
    return sum(round((weight - row[0]) * UNIT) << (_BITS * place) for place, weight in enumerate(row[1:]))


@lru_cache(maxsize=1)
def _tables(learned: Weights) -> _Tables:
    return _Tables(learned)


def alone(bare: str, words: Sequence[bytes]) -> int:
    """Return what a text by itself adds to its scores, wherever it stands."""
    tables = _tables(weights())
    score: int = tables.shape(_shape_key(bare, len(words)))
    score += tables.first(words[0], tables.unclassed) if words else tables.wordless
    known = tables.words
    return score + sum([known(word, 0) for word in words])


def scores(own: int, place: Place) -> tuple[int, int, int]:
    """Return how much further, in hundredths of log-odds, a text speaks for each other label than for the first."""
    tables = _tables(weights())
    before = place.before
    score = own + tables.before(_mark(before), _end(before), place.sign) + tables.above(place.headings, place.lead)
    # What stands to the right may have borrowed from what stands to its left.
    stable = ((score + _HALF) & _MASK) - _HALF
    score = (score - stable) >> _BITS
    other = ((score + _HALF) & _MASK) - _HALF
    return stable, other, (score - other) >> _BITS


def chances(stable: int, other: int, volatile: int) -> Manner:
    """Turn scores into how likely each label is."""
    powers = [exp(min(score, _MOST) / UNIT) for score in (0, stable, other, volatile)]
    total = sum(powers)
    return Manner(*[power / total for power in powers])


def kind_of(bare: str, words: Sequence[bytes], place: Place) -> Kind:
    """Return the likeliest kind of a text that ages."""
    learned = weights().kinds
    rows = [learned[name] for name in names(bare, words, place) if name in learned]
    sums = [sum(column) for column in zip(*rows, strict=True)]
    return KINDS[max(range(len(KINDS)), key=sums.__getitem__)]


def speaks_for_ageing(bare: str, words: Sequence[bytes], place: Place) -> str:
    """Put into words what speaks most for an ageing fact and against an order."""
    learned = weights().labels
    found = [name for name in names(bare, words, place) if name[:2] in _TOLD and name in learned]
    rated = [(learned[name][0] - learned[name][-1], name) for name in found]
    told = _TOLD[min(rated)[1][:2]].format(min(rated)[1][2:]) if rated else ""
    return f"with {told}" if told else "not told to anybody"


_TOLD = {"t:": "words of {}", "H:": "a heading on {}", "L:": "an announcement of {}", "w:": 'the word "{}"'}
