"""What a cost becomes at other volumes, prices, hit rates and horizons: coefficients that are exact wherever they go.

All figures are doubles of nine significant digits, so that any program that multiplies and adds them in the same order
gets the same result to the last bit.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple


class Variant(NamedTuple):
    """One way to pay for an option, in USD per month by what it is multiplied with.

    Whatever is called: `month`. Times the calls: `call`. Times calls and token prices: `token`; and times the share of
    calls that find their prefix in the cache: `hit`.
    """

    month: float
    call: float
    token: float
    hit: float


Variants = tuple[Variant, ...]
"""The ways that there are: of an option's the cheapest is paid. None if the option does not exist or is unknown."""


class Setting(NamedTuple):
    """Where the levers stand; the default is the fleet as it was audited."""

    calls: float = 1.0
    """The calls of every agent, as a multiple of today's."""
    prices: float = 1.0
    """Token prices of all models, as a multiple of today's."""
    hit_rate: float | None = None
    """The share of calls that find their prefix in the cache; None leaves each agent's own."""
    months: int | None = None
    """Months within which tuning must pay; None leaves each agent's own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Coefficients:
    """What an agent's options cost at any setting."""

    prompted: Variants
    cached: Variants
    moved: Variants
    """Cached with whole blocks of run-time text at the end; none where no hit rate makes that differ."""
    can_move: bool
    """Whether the move alone could save anything at the hit rates as audited, whatever the calls and prices."""
    retrieval: Variants
    smaller: Variants
    tuned: Variants
    """The agent's own model, tuned; hosting that grows with the calls stands in `hosting`."""
    hosting: Variants
    """Of these the dearest is paid: replicas that are kept however idle, or as many as the calls ask for."""
    own_hit_rate: float
    """Of the agent as it is deployed today."""
    hit_rate: float
    """Of a well-ordered prompt, and of all other options."""
    fallback_share: float
    smaller_share: float
    once: float
    """USD that tuning costs once."""
    months: float
    """The horizon that the audit gave it."""
    longest: float
    """Months that it could have at most; infinite if only the policy ends them."""
    per_month: float
    """The part of what is paid once that a month must carry, over `months`; `per_month_longest` over `longest`."""
    per_month_longest: float
    decline: float
    """Calls a month on average over the horizon, as a part of today's: below 1 where a decline is declared."""
    discount: float
    """Per month, as a share."""
    is_tuned: bool
    deciding: tuple[Coefficients, ...] = ()
    """At the draw of all that is not sure from which on tuning pays in enough of the draws to be called sure, and at
    the one up to which it pays in too few: between them nobody can tell. Then both again for settings that give all
    draws one hit rate. Empty without a way to tune."""
