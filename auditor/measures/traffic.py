"""How often the agent is called and how large a call is."""

from __future__ import annotations

from decimal import Decimal

from auditor.model.agent import Agent
from auditor.model.facts import TrafficFacts
from auditor.model.measurement import Known, Measurement, Unknown
from auditor.model.money import Range

DAYS_PER_MONTH = Decimal(730) / 24
"""A month is 730 hours throughout the product."""


def measure(agent: Agent) -> TrafficFacts:
    """The facts on traffic; a figure that nobody gave is unknown, never 0."""
    traffic = agent.traffic
    per_month = traffic.calls_per_month
    if per_month is None and traffic.calls_per_day is not None:
        per_month = traffic.calls_per_day.times(DAYS_PER_MONTH)

    def said(value: Range | None, name: str, unit: str) -> Measurement[Range]:
        return Unknown(f"traffic.{name} is not declared") if value is None else Known(value, unit, "declared")

    return TrafficFacts(
        calls_per_month=said(per_month, "calls_per_month", "calls a month"),
        growth_per_month=said(traffic.growth_per_month, "growth_per_month", "a month"),
        user_tokens=said(traffic.user_tokens, "user_tokens", "tokens a call"),
        output_tokens=said(traffic.output_tokens, "output_tokens", "tokens a call"),
        cache_hit_rate=said(traffic.cache_hit_rate, "cache_hit_rate", "share of calls"),
    )
