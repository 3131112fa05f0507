"""The chance that text changes soon: a prompt's own record, drawn towards its fleet's as far as the record is short.

Edits come in bursts: a prompt edited last week is edited again sooner than one left alone for half a year. So the
clock runs from the last edit (gap time), and an edit counts by the share of the text that it changed (the increment of
Nelson and Aalen), so that a rewrite weighs as much as many edits of single lines. Each step rests on those above it:

1. The fleet's rates: in each piece j of the gap, edits a day, and the share of the text changed a day, h_j.
2. How many times as fast a prompt is: z = (k + H) / (k + A), where H is what was changed and A what the fleet's rates
   would have had changed. Recurrent events with gamma frailty: Peña, Strawderman and Hollander, JASA 96 (2001) 1299;
   the shrinkage as in Clayton and Kaldor, Biometrics 43 (1987) 671. An edit that changes many segments is one event:
   the shares are overdispersed by φ = Σ share² / Σ share, and k maximises the quasi-likelihood (Wedderburn,
   Biometrika 61 (1974) 439). Edits are counted with a z, k and φ = 1 of their own.
3. Its own rate in each piece: (m + H_j) / (m / (z h_j) + T_j) after T_j days; a prior on hazards as in Hjort, Annals of
   Statistics 18 (1990) 1259. It keeps a prompt revised every quarter from passing for one left alone after a burst.
4. The chance: over the days to come every edit starts the clock anew (`renewal`).

Text that ages has a record of shares and a z of its own, drawn towards ρ times that of its prompt; ρ is the fleet's.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from auditor.knowledge.history.gamma import quantiles
from auditor.knowledge.history.renewal import standing
from auditor.knowledge.history.tempo import PIECES, Tempo, days_in_pieces

SOON = 90
"""Days: the question is what will have changed in three months."""

OWN = 0.25
"""m: for how many rewrites in a piece of the gap the fleet's rate stands beside what a prompt's own record shows."""

_NEIGHBOUR_DAYS = 120
_PRIOR_DAYS = 1000
_PRIOR_REWRITES = 2.0
_ROUNDS = 6
_STRENGTHS = tuple(math.exp(math.log(0.02) + step * math.log(1000) / 60) for step in range(61))
_EACH = range(len(PIECES))


class Chance(NamedTuple):
    """The chance of a change between the ends of its 95 % interval, and how many times as fast as usual it comes."""

    low: float
    point: float
    high: float
    times: float


class Rates(NamedTuple):
    """What happens a day in each piece of the gap, and how many events on record count as much as the fleet (k)."""

    daily: tuple[float, ...]
    strength: float

    def expected(self, watched: Sequence[int]) -> float:
        """How much would happen over so many days in each of the pieces."""
        return math.fsum(rate * days for rate, days in zip(self.daily, watched, strict=True))

    def times(self, watched: Sequence[int], seen: Sequence[float], usual: float = 1.0) -> float:
        """How many times as fast as the fleet a prompt is (z), where without a record it would be taken for `usual`."""
        return (self.strength * usual + sum(seen)) / (self.strength + self.expected(watched))

    def own(self, times: float, watched: Sequence[int], seen: Sequence[float]) -> list[float]:
        """The rates of a prompt that is so many times as fast, by its own record."""
        each = zip(self.daily, watched, seen, strict=True)
        return [(OWN + happened) / (OWN / (times * rate) + days) for rate, days, happened in each]


@dataclass(frozen=True, slots=True)
class Pace:
    """How fast the prompts of a fleet are edited and changed, and how much they differ."""

    edits: Rates
    changes: Rates
    """Of the share of the text."""
    spread: float
    """φ: the usual size of the edit that a changed segment falls to, as a share of the text."""
    ageing: float
    """ρ: how many times as fast as all text that which ages changes in the same prompt."""

    def chance(self, text: Tempo, aged: Tempo | None = None, days: int = SOON) -> Chance:
        """The chance that a segment which stands today is edited or removed within so many days.

        With `aged`, the record of the text that ages, the chance is that of such a segment.
        """
        record = aged or text
        ratio = self.changes.times(text.watched, text.changed)
        if aged is not None:
            ratio = self.changes.times(aged.watched, aged.changed, ratio * self.ageing)
        changes = self.changes.own(ratio, record.watched, record.changed)
        edits = self.edits.own(self.edits.times(text.watched, text.edits), text.watched, text.edits)
        mean = -math.log(max(1e-12, standing(edits, changes, text.since, days)))
        doubt = self._doubt(record, ratio, _ahead(edits, text, days))
        low, high = quantiles(mean, mean**2 * doubt)
        usual = -math.log(standing(self.edits.daily, self.changes.daily, text.since, days))
        least, point, most = sorted((1 - math.exp(-low), 1 - math.exp(-mean), 1 - math.exp(-high)))
        return Chance(least, point, most, mean / usual)

    def _doubt(self, record: Tempo, ratio: float, ahead: Sequence[float]) -> float:
        """The squared coefficient of variation of what will be changed: from the own rates and, linearly, from z."""
        mean = variance = lent = 0.0
        own = self.changes.own(ratio, record.watched, record.changed)
        for piece in _EACH:
            expected = ahead[piece] * own[piece]
            of_fleet = OWN / (ratio * self.changes.daily[piece])
            mean += expected
            variance += expected**2 * self.spread / (OWN + record.changed[piece])
            lent += expected * of_fleet / (of_fleet + record.watched[piece])
        variance += lent**2 * self.spread / (self.changes.strength + sum(record.changed))
        return variance / mean**2


def _ahead(edits: Sequence[float], text: Tempo, days: int) -> list[float]:
    """How many of the days to come will lie in each piece: up to the next edit, and after it as they did before."""
    quiet, found = 1.0, []
    for rate, coming in zip(edits, days_in_pieces(text.since, text.since + days), strict=True):
        found.append(quiet * coming)
        quiet *= math.exp(-rate * coming)
    rest, all_watched = days - sum(found), max(1, sum(text.watched))
    return [some + rest * days_there / all_watched for some, days_there in zip(found, text.watched, strict=True)]


PUBLIC = Pace(
    Rates((0.0225, 0.0375, 0.0172, 0.0156, 0.0095, 0.0012), 1.8),
    Rates((0.0024, 0.0095, 0.0045, 0.0012, 0.0006, 0.00015), 0.18),
    spread=0.54,
    ageing=1.23,
)
"""157 prompts of a public collection (github/awesome-copilot, June 2025 to August 2026), as `make bench-history` fits
them: what stands in for a fleet's own record as far as that is short."""


