"""Counts are tiktoken's own where they are exact, and stretches always add up."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from auditor.tokens import counter, family_of, has_ctok, scaled
from auditor.tokens.encodings import CL100K, O200K, encoding, pieces

ENCODINGS = [O200K, CL100K]
TEXTS = {
    "nothing": "",
    "one word": "Hello",
    "prose": "You are Carl. Answer residents' questions; don't guess.\nIt's $75, isn't it?\n",
    "CRLF": "First line\r\n\r\nSecond line\r\n\tThird\r\n",
    "lone carriage returns": "one\rtwo\r\rthree",
    "emoji": "Welcome 👋🏽 to the 🏳️‍🌈 house 👨‍👩‍👧‍👦!\n😀\n",
    "Chinese": "你好,世界。\n请用中文回答。\n  租金是多少?\n",
    "Arabic and Hindi": "مرحبا بالعالم\nनमस्ते दुनिया\n",
    "blank runs": "a\n\n\n   \n\t\t\n    b\n \n\n/c\n",
    "trailing blanks": "a line   \n   \n      ",
    "only blanks": " \t\n \n\n  ",
    "slashes after newlines": "path\n/usr/lib\n//comment\n\n/again\n",
    "code": "def f(x):\n    return {'a': [1, 22, 333, 4444]}\n\n\n# done\n",
    "table": "| fee | amount |\n|---|---:|\n| late | $75.00 |\n",
    "special tokens": "<|endoftext|>\n<|im_start|>system\n<|fim_prefix|>",
    "other line ends": "a\x0bb\x0cc\x85d\u2028e\u2029f\x1cg",
    "zero width": "a\u200bb\ufeffc\n\ufeffd",
    "combining": "e\u0301\n\u0301x\nÅ",
    "NUL": "a\x00b\n\x00",
    "replacement characters": "caf\ufffd\ufffd\n\ufffd",
}
BLANK = st.sampled_from([" ", "  ", "\n", "\r\n", "\t", "\n\n", "\x85", "\u2028", "\x1c", "\u00a0", "\u3000", "\x0b"])
INK = st.sampled_from(["a", "B", "7", "/", "'s", "'LL", "!", "é", "中", "😀", "\u0301", "\ufeff", "don't", "$75"])
WRITTEN = st.lists(BLANK | INK, max_size=30).map("".join) | st.text(max_size=60)
FEW = settings(max_examples=150)


@pytest.mark.parametrize("name", ENCODINGS)
@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS.keys())
def test_a_count_is_tiktokens_own(text: str, name: str) -> None:
    assert len(encoding(name).encode_ordinary(text)) == counter(name).count(text)


@pytest.mark.parametrize("name", ENCODINGS)
@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS.keys())
def test_every_character_as_a_stretch_of_its_own_adds_up(text: str, name: str) -> None:
    ends = list(range(1, len(text) + 1)) or [0]
    assert counter(name).count(text) == sum(counter(name).count_stretches(text, ends))


@FEW
@given(WRITTEN, st.sampled_from(ENCODINGS))
def test_a_count_of_any_text_is_tiktokens_own(text: str, name: str) -> None:
    assert len(encoding(name).encode_ordinary(text)) == counter(name).count(text)


@FEW
@given(st.data(), WRITTEN, st.sampled_from(ENCODINGS))
def test_any_cuts_of_any_text_add_up_to_the_count_of_the_whole(data: st.DataObject, text: str, name: str) -> None:
    cuts = data.draw(st.lists(st.integers(0, len(text)), max_size=8).map(sorted))
    counts = counter(name).count_stretches(text, [*cuts, len(text)])
    assert len(cuts) + 1 == len(counts)
    assert all(count >= 0 for count in counts)
    assert counter(name).count(text) == sum(counts)


@FEW
@given(WRITTEN)
@example("\n")
@example("a\n\n/b\n c\nd")
def test_pieces_tile_the_text(text: str) -> None:
    assert text == "".join(pieces(text))


@pytest.mark.parametrize("name", ENCODINGS)
def test_a_stretch_without_characters_has_no_tokens(name: str) -> None:
    counts = counter(name).count_stretches("one two", [0, 3, 3, 7])
    assert (0, 0) == (counts[0], counts[2])
    assert counter(name).count("one two") == sum(counts)


@pytest.mark.parametrize("name", ENCODINGS)
def test_stretches_that_end_with_lines_have_the_counts_of_their_lines(name: str) -> None:
    lines = ["You are Carl.\n", "Answer in JSON.\n", "- be kind\n", "The late fee is $75.\n"]
    ends = [sum(map(len, lines[: index + 1])) for index in range(len(lines))]
    assert [counter(name).count(line) for line in lines] == counter(name).count_stretches("".join(lines), ends)


@pytest.mark.parametrize("name", ENCODINGS)
def test_a_token_belongs_to_the_stretch_in_which_it_begins(name: str) -> None:
    text = "Hello"
    assert 1 == counter(name).count(text)
    assert [1, 0] == counter(name).count_stretches(text, [2, 5])


@pytest.mark.parametrize("name", ENCODINGS)
@pytest.mark.parametrize("unit", [" ", "\n", "\t", "\u00a0", "a", "é", "/", "\r\n", " \n"])
def test_a_million_of_the_same_do_not_crash(unit: str, name: str) -> None:
    text = unit * 1_000_000
    count = counter(name).count(text)
    assert 0 < count <= len(text.encode())
    assert count == sum(counter(name).count_stretches(text, [333_333, 700_000, len(text)]))


def test_blanks_beyond_reason_cost_a_token_or_so_at_each_cut() -> None:
    blanks = counter(O200K).count(" " * 100_000)
    assert abs(counter(O200K).count("word" + " " * 1_000_000 + "word") - 10 * blanks) <= 12


def test_an_exact_family_is_not_scaled() -> None:
    count = scaled(1000, "x", family_of("gpt-4.1-mini"))
    assert (1000, "o200k_base", "exact", Decimal(0)) == (count.tokens, count.encoding, count.method, count.error)


def test_an_estimate_says_so_with_its_error() -> None:
    count = scaled(1000, "x", family_of("llama-3.3-70b-instruct"))
    assert (997, "estimated", Decimal("0.034")) == (count.tokens, count.method, count.error)
    assert "Llama 3 reads 0.997 times o200k_base" in count.note


@pytest.mark.skipif(has_ctok(), reason="ctok is installed, so Claude's counts are reconstructed")
@pytest.mark.parametrize(("model", "tokens"), [("claude-opus-4-6", 1147), ("claude-opus-4-7", 1645)])
def test_without_ctok_claudes_counts_are_estimated(model: str, tokens: int) -> None:
    count = scaled(1000, "x", family_of(model))
    assert (tokens, "o200k_base", "estimated") == (count.tokens, count.encoding, count.method)
    assert count.error > 0


@pytest.mark.skipif(not has_ctok(), reason="ctok is not installed: it needs Python 3.12")
@pytest.mark.parametrize("model", ["claude-opus-4-6", "claude-opus-4-7"])
def test_with_ctok_claudes_counts_are_reconstructed(model: str) -> None:
    text = "You are Carl. Answer residents' questions about their lease.\n" * 20
    reference = counter(O200K).count(text)
    count = scaled(reference, text, family_of(model))
    assert ("ctok", "reconstructed") == (count.encoding, count.method)
    assert reference < count.tokens < 2 * reference
    assert 0 == scaled(0, "", family_of(model)).tokens
