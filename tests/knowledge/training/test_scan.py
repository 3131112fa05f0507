"""One pass tells copies, flaws, ageing facts and what is private; in memory that does not grow with the file."""

from __future__ import annotations

import io
import random
import subprocess
import sys
from pathlib import Path

import pytest

from auditor.knowledge.training import scan
from auditor.knowledge.training.distinct import Distinct, digest
from auditor.knowledge.training.sample import Sample, lot
from tests.knowledge.training.made import Stream, chat, scanned, words

ROOT = Path(__file__).parents[3]
DICE = random.Random(3)
LONG = [words(DICE, 60) for _ in range(400)]


def test_copies_count_once_whatever_their_case_and_white_space() -> None:
    found = scanned(chat("What?", "The  rent."), chat("what?", "the rent."), chat("What?", "The deposit."))
    assert (3, 2) == (found.examples, found.distinct.count)


def test_a_row_that_nearly_repeats_another_is_near_and_a_copy_is_not() -> None:
    rows = [chat(text, "Yes.") for text in LONG]
    found = scanned(*rows, *rows[:50], *(chat(f"{text} indeed", "Yes.") for text in LONG[100:200]))
    assert (550, 500) == (found.examples, found.distinct.count)
    assert 97 <= found.near.count <= 100


def test_rows_that_share_a_template_are_not_near() -> None:
    template = words(DICE, 200)
    found = scanned(*(chat(f"{template}\n{text}", "Yes.") for text in LONG))
    assert 0 == found.near.count


def test_short_rows_differ_by_a_word() -> None:
    assert 0 == scanned(*(chat(f"Question {number}", "Of course, with pleasure.") for number in range(300))).near.count


def test_half_alike_is_not_near() -> None:
    pairs = [(text, " ".join([*text.split()[:30], *words(DICE, 30).split()])) for text in LONG]
    assert scanned(*(chat(text, "Yes.") for pair in pairs for text in pair)).near.count <= 4


def test_the_hold_out_is_compared_exactly_and_nearly() -> None:
    holdout = scanned(*(chat(text, "Yes.") for text in LONG[:100]))
    rows = [*(chat(text, "Yes.") for text in LONG[50:200]), *(chat(f"{text} indeed", "Yes.") for text in LONG[:20])]
    found = scanned(*rows, holdout=holdout)
    assert 50 == found.shared
    assert 19 <= (found.near_shared or 0) <= 20


def test_beyond_the_bound_distinct_is_an_estimate_within_a_few_percent() -> None:
    one, other = Distinct(4096), Distinct(4096)
    for number in range(60_000):
        one.add(digest(f"row {number % 40_000}"))
        other.add(digest(f"row {number + 20_000}"))
    assert one.level > 0
    assert len(one.kept) <= 4096
    assert one.count == pytest.approx(40_000, rel=0.06)
    assert one.shared(other) == pytest.approx(20_000, rel=0.12)


def test_a_sample_keeps_to_its_bound_and_is_spread_over_the_file() -> None:
    sample: Sample[int] = Sample(1000)
    for number in range(50_000):
        if sample.wants(lot(number)):
            sample.add(lot(number), number)
    assert 500 <= len(sample.values) <= 1000
    assert sum(sample.values) / len(sample.values) == pytest.approx(25_000, rel=0.1)


CUT = {
    "inside a fence": "Here it is:\n```python\nprint(1)\n",
    "inside JSON": '{"label": "noise", "tags": ["a", "b',
    "inside a list": '[{"label": "noise"}, {"label":',
}


@pytest.mark.parametrize("answer", CUT.values(), ids=CUT)
def test_an_answer_that_is_cut_off_is_no_example(answer: str) -> None:
    found = scanned(chat("What?", answer), chat("What?", "The rent."))
    assert 1 == found.examples
    assert "cut off" in found.flaws[0].what


@pytest.mark.parametrize("answer", ["```\nx\n```", '{"a": 1}', "{name}, hello", "[1] is a source", "{ not json at all"])
def test_an_answer_that_ends_is_one(answer: str) -> None:
    assert 1 == scanned(chat("What?", answer)).examples


def test_answers_that_all_stop_in_mid_sentence_at_one_length_are_told() -> None:
    rows = [chat(f"What {number}?", f"{text}x"[:300]) for number, text in enumerate(LONG)]
    assert ["answer cut off at 300 characters"] == [flaw.what for flaw in scanned(*rows).flaws]
    assert () == scanned(*(chat("What?", LONG[0][:300]) for _ in range(50))).flaws


def test_facts_that_age_are_counted_by_kind_and_quoted_with_what_is_private_named() -> None:
    rows = [chat(f"What {number}?", "Stay kind.") for number in range(8)]
    rows += [chat("What?", "The late fee is $75 per month; ask jane.roe@mail.com.")]
    rows += [chat("Is the late fee $75 per month?", "The late fee is $75 per month.")]
    found = scanned(*rows).ageing
    assert (10, 1, 1) == (found.searched, found.holding, found.given)
    assert 1 == found.kinds["price"]
    assert "[e-mail address]" in found.quotes[0].said
    assert "jane" not in str(found)
    assert 9 == found.quotes[0].line


def test_private_things_are_counted_once_a_row_and_placed() -> None:
    rows = [chat("Hello?", "Hello."), chat("I am jo@mail.com, or ann@mail.com", "Hello.")]
    rows += [chat("The service key is AKIAIOSFODNN7EXAMPLQ.", "I did not read that.")]
    found = scanned(*rows)
    assert [("e-mail address", 1, 2)] == [tuple(one) for one in found.personal]
    assert [("AWS key", 1, 3)] == [tuple(one) for one in found.credentials]
    assert "AKIA" not in str((found.personal, found.credentials, found.flaws, found.ageing))


def test_the_same_file_gives_the_same_answer() -> None:
    def once() -> object:
        found = scan(io.BufferedReader(Stream(3_000_000)))
        return found.rows, found.distinct.count, found.near.count, found.ageing, found.personal, found.few.texts

    assert once() == once()


def test_memory_does_not_grow_with_the_file() -> None:
    """In a process of its own, whose peak the system tells; a gigabyte is read by `make bench-training`."""
    code = "from tests.benchmarks.training_data import read; assert read(5) + 20 > read(30), 'megabytes'"
    subprocess.run([sys.executable, "-c", code], check=True, cwd=ROOT)
