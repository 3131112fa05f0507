"""How often the agent is called and how large a call is."""

from __future__ import annotations

from auditor.model.agent import Agent
from auditor.model.facts import ArrivalFacts, TrafficFacts
from auditor.model.measurement import Known, Measurement, Unknown
from auditor.model.money import Range


def measure(agent: Agent, arrivals: Measurement[ArrivalFacts]) -> TrafficFacts:
    """The facts on traffic; a figure that nobody gave is unknown, never 0.

    Only a schedule says by itself how many calls there are. A log does not: it may be a sample of them.
    """
    traffic = agent.traffic

    def said(value: Range | None, name: str, unit: str) -> Measurement[Range]:
        return Unknown(f"traffic.{name} is not declared") if value is None else Known(value, unit, "declared")

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
    )
