"""A small directed graph in columns from left to right: who hands off to whom."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from auditor.reporters.html.charts.frame import LETTER, Word
from auditor.reporters.html.figures import px

HIGH, GAP, APART, MOST_LETTERS = 24, 10, 44, 24
Edge = tuple[str, str]
_SWEEPS = 4


@dataclass(frozen=True, slots=True)
class Drawing:
    """Boxes with names, and the edges between them, as paths of a drawing of `width` by `height` px."""

    width: str
    height: str
    boxes: str
    own: str
    """The box of the agent whose page it stands on; empty on the overview."""
    edges: str
    heads: str
    words: tuple[Word, ...]


def columns_of(edges: Sequence[Edge]) -> list[list[str]]:
    """Nodes in columns: each right of all that lead to it, as far as circles let it.

    Long edges hold a place in each column between their ends, under a name that starts with a line feed.
    """
    forward = _without_circles(edges)
    rank: dict[str, int] = dict.fromkeys(sorted({node for edge in forward for node in edge}), 0)
    for _ in rank:
        moved = False
        for one, other in forward:
            if rank[other] <= rank[one]:
                rank[other], moved = rank[one] + 1, True
        if not moved:
            break
    _draw_near(rank, forward)
    columns: list[list[str]] = [[] for _ in range(max(rank.values(), default=0) + 1)]
    for node, place in rank.items():
        columns[place].append(node)
    links = list(_short(forward, rank, columns))
    return _ordered(columns, links)


def _draw_near(rank: dict[str, int], forward: Sequence[Edge]) -> None:
    """Move what leads to more than leads to it as far right as its targets let it: edges get shorter."""
    targets: dict[str, list[str]] = defaultdict(list)
    led: dict[str, int] = defaultdict(int)
    for one, other in forward:
        targets[one].append(other)
        led[other] += 1
    for node in sorted(targets, key=lambda node: (-rank[node], node)):
        if len(targets[node]) > led[node]:
            rank[node] = min(rank[other] for other in targets[node]) - 1


def _without_circles(edges: Sequence[Edge]) -> list[Edge]:
    """The edges, those turned round that lead back to where a walk came from."""
    targets: dict[str, list[str]] = defaultdict(list)
    for one, other in edges:
        if one != other:
            targets[one].append(other)
    led_to = {other for _, other in edges}
    seen: set[str] = set()
    found: set[Edge] = set()
    for root in sorted(targets, key=lambda node: (node in led_to, node)):
        if root in seen:
            continue
        on_way, stack = {root}, [(root, iter(targets[root]))]
        seen.add(root)
        while stack:
            node, rest = stack[-1]
            nearest = next(rest, None)
            if nearest is None:
                stack.pop()
                on_way.discard(node)
            elif nearest in on_way:
                found.add((nearest, node))
            else:
                found.add((node, nearest))
                if nearest not in seen:
                    seen.add(nearest)
                    on_way.add(nearest)
                    stack.append((nearest, iter(targets[nearest])))
    return sorted(found)


def _short(forward: Iterable[Edge], rank: Mapping[str, int], columns: list[list[str]]) -> Iterator[Edge]:
    """Edges from column to column; a long one goes through places that it holds on its way."""
    for one, other in forward:
        before = one
        for place in range(rank[one] + 1, rank[other]):
            between = _place(one, other, place)
            columns[place].append(between)
            yield before, between
            before = between
        yield before, other


def _place(one: str, other: str, column: int) -> str:
    return f"\n{one}\n{other}\n{column}"


def _ordered(columns: list[list[str]], links: Sequence[Edge]) -> list[list[str]]:
    """Each column by the mean place of its neighbours in the column before, then behind, a few times."""
    before, behind = defaultdict(list), defaultdict(list)
    for one, other in links:
        before[other].append(one)
        behind[one].append(other)
    for sweep in range(_SWEEPS):
        near = before if sweep % 2 == 0 else behind
        row = {node: number / len(column) for column in columns for number, node in enumerate(column)}
        for column in columns:
            means = {node: _mean([row[other] for other in near[node]], row[node]) for node in column}
            column.sort(key=lambda node: (means[node], node))
    return columns


def _mean(values: Sequence[float], otherwise: float) -> float:
    return sum(values) / len(values) if values else otherwise


def drawn(columns: Sequence[Sequence[str]], edges: Sequence[Edge], names: Mapping[str, str], own: str = "") -> Drawing:
    """The columns as a drawing; each is as wide as its longest name, and all are centred on one line."""
    tall = max(len(column) for column in columns)
    height = tall * (HIGH + GAP) + GAP
    spots: dict[str, tuple[float, float, float]] = {}
    left = 1.0
    for column in columns:
        width = max((LETTER * len(_label(names, node)) + 16 for node in column if node in names), default=20.0)
        top = (height - len(column) * (HIGH + GAP) + GAP) / 2
        for number, node in enumerate(column):
            spots[node] = (left, top + number * (HIGH + GAP) + HIGH / 2, width)
        left += width + APART
    boxes = {node: _box(*spots[node]) for column in columns for node in column if node in names}
    ways = [_way(edge, columns, spots) for edge in edges if edge[0] in spots and edge[1] in spots]
    return Drawing(
        px(left - APART + 1),
        px(height),
        "".join(path for node, path in boxes.items() if node != own),
        boxes.get(own, ""),
        "".join(path for path, _ in ways),
        "".join(head for _, head in ways),
        tuple(Word(px(spots[node][0] + spots[node][2] / 2), px(spots[node][1]), _label(names, node)) for node in boxes),
    )


def _label(names: Mapping[str, str], node: str) -> str:
    name = names.get(node, node)
    return name if len(name) <= MOST_LETTERS else f"{name[: MOST_LETTERS - 1]}…"


def _box(left: float, middle: float, width: float) -> str:
    across = px(width - 8)
    return f"M{px(left + 4)} {px(middle - HIGH / 2)}h{across}q4 0 4 4v16q0 4-4 4h-{across}q-4 0-4-4v-16q0-4 4-4z"


def _way(
    edge: Edge, columns: Sequence[Sequence[str]], spots: Mapping[str, tuple[float, float, float]]
) -> tuple[str, str]:
    """An edge from the right of one box to the left of the other; one that leads back goes round beneath."""
    one, other = edge
    (left, y1, width), (right, y2, wide) = spots[one], spots[other]
    x1, x2 = left + width, right
    if x2 <= left:
        at, to, low = left + width / 2, x2 + wide / 2, HIGH / 2
        dip = max(y1, y2) + HIGH + GAP + 14
        path = f"M{px(at)} {px(y1 + low)}C{px(at)} {px(dip)} {px(to)} {px(dip)} {px(to)} {px(y2 + low + 6)}"
        return path, f"M{px(to)} {px(y2 + low)}l-4 7h8z"
    if one == other:
        return "", ""
    stops = [spots[node] for column in range(len(columns)) if (node := _place(one, other, column)) in spots]
    steps, x, y = [f"M{px(x1)} {px(y1)}"], x1, y1
    for at, down, room in [*stops, (x2 - 6, y2, 0.0)]:
        half = (at - x) / 2
        steps.append(f"C{px(x + half)} {px(y)} {px(x + half)} {px(down)} {px(at)} {px(down)}")
        if room:
            steps.append(f"H{px(at + room)}")
        x, y = at + room, down
    return "".join(steps), f"M{px(x2)} {px(y2)}l-7-4v8z"
