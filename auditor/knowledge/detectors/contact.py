"""People in a post, e-mail addresses, phone numbers and street addresses: people move and lines are re-routed."""

from __future__ import annotations

import re

from auditor.knowledge.labels import Kind, Span
from auditor.knowledge.passage import Passage, matches

KIND: Kind = "contact"

ADDRESS = 0.92
PHONE = 0.85
# A name beside a post is a strong sign but the pattern of names is loose.
PERSON = 0.7

_MAIL = re.compile(r"@(?:[a-z0-9-]{1,40}\.){1,4}[a-z]{2,12}(?![\w@])", re.IGNORECASE)
_MAILBOX = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}\Z")
_MAIL_RESERVED = re.compile(
    r"@(?:[\w-]{1,40}\.)?(?:example|test|email|domain|company|yourcompany|mail)\.\w+\Z", re.IGNORECASE
)
_PHONE = re.compile(
    r"[+(\d](?<![\w./+(-].)(?:(?<=\+)\d{1,3}[ .-]?(?:\(\d{1,4}\)|\d{1,4})(?:[ .-]?\d{2,4}){1,4}|(?<=\+)\d{8,14}"
    r"|(?<=\()\d{3}\) ?\d{3}[ -]\d{4}|(?<=1)[ -]\(\d{3}\) ?\d{3}[ -]\d{4}|(?<=1)-\d{3}-\d{3}-\d{4}"
    r"|(?<=\d)\d{2}-\d{3}-\d{4}"
    r"|(?<=1)-8\d\d-[A-Z0-9-]{6,12}|(?<=0)\d{1,4}[ /-]\d{2,4}(?:[ -]?\d{2,4}){1,3})(?![\w-]|\.\d)"
)
_STREET = re.compile(
    r"\d(?<!\w.)\d{0,4}[A-Za-z]?(?:,? (?:bis )?(?:rue|avenue|boulevard|place) [\w' -]{2,40}"
    r"| (?:[A-Z][\w.'-]{0,20} ){1,4}?(?:Street|St|Avenue|Ave|Road|Rd|Boulevard|Blvd|Drive|Dr|Lane|Ln|Way|"
    r"Place|Pl|Court|Ct|Square|Sq|Highway|Hwy|Parkway|Pkwy)\b\.?(?:,? (?:Suite|Unit|Floor|#) ?\w{1,6})?"
    r"(?:, [A-Z][\w .]{1,30}){0,3}(?: \d{4,5}\b)?)"
)
_NAMED_STREET = re.compile(
    r"\bP\.?O\.? Box \d{1,6}|\b(?:Calle|Avenida|Av\.|Paseo|Rue|Plaza) [A-Z][\w. ]{1,30},? \d{1,4}\b"
    r"|\b[A-ZÄÖÜ][\wäöüß-]{2,25}(?:straße|strasse|str\.|weg|platz|allee) \d{1,4}\b"
)
_STREET_WORDS = frozenset(
    [
        "box", "calle", "avenida", "av", "paseo", "rue", "plaza",
    ]
)  # fmt: skip
_STREET_ENDS = ("straße ", "strasse ", "str. ", "weg ", "platz ", "allee ")
_POST = (
    r"(?:owner|manager|director|CEO|CTO|CFO|COO|founder|dentist|doctor|principal|president|supervisor|chef"
    r"|head of [\w ]{2,20}|"
    r"coordinator|team lead|host|receptionist|superintendent|broker|gerente|directora?|Geschäftsführer(?:in)?"
    r"|Leiter(?:in)?|gérante?)"
)
_POST_WORDS = frozenset(
    [
        "owner", "manager", "director", "ceo", "cto", "cfo", "coo", "founder", "dentist", "doctor",
        "principal", "president", "supervisor", "chef", "head", "coordinator", "lead", "host", "receptionist",
        "superintendent", "broker", "gerente", "directora", "geschäftsführer", "geschäftsführerin", "leiter",
        "leiterin", "gérant", "gérante",
    ]
)  # fmt: skip
_REACH_WORDS = frozenset(
    [
        "call", "calls", "speak", "contact", "ask", "escalate", "transfer",
    ]
)  # fmt: skip
_PERSON = re.compile(
    rf"\b{_POST}(?: is|:| ist| es| est|,)? (?P<a>(?:Dr|Mr|Mrs|Ms|Prof)\.? [A-Z][a-z]{{1,20}}(?: [A-Z][a-z]{{1,20}})?)"
    rf"|\b(?P<b>[A-Z][a-z]{{1,15}} [A-Z][\w'-]{{1,15}}) ?[(,] ?(?:the |our |die |el |la |le )?{_POST}\b"
)
_REACHED = re.compile(
    r"(?:\b[Cc]alls? to|\b[Ss]peak (?:to|with)|\b[Cc]ontact|\b[Aa]sk for|\b[Ee]scalate to|\b[Tt]ransfer to)"
    r" (?P<c>[A-Z][a-z]{1,15} ?(?:\([A-Z][^)]{2,25}\)|[A-Z][a-z]{1,15})(?! [A-Z]))"
)
# Sequences people type when they mean "any number".
_FAKE = re.compile(r"123[-. ]?456|555[-. ]?1234|1234567")
# Trades and departments are capitalised like people.
_TEAM = re.compile(
    r"Support|Service|Team|Sales|Desk|Agent|Office|Center|Department|Billing|Human|Customer|Line|Help", re.IGNORECASE
)
# Fewer digits than these are nobody's number.
_SHORTEST_NUMBER, _LONGEST_NUMBER = 7, 15


