"""One synthetic month of calls, and what every log of it must come to, less what the log's format cannot tell."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import groupby

from auditor.model.usage import Caller, Row, Used
from auditor.usage import Flaws, rolled

START = datetime(2026, 10, 1, tzinfo=UTC)
SOURCE = "month"


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """A call as it really was."""

    id: str
    session: str
    run: str
    """The run of the agent that made it."""
    at: datetime
    agent: str
    account: str
    provider: str
    model: str
    failed: bool
    uncached: int | None
    cache_read: int | None
    write_5m: int | None
    write_1h: int | None
    output: int | None
    reasoning: int | None
    cost: Decimal | None

    @property
    def input(self) -> int:
        return (self.uncached or 0) + (self.cache_read or 0) + self.written

    @property
    def written(self) -> int:
        return (self.write_5m or 0) + (self.write_1h or 0)


AGENTS = (
    # agent, account, provider, model, prompt tokens, calls a session, hour of its cache
    ("claims-triage", "claims-api", "openai", "gpt-5.2", 1800, 4, False),
    ("Résumé: screener №7", "hr", "anthropic", "claude-sonnet-5-5", 9000, 6, False),
    ("night-shift", "ops", "anthropic", "claude-haiku-5", 40_000, 9, True),
    ("one-shot", "ops", "openai", "gpt-5.2-mini", 300, 1, False),
)


def month(seed: int = 7, sessions: int = 120) -> tuple[Call, ...]:
    """Calls of four agents in the order in which they began."""
    chance = random.Random(seed)
    calls: list[Call] = []
    for number in range(sessions):
        agent = AGENTS[number % len(AGENTS)]
        calls += _session(f"{number:032x}", agent, chance)
    return tuple(sorted(calls, key=lambda call: (call.at, call.id)))


def _session(session: str, agent: tuple[str, str, str, str, int, int, bool], chance: random.Random) -> Iterator[Call]:
    name, account, provider, model, prompt, calls, is_hour = agent
    at = START + timedelta(milliseconds=chance.randrange(30 * 86_400_000))
    for index in range(chance.randint(1, calls)):
        at += timedelta(milliseconds=chance.randint(900, 90_000))
        number = f"{session[-8:]}{index:08x}"
        nothing = dict.fromkeys(("uncached", "cache_read", "write_5m", "write_1h", "output", "reasoning", "cost"))
        call = Call(
            id=number, session=session, run=f"a{int(session, 16):015x}", at=at, agent=name, account=account,
            provider=provider, model=model, failed=chance.random() < 0.05, **nothing,
        )  # fmt: skip
        if call.failed:
            yield call
            continue
        is_hit = index > 0 and prompt > 1024
        written = prompt if index == 0 and provider == "anthropic" else 0
        output = chance.randint(20, 1500)
        yield replace(
            call,
            uncached=chance.randint(5, 900) + (0 if is_hit or written else prompt),
            cache_read=prompt if is_hit else 0,
            write_5m=0 if is_hour else written,
            write_1h=written if is_hour else 0,
            output=output,
            reasoning=chance.randrange(output) if provider == "openai" else None,
            cost=Decimal(chance.randint(1, 10**7)).scaleb(-9),
        )


WHOLE = frozenset[str]()
SUMMED = frozenset({"minutes"})
"""What a database does not tell: how long sessions last, for which it would have to hold them all."""


def rows(calls: Iterable[Call], cannot: frozenset[str] = WHOLE) -> Iterator[Row]:
    """The rows of a log that tells everything but what it cannot."""
    for call in calls:
        ttl, cache = "ttl" in cannot, "cache" in cannot
        told = not call.failed
        yield Row(
            source=SOURCE,
            caller=Caller(account=call.account) if "agent" in cannot else Caller(name=call.agent),
            at=call.at,
            provider=None
            if "provider" in cannot
            else next((one for one in ("bedrock", "anthropic") if one in cannot), call.provider),
            model=call.model,
            failed=0 if "failed" in cannot else int(call.failed),
            uncached=call.input if cache and told else call.uncached,
            cache_read=None if cache else call.cache_read,
            cache_write_5m=None if cache else call.written if ttl and told else call.write_5m,
            cache_write_1h=None if cache or ttl else call.write_1h,
            output=call.output,
            reasoning=None if "reasoning" in cannot else call.reasoning,
            cost=None if "cost" in cannot else call.cost,
            basis=None if "cost" in cannot or call.cost is None else "estimated",
            session=None if "session" in cannot else call.session,
        )


def used(calls: Iterable[Call], cannot: frozenset[str] = WHOLE) -> tuple[Used, ...]:
    """What a log of the calls must come to."""
    found = rolled(rows(calls, cannot), Flaws("month")).used
    return tuple(replace(one, session_minutes=None) for one in found) if "minutes" in cannot else found


def by_day(calls: Iterable[Call]) -> list[tuple[datetime, str, str, list[Call]]]:
    """The calls in buckets of a day, account and model."""

    def key(call: Call) -> tuple[datetime, str, str]:
        return call.at.replace(hour=0, minute=0, second=0, microsecond=0), call.account, call.model

    return [(*day, list(group)) for day, group in groupby(sorted(calls, key=key), key)]
