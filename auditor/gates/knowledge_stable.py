"""Gate 2: does what the agent must know hold for three months?"""

from __future__ import annotations

from auditor.gates.gate import Gate
from auditor.gates.words import listed, percent
from auditor.model.decision import Decision
from auditor.model.facts import DeclaredSource, Facts, KnowledgeFacts
from auditor.model.history import HistoryFacts
from auditor.model.measurement import Known, Unknown
from auditor.model.policy import KnowledgeStable, Policy


def decide(facts: Facts, policy: Policy) -> Decision:
    """Fail when facts that age live where they cannot be updated: in the weights, or woven into what would be tuned."""
    limits, knowledge, history = policy.knowledge_stable, facts.knowledge, facts.history
    written = [] if knowledge.is_tuned else _written(knowledge, limits) + _edited(knowledge, history, limits)
    reasons = _declared(knowledge, limits) + written + _answered(knowledge, limits)
    evidence = _evidence(knowledge, history)
    if reasons:
        return Decision(
            outcome="fail",
            because="; ".join(reasons) + (_seen(knowledge, history) if not _edited(knowledge, history, limits) else ""),
            remedy=_remedy(knowledge),
            evidence=evidence,
        )
    unknown = _unknown(knowledge)
    if unknown is not None:
        return Decision(
            outcome="unknown",
            because=unknown,
            remedy="Declare knowledge[].updated and, for a tuned agent, the training file under fine_tune.data.",
            evidence=evidence,
        )
    return Decision(outcome="pass", because=_stable(knowledge, limits) + _seen(knowledge, history), evidence=evidence)


def _declared(knowledge: KnowledgeFacts, limits: KnowledgeStable) -> list[str]:
    return [_source(source) for source in knowledge.changing(limits.stable_for_days.value)]


def _source(source: DeclaredSource) -> str:
    assert isinstance(source.updated, Known)
    cadence = source.updated.value
    often = "changing in real time" if cadence == "realtime" else f"updated {cadence}"
    if isinstance(source.lives_in, Known):
        where = {"prompt": "in the prompt", "weights": "in the weights", "retrieval": "in retrieval"}
        return f"{source.name}, {often}, {where[source.lives_in.value]}"
    return f"{source.name}, {often}, without a declared home"


def _written(knowledge: KnowledgeFacts, limits: KnowledgeStable) -> list[str]:
    share, most = knowledge.volatile_share, limits.max_volatile_share.value
    if share <= most:
        return []
    kinds = f" ({listed(knowledge.kinds)})" if knowledge.kinds else ""
    return [f"{percent(share)} of the prompt are facts that age{kinds}, where {percent(most)} is the limit"]


def _edited(knowledge: KnowledgeFacts, history: HistoryFacts, limits: KnowledgeStable) -> list[str]:
    """What the past foretells, where the prompt holds facts that age: that they will change, as they did repeatedly."""
    chance, most = history.volatile_change_within_90_days, limits.max_change_seen.value
    if isinstance(chance, Unknown) or not knowledge.volatile_tokens:
        return []
    if chance.value.low <= most or history.volatile_changes < limits.min_changes_seen.value:
        return []
    return [f"{_chance(history)} ({history.volatile_changes} days with such edits), where {percent(most)} is the limit"]


def _seen(knowledge: KnowledgeFacts, history: HistoryFacts) -> str:
    """What the past says beside the reasons; nothing where it is unknown or the prompt holds no fact that ages."""
    is_known = isinstance(history.volatile_change_within_90_days, Known)
    return f"; {_chance(history)}" if is_known and knowledge.volatile_tokens and not knowledge.is_tuned else ""


def _chance(history: HistoryFacts) -> str:
    chance = history.volatile_change_within_90_days
    assert isinstance(chance, Known)
    point, low, high = (percent(end) for end in (chance.value.point, chance.value.low, chance.value.high))
    return (
        f"by {history.source}, the chance that a segment which ages changes within 90 days is {point} ({low} to {high})"
    )


def _answered(knowledge: KnowledgeFacts, limits: KnowledgeStable) -> list[str]:
    """What the training data holds: what an agent was tuned on, or would be."""
    share = knowledge.volatile_examples
    if isinstance(share, Unknown) or share.value <= limits.max_volatile_examples.value:
        return []
    most = percent(limits.max_volatile_examples.value)
    whose = "it was trained on" if knowledge.is_tuned else "in its data set"
    told = f"{percent(share.value)} of the answers {whose} hold a fact that ages, where {most} is the limit"
    if isinstance(knowledge.wrong_by, Known):
        told += f"; half of these facts are probably wrong by {knowledge.wrong_by.value:%Y-%m}"
    return [told]


def _unknown(knowledge: KnowledgeFacts) -> str | None:
    """What could still speak against stability: an undated source, or training data nobody has searched."""
    if isinstance(knowledge.sources, Known):
        undated = [
            source.updated.because
            for source in knowledge.sources.value
            if isinstance(source.updated, Unknown) and not source.is_at_home(is_tuned=knowledge.is_tuned)
        ]
        if undated:
            return "; ".join(undated)
    if knowledge.is_tuned and isinstance(knowledge.volatile_examples, Unknown):
        return knowledge.volatile_examples.because
    return None


def _stable(knowledge: KnowledgeFacts, limits: KnowledgeStable) -> str:
    if knowledge.is_tuned:
        assert isinstance(knowledge.volatile_examples, Known)
        return f"{percent(knowledge.volatile_examples.value)} of the answers it was trained on hold a fact that ages"
    most = percent(limits.max_volatile_share.value)
    said = ""
    if isinstance(knowledge.sources, Known):
        homed = any(source.is_at_home(is_tuned=False) for source in knowledge.sources.value)
        said = "; what else it must know lives in retrieval" if homed else "; no source that changes is declared"
    return f"{percent(knowledge.volatile_share)} of the prompt are facts that age, at most {most} is allowed{said}"


def _remedy(knowledge: KnowledgeFacts) -> str:
    if knowledge.is_tuned:
        return "Take the changing facts out of the training data and serve them from retrieval or the context."
    return "Give the changing facts a home that can be updated at once: retrieval, or one block in a cached context."


def _evidence(knowledge: KnowledgeFacts, history: HistoryFacts) -> tuple[tuple[str, str], ...]:
    sources = "unknown" if isinstance(knowledge.sources, Unknown) else "declared"
    if not knowledge.is_tuned:
        is_seen = isinstance(history.volatile_change_within_90_days, Known)
        past = (("edit history", "measured"),) if is_seen else ()
        return (("ageing facts in the prompt", "measured"), ("knowledge sources", sources), *past)
    trained = "unknown" if isinstance(knowledge.volatile_examples, Unknown) else "measured"
    return (("ageing facts in the training data", trained), ("knowledge sources", sources))


GATE = Gate(
    id="G2",
    name="knowledge-stable",
    question="Does what it must know hold for three months?",
    why="Weights cannot be edited: a price that was trained in is wrong the day it changes, and said with confidence.",
    remedy="Move what changes to retrieval, or keep it as one block in a cached context; tune behaviour only.",
    reads=("knowledge", "history"),
    decide=decide,
)
