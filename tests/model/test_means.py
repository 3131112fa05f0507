"""How well a mean is known: exactly from buckets, better from more calls, worse the more they differ."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from auditor.model import means
from auditor.model.usage import Sizes

COUNTS = st.integers(1, 10**9)


@given(COUNTS, COUNTS, COUNTS, COUNTS)
def test_the_mean_lies_between_its_ends_and_more_calls_tell_more(mean: int, p50: int, more: int, calls: int) -> None:
    sizes = Sizes(p50=p50, p95=p50 + more)
    low, high = means.ends(Decimal(mean), sizes, calls)
    assert 0 < low <= mean <= high
    fewer = means.ends(Decimal(mean), sizes, max(calls // 2, 1))
    assert fewer[0] <= low
    assert high <= fewer[1]


def test_of_buckets_the_mean_is_exact() -> None:
    assert (Decimal(5), Decimal(5)) == means.ends(Decimal(5), None, 3)
    assert (Decimal(5), Decimal(5)) == means.ends(Decimal(5), Sizes(p50=0, p95=9), 3)
