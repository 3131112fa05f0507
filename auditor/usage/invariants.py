"""What must hold of a call's tokens whatever the log calls them; where it does not, the figures are not believed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from auditor.model.usage import Tokens
from auditor.usage.conventions import Convention
from auditor.usage.figures import MOST_TOKENS, whole
from auditor.usage.log import Log


@dataclass(frozen=True, slots=True)
class Manner:
    """How a format counts tokens, as far as it says."""

    counts: Convention
    """Whether its input includes what the cache served and took."""
    reasoning_apart: bool = False
    """Whether its output leaves reasoning out."""


INCLUSIVE = Manner("inclusive")
EXCLUSIVE = Manner("exclusive")


EXCLUSIVE_PROVIDERS = ("anthropic", "bedrock", "claude")
"""Whose own figures of input leave out what the cache served; a part of the provider's name, in lower case."""


def native(provider: str | None) -> Manner:
    """How a provider counts by itself, for logs that keep its figures as they are."""
    said = (provider or "").lower()
    return EXCLUSIVE if any(name in said for name in EXCLUSIVE_PROVIDERS) else INCLUSIVE


NOTHING = Tokens(uncached=None, cache_read=None, cache_write_5m=None, cache_write_1h=None, output=None, reasoning=None)
UNTOLD = "counted without its tokens"
NAMES = ("input", "uncached", "cache_read", "write", "write_5m", "write_1h", "output", "reasoning", "total")
"""What a log may tell of a call's tokens. `write` is all written to the cache, of which `write_1h` for an hour.

`uncached` is input without the cache, where a log tells it by itself; `total` is input and output together.
"""


def tokens(
    told: Mapping[str, Any],
    log: Log,
    line: int,
    manner: Manner,
    *,
    provider: str | None = None,
    calls: int = 1,
    failed: bool = False,
) -> Tokens:
    """The tokens of a call from what its log tells, by NAMES; figures that cannot be are told and not believed."""
    figures: dict[str, int] = {}
    for name, value in told.items():
        if value is None:
            continue
        number = whole(value)
        if number is None:
            log.tell("unknown-shape", f"counted without its {name} tokens, which are no whole number", line)
        elif number < 0:
            log.tell("negative", UNTOLD, line)
            return NOTHING
        elif number > MOST_TOKENS * max(1, calls):
            log.tell("absurd", f"{UNTOLD}: more than {MOST_TOKENS:,} a call", line)
            return NOTHING
        else:
            figures[name] = number
    if not figures.keys() - {"total"}:
        if not failed:  # a call that failed has none
            log.tell("no-tokens", UNTOLD, line)
        return NOTHING
    return _normal(figures, log, line, manner, provider)


def _normal(figures: Mapping[str, int], log: Log, line: int, manner: Manner, provider: str | None) -> Tokens:
    read, (write_5m, write_1h) = figures.get("cache_read"), _writes(figures)
    cached = (read or 0) + (write_5m or 0) + (write_1h or 0)
    output, reasoning = _output(figures, log, line, apart=manner.reasoning_apart)
    uncached = figures.get("uncached")
    input = figures.get("input")
    if uncached is None and input is not None:
        if cached:
            fits = _fits(figures, input, cached, output, manner.counts)
            log.conventions.weigh(provider, manner.counts, fits=fits)
        uncached = input if log.conventions.of(provider, manner.counts) == "exclusive" else input - cached
        if uncached < 0:
            said = "read as input without the cache, which is the only way that its figures can be"
            log.tell("more-cached-than-input", said, line)
            uncached = input
    return Tokens(
        uncached=uncached,
        cache_read=read,
        cache_write_5m=write_5m,
        cache_write_1h=write_1h,
        output=output,
        reasoning=reasoning,
    )


def _fits(figures: Mapping[str, int], input: int, cached: int, output: int | None, counts: Convention) -> bool:
    """Whether a call with cached tokens can count the way its format declares: by its size, or by its own total."""
    if cached > input:
        return counts == "exclusive"
    total = figures.get("total")
    if total is None or output is None:
        return True
    return total != (input + output if counts == "exclusive" else input + cached + output)


def _writes(figures: Mapping[str, int]) -> tuple[int | None, int | None]:
    """Written for five minutes, and for an hour; what is said to be written, not for how long, is for five minutes."""
    short, long, both = figures.get("write_5m"), figures.get("write_1h"), figures.get("write")
    if both is not None and both > (short or 0) + (long or 0):
        short = both - (long or 0)
    return short, long


def _output(figures: Mapping[str, int], log: Log, line: int, *, apart: bool) -> tuple[int | None, int | None]:
    output, reasoning = figures.get("output"), figures.get("reasoning")
    if reasoning is None:
        return output, None
    if apart:
        return (output or 0) + reasoning, reasoning
    if output is not None and reasoning > output:
        log.tell("unknown-shape", "reasoning added to the output, which is smaller and cannot contain it", line)
        return output + reasoning, reasoning
    return output, reasoning
