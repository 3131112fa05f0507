"""The fleet with what logs tell of it: each caller is one agent or told, and no call is counted twice."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

from auditor.model.agent import Model, Traffic
from auditor.model.bills import LogRead, least_sure
from auditor.model.bursts import session_of
from auditor.model.fleet import Deployed, Fleet
from auditor.model.measurement import Known
from auditor.model.money import ZERO, Range
from auditor.model.observed import Coverage, Matched, Observed, Stranger, model_of, total
from auditor.model.usage import Caller, UsageLog, Used
from auditor.usage import variation
from auditor.usage.matching import Match, Matcher
from auditor.usage.overlap import Part, parts
from auditor.usage.telling import notes
from auditor.usage.traffic_seen import figures

LONGEST_GAP = 45
"""Days without any call of anybody, beyond which a log is taken not to have been written."""
LONGEST_LOG = 100 * 366


def joined(fleet: Fleet, logs: Sequence[UsageLog], named: Mapping[str, str] | None = None) -> Fleet:
    """The fleet with what was seen of each agent in the place of what is declared, the coverage, and notes on the rest.

    `named` are agent ids by callers, as a person wrote them down. Of logs of the same bytes the first is counted.
    """
    first: dict[str, UsageLog] = {}
    for log in logs:
        first.setdefault(log.sha256, log)
    once = list(first.values())
    matcher = Matcher(fleet.members, named or {})
    knowing = [log for log in once if _knows_agents(log, matcher)]
    taken: dict[str, list[Part]] = {}
    strange: dict[str, list[Part]] = {}
    for log in knowing:
        for used in log.used:
            found = matcher.find(used.caller)
            whose, name = (strange, used.caller.label) if found.agent is None else (taken, found.agent)
            whose.setdefault(name, []).append(Part(log, used, found.by or "id"))
    strangers = [
        _stranger(part.used, part.log, matcher.find(part.used.caller))
        for some in strange.values()
        for part in parts(some)[0]
    ]
    covered = {log.path: _without_gaps(covered_by(log.first, log.last), log) for log in knowing}
    members = tuple(_with(member, taken.get(member.agent.id, []), covered) for member in fleet.members)
    seen = replace(fleet, members=members, seen=_coverage(members, once, knowing, strangers))
    twice = [log for log in logs if not any(log is other for other in once)]
    return replace(seen, notes=fleet.notes + notes(seen, once, twice))


def _knows_agents(log: UsageLog, matcher: Matcher) -> bool:
    """Whether a log has names of agents; a bill by accounts has none, unless a person said whose accounts they are."""
    return any(
        caller.id or caller.name or caller.prompt_name or caller.prompt_sha256 or matcher.find(caller).agent
        for caller in {used.caller for used in log.used}
    )


def _stranger(used: Used, log: UsageLog, found: Match) -> Stranger:
    cost = used.cost if used.tells_cost else None
    return Stranger(used.caller.label, log.path, used.calls - used.failed, cost, found.because)


def _merged(strangers: Sequence[Stranger]) -> tuple[Stranger, ...]:
    """Each stranger once for each log, whatever the models; those that cost most first."""
    found: dict[tuple[str, str], Stranger] = {}
    for one in strangers:
        key = (one.caller, one.log)
        before = found.get(key, Stranger(one.caller, one.log, 0, None, one.because))
        cost = total((before.cost, one.cost))
        found[key] = Stranger(one.caller, one.log, before.calls + one.calls, cost, one.because)
    return tuple(sorted(found.values(), key=lambda one: (-(one.cost or ZERO), -one.calls, one.caller, one.log)))


def _with(member: Deployed, found: Sequence[Part], covered: Mapping[str, Mapping[date, float]]) -> Deployed:
    """An agent with what was seen of it; what was seen of its traffic takes the place of what is declared."""
    agent = member.agent
    if not found:
        return replace(member, observed=Observed(declared=agent.traffic, declared_model=agent.model))
    counted, left = parts(found)
    days = _days(counted, covered)
    observed = Observed(
        used=tuple(part.used for part in counted),
        matched=_matched(found),
        logs=tuple(dict.fromkeys(part.log.path for part in counted)),
        left_out=tuple(dict.fromkeys(part.log.path for part in left)),
        first=min(days.covered, default=None),
        last=max(days.covered, default=None),
        days=variation.digits(days.length),
        declared=agent.traffic,
        declared_model=agent.model,
    )
    seen, lacking = figures(observed, days)
    traffic = over(agent.traffic, seen)
    session = session_of(observed)
    if session is not None and "cache_hit_rate" not in seen and traffic.every_minutes is None:
        traffic = traffic.model_copy(update={"session": session})  # which says how often a cache could be hit
    model = agent.model if agent.model.name else _named_by(observed, agent.model)
    return replace(
        member,
        agent=agent.model_copy(update={"traffic": traffic, "model": model}),
        observed=replace(observed, figures=seen, lacking=lacking),
    )


def over(traffic: Traffic, seen: Mapping[str, Known[Range]]) -> Traffic:
    """Traffic with what was seen in the place of what is declared."""
    new: dict[str, Range | None] = {name: fact.value for name, fact in seen.items()}
    return traffic.model_copy(update=({"calls_per_day": None} if "calls_per_month" in new else {}) | new)


def _named_by(observed: Observed, model: Model) -> Model:
    """The model that was called most, for an agent that names none."""
    seen = model_of(observed.most_used) if observed.most_used else None
    if seen is None:
        return model
    return model.model_copy(update={"provider": model.provider or seen.provider, "name": seen.name})


def _matched(found: Sequence[Part]) -> tuple[Matched, ...]:
    told: dict[tuple[Caller, str], Matched] = {}
    for part in found:
        key = (part.used.caller, part.log.path)
        before = told[key].calls if key in told else 0
        told[key] = Matched(part.used.caller.label, part.by, before + part.used.calls, part.log.path)
    return tuple(told.values())


def _days(counted: Sequence[Part], by_log: Mapping[str, Mapping[date, float]]) -> variation.Days:
    """Calls by day that did not fail, and which part of each day the counted logs cover."""
    covered: dict[date, float] = {}
    for path in dict.fromkeys(part.log.path for part in counted):
        for day, share in by_log[path].items():
            covered[day] = max(share, covered.get(day, 0.0))
    calls: dict[date, int] = {}
    for part in counted:
        of, before = max(part.used.calls, 1), 0
        succeeded = max(part.used.calls - part.used.failed, 0)
        for day, number in _by_day(part.used):
            # whole calls, and as many on all days together as succeeded: rounded one by one, few calls a day are none
            until = before + number
            calls[day] = calls.get(day, 0) + until * succeeded // of - before * succeeded // of
            before = until
            covered.setdefault(day, 1.0)
    return variation.Days(calls, covered)


def _without_gaps(covered: dict[date, float], log: UsageLog) -> dict[date, float]:
    """The days without long stretches in which nobody called: then nothing was logged, or a clock stood wrong."""
    active = sorted({day for used in log.used for day, _ in _by_day(used)})
    for before, after in pairwise(active):
        if (after - before).days > LONGEST_GAP:
            for number in range(1, (after - before).days):
                covered.pop(before + timedelta(days=number), None)
    return covered


def _by_day(used: Used) -> list[tuple[date, int]]:
    return [(date.fromisoformat(day), number) for day, number in used.by_day]


def covered_by(first: datetime | None, last: datetime | None) -> dict[date, float]:
    """Which part of each day lies between two moments, in UTC."""
    if first is None or last is None or last < first or (last - first).days > LONGEST_LOG:
        return {}
    first, last = first.astimezone(UTC), last.astimezone(UTC)
    found = {}
    for number in range((last.date() - first.date()).days + 1):
        day = first.date() + timedelta(days=number)
        midnight = datetime(day.year, day.month, day.day, tzinfo=UTC)
        begins, ends = max(first, midnight), min(last, midnight + timedelta(days=1))
        share = (ends - begins).total_seconds() / 86_400
        if share > 0 or first == last:
            found[day] = share
    return found


def _coverage(
    members: Sequence[Deployed],
    logs: Sequence[UsageLog],
    knowing: Sequence[UsageLog],
    strangers: Sequence[Stranger],
) -> Coverage:
    observed = [member.observed for member in members if member.observed is not None]
    told = _merged(strangers)
    joined_cost = sum((one.cost for one in observed), ZERO)
    has_cost = any(one.tells_cost for one in observed) or any(one.cost is not None for one in told)
    return Coverage(
        logs=tuple(_log(log, knows_agents=any(log is one for one in knowing)) for log in logs),
        calls=sum(one.calls for one in observed) + sum(one.calls for one in told),
        joined=sum(one.calls for one in observed),
        cost=joined_cost + sum((one.cost or ZERO for one in told), ZERO) if has_cost else None,
        joined_cost=joined_cost,
        strangers=told,
        unseen=tuple(m.agent.id for m in members if m.observed is not None and not m.observed.used) if knowing else (),
    )


def _log(log: UsageLog, *, knows_agents: bool) -> LogRead:
    covered = covered_by(log.first, log.last)
    paid = [used for used in log.used if used.tells_cost]
    providers = frozenset((used.provider or "").lower() for used in paid)
    return LogRead(
        path=log.path,
        format=log.format,
        sha256=log.sha256,
        rows=log.rows,
        calls=sum(used.calls for used in log.used),
        cost=total(used.cost if used.tells_cost else None for used in log.used),
        first=min(covered, default=None),
        last=max(covered, default=None),
        days=variation.digits(sum(covered.values())),
        knows_agents=knows_agents,
        basis=least_sure(used.basis for used in paid),
        providers=frozenset() if "" in providers else providers,
        begins=log.first if covered else None,
        ends=log.last if covered else None,
        flaws=tuple(f"{flaw.count:,} rows {flaw.kind.replace('-', ' ')}: {flaw.done}" for flaw in log.flaws),
    )
