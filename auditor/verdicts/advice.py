"""What to do, in order, and what it saves: first what the verdict asks for, then what else was found."""

from __future__ import annotations

from auditor.model.decision import Decisions, GateDecision
from auditor.model.estimate import OptionName
from auditor.model.facts import Facts
from auditor.model.money import Range, usd
from auditor.model.verdict import VERDICTS, Recommendation, VerdictName
from auditor.verdicts.caching import caching, ordering
from auditor.verdicts.table import ACTIONS, SPECIFIC, TABLE

OTHER_MODELS: dict[OptionName, str] = {
    "smaller_model": "Measure {} untuned on your examples before anything is tuned",
    "fine_tuned_smaller": "Consider tuning {} instead",
    "fine_tuned_dedicated": "Consider an adapter on a shared deployment: {}",
}
"""Options on another model than today's, whose quality for the task nobody knows yet."""


def recommendations(name: VerdictName, facts: Facts, decisions: Decisions, because: str) -> tuple[Recommendation, ...]:
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
