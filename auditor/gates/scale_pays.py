"""Gate 5: is the break-even crossed at the actual volume, against the best cached prompt?"""

from __future__ import annotations

from typing import Literal

from auditor.gates.gate import Gate
from auditor.gates.words import listed, number, percent
from auditor.model.decision import Decision
from auditor.model.estimate import BreakEven
from auditor.model.facts import EconomicsFacts, Facts
from auditor.model.measurement import Known
from auditor.model.money import ZERO, usd
from auditor.model.policy import Policy


def decide(facts: Facts, policy: Policy) -> Decision:
    """Pass if tuning pays wherever the uncertain inputs lie, or in nearly all draws; fail if nowhere, or hardly."""
    economics = facts.economics
    found = economics.break_even
    if found.crossed == "unknown":
        return _bounded(economics, facts, policy) or Decision(
            outcome="unknown",
            because=found.because,
            remedy=_supply(economics),
            evidence=_evidence(facts),
        )
    outcome, drawn = _answer(found, policy)
    because = f"{found.because}{drawn}"
    if outcome == "pass":
        return Decision(outcome="pass", because=because + _payback(found), evidence=_evidence(facts))
    if outcome == "fail" and _ends_too_soon(found, facts, policy):
        return Decision(
            outcome="skipped",
            because=f"the volume would carry it, but it ends too soon: {found.horizon_because}",
            evidence=_evidence(facts),
        )
    if outcome == "fail":
        killer = f"; {found.killed_by}" if found.killed_by else ""
        return Decision(
            outcome="fail", because=because + killer, remedy=_distance(facts, found), evidence=_evidence(facts)
        )
    return Decision(
        outcome="unknown", because=f"it depends: {because}", remedy=_settle(economics), evidence=_evidence(facts)
    )


def _answer(found: BreakEven, policy: Policy) -> tuple[Literal["pass", "fail", "unknown"], str]:
    """The outcome, and what the draws say where the corners of the ranges disagree."""
    if found.crossed != "depends":
        return ("pass" if found.crossed == "yes" else "fail"), ""
    if found.simulated is None:
        return "unknown", ""
    drawn, enough = found.simulated, policy.scale_pays.enough_chance.value
    said = f"; it pays in {percent(drawn.pays)} of {drawn.draws:,} draws of what is not sure"
    if drawn.pays >= enough:
        return "pass", said
    return ("fail" if drawn.pays <= 1 - enough else "unknown"), said


def _supply(economics: EconomicsFacts) -> str:
    """What to do where nothing can be compared."""
    if "replaced_prompt_tokens" in economics.break_even.because:
        return "Declare fine_tune.replaced_prompt_tokens: how long the prompt was that tuning replaced."
    if economics.option("prompted").is_available and economics.option("prompted").per_month is not None:
        return "Ask the provider whether it tunes this model, or weigh another one; its break-even is told beside."
    return "Declare the model and traffic (calls_per_month, user_tokens, output_tokens), or negotiated prices."


def _ends_too_soon(found: BreakEven, facts: Facts, policy: Policy) -> bool:
    """Whether the volume would do within the policy's horizon, and only the end of the tuned model's service does not.

    Waiting for scale would then be the wrong advice: the next gate says what is the matter.
    """
    calls, horizon = facts.traffic.calls_per_month, policy.scale_pays.horizon_months.value
    if found.horizon_months is None or found.horizon_months >= policy.option_open.min_months_served.value:
        return False
    if found.running is None or found.calls_to_repay is None or not isinstance(calls, Known):
        return False
    return calls.value.point > found.running + found.calls_to_repay / horizon


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
    return "" if found.payback_months is None else f"; paid back in month {found.payback_months}"


def _distance(facts: Facts, found: BreakEven) -> str:
    calls = facts.traffic.calls_per_month
    if facts.economics.is_tuned:
        return "Return to a prompt, or find what the tuned model is worth beside its cost."
    if found.point is None:
        return "Keep the prompt: no volume repays tuning at these prices."
    if not isinstance(calls, Known) or calls.value.point <= 0:
        return f"Keep the prompt; it pays from {number(round(found.point))} calls a month."
    times = found.point / calls.value.point
    when = f", which today's growth reaches around {found.crosses_on:%B %Y}" if found.crosses_on else ""
    today = f"{times:,.{0 if times >= 10 else 1}f} times today's"
    return f"Keep the prompt; it pays from {number(round(found.point))} calls a month, {today}{when}."


def _settle(economics: EconomicsFacts) -> str:
    """What to find out first: inputs that turn the answer by themselves, else those that move it most."""
    turning = [one for one in economics.inputs if one.flips_at is not None][:3]
    if turning:
        flips = ", ".join(f"{one.name.replace('_', ' ')} at {number(one.flips_at or ZERO)}" for one in turning)
        return f"Settle what turns the answer: {flips}."
    widest = [one.name.replace("_", " ") for one in economics.inputs if one.swing > 0][:3]
    return f"Find out more about what moves the answer most: {listed(widest)}." if widest else "Declare the traffic."


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
