"""Where the saving of a tuned call comes from, and what kills it where there is none (ECONOMICS 4.5)."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from auditor.costs.caching import prefix
from auditor.costs.formulas import MTOK, fallback, incumbent, left, per_call
from auditor.costs.inputs import Array, Scenario
from auditor.costs.table import Table
from auditor.model.estimate import OptionName


class Parts(NamedTuple):
    """USD saved per call by cause; the parts add up to what the call saves."""

    prompt: Array
    output: Array
    model: Array
    fallback: Array


def split(route: OptionName, table: Table, at: Scenario[Array]) -> Parts:
    """The saving per call at today's prices: first a shorter prompt, then a shorter output, then other prices.

    The prompt part is K(S) - K((1 - rho) S) with today's model, the output part p_o (1 - omega) O; the model part is
    what other prices and another tokenizer make of the tokens that are left, a premium included.
    """
    now = table.now()
    stable, slots = left(route, now, at)
    rates, is_tuned = now.base, now.today.is_tuned == 1
    paid = prefix(stable, rates, at.cache_hit_rate, is_optional=True)
    rest = slots + at.user_tokens + paid.plain
    prompt = rest * rates.input + paid.read * rates.read + paid.written * rates.write
    level = at.price_level / MTOK
    spared = rates.output * at.output_tokens * (1 - np.where(is_tuned, 1.0, at.output_factor)) * level
    shorter = incumbent(now, at) - (prompt + rates.output * at.output_tokens) * level
    back = fallback(now, at) * np.ones_like(spared)
    total = incumbent(now, at) - per_call(route, now, at)
    return Parts(shorter, spared, total - shorter - spared + back, 0.0 - back)
