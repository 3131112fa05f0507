"""What holds for every text: segments tile, spans stay inside, answers repeat, nothing raises."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import example, given
from hypothesis import strategies as st

from auditor.knowledge import annotate, classify, credentials, techniques

WILD = st.text(alphabet=st.characters(exclude_categories=()), max_size=300)
LIKELY = st.lists(
    st.sampled_from(
        [
            "The fee is $40.", " Call (614) 555-0187. ", "\n", "\n\n", "# Heading", "- bullet 3.5%",
            "<example>", "</example>", "```",
            "{{slot}}", "Python 3.12", "İstanbul $5", "| a | 90 days |", "You are kind.", "\r\n", "\x00",
            "\ud800", "。", "Mon-Fri 9 am - 5 pm",
            "https://a.b/c", "**USER**:", "\\n", "e.g. ", "ǅ", "ﬁ",
        ]
    ),
    max_size=20,
).map("".join)  # fmt: skip
TEXT = st.one_of(WILD, LIKELY)


@given(TEXT)
@example("")
@example(" \n ")
@example("x" * 4001)
def test_segments_tile(prompt: str) -> None:
    segments = annotate(prompt)
    assert (not segments) == (not prompt)
    if segments:
        assert (segments[0].start, segments[-1].end) == (0, len(prompt))
    assert all(a.end == b.start for a, b in pairwise(segments))
    assert all(s.start < s.end for s in segments)


@given(TEXT)
def test_spans_stay_inside_their_segment_and_apart(prompt: str) -> None:
    for segment in annotate(prompt):
        assert all(segment.start <= s.start < s.end <= segment.end for s in segment.spans)
        assert all(a.end <= b.start for a, b in pairwise(segment.spans))
        assert bool(segment.spans) == (segment.label == "volatile") == (segment.kind is not None)


@given(TEXT, TEXT)
def test_same_text_same_answer(text: str, before: str) -> None:
    assert classify(text, before) == classify(text, before)
    assert annotate(text) == annotate(text)


@given(TEXT, st.lists(TEXT, max_size=3))
def test_what_else_stands_in_the_fleet_changes_no_answer(prompt: str, others: list[str]) -> None:
    first = annotate(prompt)
    for other in others:
        annotate(other)
        classify(prompt[:200], other, other)
    assert annotate(prompt) == first


@given(TEXT)
def test_confidence_is_a_probability_and_reasons_are_given(text: str) -> None:
    answer = classify(text)
    assert 0.5 <= answer.confidence <= 0.99
    assert answer.because
    assert all(0.5 <= s.confidence <= 0.99 and s.because for s in answer.spans)


@given(TEXT)
def test_the_side_readers_never_raise_and_stay_inside(prompt: str) -> None:
    assert techniques(prompt) <= {"few_shot", "chain_of_thought", "format_constraints", "persona"}
    assert all(0 <= c.start < c.end <= len(prompt) for c in credentials(prompt))
