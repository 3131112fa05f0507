"""Personal data in a text, by forms that carry their own proof where there is one; never printed whole.

What is plainly not somebody's is left out: sample domains, mailboxes of a role, film numbers, test cards.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from auditor.knowledge.credentials import credentials


class Personal(NamedTuple):
    """A stretch of text that is somebody's own, and what it is."""

    start: int
    end: int
    what: str


_EMAIL = re.compile(r"(?<![\w.+-])(?P<name>[\w.+-]{1,64})@(?P<host>[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,4})")
_SAMPLE_HOST = re.compile(
    r"(?:^|\.)(?:example|test|invalid|localhost)(?:\.|$)|^(?:domain|company|email)\.", re.IGNORECASE
)
_ROLE = re.compile(
    r"^(?:info|support|help|helpdesk|contact|sales|service|office|admin|billing|noreply|no-reply|hello|team|press|jobs"
    r"|careers|privacy|security|legal|hr|it|leasing|maintenance|accounts?|accounting|customer\w{0,10}|git)$",
    re.IGNORECASE,
)
_FIGURES = re.compile(r"(?<![\w.,/$€£=#-])(?:\+|\()?\d[\d ().\-]{6,24}\d(?![\w/%])")
_MAY_BE_NUMBER = re.compile(r"\d[^a-z\n]{6}")
_SSN = re.compile(r"(?!000|666|9)\d{3}-(?!00)\d{2}-(?!0000)\d{4}")
_CARD = re.compile(
    r"[3-6]\d{12,15}|[3-6]\d{18}|[3-6]\d{3}(?:(?: \d{4}){3}(?: \d{3})?|(?:-\d{4}){3})|3\d{3} \d{6} \d{4,5}"
)
_TEST_CARDS = ("4111111111111111", "4242424242424242", "5555555555554444", "378282246310005", "4012888888881881")
_PHONE = re.compile(
    r"\+[1-9]\d{0,2}[ .\-]?(?:\(\d{1,4}\)[ .\-]?)?\d{1,5}(?:[ .\-]?\d{2,5}){1,4}"
    r"|(?:1[ .-])?(?:\([2-9]\d{2}\) ?|[2-9]\d{2}[.-])[2-9]\d{2}[ .-]\d{4}"
    r"|\(0\d{2,4}\) ?\d{3,4}[ -]?\d{3,5}|0\d{2,4} \d{3,4} \d{3,4}"
)
_FILM = re.compile(r"\D?555\D?01\d\d$|\D555\D\d{4}$")
_IBAN = re.compile(r"(?<!\w)[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?(?!\w)")
_IBAN_LENGTHS = dict(
    zip(
        "AD AE AT BE BG CH CY CZ DE DK EE ES FI FR GB GR HR HU IE IL IS IT LI LT LU LV MC MT NL NO PL PT RO SA SE SI SK TR".split(),  # noqa: E501, SIM905
        (24, 23, 20, 16, 22, 21, 28, 24, 22, 18, 20, 24, 18, 27, 22, 27, 21, 28, 22, 23, 26, 27, 21, 20, 20, 21, 27, 31, 18, 15, 28, 25, 24, 24, 24, 19, 24, 26),  # noqa: E501
        strict=True,
    )
)  # fmt: skip


def personal(text: str) -> list[Personal]:
    """What in a text is somebody's own, in order and apart."""
    found = [*_emails(text)]
    if _MAY_BE_NUMBER.search(text):
        found += [*_ibans(text), *_numbered(text)]
    found.sort()
    kept: list[Personal] = []
    for one in found:
        if not kept or one.start >= kept[-1].end:
            kept.append(one)
    return kept


def redacted(text: str, start: int = 0, end: int | None = None) -> str:
    """A stretch of a text with every credential and all that is personal in it named instead of shown.

    What is private is looked for in the whole text: a stretch that begins behind the word "password" tells no less.
    """
    stop = len(text) if end is None else end
    hidden = [*personal(text), *(Personal(found.start, found.end, found.what) for found in credentials(text))]
    parts = []
    for first, last, what in sorted(hidden):
        if last > start and first < stop:
            parts += [text[start:first], f"[{what}]"]
            start = max(start, last)
    return "".join([*parts, text[start:stop]])


def _emails(text: str) -> Iterator[Personal]:
    if "@" in text:
        for match in _EMAIL.finditer(text):
            if not _SAMPLE_HOST.search(match["host"]) and not _ROLE.match(match["name"]):
                yield Personal(match.start(), match.end(), "e-mail address")


def _ibans(text: str) -> Iterator[Personal]:
    for match in _IBAN.finditer(text):
        wanted, written = _IBAN_LENGTHS.get(match[0][:2], 0), match[0]
        while len(written.replace(" ", "")) > wanted:  # a word in capitals may follow
            written = written[:-1]
        if wanted and is_iban(written.replace(" ", "")):
            yield Personal(match.start(), match.start() + len(written.rstrip()), "IBAN")


def _numbered(text: str) -> Iterator[Personal]:
    for match in _FIGURES.finditer(text):
        what = _number(match[0].rstrip(".- "))
        if what:
            yield Personal(match.start(), match.end(), what)


def _number(written: str) -> str | None:
    """What a written number is somebody's number of."""
    if _SSN.fullmatch(written):
        return "US social security number"
    digits = re.sub(r"\D", "", written)
    if _CARD.fullmatch(written) and is_card(digits):
        return None if digits in _TEST_CARDS else "card number"
    if 8 <= len(digits) <= 15 and _PHONE.fullmatch(written) and not _FILM.search(written):
        return "phone number"
    return None


def is_card(digits: str) -> bool:
    """Whether the last figure is the check of the others (Luhn)."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (1 + place % 2)
        total += value - 9 if value > 9 else value
    return 13 <= len(digits) <= 19 and total % 10 == 0 and len(set(digits)) > 2


def is_iban(account: str) -> bool:
    """Whether the length is that of the country and the check figures are right (ISO 7064, mod 97)."""
    if _IBAN_LENGTHS.get(account[:2]) != len(account):
        return False
    moved = account[4:] + account[:4]
    return int("".join(str(int(sign, 36)) for sign in moved)) % 97 == 1