def pace(records: Sequence[tuple[Tempo, Tempo | None]], prior: Pace | None = PUBLIC) -> Pace:
    """The pace of a fleet from the records of its prompts, each with that of its text that ages, if it has any.

    Without a prior, the records alone decide. Raises ValueError if there are neither.
    """
    texts = [text for text, _ in records]
    if prior is None and not any(sum(text.watched) for text in texts):
        raise ValueError("there is no record")
    squares, size = math.fsum(text.squares for text in texts), math.fsum(sum(text.changed) for text in texts)
    spread = _pooled(squares, size, prior.spread if prior else 1.0)
    watched = [text.watched for text in texts]
    edits = _fitted(watched, [text.edits for text in texts], 1.0, prior.edits if prior else None)
    changes = _fitted(watched, [text.changed for text in texts], spread, prior.changes if prior else None)
    aged = [
        (sum(one.changed), changes.times(text.watched, text.changed) * changes.expected(one.watched))
        for text, one in records
        if one is not None
    ]
    ageing = _pooled(sum(seen for seen, _ in aged), sum(usual for _, usual in aged), prior.ageing if prior else 1.0)
    return Pace(edits, changes, spread, ageing)


def _pooled(seen: float, of: float, usual: float) -> float:
    """A ratio drawn towards the usual one as far as there is little to tell it from."""
    return (seen + _PRIOR_REWRITES * usual) / (of + _PRIOR_REWRITES)


def _fitted(
    watched: Sequence[Sequence[int]], seen: Sequence[Sequence[float]], size: float, prior: Rates | None
) -> Rates:
    """The rates, and the k, under which the records are likeliest, found in turns."""
    if prior is not None and not watched:
        return prior
    times = [1.0] * len(watched)
    found = Rates((), 1.0)
    for _ in range(_ROUNDS):
        found = Rates(_daily(watched, seen, times, prior), 1.0)
        expected = [found.expected(days) for days in watched]
        found = Rates(found.daily, _strength(list(map(sum, seen)), expected, size, prior))
        times = [found.times(days, happened) for days, happened in zip(watched, seen, strict=True)]
    return found


def _daily(
    watched: Sequence[Sequence[int]], seen: Sequence[Sequence[float]], times: Sequence[float], prior: Rates | None
) -> tuple[float, ...]:
    """In each piece what happened a day, drawn towards the prior or, without one, towards the piece before."""
    days = [sum(z * one[piece] for z, one in zip(times, watched, strict=True)) for piece in _EACH]
    happened = [sum(one[piece] for one in seen) for piece in _EACH]
    usual = max(sum(happened), 1 / _NEIGHBOUR_DAYS) / max(1.0, sum(days))
    lent = _NEIGHBOUR_DAYS if prior is None else _PRIOR_DAYS
    found: list[float] = []
    for piece in _EACH:
        usual = usual if prior is None else prior.daily[piece]
        usual = (happened[piece] + lent * usual) / (days[piece] + lent)
        found.append(usual)
    return tuple(found)


def _strength(seen: Sequence[float], expected: Sequence[float], size: float, prior: Rates | None) -> float:
    """The k under which the sums are likeliest: negative binomial, in units of an event's usual size."""

    def likelihood(strength: float) -> float:
        k = strength / size
        of_prior = -(math.log(strength / prior.strength) ** 2) / 2 if prior else 0.0
        return of_prior + math.fsum(
            math.lgamma(k + one / size) - math.lgamma(k) + k * math.log(k) - (k + one / size) * math.log(k + of / size)
            for one, of in zip(seen, expected, strict=True)
        )

    return max(_STRENGTHS, key=likelihood)
