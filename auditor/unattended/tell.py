"""Who is told what after a run: news since each was last told, a failure once, and that it is over."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import replace

from auditor.model.outcome import Outcome, State
from auditor.model.project import Tell, UnattendedAudit
from auditor.model.since import NewsItem
from auditor.telling import Message, addresses, failed, news_of, recovered, send
from auditor.unattended.means import Means

News = Mapping[int | None, "tuple[NewsItem, ...] | None"]
"""What is new since a run of the history; under None since the last one. None where there is nothing to compare."""


def of_news(audit: UnattendedAudit, outcome: Outcome, state: State, news: News, means: Means) -> tuple[Outcome, State]:
    """Tell each the news that it was not told yet; who cannot be told now is told with the next run."""
    wanted = audit.tell
    if wanted is None:
        return outcome, state
    assert outcome.run is not None
    told, failing = dict(state.told), dict(state.failing)
    for variable in wanted.to:
        message = _message(wanted, outcome, news[told.get(variable)], is_recovered=variable in failing)
        outcome, is_told = _sent(message, variable, outcome, means)
        if is_told:
            told[variable] = outcome.run or 0
            failing.pop(variable, None)
        elif outcome.before is not None:
            told.setdefault(variable, outcome.before)
    return outcome, replace(state, told=told, failing=failing)


def _message(
    wanted: Tell, outcome: Outcome, news: tuple[NewsItem, ...] | None, *, is_recovered: bool
) -> Message | None:
    assert outcome.figures is not None
    items = [item for item in news or () if item.kind in wanted.news]
    if items:
        return news_of(outcome.audit, items, outcome.figures, wanted.link, is_recovered=is_recovered)
    return recovered(outcome.audit, outcome.figures, wanted.link) if is_recovered else None


def of_failure(audit: UnattendedAudit, outcome: Outcome, state: State, means: Means) -> tuple[Outcome, State]:
    """Tell each of a failure, once for as long as it stays the same."""
    wanted = audit.tell
    if wanted is None or not wanted.failures:
        return outcome, state
    text, failing = "\n".join(outcome.problems), dict(state.failing)
    message = failed(outcome.audit, outcome.problems)
    for variable in wanted.to:
        if failing.get(variable) == text:
            continue
        outcome, is_told = _sent(message, variable, outcome, means)
        if is_told:
            failing[variable] = text
    return outcome, replace(state, failing=failing)


def _sent(message: Message | None, variable: str, outcome: Outcome, means: Means) -> tuple[Outcome, bool]:
    to = addresses(variable, os.environ)
    wrong = to.because if message is None else send(message, to, sleep=means.sleep)
    if wrong:
        said = wrong if message is None else f"{wrong}; it is told with the next run"
        means.event("problem", audit=outcome.audit, because=said)
        return replace(outcome, code=2, problems=(*outcome.problems, said)), message is None
    if message is None:
        return outcome, True
    means.event("told", audit=outcome.audit, to=variable, title=message.title)
    return replace(outcome, told=outcome.told + 1), True
