"""The cost model of ECONOMICS 4 once more, one agent at a time and in decimals, straight from its formulas.

Nothing here is taken from the engine: what both say is compared by tests/laws/test_reference.py.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal

MTOK = Decimal(1_000_000)
ZERO, ONE = Decimal(0), Decimal(1)


@dataclass(frozen=True, kw_only=True)
class Model:
    """How a model bills: p_i, p_o, p_i r and p_i w in USD per million tokens; m and b in tokens."""

    input: Decimal
    output: Decimal
    read: Decimal
    write: Decimal
    min_tokens: Decimal
    block: Decimal
    can_cache: bool
    is_automatic: bool

    def times(self, factor: Decimal) -> Model:
        """The model at a multiple of all its prices, as a premium or a later price."""
        return replace(
            self,
            input=self.input * factor,
            output=self.output * factor,
            read=self.read * factor,
            write=self.write * factor,
        )


@dataclass(frozen=True, kw_only=True)
class Agent:
    """S, D, U and O of ECONOMICS 4.1, what tuning changes, and how often the agent is called."""

    stable: Decimal
    before_slot: Decimal
    dynamic: Decimal
    user: Decimal
    output: Decimal
    removable: Decimal
    rho: Decimal
    omega: Decimal
    phi: Decimal
    hit_rate: Decimal
    calls: Decimal


def held(tokens: Decimal, model: Model) -> Decimal:
    """S_c = b floor(S / b) if S >= m, else 0."""
    return model.block * (tokens // model.block) if model.can_cache and tokens >= model.min_tokens else ZERO


def prefix(tokens: Decimal, model: Model, hit_rate: Decimal, *, may_leave: bool) -> Decimal:
    """K = p_i (S - S_c) + S_c (h r + (1 - h) w), or p_i S where that is cheaper and caching may be left off."""
    inside = held(tokens, model)
    rate = hit_rate * model.read + (ONE - hit_rate) * model.write
    paid = (tokens - inside) * model.input + inside * rate
    return min(paid, tokens * model.input) if may_leave and not model.is_automatic else paid


def prompted(agent: Agent, model: Model) -> Decimal:
    """c_prompt: the prefix ends at the first run-time slot, and is cached as it comes."""
    rest = agent.stable + agent.dynamic - agent.before_slot + agent.user
    paid = prefix(agent.before_slot, model, agent.hit_rate, may_leave=False)
    return (paid + model.input * rest + model.output * agent.output) / MTOK


def cached(agent: Agent, model: Model) -> Decimal:
    """c_cache = K(S) + p_i (D + U) + p_o O."""
    paid = prefix(agent.stable, model, agent.hit_rate, may_leave=True)
    return (paid + model.input * (agent.dynamic + agent.user) + model.output * agent.output) / MTOK


def tuned(agent: Agent, base: Model, own: Model) -> Decimal:
    """c_ft = K_ft((1 - rho) S) + p_i (D + U) + p_o omega O, what falls back on top: + phi c_cache.

    The prompt is cut as far as it can be, or only to what is still cached, whichever is cheaper (the cliff).
    """
    least = agent.stable - agent.removable * agent.rho
    lengths = [least] + ([own.min_tokens] if own.can_cache and least < own.min_tokens <= agent.stable else [])
    paid = min(prefix(tokens, own, agent.hit_rate, may_leave=True) for tokens in lengths)
    call = (paid + own.input * (agent.dynamic + agent.user) + own.output * agent.omega * agent.output) / MTOK
    return call + agent.phi * cached(agent, base)


def saved(agent: Agent, base: Model, own: Model) -> Decimal:
    """Delta = c_inc - c_alt, the incumbent being the better prompt."""
    return min(prompted(agent, base), cached(agent, base)) - tuned(agent, base, own)


@dataclass(frozen=True, kw_only=True)
class Project:
    """F, Mx and H of ECONOMICS 4.4, with growth and discount per month; prices change in whole months."""

    once: Decimal
    per_month: Decimal
    months: int
    growth: Decimal
    discount: Decimal
    factors: tuple[tuple[int, Decimal], ...]
    """From which month on (counted from 0) all prices are multiplied by what."""


def net(agent: Agent, base: Model, own: Model, project: Project) -> Decimal:
    """NPV = sum of (Delta_t V_t - Mx) / (1 + d)^t - F; only a decline of the volume counts."""
    total = -project.once
    for month in range(1, project.months + 1):
        factor = [times for start, times in project.factors if start < month][-1]
        delta = saved(agent, base.times(factor), own.times(factor))
        calls = agent.calls * (1 + min(project.growth, ZERO)) ** (month - 1)
        total += (delta * calls - project.per_month) / (1 + project.discount) ** month
    return total


def payback(agent: Agent, base: Model, own: Model, project: Project, longest: int = 60) -> int | None:
    """The first month n with S(n) = sum of Delta_t V_t - Mx n - F >= 0, nothing discounted, growth counted."""
    total = -project.once
    for month in range(1, longest + 1):
        factor = [times for start, times in project.factors if start < month][-1]
        delta = saved(agent, base.times(factor), own.times(factor))
        total += delta * agent.calls * (1 + project.growth) ** (month - 1) - project.per_month
        if total >= Decimal("-0.005"):
            return month
    return None
