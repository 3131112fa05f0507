"""Gate 5: is the break-even crossed at the actual volume, against the best cached prompt?"""

from __future__ import annotations

from auditor.gates.gate import Gate
from auditor.gates.words import number
from auditor.model.decision import Decision
from auditor.model.estimate import BreakEven
from auditor.model.facts import EconomicsFacts, Facts
from auditor.model.measurement import Known
from auditor.model.money import usd
from auditor.model.policy import Policy


def decide(facts: Facts, policy: Policy) -> Decision:
    """Pass only if tuning pays across the range of the uncertain inputs; fail only if it pays nowhere in it."""
    economics = facts.economics
    found = economics.break_even
    if found.crossed == "yes":
        return Decision(outcome="pass", because=found.because + _payback(found), evidence=_evidence(facts))
    if found.crossed in ("no", "never"):
        return Decision(
            outcome="fail",
            because=found.because,
            remedy=_distance(facts, found),
            evidence=_evidence(facts),
        )
    if found.crossed == "depends":
        return Decision(
            outcome="unknown",
            because=f"it depends: {found.because}",
            remedy=_settle(found),
            evidence=_evidence(facts),
        )
    return _bounded(economics, facts, policy) or Decision(
        outcome="unknown",
        because=found.because,
        remedy="Declare the model and traffic (calls_per_month, user_tokens, output_tokens), or negotiated prices.",
        evidence=_evidence(facts),
    )


def _bounded(economics: EconomicsFacts, facts: Facts, policy: Policy) -> Decision | None:
    """Where no tuned price exists: fail if even a twin tuned at the base price, hosted free, would not repay."""
    best = economics.best_case_saving
    limits = policy.scale_pays
    if not isinstance(best, Known):
        return None
    horizon, least = limits.horizon_months.value, limits.project_cost.value.low
    if best.value * horizon >= least:
        return None
    return Decision(
        outcome="fail",
        because=f"even a tuned model at the base price could save at most {usd(best.value)} a month, "
        f"which does not repay {usd(least)} within {horizon} months",
        remedy="Keep the prompt; look again when the volume has grown several times.",
        evidence=_evidence(facts),
    )


def _payback(found: BreakEven) -> str:
    return "" if found.payback_months is None else f"; paid back after {found.payback_months:.1f} months"


def _distance(facts: Facts, found: BreakEven) -> str:
    calls = facts.traffic.calls_per_month
    if found.point is None or not isinstance(calls, Known) or calls.value.point <= 0:
        return "Keep the prompt: no volume repays tuning at these prices."
    times = found.point / calls.value.point
    when = f", which today's growth reaches around {found.crosses_on:%B %Y}" if found.crosses_on else ""
    today = f"{times:,.{0 if times >= 10 else 1}f} times today's"
    return f"Keep the prompt; it pays from {number(round(found.point))} calls a month, {today}{when}."


def _settle(found: BreakEven) -> str:
    if not found.flips:
        return "Narrow the ranges of traffic and of the project's cost."
    flips = ", ".join(f"{flip.input.replace('_', ' ')} at {number(flip.at)}" for flip in found.flips[:3])
    return f"Settle what turns the answer: {flips}."


def _evidence(facts: Facts) -> tuple[tuple[str, str], ...]:
    traffic = facts.traffic
    named = (
        ("calls a month", traffic.calls_per_month),
        ("tokens per call", traffic.output_tokens),
        ("cache hit rate", traffic.cache_hit_rate),
    )
    told = tuple((name, fact.basis if isinstance(fact, Known) else "unknown") for name, fact in named)
    return (*told, ("project cost", "assumed"))


GATE = Gate(
    id="G5",
    name="scale-pays",
    question="Is the break-even crossed at the actual volume?",
    why="Against a cached prompt most removed tokens save a tenth of what they seem to, and projects must be repaid.",
    remedy="Wait for volume, or lower the project's cost; the distance and the month of crossing are given.",
    reads=("traffic", "economics"),
    decide=decide,
)
