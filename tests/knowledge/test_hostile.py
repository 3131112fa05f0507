"""Text made to hurt: it is cut into bounded pieces, and a megabyte of it ends."""

from __future__ import annotations

import pytest

from auditor.knowledge import annotate, credentials, techniques
from auditor.knowledge.segments import LONGEST_PIECE, pieces

MEGABYTE = 1_000_000
HOSTILE = (
    "$", "7", "a:", "1 ", "a", " ", "\n", "-", "1-", "{", "<", "*", "a@", "http://", "Mon ", "v1.", "`", "|",
    "(", "e.g. ", "eyJ",
    "password: ", "\\n", "a. B", "1.", "\u3002", "Aa ", "%20", "may 1 ", "a.a@", "[", "\t#",
)  # fmt: skip


@pytest.mark.parametrize("unit", HOSTILE)
def test_a_megabyte_of_it_ends(unit: str) -> None:
    text = (unit * MEGABYTE)[:MEGABYTE]
    assert annotate(text)[-1].end == MEGABYTE
    techniques(text)
    credentials(text)


@pytest.mark.parametrize("unit", HOSTILE)
def test_no_piece_is_longer_than_the_bound_unless_it_is_space(unit: str) -> None:
    text = (unit * 50_000)[:50_000]
    assert all(len(text[start:end].strip()) <= LONGEST_PIECE for start, end in pieces(text))


def test_one_line_without_a_break_is_cut() -> None:
    assert len(annotate("word " * 10_000)) >= 50_000 // LONGEST_PIECE
