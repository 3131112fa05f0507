"""How the segments of a prompt are followed from version to version."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.knowledge.history import Version, past

START = date(2026, 1, 1)
FEE = "The late fee is $45 per month.\n"
KIND = "Greet every caller by name and be kind.\n"
BRIEF = "Answer in at most two sentences.\n"


def versions(*texts: str, every: int = 10) -> list[Version]:
    return [Version(START + timedelta(days=every * place), text) for place, text in enumerate(texts)]


def fates(*texts: str) -> set[tuple[int, str, str]]:
    found = past(versions(*texts))
    return {((one.ended or 0) - one.born if one.ended else -1, one.fate, one.label) for one in found.lives}


def test_a_changed_figure_is_an_edit_and_starts_a_new_life():
    found = past(versions(KIND + FEE, KIND + FEE.replace("45", "55")))
    assert {(10, "edited", "volatile"), (-1, "stands", "volatile"), (-1, "stands", "behavior")} == fates(
        KIND + FEE, KIND + FEE.replace("45", "55")
    )
    assert {"price": 1} == found.changed_kinds()
    assert 2 == found.versions


def test_what_is_dropped_is_removed_and_what_moves_still_stands():
    assert (10, "removed", "volatile") in fates(KIND + FEE + BRIEF, BRIEF + KIND)
    assert {"stands"} == {fate for _, fate, _ in fates(KIND + FEE + BRIEF, BRIEF + FEE + KIND)}


def test_white_space_is_no_change_and_a_days_versions_are_one():
    assert 1 == past(versions(KIND + FEE, KIND + "\n\n" + FEE)).versions
    same_day = [Version(START, FEE), Version(START, FEE.replace("45", "50")), Version(START, FEE.replace("45", "55"))]
    found = past(same_day)
    assert 3 == found.versions
    assert {"stands"} == {one.fate for one in found.lives}


def test_the_past_as_of_a_day_knows_nothing_later():
    long = past(versions(KIND + FEE, KIND, KIND + BRIEF))
    assert past(versions(KIND + FEE, KIND)).until(START + timedelta(days=15)) == long.until(START + timedelta(days=15))
    assert 2 == long.until(START + timedelta(days=15)).versions


def test_the_share_of_instructions_that_a_revision_changed():
    (day, moved, of), *_ = past(versions(KIND + BRIEF + FEE, KIND + "Never guess a name.\n" + FEE)).turnover("behavior")
    assert (START + timedelta(days=10), 1, 2) == (day, moved, of)


def test_no_version_is_a_mistake_of_the_caller():
    with pytest.raises(ValueError, match="no version"):
        past([])


LINES = st.lists(st.sampled_from([KIND, FEE, BRIEF, "Never guess.\n", "Call +1 614 555 0187.\n"]), max_size=6)


@given(st.lists(LINES, min_size=1, max_size=5))
def test_every_life_is_born_on_a_day_with_a_version_and_ends_later(texts):
    given_ = versions(*("".join(lines) for lines in texts))
    found = past(given_)
    days = {version.day.toordinal() for version in given_}
    for one in found.lives:
        assert one.born in days
        assert one.ended is None or (one.ended in days and one.ended > one.born)
        assert (one.ended is None) == (one.fate == "stands")
    standing = sum(one.number for one in found.lives if one.ended is None)
    assert len(texts[-1]) == standing


@given(st.lists(LINES, min_size=2, max_size=4))
def test_what_was_judged_in_an_earlier_version_is_judged_no_other_way(texts):
    for number, lines in enumerate(texts):  # no line stays, so that each version is judged as it stands
        texts[number] = [f"{line.rstrip()[:-1]} in version {number}.\n" for line in lines]
    given_ = versions(*("".join(lines) for lines in texts))
    together = Counter((one.label, one.kind) for one in past(given_).lives for _ in range(one.number))
    apart = Counter(
        (one.label, one.kind)
        for version in _differing(given_)
        for one in past([version]).lives
        for _ in range(one.number)
    )
    assert apart == together


def _differing(given_):
    return [
        one for before, one in zip([None, *given_], given_, strict=False) if before is None or before.text != one.text
    ]
