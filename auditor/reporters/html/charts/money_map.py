"""Where the money is: calls a month against prompt tokens, one mark an agent, on diagonals of equal cost."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from statistics import median

from auditor.model.measurement import Unknown
from auditor.model.run import Audited, cost_today
from auditor.model.verdict import FAMILIES, Family
from auditor.reporters.html.charts.frame import LETTER, Box, Logs, Tick, Word, box_of, money
from auditor.reporters.html.figures import plural, px

WIDTH, HEIGHT = 600, 390
_LEFT, _RIGHT, _TOP, _BOTTOM = 52, 18, 14, 46
MANY, MOST_MARKS, SQUARE = 2000, 400, 10
"""From so many agents on the map shows how dense they lie, in squares of so many px, and marks for these only."""
_NAME = 24
_AROUND = ((1, 0), (-1, 0), (0.6, -1), (0.6, 1), (-0.6, -1), (-0.6, 1), (0, -1.2), (0, 1.2))
_FAINT = ("keep", "needs-data")
_DRAWN: dict[str, str] = {
    "●": "M{x} {y}m-4.5 0a4.5 4.5 0 1 0 9 0a4.5 4.5 0 1 0-9 0z",
    "◆": "M{x} {y}m0-6l5.4 6l-5.4 6l-5.4-6z",
    "■": "M{x} {y}m-4.4-4.4h8.8v8.8h-8.8z",
    "▲": "M{x} {y}m0-6.2l6 10.8h-12z",
    "▼": "M{x} {y}m0 6.2l6-10.8h-12z",
    "✚": "M{x} {y}m-1.8-5.6h3.6v3.8h3.8v3.6h-3.8v3.8h-3.6v-3.8h-3.8v-3.6h3.8z",
}
Spot = tuple[float, float]
_Taken = tuple[Sequence[Spot], Sequence[Spot]]
"""Where marks are, which the label of a diagonal may cover if it must, and names, which it may not."""


@dataclass(frozen=True, slots=True)
class Layer:
    """All marks of one verdict family as one path."""

    family: str
    path: str
    is_faint: bool


@dataclass(frozen=True, slots=True)
class Diagonal:
    """A line along which agents cost the same, and its label, turned to lie along it."""

    path: str
    label: str
    turn: str


@dataclass(frozen=True, slots=True)
class FleetMap:
    """Calls a month against prompt tokens, both logarithmic, one mark an agent."""

    x_ticks: tuple[Tick, ...]
    y_ticks: tuple[Tick, ...]
    lines: tuple[Diagonal, ...]
    squares: tuple[str, ...]
    """Squares as one path for each of up to four densities, the least first."""
    layers: tuple[Layer, ...]
    labels: tuple[Word, ...]
    says: str
    note: str
    of_lines: str


def fleet_map(agents: Sequence[Audited], numbered: Sequence[Audited]) -> FleetMap | None:
    """The map of all agents whose calls are known; the numbered ones carry their names. None if there is none."""
    places = {id(audited): place for audited in agents if (place := _place(audited)) is not None}
    if not places:
        return None
    x = Logs.around((calls for calls, _ in places.values()), _LEFT, WIDTH - _RIGHT)
    y = Logs.around((tokens for _, tokens in places.values()), HEIGHT - _BOTTOM, _TOP)
    spots = {key: (x.of(calls), y.of(tokens)) for key, (calls, tokens) in places.items()}
    drawn = [audited for audited in agents if id(audited) in spots]
    marked = drawn if len(drawn) <= MANY else _dearest(drawn, numbered)
    named = [(audited.agent.title, spots[id(audited)]) for audited in numbered if id(audited) in spots]
    labels = tuple(_labels(named, [(spots[id(one)], one.verdict.family.id in _FAINT) for one in marked]))
    names = [spot for word in labels for spot in _along(_box(word))]
    lines, of_lines = _equal_cost(x, y, _typical_price(drawn), ([spots[id(one)] for one in marked], names))
    return FleetMap(
        x.ticks(),
        y.ticks(),
        tuple(lines),
        () if marked is drawn else _squares(list(spots.values())),
        tuple(_layers(marked, spots)),
        labels,
        f"{plural(len(places), 'agent')} by calls a month and prompt tokens; the table of agents has every figure.",
        _note(len(drawn), len(marked), len(agents)),
        of_lines,
    )


def _place(audited: Audited) -> Spot | None:
    calls = audited.facts.traffic.calls_per_month
    if isinstance(calls, Unknown) or calls.value.point <= 0 or audited.facts.prompt.tokens <= 0:
        return None
    return max(1.0, float(calls.value.point)), float(audited.facts.prompt.tokens)


def _dearest(drawn: Sequence[Audited], numbered: Sequence[Audited]) -> list[Audited]:
    """The agents that get a mark where not all can: those that are named, then the most expensive."""
    first = {id(audited) for audited in numbered}

    def key(audited: Audited) -> tuple[bool, Decimal, str]:
        cost = cost_today(audited)
        return (id(audited) not in first, -cost.point if cost else Decimal(1), audited.agent.id)

    return sorted(drawn, key=key)[:MOST_MARKS]


def _note(drawn: int, marked: int, all_agents: int) -> str:
    missing = all_agents - drawn
    said = [f"Squares show how dense all {drawn:,} lie; marks are the {marked:,} dearest."] if marked < drawn else []
    if missing:
        said.append(f"{plural(missing, 'agent')} with unknown calls or an empty prompt not drawn.")
    return " ".join(said)


def _layers(agents: Sequence[Audited], spots: dict[int, Spot]) -> Iterator[Layer]:
    """What needs no action is drawn first and faint, so that it never hides what does."""
    drawn: dict[Family, list[str]] = {family: [] for family in reversed(FAMILIES)}
    for audited in agents:
        x, y = spots[id(audited)]
        family = audited.verdict.family
        drawn[family].append(_DRAWN[family.shape].format(x=px(x), y=px(y)))
    return (Layer(family.id, "".join(paths), family.id in _FAINT) for family, paths in drawn.items() if paths)


def _squares(spots: Sequence[Spot]) -> tuple[str, ...]:
    """The squares that hold agents, by density: up to 2, 8 and 32 in a square, and more."""
    found = Counter((int((x - _LEFT) // SQUARE), int((y - _TOP) // SQUARE)) for x, y in spots)
    paths: list[list[str]] = [[], [], [], []]
    for (column, row), number in sorted(found.items()):
        place = sum(number > most for most in (2, 8, 32))
        paths[place].append(f"M{_LEFT + column * SQUARE} {_TOP + row * SQUARE}h9v9h-9z")
    return tuple("".join(path) for path in paths)


def _labels(named: Sequence[tuple[str, Spot]], marks: Sequence[tuple[Spot, bool]]) -> Iterator[Word]:
    """Number and name of the first agents beside their marks, where that hides nothing; else the number alone."""
    solid = [Box(x - 6, y - 6, x + 6, y + 6) for (x, y), is_faint in marks if not is_faint]
    faint = [Box(x - 4, y - 4, x + 4, y + 4) for (x, y), is_faint in marks if is_faint]
    taken: list[Box] = [Box(x - 6, y - 6, x + 6, y + 6) for _, (x, y) in named]
    for number, (title, (x, y)) in enumerate(named, 1):
        name = title if len(title) <= _NAME else f"{title[: _NAME - 1]}…"
        spots = [spot for text in (f"{number} {name}", str(number)) for spot in _around(x, y, text)]
        sets = ([*taken, *solid, *faint], [*taken, *solid], taken)
        full, alone = spots[: len(spots) // 2], spots[len(spots) // 2 :]
        word = _first_free([(full, sets[0]), (full, sets[1]), (alone, sets[0]), (alone, sets[1]), (alone, sets[2])])
        word = word or alone[0]
        taken.append(_box(word))
        yield word


def _around(x: float, y: float, text: str) -> list[Word]:
    """Places for words around a mark, the nearest first."""
    words = []
    for far in (11, 17, 24):
        for right, down in _AROUND:
            anchor = "start" if right > 0 else "end" if right < 0 else "middle"
            words.append(Word(px(x + far * right), px(y + far * down), text, anchor))
    return words


def _first_free(tries: Sequence[tuple[Sequence[Word], Sequence[Box]]]) -> Word | None:
    for words, taken in tries:
        for word in words:
            box = _box(word)
            inside = box.left > _LEFT and box.right < WIDTH - 4 and box.top > _TOP and box.bottom < HEIGHT - _BOTTOM
            if inside and not any(box.hits(other) for other in taken):
                return word
    return None


def _box(word: Word) -> Box:
    return box_of(float(word.x), float(word.y), word.text, word.anchor)


def _along(box: Box) -> Iterator[Spot]:
    """Spots in the middle of words, near enough to each other that nothing passes between them."""
    for step in range(0, int(box.right - box.left) + 1, 10):
        yield box.left + step, (box.top + box.bottom) / 2


def _typical_price(agents: Sequence[Audited]) -> Decimal | None:
    """The median of what the agents pay for uncached input, in USD per million tokens; None if nothing is known."""
    prices = [price for audited in agents if (price := _input_price(audited)) is not None]
    return median(prices) if prices else None


def _input_price(audited: Audited) -> Decimal | None:
    lines = audited.facts.economics.option("prompted").lines
    return next((line.price for line in lines if line.name in ("input behind the prefix", "prefix, not cached")), None)


def _equal_cost(x: Logs, y: Logs, price: Decimal | None, taken: _Taken) -> tuple[list[Diagonal], str]:
    """Diagonals of equal USD a month for prompts at a price, with what they rest on; of equal volume without one."""
    if price is None or price <= 0:
        made = [(power, f"{words} tokens a month") for power, words in ((6.0, "1M"), (8.0, "100M"), (10.0, "10B"))]
        says = "Dotted lines: as many prompt tokens a month; no agent’s price is known."
    else:
        of_dollar = 6 - math.log10(price)
        made = [(power + of_dollar, f"{money(10.0**power)} a month") for power in range(-2, 10)]
        says = (
            f"Dotted lines: prompts that cost the same at ${price:,.2f} a million tokens, "
            "this fleet’s median input price, before caching."
        )
    found = [line for power, label in made if (line := _diagonal(x, y, power, label, taken)) is not None]
    return found, says if found else ""


def _diagonal(x: Logs, y: Logs, power: float, label: str, taken: _Taken) -> Diagonal | None:
    """Where calls × tokens is this power of ten; None if there is no room for its label."""
    left, right = max(x.first, power - y.last), min(x.last, power - y.first)
    if right <= left:
        return None
    (x1, y1), (x2, y2) = ((x.at(end), y.at(power - end)) for end in (left, right))
    length, room = math.hypot(x2 - x1, y2 - y1), LETTER * len(label) + 16
    if length < room:
        return None
    along = (x2 - x1) / length, (y2 - y1) / length
    ends = [length - 6 - step for step in range(0, max(1, int(length - room)), 12)]
    marks, names = taken

    def covers(end: float, spots: Sequence[Spot]) -> int:
        return _covered((x1, y1), along, (end - room, end), spots)

    end = min((end for end in ends if not covers(end, names)), key=lambda end: covers(end, marks), default=None)
    if end is None:
        return None
    at, down = x1 + along[0] * end, y1 + along[1] * end - 5
    angle = math.degrees(math.atan2(y2 - y1, x2 - x1))
    return Diagonal(
        f"M{px(x1)} {px(y1)}L{px(x2)} {px(y2)}", label, f"translate({px(at)} {px(down)}) rotate({px(angle)})"
    )


def _covered(start: Spot, along: Spot, words: Spot, marks: Sequence[Spot]) -> int:
    """How many marks lie on words that stand on a line, from so far to so far along it."""
    found = 0
    for x, y in marks:
        far = (x - start[0]) * along[0] + (y - start[1]) * along[1]
        beside = (x - start[0]) * along[1] - (y - start[1]) * along[0]
        found += words[0] < far < words[1] and -8 < beside < 18
    return found
