"""An agent over its last runs, on its own page: its monthly cost as a line, and what changed since the run before."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from auditor.model.since import Since
from auditor.reporters.html.figures import day, plural, px
from auditor.reporters.html.since_part import movement_words
from auditor.reporters.html.told import Together, told
from auditor.reporters.since_words import crossing
from auditor.reporters.words import UNKNOWN

WIDTH, HEIGHT = 160, 28
_EDGE = 3.0


@dataclass(frozen=True, slots=True)
class Trend:
    """The part; `path` is empty where there is nothing to draw."""

    date: str
    path: str
    dot: tuple[str, str]
    says: str
    news: tuple[str, ...]


class Trends:
    """The parts of all agents, each made when its page is."""

    def __init__(self, found: Since) -> None:
        self._since = found
        self._costs = {one.agent: one.costs for one in found.sparklines}
        first = found.runs[0].at if found.runs else found.diff.before.at
        self._first, self._date = day(first.date()), day(found.diff.before.at.date())
        self._news = _news(found)

    def of(self, agent: str) -> Trend:
        """An agent's part."""
        costs = self._costs.get(agent, ())
        path, dot = _drawn(costs)
        return Trend(self._date, path, dot, self._says(agent, costs), tuple(self._news.get(agent, ())))

    def _says(self, agent: str, costs: Sequence[Decimal | None]) -> str:
        known = [(number, cost) for number, cost in enumerate(costs) if cost is not None]
        over = f"over {plural(len(costs), 'run')} since {self._first}"
        if not known:
            return f"Its cost was unknown {over}."
        where = ("since", "agents", agent, "costs")
        (first, start), (last, end) = known[0], known[-1]
        if all(cost == end for _, cost in known):
            return Together("Cost a month ", over, ": always ", told("usd-point", end, *where, str(last)), ".")
        ends = (told("usd-point", start, *where, str(first)), " → ", told("usd-point", end, *where, str(last)))
        now = f", now {UNKNOWN}" if costs[-1] is None else ""
        return Together("Cost a month ", over, ": ", *ends, now, ".")


def _news(found: Since) -> dict[str, list[str]]:
    """What is told of each agent, in the order of a reader's questions."""
    diff, news = found.diff, defaultdict[str, list[str]](list)
    was = {one.after: one.before for one in diff.renamed}
    for name in diff.new:
        news[name].append(f"It is new; probably it was called {was[name]}." if name in was else "It is new.")
    for one in diff.verdicts:
        news[one.agent].append(f"Verdict {one.before} → {one.after}, {one.because.says}.")
    for turn in diff.crossings:
        if turn.is_new:
            news[turn.agent].append(f"It {crossing(turn)}.")
    for number, moved in enumerate(diff.movers):
        news[moved.agent].append(Together("It ", *_parts(movement_words(moved, number)), "."))
    for edit in diff.edited:
        tokens = f"{edit.before:,} → {edit.after:,} tokens" if edit.before != edit.after else f"{edit.after:,} tokens"
        news[edit.agent].append(f"Its prompt was edited: {tokens}.")
    return news


def _parts(words: str) -> tuple[str, ...]:
    return words.parts if isinstance(words, Together) else (words,)


def _drawn(costs: Sequence[Decimal | None]) -> tuple[str, tuple[str, str]]:
    """The line on a scale of its own, broken where a cost is unknown, and where it ends."""
    known = [float(cost) for cost in costs if cost is not None]
    if len(known) < 2 or min(known) == max(known):
        return "", ("", "")
    low, span = min(known), max(known) - min(known)
    step = (WIDTH - 2 * _EDGE) / (len(costs) - 1)
    path, at, is_open = "", ("", ""), False
    for number, cost in enumerate(costs):
        if cost is not None:
            at = px(_EDGE + number * step), px(HEIGHT - _EDGE - (float(cost) - low) / span * (HEIGHT - 2 * _EDGE))
            path += f"{'L' if is_open else 'M'}{at[0]} {at[1]}"
        is_open = cost is not None
    return path, at
