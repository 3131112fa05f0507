"""How few agents matter: the share of the avoidable spend that the first agents make up, agent by agent."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import accumulate

from auditor.model.money import ZERO
from auditor.model.run import Audited, saving_of
from auditor.reporters.html.charts.frame import Line, Tick, Word, joined, round_steps
from auditor.reporters.html.figures import percent, plural, px
from auditor.reporters.html.signs import Badge, Link, Links, badge
from auditor.reporters.words import usd

WIDTH, HEIGHT = 600, 390
_LEFT, _RIGHT, _TOP, _BOTTOM = 52, 20, 14, 46
_TOLD = (Decimal("0.5"), Decimal("0.8"))
_END = Decimal("0.99")
MOST_ROWS = 10


@dataclass(frozen=True, slots=True)
class Reached:
    """Where the line reaches a share: a drop to the axis, and words beside it."""

    path: str
    word: Word


@dataclass(frozen=True, slots=True)
class Ranked:
    """An agent with its saving, and the share that it and those before it make up."""

    agent: Link
    badge: Badge
    saving: str
    together: str


@dataclass(frozen=True, slots=True)
class Concentration:
    """The line with its area, its marks and the first agents as a table."""

    x_ticks: tuple[Tick, ...]
    y_ticks: tuple[Tick, ...]
    line: str
    area: str
    reached: tuple[Reached, ...]
    rows: tuple[Ranked, ...]
    says: str
    note: str


def needed(savings: Sequence[Decimal], share: Decimal) -> int:
    """How many of the savings, the largest first, reach a share of all; 0 if nothing is saved."""
    total = sum(savings, ZERO)
    return next((number for number, sum_ in enumerate(accumulate(savings), 1) if 0 < total * share <= sum_), 0)


def savings_of(agents: Sequence[Audited]) -> list[tuple[Decimal, Audited]]:
    """The agents that save, with their most likely saving, the largest first."""
    known = [(saving.point, audited) for audited in agents if (saving := saving_of(audited)) and saving.point > 0]
    return sorted(known, key=lambda one: (-one[0], one[1].agent.id))


def concentration(agents: Sequence[Audited], links: Links) -> Concentration | None:
    """The chart of a fleet; None unless at least two agents save."""
    found = savings_of(agents)
    savings = [saving for saving, _ in found]
    total = sum(savings, ZERO)
    if len(found) < 2:
        return None
    end = max(2, needed(savings, _END))
    shares = [float(part / total) for part in accumulate(savings[:end])]
    x, y = Line(0, end, _LEFT, WIDTH - _RIGHT), Line(0, 1, HEIGHT - _BOTTOM, _TOP)
    line = joined(_points(shares, x, y))
    return Concentration(
        tuple(Tick(px(x.of(rank)), f"{rank:,.0f}") for rank in round_steps(0, end, 8) if rank == int(rank)),
        tuple(Tick(px(y.of(share / 4)), f"{25 * share} %") for share in range(5)),
        line,
        f"{line}V{px(y.of(0))}H{px(x.of(0))}z",
        tuple(_reached(savings, x, y, end)),
        tuple(_rows(found[:MOST_ROWS], total, links)),
        "; ".join(f"{plural(needed(savings, share), 'agent')} for {percent(share)}" for share in (*_TOLD, _END)),
        _note(len(found), end, len(agents)),
    )


def _points(shares: Sequence[float], x: Line, y: Line) -> Iterator[tuple[float, float]]:
    """From nothing, agent by agent; of very many agents one for each px."""
    step = max(1, len(shares) // WIDTH)
    yield x.of(0), y.of(0)
    for rank, share in enumerate(shares, 1):
        if rank % step == 0 or rank == len(shares):
            yield x.of(rank), y.of(share)


def _reached(savings: Sequence[Decimal], x: Line, y: Line, end: int) -> Iterator[Reached]:
    """The drops at the shares that are told; words stand right of theirs, below the line."""
    total = sum(savings, ZERO)
    for share in _TOLD:
        rank = needed(savings, share)
        there = float(sum(savings[:rank], ZERO) / total)
        across, down = x.of(min(rank, end)), y.of(there)
        text = f"{plural(rank, 'agent')}: {percent(share)}"
        is_right = across + 7 * len(text) + 10 < WIDTH - _RIGHT
        at, anchor = (across + 8, "start") if is_right else (across - 8, "end")
        yield Reached(
            f"M{px(across)} {px(down)}V{px(y.of(0))}",
            Word(px(at), px(y.of(0) - (36 if share == _TOLD[0] else 14)), text, anchor),
        )


def _rows(found: Sequence[tuple[Decimal, Audited]], total: Decimal, links: Links) -> Iterator[Ranked]:
    together = accumulate(saving for saving, _ in found)
    for (_, audited), reached in zip(found, together, strict=True):
        saving = saving_of(audited)
        link = links.to(audited.agent.id, audited.agent.title)
        yield Ranked(link, badge(audited.verdict), usd(saving), percent(reached / total))


def _note(saving: int, end: int, all_agents: int) -> str:
    rest = saving - end
    left = f"; {plural(rest, 'more shares', 'more share')} the last per cent" if rest else ""
    none = all_agents - saving
    nothing = f" {plural(none, 'agent saves', 'agents save')} nothing that is known." if none else ""
    return f"Agents by saving, the largest first{left}.{nothing}"
