"""Two runs held against each other: a pure function of their records, wherever these come from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from auditor.history import because, split
from auditor.model.kept import AgentRecord, RunRecord
from auditor.model.money import ZERO
from auditor.model.since import (
    AgentMovement,
    Because,
    Crossing,
    CrossingState,
    Diff,
    Edited,
    Movement,
    Part,
    Renamed,
    RunHead,
    VerdictChange,
)

if TYPE_CHECKING:
    from auditor.model.policy import News, Policy

_OF_COST = frozenset({"scale-pays"})
_DAYS_PER_MONTH = Decimal(365) / 12


def diff(before: RunRecord, after: RunRecord, policy: Policy) -> Diff:
    """What is different between two runs, and because of which input; noise by the policy is counted, not listed."""
    both = [name for name in after.agents if name in before.agents]
    new = tuple(name for name in after.agents if name not in before.agents)
    gone = tuple(name for name in before.agents if name not in after.agents)
    moved = {name: _moved(before, after, name) for name in both if _has_moved(before.agents[name], after.agents[name])}
    large = [one for one in moved.values() if is_large(one.cost, policy.news) or is_large(one.saving, policy.news)]
    verdicts = tuple(_verdict(before, after, name) for name in both if _is_other(before, after, name))
    return Diff(
        before=_head(before),
        after=_head(after),
        is_backwards=after.at < before.at,
        inputs=because.for_all(before, after),
        verdicts=verdicts,
        crossings=tuple(_crossings(before, after, policy.news)),
        new=new,
        gone=gone,
        renamed=_renamed(before, after, new, gone),
        edited=tuple(
            _edited(before.agents[name], after.agents[name]) for name in both if _is_edited(before, after, name)
        ),
        cost=split.of_fleet(
            before.agents,
            after.agents,
            (before.totals.cost, after.totals.cost),
            (one.cost for one in moved.values()),
        ),
        avoidable=_avoidable(before, after, moved, frozenset(one.agent for one in verdicts)),
        movers=tuple(sorted(large, key=lambda one: (-one.size, one.agent))),
        noise=len(moved) - len(large),
    )


def is_large(movement: Movement, limits: News) -> bool:
    """Whether a movement is worth a line: large in USD, and as a share of what it was."""
    change = movement.change
    if change is None:
        known = movement.after or movement.before
        return known is not None and known.point >= limits.min_usd_per_month.value
    assert movement.before is not None
    least = max(limits.min_usd_per_month.value, movement.before.point * limits.min_share.value)
    return abs(change) >= least and change != 0


def _head(run: RunRecord) -> RunHead:
    return RunHead(id=run.id, label=run.label, at=run.at, agents=len(run.agents), verdicts=dict(run.totals.verdicts))


def _is_other(before: RunRecord, after: RunRecord, name: str) -> bool:
    return before.agents[name].verdict != after.agents[name].verdict


def _is_edited(before: RunRecord, after: RunRecord, name: str) -> bool:
    return before.agents[name].prompt_sha256 != after.agents[name].prompt_sha256


def _edited(old: AgentRecord, new: AgentRecord) -> Edited:
    return Edited(new.id, old.tokens, new.tokens)


def _verdict(before: RunRecord, after: RunRecord, name: str) -> VerdictChange:
    old, new = before.agents[name], after.agents[name]
    gates = because.gates(old, new)
    return VerdictChange(
        agent=name,
        title=new.name or name,
        owner=new.owner,
        before=old.verdict,
        after=new.verdict,
        families=(old.family, new.family),
        gates=gates,
        because=because.of(before, after, name, [gate.name for gate in gates if gate.decides]),
        saving=new.saving,
    )


def _has_moved(old: AgentRecord, new: AgentRecord) -> bool:
    return old is not new and (old.cost != new.cost or old.saving != new.saving)


def _moved(before: RunRecord, after: RunRecord, name: str) -> AgentMovement:
    old, new = before.agents[name], after.agents[name]
    return AgentMovement(
        agent=name,
        cost=split.of_agent(old, new),
        saving=Movement(before=old.saving, after=new.saving, parts=()),
        because=because.of(before, after, name, tuple(_OF_COST)),
    )


def _avoidable(
    before: RunRecord, after: RunRecord, moved: Mapping[str, AgentMovement], other: frozenset[str]
) -> Movement:
    """The avoidable cost: what new and other verdicts brought, and for the rest the one input that changed."""
    found = [("new agents", _point(agent)) for name, agent in after.agents.items() if name not in before.agents]
    found += [("agents gone", -_point(agent)) for name, agent in before.agents.items() if name not in after.agents]
    for name, one in moved.items():
        found.append((_cause(one, other), _point(after.agents[name]) - _point(before.agents[name])))
    amounts: dict[str, Decimal] = {}
    for cause, amount in found:
        amounts[cause] = amounts.get(cause, ZERO) + amount
    parts = tuple(Part(cause, amount) for cause, amount in sorted(amounts.items()) if amount)
    return Movement(before=before.totals.avoidable, after=after.totals.avoidable, parts=parts)


def _point(agent: AgentRecord) -> Decimal:
    return ZERO if agent.saving is None else agent.saving.point


def _cause(one: AgentMovement, other: frozenset[str]) -> str:
    if one.agent in other:
        return "other verdicts"
    found = one.because.inputs
    return found[0].word if len(found) == 1 else "several inputs" if found else "unexplained"


def _renamed(before: RunRecord, after: RunRecord, new: Iterable[str], gone: Iterable[str]) -> tuple[Renamed, ...]:
    """Pairs of a new and a gone agent with the same prompt, where it is one of each."""
    came = [after.agents[name] for name in new]
    went = [before.agents[name] for name in gone]
    counts = [Counter(agent.prompt_sha256 for agent in agents) for agents in (went, came)]
    names = {agent.prompt_sha256: agent.id for agent in came}
    return tuple(
        Renamed(agent.id, names[agent.prompt_sha256])
        for agent in went
        if counts[0][agent.prompt_sha256] == counts[1][agent.prompt_sha256] == 1
    )


def _crossings(before: RunRecord, after: RunRecord, limits: News) -> Iterable[Crossing]:
    """Break-evens newly crossed or lost, and those that today's growth reaches within the policy's months."""
    for name, agent in after.agents.items():
        old = before.agents.get(name)
        state = _state(agent, after, limits)
        was = None if old is None else _state(old, before, limits)
        if state is None and was == "crossed":
            state = "lost"
        if state is None or (state == "crossed" and was == "crossed") or (state == "crossed" and old is None):
            continue
        why = Because("unknown", ()) if old is None or state == was else because.of(before, after, name, ["scale-pays"])
        on = agent.break_even.crosses_on if state == "due" else None
        yield Crossing(agent=name, state=state, on=on, is_new=state != was, because=why)


def _state(agent: AgentRecord, run: RunRecord, limits: News) -> CrossingState | None:
    if any(gate.name == "scale-pays" and gate.outcome == "pass" for gate in agent.gates):
        return "crossed"
    if agent.break_even.crosses_on is None:
        return None
    ahead = timedelta(days=float(limits.crossing_within_months.value * _DAYS_PER_MONTH))
    today = date.fromisoformat(run.inputs.prices_as_of)
    return "due" if today <= date.fromisoformat(agent.break_even.crosses_on) <= today + ahead else None
