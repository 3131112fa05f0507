"""How often the agent is called and how large a call is."""

from __future__ import annotations

from auditor.model.agent import Agent
from auditor.model.arrivals import ArrivalFacts
from auditor.model.bursts import session_of
from auditor.model.facts import TrafficFacts
from auditor.model.measurement import Known, Measurement, Unknown
from auditor.model.money import Range
from auditor.model.observed import Observed


def measure(agent: Agent, arrivals: Measurement[ArrivalFacts], observed: Observed | None = None) -> TrafficFacts:
    """The facts on traffic; a figure that nobody gave is unknown, never 0.

    What was seen in usage logs stands among the agent's figures already, and is known as such. Only a schedule says by
    itself how many calls there are. A list of arrivals does not: it may be a sample of them.
    """
    traffic = agent.traffic

    def said(value: Range | None, name: str, unit: str) -> Measurement[Range]:
        if value is None:
            because = observed.lacking.get(name) if observed else None
            return Unknown(f"traffic.{name} is not declared" + (f", and {because}" if because else ""))
        fact = observed.figures.get(name) if observed else None
        return fact if fact is not None and fact.value == value else Known(value, unit, "declared")

    calls = said(traffic.per_month, "calls_per_month", "calls a month")
    if isinstance(calls, Unknown) and traffic.scheduled is not None:
        calls = Known(traffic.scheduled, "calls a month", "computed", "a schedule that never rests")
    return TrafficFacts(
        calls_per_month=calls,
        growth_per_month=said(traffic.growth_per_month, "growth_per_month", "a month"),
        user_tokens=said(traffic.user_tokens, "user_tokens", "tokens a call"),
        output_tokens=said(traffic.output_tokens, "output_tokens", "tokens a call"),
        cache_hit_rate=said(traffic.cache_hit_rate, "cache_hit_rate", "share of calls"),
        batch_share=said(traffic.batch_share, "batch_share", "share of calls"),
        arrivals=arrivals,
        caches=_caches(observed),
        session_seen=observed is not None and traffic.session is not None and traffic.session == session_of(observed),
    )


def _caches(observed: Observed | None) -> bool | None:
    if observed is None or not observed.with_cache:
        return None
    return bool(observed.cache_read or observed.cache_written)
