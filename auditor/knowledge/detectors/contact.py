"""People in a post, e-mail addresses, phone numbers and street addresses: people move and lines are re-routed."""

from __future__ import annotations

import re

from auditor.knowledge.labels import Kind, Span

KIND: Kind = "contact"

ADDRESS = 0.92
PHONE = 0.85
# A name beside a post is a strong sign but the pattern of names is loose.
PERSON = 0.7

_MAIL = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@(?:[a-z0-9-]{1,40}\.){1,4}[a-z]{2,12}(?![\w@])", re.I)
_MAIL_RESERVED = re.compile(r"@(?:[\w-]{1,40}\.)?(?:example|test|email|domain|company|yourcompany|mail)\.\w+$", re.I)
_PHONE = re.compile(
    r"(?<![\w./-])(?:\+\d{1,3}[ .-]?(?:\(\d{1,4}\)|\d{1,4})(?:[ .-]?\d{2,4}){1,4}|\+\d{8,14}"
    r"|(?:1[ -])?\(\d{3}\) ?\d{3}[ -]\d{4}|(?:1-)?\d{3}-\d{3}-\d{4}|1-8\d\d-[A-Z0-9-]{6,12}"
    r"|0\d{1,4}[ /-]\d{2,4}(?:[ -]?\d{2,4}){1,3})(?![\w-]|\.\d)"
)
_STREET = re.compile(
    r"\b\d{1,5}[A-Za-z]? (?:[A-Z][\w.'-]{0,20} ){1,4}?(?:Street|St|Avenue|Ave|Road|Rd|Boulevard|Blvd|Drive|Dr|Lane|Ln|Way|"
    r"Place|Pl|Court|Ct|Square|Sq|Highway|Hwy|Parkway|Pkwy)\b\.?(?:,? (?:Suite|Unit|Floor|#) ?\w{1,6})?"
    r"(?:, [A-Z][\w .]{1,30}){0,3}(?: \d{4,5}\b)?"
    r"|\bP\.?O\.? Box \d{1,6}|\b(?:Calle|Avenida|Av\.|Paseo|Rue|rue|avenue|Plaza) [A-Z][\w. ]{1,30},? \d{1,4}\b"
    r"|\b\d{1,4},? (?:bis )?(?:rue|avenue|boulevard|place) [\w' -]{2,40}|\b[A-ZÄÖÜ][\wäöüß-]{2,25}(?:straße|strasse|str\.|weg|platz|allee) \d{1,4}\b"
)
_POST = (
    r"(?:owner|manager|director|CEO|CTO|CFO|COO|founder|dentist|doctor|principal|president|supervisor|chef|head of [\w ]{2,20}|"
    r"coordinator|team lead|hosts?|receptionist|superintendent|broker|gerente|directora?|Geschäftsführer(?:in)?|Leiter(?:in)?|gérante?)"
)
_NAME = r"(?:(?:Dr|Mr|Mrs|Ms|Prof)\.? )?[A-Z][a-z]{1,15}(?: \([A-Z]\w{1,15}[^)]{0,20}\))?(?: [A-Z][\w.'-]{0,15}){0,2}"
_PERSON = re.compile(
    rf"\b{_POST}(?: is|:| ist| es| est|,)? (?P<a>(?:Dr|Mr|Mrs|Ms|Prof)\.? [A-Z][a-z]+(?: [A-Z][a-z]{{1,20}})?)"
    rf"|\b(?P<b>[A-Z][a-z]{{1,15}} [A-Z][\w'-]{{1,15}}) ?[(,] ?(?:the |our |die |el |la |le )?{_POST}\b"
    rf"|(?i:\bcalls? to|\bcontact|\bask for|\bescalate to|\btransfer to|\bspeak (?:to|with)) (?P<c>[A-Z][a-z]{{1,15}}(?: \([^)]{{2,25}}\)| [A-Z][a-z]{{1,15}}))"
)
# Reserved for fiction in North America, and the sequences people type when they mean "any number".
_FAKE = re.compile(r"\b555[-. ]?01\d\d$|123[-. ]?456|555[-. ]?1234|^\D*1234567|x{3}", re.I)


def find(text: str, low: str) -> list[Span]:
    """Return addresses, numbers and named people in the text."""
    spans = []
    if "@" in text:
        spans += [_span(m, ADDRESS, "an e-mail address") for m in _MAIL.finditer(text) if not _MAIL_RESERVED.search(m.group())]
    if any(c in text for c in "0123456789"):
        spans += [_span(m, PHONE, "a phone number") for m in _PHONE.finditer(text) if _dialled(m.group())]
        spans += [_span(m, PHONE, "a street address") for m in _STREET.finditer(text)]
    for match in _PERSON.finditer(text):
        group = match.lastgroup or "a"
        spans.append(Span(match.start(group), match.end(group), KIND, PERSON, "a named person in a post"))
    return spans


def _dialled(number: str) -> bool:
    digits = sum(c.isdigit() for c in number)
    return 7 <= digits <= 15 and not _FAKE.search(number) or digits in (10, 11) and "555" in number and "01" in number


def _span(match: re.Match[str], confidence: float, because: str) -> Span:
    return Span(match.start(), match.end(), KIND, confidence, because)
