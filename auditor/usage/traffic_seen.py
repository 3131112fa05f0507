"""What was seen of an agent, as the figures of its traffic: each known with its range, or why it cannot be seen."""

from __future__ import annotations

from decimal import Decimal

from auditor.model import means
from auditor.model.measurement import Known, Measurement
from auditor.model.money import Range
from auditor.model.observed import Observed
from auditor.model.usage import Sizes
from auditor.usage import variation

Seen = tuple[dict[str, Known[Range]], dict[str, str]]


def figures(observed: Observed, days: variation.Days) -> Seen:
    """The figures by the name of their field, and the reasons for those that are missing.

    What a call sends beyond the prompt is not among them: it needs the prompt's tokens.
    """
    seen: dict[str, Known[Range]] = {}
    lacking: dict[str, str] = {}
    growth = variation.growth(days)
    _put("growth_per_month", growth, seen, lacking)
    _put("calls_per_month", variation.volume(days, growth), seen, lacking)
    if observed.used and not observed.calls and not observed.failed:
        lacking["growth_per_month"] = lacking["calls_per_month"] = "the logs do not tell how many calls there were"
    mean = observed.output_per_call
    if mean is not None:
        seen["output_tokens"] = mean_of(mean, observed.output_sizes, observed.with_output)
    else:
        lacking["output_tokens"] = means.untold("output", observed.output)
    _cache(observed, seen, lacking)
    _batch(observed, seen)
    return seen, lacking


def _put(name: str, fact: Measurement[Range], seen: dict[str, Known[Range]], lacking: dict[str, str]) -> None:
    if isinstance(fact, Known):
        seen[name] = fact
    else:
        lacking[name] = fact.because


def mean_of(mean: Decimal, sizes: Sizes | None, calls: int) -> Known[Range]:
    """The tokens of a call on average, between the ends that the sizes of single calls allow."""
    low, point, high = (variation.digits(float(end)) for end in sorted((mean, *means.ends(mean, sizes, calls))))
    note = f"the mean of {calls:,} calls"
    if sizes is not None and sizes.p95 > sizes.p50 > 0:
        note += f"; half of them have up to {sizes.p50:,}, all but 5 % up to {sizes.p95:,}"
    return Known(Range(low, point, high), "tokens a call", "measured", note)


def _cache(observed: Observed, seen: dict[str, Known[Range]], lacking: dict[str, str]) -> None:
    """The share of calls that read the prefix: counted where calls are single, left to the prompt's size elsewhere."""
    told = [one for one in observed.used if one.with_cache]
    if not told:
        lacking["cache_hit_rate"] = "the logs do not tell what was read from a cache"
    elif not observed.cache_read:
        note = f"none of {observed.with_cache:,} calls read from a cache"
        seen["cache_hit_rate"] = Known(Range.sure(0), "share of calls", "measured", note)
    elif all(one.hits is not None for one in told):
        hits = sum(one.hits or 0 for one in told)
        rate = variation.digits(min(hits / observed.with_cache, 1.0))
        note = f"{hits:,} of {observed.with_cache:,} calls read from a cache"
        seen["cache_hit_rate"] = Known(Range.sure(rate), "share of calls", "measured", note)
    else:
        lacking["cache_hit_rate"] = "the logs count calls in buckets, which hide how many of them read from a cache"


def _batch(observed: Observed, seen: dict[str, Known[Range]]) -> None:
    told = [one for one in observed.used if one.batch is not None]
    calls = sum(one.calls for one in told)
    if calls and calls == sum(one.calls for one in observed.used):
        share = variation.digits(min(sum(one.batch or 0 for one in told) / calls, 1.0))
        seen["batch_share"] = Known(Range.sure(share), "share of calls", "measured", f"of {calls:,} calls")
