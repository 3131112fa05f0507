"""What a call costs under each architecture (ECONOMICS 4.3): tokens by what is paid for them, for many agents at once.

Every formula takes a table of R rows and a scenario of columns of shape (R, 1) or (R, K), and gives columns alike.
A figure that is unknown for an agent is NaN, and so is what depends on it.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import NamedTuple

import numpy as np

from auditor.costs.caching import cacheable, cached_rate, prefix
from auditor.costs.case import Rates
from auditor.costs.inputs import Array, Scenario
from auditor.costs.table import ROUTES, Table
from auditor.model.estimate import OptionName

MTOK = 1_000_000.0


class Call(NamedTuple):
    """A call on average: tokens by what is paid for them, their rates, and USD that are not paid by token."""

    plain: Array
    read: Array
    written: Array
    rest: Array
    output: Array
    rates: Rates[Array]
    storage: Array
    """USD per call for keeping the prefix as a cache object of one's own."""
    retrieval: Array
    fallback: Array
    """USD per call for calls that fall back to the prompted model."""

    def tokens_cost(self, level: Array) -> Array:
        """USD per call for tokens, at a level of prices (1 is today's)."""
        rates = self.rates
        paid = (self.plain + self.rest) * rates.input + self.read * rates.read + self.written * rates.write
        return (paid + self.output * rates.output) * (level / MTOK)

    def cost(self, level: Array) -> Array:
        """USD per call."""
        return self.tokens_cost(level) + self.storage + self.retrieval + self.fallback


NOTHING: Array = np.zeros((1, 1))


def prompted(table: Table, at: Scenario[Array]) -> Call:
    """The prompt as it is sent today: cached only if it is today, at today's rate, up to the first run-time slot."""
    layout, today = table.layout, table.today
    rates = table.base._replace(can_cache=table.base.can_cache * today.is_cached)
    is_measured = (today.is_measured == 1) & (today.is_tuned == 0)
    hit_rate = np.where(is_measured, at.hit_rate_today, at.cache_hit_rate)
    stable = layout.before_slot * at.token_estimate
    paid = prefix(stable, rates, hit_rate, is_optional=False)
    rest = (layout.total - layout.before_slot) * at.token_estimate + at.user_tokens
    return Call(*paid, rest, at.output_tokens, rates, NOTHING, NOTHING, NOTHING)


def cached(table: Table, at: Scenario[Array]) -> Call:
    """The same prompt with all stable text first and caching on (where the provider lets one choose, if it pays)."""
    return _prompt(at, table.cached, _stable(table, at), _slots(table, at) + at.user_tokens)


def retrieval(table: Table, at: Scenario[Array]) -> Call:
    """Ageing facts out of the prompt, retrieved text in: K(S - S_know) + p_i (D + U + R) + p_o O + c_retr."""
    stable = _stable(table, at) - table.layout.volatile * at.token_estimate
    rest = _slots(table, at) + at.user_tokens + at.retrieved_tokens
    return _prompt(at, table.cached, stable, rest)._replace(retrieval=at.retrieval_per_call)


def in_context(table: Table, at: Scenario[Array]) -> Call:
    """All declared knowledge in the cached prefix; what is retrieved today is then no longer sent."""
    stable = _stable(table, at) + table.layout.elsewhere
    spared = np.minimum(at.user_tokens, at.retrieved_tokens) * table.layout.is_retrieved
    return _prompt(at, table.cached, stable, _slots(table, at) + at.user_tokens - spared)


def smaller_model(table: Table, at: Scenario[Array]) -> Call:
    """The cached prompt on a smaller model as it comes, whose tokenizer makes kappa tokens of one of today's."""
    kappa = table.smaller_kappa
    rest = (_slots(table, at) + at.user_tokens) * kappa
    call = _prompt(at, table.smaller, _stable(table, at) * kappa, rest)
    return call._replace(output=at.output_tokens * kappa)


def tuned(name: OptionName, table: Table, at: Scenario[Array]) -> Call:
    """A tuned model with what is left of the prompt: K_ft((1 - rho) S) + p_i (D + U) + p_o omega O, all times kappa."""
    route, rates, is_tuned = table.routes[name], table.tuned[name], table.today.is_tuned == 1
    kappa = route.kappa
    stable, slots = left(name, table, at)
    hit_rate = np.where(is_tuned & (table.today.is_measured == 1), at.hit_rate_today, at.cache_hit_rate)
    paid = prefix(stable * kappa, rates, hit_rate, is_optional=True)
    rest = (slots + at.user_tokens) * kappa
    output = at.output_tokens * np.where(is_tuned, 1.0, at.output_factor) * kappa
    return Call(*paid, rest, output, rates, NOTHING, NOTHING, fallback(table, at))


