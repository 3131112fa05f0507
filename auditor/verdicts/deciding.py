"""The verdict of an agent from its gate walk: which one, why, how sure, and what it would be at another scale."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from auditor.model.decision import Decisions, GateDecision, Outcome
from auditor.model.facts import Facts
from auditor.model.finding import Confidence
from auditor.model.measurement import Known
from auditor.model.money import usd
from auditor.model.policy import KnowledgeStable, Policy
from auditor.model.verdict import Verdict, VerdictName
from auditor.verdicts.advice import recommendations
from auditor.verdicts.table import TABLE

_WEIGHT = {
    "measured": Decimal(1),
    "computed": Decimal("0.8"),
    "declared": Decimal("0.8"),
    "assumed": Decimal("0.4"),
    "unknown": Decimal(0),
}
"""How much a fact of each basis adds to the confidence of a verdict."""
_HIGH, _MEDIUM = Decimal("0.75"), Decimal("0.5")


def decide(facts: Facts, decisions: Decisions, policy: Policy) -> Verdict:
    """The verdict of one agent from its gate walk."""
    name, because, decisive = _name(facts, decisions, policy)
    return Verdict(
        name=name,
        because=because,
        confidence=_confidence(decisive),
        recommendations=recommendations(name, facts, decisions, because),
        if_pays=_name(facts, _with_scale(decisions, "pass"), policy)[0],
        if_not=_name(facts, _with_scale(decisions, "fail"), policy)[0],
        if_unknown=_name(facts, _with_scale(decisions, "unknown"), policy)[0],
    )


def _with_scale(decisions: Decisions, outcome: Outcome) -> Decisions:
    """The gate walk with another answer of the gate that hangs on volume and prices."""
    place = next(place for place, gate in enumerate(decisions) if gate.name == "scale-pays")
    gate = replace(decisions[place], decision=replace(decisions[place].decision, outcome=outcome))
    return (*decisions[:place], gate, *decisions[place + 1 :])


def _name(facts: Facts, decisions: Decisions, policy: Policy) -> tuple[VerdictName, str, Decisions]:
    """The verdict, why, and the decisions it rests on."""
    is_tuned = facts.knowledge.is_tuned
    walked = tuple(gate for gate in decisions if not is_tuned or TABLE[gate.name].tuned is not None)
    failed = [gate for gate in walked if gate.decision.outcome == "fail"]
    open_gates = [gate for gate in walked if gate.decision.outcome not in ("pass", "fail")]
    if failed:
        first = failed[0]
        if _only_knowledge_fails(failed, open_gates, facts, policy):
            stable = f"{facts.knowledge.behavior_share * 100:.0f} % is stable behaviour"
            because = f"{first.decision.because}; all other gates pass, and {stable}"
            return "fine-tune-with-retrieval", because, walked
        return _of_failure(first, facts, policy.knowledge_stable, walked)
    if open_gates:
        because = "; ".join(f"{gate.name}: {gate.decision.because}" for gate in open_gates)
        return "insufficient-data", because, walked
    if is_tuned:
        return "keep-fine-tuned", "no volatile fact to speak of in the weights, it pays, and it is served on", walked
    return "fine-tune", _crossing(decisions), walked


def _only_knowledge_fails(
    failed: list[GateDecision], open_gates: list[GateDecision], facts: Facts, policy: Policy
) -> bool:
    is_alone = [gate.name for gate in failed] == ["knowledge-stable"] and not open_gates
    enough = policy.knowledge_stable.min_separable_share.value
    return is_alone and not facts.knowledge.is_tuned and facts.knowledge.behavior_share >= enough


def _of_failure(
    first: GateDecision, facts: Facts, limits: KnowledgeStable, walked: Decisions
) -> tuple[VerdictName, str, Decisions]:
    row = TABLE[first.name]
    name = row.tuned if facts.knowledge.is_tuned and row.tuned else row.prompted
    because = first.decision.because
    upto = walked[: walked.index(first) + 1]
    if name == "keep-in-context":
        name, home = _home(facts, limits)
        because = f"{because}; {home}"
    return name, because, upto


def _home(facts: Facts, limits: KnowledgeStable) -> tuple[VerdictName, str]:
    """Where knowledge that changes should live: the context is simpler, unless it is too fast or too much for it."""
    changing = facts.knowledge.changing(limits.stable_for_days.value)
    fast = [
        source.name
        for source in changing
        if isinstance(source.updated, Known) and source.updated.value in ("realtime", "hourly")
    ]
    if fast:
        return "move-to-retrieval", f"{', '.join(fast)} changes faster than a prompt can be deployed"
    elsewhere = [source for source in changing if not isinstance(source.lives_in, Known)]  # the prompt's are counted
    tokens = facts.knowledge.volatile_tokens + sum(
        source.tokens.value for source in elsewhere if isinstance(source.tokens, Known)
    )
    limit = limits.in_context_limit_tokens.value
    if tokens > limit:
        return "move-to-retrieval", f"{tokens:,} tokens are more than the {limit:,} that a cached context holds well"
    cost = facts.economics.context_cost
    carried = f", and carrying them costs about {usd(cost.value)} a month" if isinstance(cost, Known) else ""
    about = facts.knowledge.volatile_tokens
    return "keep-in-context", f"{about:,} tokens of changing facts fit a cached context{carried}"


def _crossing(decisions: Decisions) -> str:
    scale = next(gate for gate in decisions if gate.name == "scale-pays")
    return f"all six gates pass: {scale.decision.because}"


def _confidence(decisive: Decisions) -> Confidence:
    weights = [_WEIGHT[basis] for gate in decisive for _, basis in gate.decision.evidence]
    mean = sum(weights) / len(weights) if weights else Decimal(0)
    return "high" if mean >= _HIGH else "medium" if mean >= _MEDIUM else "low"
