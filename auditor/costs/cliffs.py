"""Where the shortest prefix that is cached decides what a prompt costs (the cliff of ECONOMICS 4.5), in words."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from auditor.costs.formulas import Call
from auditor.costs.inputs import Ranges
from auditor.costs.table import ROUTES
from auditor.model.estimate import OptionName

PAID_IN_FULL = (
    "a prefix of {tokens:,.0f} tokens is below the {least:,.0f} that are cached at least, so it is paid in full"
)
TRIMMED = (
    "the prompt is trimmed to the {least:,.0f} tokens that are cached at least and no further: "
    "a shorter prefix would be paid in full and cost more"
)
UNSURE = (
    "its prefix of {tokens:,.0f} tokens is counted so roughly that it may be longer or shorter than the {least:,.0f} "
    "that are cached at least"
)


def notes(name: OptionName, call: Call, ranges: Ranges) -> list[str]:
    """For each agent what the cache's minimum does to an option; empty where it does nothing."""
    rates = call.rates
    tokens = call.plain + call.read + call.written
    least = np.where(rates.can_cache == 1, rates.min_tokens, 0.0)
    is_trimmed = np.full(least.shape, name in ROUTES) & (np.abs(tokens - least) < 1e-6) & (least > 0)
    is_below = (tokens < least) & (tokens > 0)
    is_unsure = (least > tokens * ranges.low.token_estimate) & (least <= tokens * ranges.high.token_estimate)
    is_unsure &= (ranges.low.token_estimate < ranges.high.token_estimate) & ~is_trimmed
    told = [""] * len(least)
    for words, found in ((PAID_IN_FULL, is_below), (UNSURE, is_unsure), (TRIMMED, is_trimmed)):
        for agent in np.flatnonzero(_column(found, len(least))):
            told[agent] = words.format(tokens=float(tokens[agent, 0]), least=float(least[agent, 0]))
    return told


def _column(found: NDArray[np.bool_], agents: int) -> NDArray[np.bool_]:
    column: NDArray[np.bool_] = np.broadcast_to(found, (agents, 1))[:, 0]
    return column
