"""Whole prompts: where segments end, and what their surroundings tell."""

from __future__ import annotations

from auditor.knowledge import annotate

PROMPT = """# Desk
You answer questions about the building. Be brief.

## Facts
- The pool opens Monday to Saturday, 8 am - 9 pm.
- Guests pay $12 a day.

## Examples
Q: what does a guest pay?
A: A guest pays $12 a day.

## Form
Reply in JSON, at most 40 words.
"""


def texts(prompt: str, label: str) -> list[str]:
    return [prompt[s.start : s.end].strip() for s in annotate(prompt) if s.label == label]


def test_facts_are_found_and_examples_are_not() -> None:
    assert texts(PROMPT, "volatile") == ["- The pool opens Monday to Saturday, 8 am - 9 pm.", "- Guests pay $12 a day."]


def test_headings_are_other() -> None:
    assert texts(PROMPT, "other")[:2] == ["# Desk", "## Facts"]


def test_sentences_of_a_line_are_apart_and_keep_their_space() -> None:
    first, second = annotate("Be kind to all of them, always. Never shout at anybody.\n")
    assert (first.end, second.end) == (32, 56)


def test_spans_count_from_the_start_of_the_prompt() -> None:
    found = [PROMPT[span.start : span.end] for segment in annotate(PROMPT) for span in segment.spans]
    assert found == ["Monday to Saturday", "8 am - 9 pm", "$12 a day"]


def test_a_tagged_example_block_asserts_nothing() -> None:
    prompt = "<example>\nThe fee is $9.\n</example>\nThe fee is $8.\n"
    assert texts(prompt, "volatile") == ["The fee is $8."]


def test_json_with_escaped_line_breaks_is_read_line_by_line() -> None:
    prompt = '{"system": "You are the desk of a building.\\nThe fee is $8 a day.\\nBe kind to everybody."}'
    assert texts(prompt, "volatile") == ["The fee is $8 a day.\\n"]
