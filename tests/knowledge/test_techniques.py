"""The four techniques are seen when they are there, and only then."""

from __future__ import annotations

import pytest

from auditor.knowledge import techniques


@pytest.mark.parametrize(
    ("prompt", "expected"),
    [
        ("", set()),
        ("Sort the message. Unsure: other.", set()),
        ("If you are unsure, pass the question on.", set()),
        ("You are given a question and four records.", set()),
        ("You are a leasing assistant.", {"persona"}),
        ("Eres el asistente de un edificio.", {"persona"}),
        ("# Rolle\nDu bist der Assistent eines Hauses.", {"persona"}),
        ("Tu es l'assistant d'un immeuble.", {"persona"}),
        ("Think step by step.", {"chain_of_thought"}),
        ("Before answering, list what is known.", {"chain_of_thought"}),
        ("People who think highly of us stay.", set()),
        ("Reply in JSON.", {"format_constraints"}),
        ("At most 40 words.", {"format_constraints"}),
        ("Respond only with the label.", {"format_constraints"}),
        ("Example 1:\nhello -> greeting\nExample 2:\nbye -> farewell", {"few_shot"}),
        ("Example:\nhello -> greeting", set()),
        ("Q: hello?\nA: greeting\nQ: bye?\nA: farewell", {"few_shot"}),
        ("<example>a</example>\n<example>b</example>", {"few_shot"}),
    ],
)
def test_technique(prompt: str, expected: set[str]) -> None:
    assert techniques(prompt) == expected
