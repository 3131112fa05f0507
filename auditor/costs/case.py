"""One agent as the cost model sees it: sure figures by name; figures of many agents stack into columns."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, NamedTuple

from auditor.costs.inputs import N, Uncertain
from auditor.model.estimate import OptionName

NAN = float("nan")


class Rates(NamedTuple, Generic[N]):
    """How calls of one model are billed: USD per million tokens, cache minimum and block in tokens."""

    input: N
    output: N
    read: N
    write: N
    min_tokens: N
    block: N
    can_cache: N
    """1 if prompts can be cached at known prices, else 0."""
    is_automatic: N
    """1 if the provider caches unasked, so that nobody can leave it off."""
    storage: N
    """USD per million tokens and month for a prefix kept as an object of one's own; 0 if that is not offered."""


class Layout(NamedTuple, Generic[N]):
    """Tokens of the system prompt as it is sent: tool schemas, then prompt; run-time slots end the prefix."""

    total: N
    before_slot: N
    slots: N
    removable: N
    """Stable behaviour: what tuning could take over, at most."""
    volatile: N
    """Facts that age: what retrieval could take over."""
    elsewhere: N
    """Declared knowledge that is not in the prompt; NaN if its size is unknown."""
    is_retrieved: N
    """1 if retrieved text is among the user tokens today."""


class Today(NamedTuple, Generic[N]):
    """How the agent is deployed now."""

    is_cached: N
    is_measured: N
    """1 if `hit_rate_today` was measured, 0 if today's prompt is taken to be found as often as a well-ordered one."""
    is_tuned: N
    tuned_total: N
    """The tuned agent's prompt tokens; NaN if it is not tuned and tuning is only an option."""
    tuned_before_slot: N


class Route(NamedTuple, Generic[N]):
    """How a tuned model is served; NaN throughout if nobody does."""

    kappa: N
    """Tokens that its tokenizer makes of one token of today's model."""
    hosting_per_month: N
    """USD per month of one deployment, or of one replica."""
    is_by_replica: N
    """1 if a deployment grows by replicas with the output tokens it serves, 0 if its price is flat."""
    storage_per_month: N
    least_replicas: N
    """Replicas that are paid for however little they serve: 1, or the part of one in a deployment that is shared."""


class Span(NamedTuple, Generic[N]):
    """A stretch of the horizon with one set of prices, in months from now."""

    starts: N
    ends: N


UNPRICED = Rates(NAN, NAN, NAN, NAN, 0.0, 1.0, 0.0, 0.0, 0.0)
UNSERVED = Route(NAN, NAN, 0.0, NAN, 1.0)


@dataclass(frozen=True, slots=True)
class CasePeriod:
    """The rates of every model that may serve the agent, within one span of the horizon."""

    span: Span[float]
    base: Rates[float]
    """As today's prompt is billed."""
    cached: Rates[float]
    """As the same model bills a prompt that is cached in the best way it offers."""
    smaller: Rates[float]
    tuned: dict[OptionName, Rates[float]]


@dataclass(frozen=True, slots=True)
class Tuned:
    """How a tuned model that could serve the agent is hosted, with the words for it."""

    route: Route[float]
    hosting: str
    horizon_months: float
    horizon_because: str
    longest_months: float = float("inf")
    """Months within which it could pay at most, were it for the policy; infinite if nothing else ends them."""
    training: Uncertain | None = None
    """What training costs there; None if that is the input `training_cost`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One agent: sure figures, ranges for the uncertain ones, prices over the horizon."""

    agent: str
    inputs: dict[str, Uncertain]
    """A range for each name in `INPUTS`."""
    layout: Layout[float]
    today: Today[float]
    periods: tuple[CasePeriod, ...]
    """At least one; the first holds today."""
    lacking: dict[OptionName, str]
    """Why an option does not exist or cannot be priced; options that are not named here can be."""
    models: dict[OptionName, str]
    """The model that would serve an option, where it is another than today's."""
    smaller_kappa: float
    tuned: dict[OptionName, Tuned]
    discount_per_month: float
    lacking_volume: str
    """Why nobody knows how often it is called; empty if that is known."""
    is_tuned: bool

    @property
    def has_volume(self) -> bool:
        """Whether it is known how often the agent is called."""
        return not self.lacking_volume

    def training(self, route: OptionName) -> Uncertain:
        """What training costs on a route."""
        return self.tuned[route].training or self.inputs["training_cost"]