def fallback(table: Table, at: Scenario[Array]) -> Array:
    """USD per call for the share of calls that a tuned model hands back to the cached prompt."""
    if not np.any(at.fallback_share):
        return NOTHING
    again = cached(table, at).cost(at.price_level)
    return np.where(at.fallback_share == 0, 0.0, at.fallback_share * again)


def left(name: OptionName, table: Table, at: Scenario[Array]) -> tuple[Array, Array]:
    """Prefix and run-time text of the tuned agent, in today's tokens: as they are, or what trimming leaves.

    Trimming below the shortest prefix that is cached can cost more than it saves (the cliff of ECONOMICS 4.5), so
    the prompt is then trimmed to that length only, if that is cheaper.
    """
    rates = table.tuned[name]
    least, held, slots = trims(name, table, at)
    is_cheaper = held * cached_rate(rates, at.cache_hit_rate) < least * rates.input
    return np.where((held > least) & is_cheaper, held, least), slots


def trims(name: OptionName, table: Table, at: Scenario[Array]) -> tuple[Array, Array, Array]:
    """The tuned agent's prefix at its shortest, the shortest that is cached if that is longer, and its run-time text.

    In today's tokens; of an agent that is tuned already there is one prefix, as it is.
    """
    rates, today, kappa = table.tuned[name], table.today, table.routes[name].kappa
    before = _stable(table, at)
    least = before - table.layout.removable * at.removable_share * at.token_estimate
    floor = rates.min_tokens / kappa
    held = np.where((rates.can_cache == 1) & (least < floor) & (floor <= before), floor, least)
    if not np.any(today.is_tuned):
        return least, held, _slots(table, at)
    is_tuned = today.is_tuned == 1
    stable = today.tuned_before_slot * at.token_estimate
    behind = (today.tuned_total - today.tuned_before_slot) * at.token_estimate
    return (
        np.where(is_tuned, stable, least),
        np.where(is_tuned, stable, held),
        np.where(is_tuned, behind, _slots(table, at)),
    )


def _stable(table: Table, at: Scenario[Array]) -> Array:
    """Tokens that are the same in every call."""
    return (table.layout.total - table.layout.slots) * at.token_estimate


def _slots(table: Table, at: Scenario[Array]) -> Array:
    return table.layout.slots * at.token_estimate


def _prompt(at: Scenario[Array], rates: Rates[Array], stable: Array, rest: Array) -> Call:
    """A prompt with its stable text first, cached in the cheapest way that its provider offers.

    Beside caching by use, some providers keep a prefix as an object, billed by the hour: every call then reads it,
    and sigma S_c 730 / V is added per call (ECONOMICS 4.2).
    """
    paid = prefix(stable, rates, at.cache_hit_rate, is_optional=True)
    if not np.any(rates.storage):
        return Call(*paid, rest, at.output_tokens, rates, NOTHING, NOTHING, NOTHING)
    held = cacheable(stable, rates)
    storage = held * rates.storage / MTOK / np.maximum(at.calls_per_month, 1e-9)
    by_use = (paid.plain * rates.input + paid.read * rates.read + paid.written * rates.write) * (at.price_level / MTOK)
    by_hour = ((stable - held) * rates.input + held * rates.read) * (at.price_level / MTOK) + storage
    is_kept = (rates.storage > 0) & (by_hour < by_use)
    plain, read = np.where(is_kept, stable - held, paid.plain), np.where(is_kept, held, paid.read)
    written = np.where(is_kept, 0.0, paid.written)
    return Call(plain, read, written, rest, at.output_tokens, rates, np.where(is_kept, storage, 0.0), NOTHING, NOTHING)


CALLS: dict[OptionName, Callable[[Table, Scenario[Array]], Call]] = {
    "prompted": prompted,
    "cached": cached,
    "retrieval": retrieval,
    "in_context": in_context,
    "smaller_model": smaller_model,
    **{name: partial(tuned, name) for name in ROUTES},
}
"""Every option that is costed, by its name, in the order in which they are shown."""


def per_call(name: OptionName, table: Table, at: Scenario[Array]) -> Array:
    """USD per call."""
    return CALLS[name](table, at).cost(at.price_level)


def incumbent(table: Table, at: Scenario[Array]) -> Array:
    """USD per call of the best prompt, today's or cached; a smaller model takes the share that it serves as well."""
    best = np.fmin(per_call("prompted", table, at), per_call("cached", table, at))
    if not np.any(at.smaller_model_share):
        return best
    spared = best - per_call("smaller_model", table, at)
    return best - at.smaller_model_share * np.where(spared > 0, spared, 0.0)
