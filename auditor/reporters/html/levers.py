"""The fleet at other volumes, prices, hit rates and horizons: its cost, what is avoidable, which verdicts would flip.

An audited verdict stays what it is; what is told here is what it would be. Gates 1 to 4 and 6 do not depend on the
levers, so a verdict can only flip with the answer of gate 5.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

from auditor.costs.whatif import UNKNOWN, Answer, Costs, answer, evaluate
from auditor.model.run import Audited
from auditor.model.verdict import VERDICTS, VerdictName
from auditor.model.whatif import Coefficients, Setting

AUDITED = Setting()
LEAST_CACHING = 1.0
"""USD per month from which caching (better) is advised."""

Goal = Literal["", "retrieval", "tuned", "prompt"]


@dataclass(frozen=True, slots=True)
class Lever:
    """An agent that has a cost, with its verdicts by what gate 5 says."""

    agent: Audited
    of: Coefficients
    said: Answer | None
    """What gate 5 says as audited; None if the verdict does not hang on that, or on more."""

    def verdict(self, at: Setting) -> VerdictName:
        """The verdict at a setting."""
        verdict = self.agent.verdict
        now = None if self.said is None else answer(self.of, at)
        if now == self.said:
            return verdict.name
        return {"pass": verdict.if_pays, "fail": verdict.if_not, "unknown": verdict.if_unknown}[now or "unknown"]


class At(NamedTuple):
    """One agent at a setting: USD per month today and to be saved, and its verdict."""

    cost: float
    saving: float
    verdict: VerdictName


class Total(NamedTuple):
    """The fleet at a setting, in USD per month, and the agents whose verdict would flip, in their order."""

    cost: float
    saving: float
    flips: tuple[tuple[Lever, VerdictName], ...]


def lever(audited: Audited) -> Lever | None:
    """An agent's lever; None if nobody knows what it costs."""
    of = audited.facts.economics.coefficients
    if of is None or _today(of, evaluate(of, AUDITED)) == UNKNOWN:
        return None
    return Lever(audited, of, _said(audited, of))


def levers(agents: Iterable[Audited]) -> list[Lever]:
    """The levers of the agents that have one, in their order."""
    return [found for audited in agents if (found := lever(audited)) is not None]


def agent_at(one: Lever, at: Setting) -> At:
    """An agent at a setting."""
    costs = evaluate(one.of, at)
    verdict = one.verdict(at)
    return At(_today(one.of, costs), _saving(goal(one.agent, verdict), costs, is_tuned=one.of.is_tuned), verdict)


def fleet_at(agents: Sequence[Lever], at: Setting) -> Total:
    """The whole fleet at a setting; summed from first to last, as the page does."""
    cost = saving = 0.0
    flips = []
    for one in agents:
        found = agent_at(one, at)
        cost += found.cost
        saving += found.saving
        if found.verdict != one.agent.verdict.name:
            flips.append((one, found.verdict))
    return Total(cost, saving, tuple(flips))


def goal(audited: Audited, verdict: VerdictName) -> Goal:
    """What an agent that follows a verdict moves to; of a deployment that others share nobody saves by leaving."""
    wanted = VERDICTS[verdict].moves_to
    is_shared = audited.facts.economics.own_route == "fine_tuned_dedicated"
    return "" if wanted == "prompt" and is_shared else wanted


def _said(audited: Audited, of: Coefficients) -> Answer | None:
    """The answer of gate 5, where the coefficients give the same and the verdict could change with it."""
    verdict = audited.verdict
    if {verdict.if_pays, verdict.if_not, verdict.if_unknown} == {verdict.name}:
        return None
    outcome = next(gate.decision.outcome for gate in audited.gates if gate.name == "scale-pays")
    said = answer(of, AUDITED)
    return said if said == ("fail" if outcome == "skipped" else outcome) else None


def _today(of: Coefficients, costs: Costs) -> float:
    return costs.tuned if of.is_tuned else costs.prompted


def _saving(goal: Goal, costs: Costs, *, is_tuned: bool) -> float:
    """What the advice saves: caching first, then what the verdict moves to against the best prompt; never below 0.

    Caching as `verdicts.caching` has it: run-time text moved in whole blocks where that is worth it, else as it is.
    """
    best = min(costs.prompted, costs.cached)
    if best == UNKNOWN:
        return 0.0
    saving = 0.0
    spared = costs.prompted - costs.moved
    if spared < LEAST_CACHING:
        spared = costs.prompted - costs.cached
    if not is_tuned and spared >= LEAST_CACHING:
        saving += spared
    gains = {"": 0.0, "retrieval": best - costs.retrieval, "tuned": best - costs.tuned, "prompt": costs.tuned - best}
    gained = gains[goal]
    if 0 < gained < UNKNOWN:
        saving += gained
    return saving
