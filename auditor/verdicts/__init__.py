"""Decisions to verdict and ordered recommendations, as one table."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal

from auditor.model.decision import GateDecision, Outcome
from auditor.model.estimate import OptionName
from auditor.model.facts import Facts
from auditor.model.finding import Confidence
from auditor.model.measurement import Known
from auditor.model.money import Range, usd
from auditor.model.policy import KnowledgeStable, Policy
from auditor.model.verdict import VERDICTS, Recommendation, Verdict, VerdictName
from auditor.verdicts.caching import caching, ordering

Decisions = tuple[GateDecision, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """What a failing gate means for an agent that is prompted, and for one that is tuned (None: it goes on)."""

    prompted: VerdictName
    tuned: VerdictName | None


TABLE: dict[str, Row] = {
    "prompting-exhausted": Row("iterate-prompt", None),
    "knowledge-stable": Row("keep-in-context", "pull-knowledge-out-of-weights"),
    "examples-ready": Row("build-dataset", None),
    "task-narrow": Row("keep-general-model", None),
    "scale-pays": Row("wait-for-scale", "return-to-prompting"),
    "option-open": Row("no-tuning-path", "return-to-prompting"),
}
"""The first failing gate gives the verdict. `keep-in-context` becomes `move-to-retrieval` where the context is no
home for the knowledge, and `fine-tune-with-retrieval` where nothing but the knowledge speaks against tuning."""

ACTIONS: dict[VerdictName, str] = {
    "iterate-prompt": "Work on the prompt before anything dearer",
    "move-to-retrieval": "Move the changing knowledge into retrieval",
    "keep-in-context": "Keep the changing facts as one block in a cached prefix",
    "build-dataset": "Collect examples, a hold-out set and a baseline",
    "keep-general-model": "Keep a prompted general model",
    "wait-for-scale": "Keep the prompt until the volume carries a project",
    "no-tuning-path": "Keep the prompt; no provider tunes and serves this model long enough",
    "fine-tune": "Fine-tune the behaviour and shorten the prompt",
    "fine-tune-with-retrieval": "Fine-tune the behaviour and serve the changing facts from retrieval",
    "keep-fine-tuned": "Keep the tuned model and plan its next retraining",
    "pull-knowledge-out-of-weights": "Retrain without the changing facts and serve them from retrieval",
    "return-to-prompting": "Return to a prompted model with a cached prefix",
    "insufficient-data": "Supply what is missing",
}

SPECIFIC: tuple[VerdictName, ...] = ("iterate-prompt", "build-dataset", "keep-general-model", "wait-for-scale")
"""Verdicts whose gate says better what to do than the verdict's own words."""

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
        recommendations=_recommendations(name, facts, decisions, because),
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


def _recommendations(name: VerdictName, facts: Facts, decisions: Decisions, because: str) -> tuple[Recommendation, ...]:
    """First what the verdict asks for, then money left lying, then what other gates say; savings never overlap."""
    decisive = next((gate for gate in decisions if gate.decision.outcome == "fail" and name in _told_by(gate)), None)
    is_specific = decisive is not None and name in SPECIFIC and decisive.decision.remedy
    action = decisive.decision.remedy if decisive is not None and is_specific else _action(name, decisions)
    found = [Recommendation(action, because, _saving(name, facts))]
    found += caching(facts)
    found += ordering(name, facts)
    found += _other_models(facts)
    found += _secrets(facts)
    found += [
        Recommendation(gate.decision.remedy, f"{gate.id} {gate.name}: {gate.decision.because}")
        for gate in decisions
        if gate is not decisive and gate.decision.outcome in ("fail", "unknown") and gate.decision.remedy
    ]
    return tuple(found)


def _action(name: VerdictName, decisions: Decisions) -> str:
    """What the verdict asks for; nobody is told to retrain a model that is about to be switched off."""
    is_closing = any(gate.name == "option-open" and gate.decision.outcome == "fail" for gate in decisions)
    if name == "pull-knowledge-out-of-weights" and is_closing:
        return (
            "Serve the changing facts from retrieval and return to a prompted model: this one is not served much longer"
        )
    return ACTIONS[name]


def _told_by(gate: GateDecision) -> tuple[VerdictName | None, ...]:
    """The verdicts that follow from the failure of a gate."""
    row = TABLE[gate.name]
    homes: tuple[VerdictName, ...] = ("move-to-retrieval", "fine-tune-with-retrieval")
    return (row.prompted, row.tuned, *(homes if row.prompted == "keep-in-context" else ()))


def _saving(name: VerdictName, facts: Facts) -> Range | None:
    """What following the verdict saves a month; None if that is not known, or not money saved."""
    savings, goal = facts.economics.savings, VERDICTS[name].moves_to
    if goal == "retrieval":
        return _gain(savings["retrieval"]) if "retrieval" in savings else None
    tuning = savings.get(facts.economics.own_route)
    if tuning is None:
        return None
    if goal == "tuned":
        return _gain(_drawn(tuning, facts))
    if goal != "prompt" or facts.economics.own_route == "fine_tuned_dedicated":
        return None  # of a deployment that others share, nobody saves a part by leaving
    return _gain(Range(-tuning.high, -tuning.point, -tuning.low))


def _drawn(saving: Range, facts: Facts) -> Range:
    """The saving with the band of its draws, where there are any: its corners are far wider than what is likely.

    Never more than today's cost at the same end.
    """
    drawn, today = facts.economics.break_even.simulated, facts.economics.option("prompted").per_month
    if drawn is None or today is None:
        return saving
    low, high = min(drawn.saves.low, saving.point, today.low), max(drawn.saves.high, saving.point)
    return Range(low, saving.point, max(saving.point, min(high, today.high)))


def _gain(saving: Range) -> Range | None:
    """A saving, if it most likely is one: what costs more is said by its gate, and is no saving."""
    return saving if saving.point > 0 else None


def _other_models(facts: Facts) -> list[Recommendation]:
    """Other models that would cost less: what is to be saved is told, and not counted before their quality is known."""
    found = []
    economics = facts.economics
    for name, action in OTHER_MODELS.items():
        option, saving = economics.option(name), economics.savings.get(name)
        if saving is None or option.per_month is None or saving.point < 1 or not economics.is_open(name):
            continue
        cost, less = usd(option.per_month.point), usd(saving.point)
        why = f"if its quality holds, it costs about {cost} a month, {less} less than the best prompt of today's model"
        found.append(Recommendation(action.format(option.model or "it"), why))
    return found


OTHER_MODELS: dict[OptionName, str] = {
    "smaller_model": "Measure {} untuned on your examples before anything is tuned",
    "fine_tuned_smaller": "Consider tuning {} instead",
    "fine_tuned_dedicated": "Consider an adapter on a shared deployment: {}",
}
"""Options on another model than today's, whose quality for the task nobody knows yet."""


def _secrets(facts: Facts) -> list[Recommendation]:
    found = [
        Recommendation(
            f"Take every {one.what} out of the training data", f"{one.rows:,} examples, {one.file}:{one.line}"
        )
        for one in (*facts.dataset.credentials, *facts.dataset.personal)
    ]
    if facts.prompt.secrets:
        lines = ", ".join(str(secret.line) for secret in facts.prompt.secrets)
        found.append(Recommendation("Take the credential out of the prompt and revoke it", f"prompt line {lines}"))
    return found
