"""Kaplan–Meier and log-rank against a textbook, and what holds for every sample."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.knowledge.history import Sample, curve, log_rank

# Freireich et al. 1963, weeks in remission, as worked by hand in Kleinbaum and Klein, Survival Analysis, chapter 2
TREATED = Sample.of(
    [(6, True, 3), (7, True, 1), (10, True, 1), (13, True, 1), (16, True, 1), (22, True, 1), (23, True, 1)]
    + [(weeks, False, 1) for weeks in (6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35)]
)
PLACEBO = Sample.of(
    [(weeks, True, 1) for weeks in (1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23)]
)
LIVES = st.lists(st.tuples(st.integers(0, 400), st.booleans(), st.integers(1, 5)), max_size=40)


def test_the_curve_of_the_textbook():
    found = curve(TREATED)
    assert [6, 7, 10, 13, 16, 22, 23] == found.times.tolist()
    assert [21, 17, 15, 12, 11, 7, 6] == found.at_risk.tolist()
    assert pytest.approx([0.8571, 0.8067, 0.7529, 0.6902, 0.6275, 0.5378, 0.4482], abs=1e-4) == found.share.tolist()
    assert 23 == found.half_life()
    assert 8 == curve(PLACEBO).half_life()


def test_greenwoods_interval_by_hand():
    # at 10 weeks: the sum of d / (n (n - d)) is 3/(21·18) + 1/(17·16) + 1/(15·14) = 0.016375, so that
    # on the scale of log(-log) the ends are 0.7529 ** exp(± 1.96 · √0.016375 / 0.28382) = 0.5032 and 0.8893
    low, point, high = curve(TREATED).change_within(10) or pytest.fail("unknown")
    assert pytest.approx((0.1107, 0.2471, 0.4968), abs=1e-4) == (low, point, high)


def test_the_log_rank_test_of_the_textbook():
    found = log_rank((TREATED, PLACEBO)) or pytest.fail("unknown")
    assert 9 == found.observed
    assert pytest.approx(19.25, abs=0.005) == found.expected
    assert pytest.approx(6.257, abs=0.001) == found.variance
    assert pytest.approx(16.79, abs=0.005) == found.chi2
    assert pytest.approx(4.17e-5, rel=0.01) == found.p


def test_strata_keep_a_restless_file_from_hiding_what_holds_within_each():
    slow, restless = Sample.of([(100, False, 90), (50, True, 1)]), Sample.of([(50, True, 90), (100, False, 90)])
    assert (log_rank((slow, restless)) or pytest.fail("unknown")).observed < 5
    assert log_rank((slow, Sample.of([])), (Sample.of([]), restless)) is None


@given(LIVES)
def test_a_curve_falls_from_one_and_never_rises(lives):
    share = [1.0, *curve(Sample.of(lives)).share.tolist()]
    assert all(0 <= after <= before <= 1 for before, after in pairwise(share))


@given(LIVES, st.integers(0, 400))
def test_the_chance_lies_in_its_interval(lives, days):
    found = curve(Sample.of(lives)).change_within(days)
    if found is not None:
        low, point, high = found
        assert 0 <= low <= point + 1e-12
        assert point <= high + 1e-12 <= 1 + 1e-9


@given(st.lists(st.integers(1, 400), min_size=1, max_size=40))
def test_where_nothing_was_changed_all_stands_and_the_chance_is_still_not_sure(days):
    found = curve(Sample.of([(one, False, 1) for one in days]))
    assert 1.0 == found.standing(400)
    assert found.half_life() is None
    low, point, high = found.change_within(min(days)) or pytest.fail("unknown")
    assert (0.0, 0.0) == (low, point)
    assert high > 0


@given(LIVES, LIVES)
def test_the_log_rank_test_does_not_mind_the_order_of_the_groups(one, other):
    there, back = (log_rank(pair) for pair in ((Sample.of(one), Sample.of(other)), (Sample.of(other), Sample.of(one))))
    assert (there is None) == (back is None)
    assert there is None or back is None or pytest.approx(there.chi2, abs=1e-6) == back.chi2


def test_nothing_is_told_beyond_what_was_watched():
    assert curve(Sample.of([(30, False, 10), (20, True, 1)])).change_within(90) is None
    assert curve(Sample.of([])).change_within(90) is None
