"""What the join tells besides the agents: callers that are none, agents that were not seen, logs that tell the same."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal

from auditor.model.bills import LogRead
from auditor.model.finding import Finding, Location, Severity
from auditor.model.fleet import Deployed, Fleet
from auditor.model.money import usd
from auditor.model.observed import Coverage, Stranger, total
from auditor.model.usage import UsageLog

MOST_NAMED = 5


def notes(fleet: Fleet, logs: Sequence[UsageLog], twice: Sequence[UsageLog]) -> tuple[Finding, ...]:
    """All that is worth a finding, in the order of the logs and of the agents."""
    assert fleet.seen is not None
    found = [*_twice(twice), *_flaws(logs), *_bills(fleet.seen), *_strangers(fleet.seen)]
    return (*found, *(note for member in fleet.members for note in _of_agent(member, fleet.seen)))


def _twice(logs: Sequence[UsageLog]) -> Iterator[Finding]:
    for log in logs:
        said = f"{log.path} holds the same bytes as another log; it is counted once."
        yield _note("logs-overlap", said, "info", log.path, "same bytes")


def _flaws(logs: Sequence[UsageLog]) -> Iterator[Finding]:
    for log in logs:
        for flaw in log.flaws:
            many = "1 row is" if flaw.count == 1 else f"{flaw.count:,} rows are"
            said = f"{log.path}: {many} {flaw.kind.replace('-', ' ')}: {flaw.done}."
            subject = f"{flaw.kind} {flaw.done}"
            yield _note("usage-log-flawed", said, "low", flaw.file, subject, line=max(flaw.line, 1))


def _bills(seen: Coverage) -> Iterator[Finding]:
    """Logs that know no agents: what they are good for."""
    for log in seen.logs:
        if not log.knows_agents and (log.calls or log.cost):
            said = (
                f"{log.path} ({log.format}) tells accounts, not agents: {_spent(log.calls, log.cost)}. It is "
                "compared with the fleet as a whole and added to no agent; say whose accounts they are with --match."
            )
            yield _note("usage-without-agents", said, "info", log.path, log.format)


def _strangers(seen: Coverage) -> Iterator[Finding]:
    """Callers that are no agent of the fleet, together for each log, with their calls and their money."""
    for log in seen.logs:
        some = [one for one in seen.strangers if one.log == log.path and not _is_torn(one)]
        torn = [one for one in seen.strangers if one.log == log.path and _is_torn(one)]
        if some and log.knows_agents:
            calls, cost = sum(one.calls for one in some), total(one.cost for one in some)
            who = "a caller that is" if len(some) == 1 else f"{len(some):,} callers that are"
            said = f"{_spent(calls, cost)} by {who} no agent of this fleet: {_named(some)} (in {log.path}{_when(log)})."
            yield _note("caller-without-agent", said, "medium", log.path, "strangers")
        for one in torn:
            said = f"The caller {one.caller} of {log.path} is joined to nobody: {one.because}."
            said += f" It made {_spent(one.calls, one.cost)}."
            yield _note("caller-fits-several", said, "medium", log.path, one.caller)


def _is_torn(one: Stranger) -> bool:
    return one.because.startswith("it fits")


def _named(some: Sequence[Stranger]) -> str:
    shown = ", ".join(one.caller[:80] for one in some[:MOST_NAMED])
    return shown + (f" and {len(some) - MOST_NAMED:,} more" if len(some) > MOST_NAMED else "")


def _spent(calls: int, cost: Decimal | None) -> str:
    """Calls and their money; a bill tells money of calls that nobody counted, which are not 0 calls."""
    told = "calls not told" if cost and not calls else "1 call" if calls == 1 else f"{calls:,} calls"
    return f"{told}, cost not told" if cost is None else f"{told}, {usd(cost)}"


def _when(log: LogRead) -> str:
    return f", {log.first} to {log.last}" if log.first and log.last else ""


def _of_agent(member: Deployed, seen: Coverage) -> Iterator[Finding]:
    agent, observed = member.agent, member.observed
    knowing = [log for log in seen.logs if log.knows_agents]
    if observed is None or not knowing:
        return
    place = member.declared_at
    if not observed.used:
        when = _between([log.first for log in knowing], [log.last for log in knowing])
        said = f"{agent.id} was not seen in the logs{when}: 0 calls seen is not 0 calls."
        yield _finding("agent-not-seen", said, "low", place, agent.id)
    for path in observed.left_out:
        said = (
            f"{agent.id}: {path} tells of the same calls as {', '.join(observed.logs)}, so they are not added. If they "
            "are others, keep logs of one period in one format."
        )
        yield _finding("logs-overlap", said, "low", place, agent.id, path)


def _between(firsts: Sequence[date | None], lasts: Sequence[date | None]) -> str:
    """From the first day that any of these logs covers to the last that any does, in words; between may be gaps."""
    begins, ends = [day for day in firsts if day], [day for day in lasts if day]
    return f" between {min(begins)} and {max(ends)}" if begins and ends else ""


def _note(rule: str, message: str, severity: Severity, path: str, subject: str, *, line: int = 1) -> Finding:
    return _finding(rule, message, severity, Location(path, line), None, f"{path} {subject}")


def _finding(
    rule: str, message: str, severity: Severity, place: Location, agent: str | None, subject: str = ""
) -> Finding:
    return Finding(
        rule=rule,
        agent=agent,
        severity=severity,
        confidence="high",
        message=message,
        location=place,
        subject=subject,
    )
