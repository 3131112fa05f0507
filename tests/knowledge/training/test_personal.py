"""Personal data is told by its form and its check figures, and never shown."""

from __future__ import annotations

import time

import pytest

from auditor.knowledge.training.personal import is_card, is_iban, personal, redacted

SOMEBODYS = {
    "Write to jane.roe@mail.com today": ("e-mail address", "jane.roe@mail.com"),
    "Call (503) 421-7788 now": ("phone number", "(503) 421-7788"),
    "Call 503-421-7788.": ("phone number", "503-421-7788"),
    "ruf +49 30 901820 an": ("phone number", "+49 30 901820"),
    "at +442079460000": ("phone number", "+442079460000"),
    "IBAN DE89 3704 0044 0532 0130 00 please": ("IBAN", "DE89 3704 0044 0532 0130 00"),
    "IBAN GB82WEST12345698765432.": ("IBAN", "GB82WEST12345698765432"),
    "GB82 WEST 1234 5698 7654 32 IS MINE": ("IBAN", "GB82 WEST 1234 5698 7654 32"),
    "card 4539 1488 0343 6467 exp": ("card number", "4539 1488 0343 6467"),
    "SSN 219-09-9998": ("US social security number", "219-09-9998"),
}
NOBODYS = [
    "Write to jane@example.com, support@firm.com or info@firm.de",
    "IBAN DE89 3704 0044 0532 0130 01",
    "card 4539 1488 0343 6468",
    "the test card 4242 4242 4242 4242",
    "SSN 000-12-3456 or 666-12-3456 or 219-00-9998",
    "call 555-0112 or (212) 555-0123",
    "on 2026-03-02, from 10:30 to 12:45, order 20260302 for $1,250,000.00",
    "version 10.15.7.1234, 192.168.100.254, 3.14159265358979",
    "unit 12345678, 1000 000 000 items",
    "ISBN 978-3-16-148410-0",
]


@pytest.mark.parametrize(("text", "found"), SOMEBODYS.items(), ids=SOMEBODYS)
def test_what_is_somebodys_is_found_and_hidden(text: str, found: tuple[str, str]) -> None:
    assert [found] == [(one.what, text[one.start : one.end]) for one in personal(text)]
    assert found[1] not in redacted(text)
    assert f"[{found[0]}]" in redacted(text)


@pytest.mark.parametrize("text", NOBODYS)
def test_what_is_nobodys_is_left_alone(text: str) -> None:
    assert [] == [(one.what, text[one.start : one.end]) for one in personal(text)]


def test_check_figures() -> None:
    assert is_card("4539148803436467")
    assert not is_card("4539148803436476")
    assert is_iban("NL91ABNA0417164300")
    assert not is_iban("NL19ABNA0417164300")
    assert not is_iban("XX91ABNA0417164300")


def test_a_stretch_behind_the_word_password_tells_no_less() -> None:
    text = "The password: hunter2abc99 opens it, or ask jane.roe@mail.com for help"
    at = text.index("hunter2")
    assert "hunter2" not in redacted(text, at)
    assert "r2abc" not in redacted(text, at + 5, at + 12)
    assert "roe@" not in redacted(text, text.index("roe@"))


@pytest.mark.parametrize("unit", ["1", "1 ", "(1", "+1-", "a@", "AB12 ", "1-1.", "@a.", "a.", "GB82WEST"])
def test_adversarial_text_takes_linear_time(unit: str) -> None:
    text = unit * (400_000 // len(unit))
    begin = time.perf_counter()
    personal(text)
    assert time.perf_counter() - begin < 3