def find(passage: Passage) -> list[Span]:
    """Return addresses, numbers and named people in the text."""
    text, low = passage.text, passage.low
    spans: list[Span] = []
    if "@" in text:
        spans += _mails(text)
    if passage.digits >= _SHORTEST_NUMBER:
        numbers = matches(_PHONE, text, _dials(low, passage.figures))
        spans += [_span(m, 0, PHONE, "a phone number") for m in numbers if _dialled(m.group())]
    if passage.digits:
        spans += [_span(m, 0, PHONE, "a street address") for m in matches(_STREET, text, passage.figures)]
        if passage.names(_STREET_WORDS) or any(low.endswith(_STREET_ENDS, 0, at) for at in passage.figures):
            spans += [_span(m, 0, PHONE, "a street address") for m in _NAMED_STREET.finditer(text)]
    if passage.names(_POST_WORDS):
        spans += [_span(m, m.lastgroup or 0, PERSON, "a named person in a post") for m in _PERSON.finditer(text)]
    if passage.names(_REACH_WORDS):
        found = _REACHED.finditer(text)
        spans += [_span(m, "c", PERSON, "a person to reach") for m in found if not _TEAM.search(m.group("c"))]
    return spans


def _mails(text: str) -> list[Span]:
    spans = []
    for match in _MAIL.finditer(text):
        box = _MAILBOX.search(text, max(0, match.start() - 65), match.start())
        if box and not _MAIL_RESERVED.search(match.group()):
            spans.append(Span(box.start(), match.end(), KIND, ADDRESS, "an e-mail address"))
    return spans


def _dials(low: str, figures: list[int]) -> list[int]:
    """Where a number may start: its plus or bracket belongs to it."""
    return sorted({*figures, *(at - 1 for at in figures if at and low[at - 1] in "+(")})


def _dialled(number: str) -> bool:
    digits = sum(c.isdigit() or c.isupper() for c in number)
    return _SHORTEST_NUMBER <= digits <= _LONGEST_NUMBER and not _FAKE.search(number)


def _span(match: re.Match[str], group: str | int, confidence: float, because: str) -> Span:
    return Span(match.start(group), match.end(group), KIND, confidence, because)
