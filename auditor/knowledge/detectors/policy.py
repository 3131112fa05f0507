"""Rules with figures or conditions that a firm sets and revises: windows, limits, eligibility."""

from __future__ import annotations

import re

from auditor.knowledge.labels import Kind, Span
from auditor.knowledge.passage import Passage, matches
from auditor.knowledge.words import TIME_UNITS

KIND: Kind = "policy"

# A figure beside a business term is what a policy handbook holds; a condition alone is a weaker sign.
FIGURE = 0.82
CONDITION = 0.66
# A table cell that is nothing but a period: a retention time, a limit.
CELL = 0.6
# Two thresholds in a row of a table are a target and its alarm.
THRESHOLDS = 0.62
# A time somebody promises to keep, when nothing says what of.
PROMISE = 0.55

_TOPIC = re.compile(
    r"\b(?:refund|return(?:s|ed)?\b(?! (?:a|the|only|json|null|\d+ ))|exchange|cancel|warrant|deposit|grace"
    r"|overdue|past due|late\b|deliver|shipp|booking|reservation|"
    r"check-?(?:in|out)|eligib|qualif|cover(?:age|ed)|claim|deductible|allowance|fee\b|fees\b|rent\b|income"
    r"|credits?\b|tier|member|subscri|"
    r"renew|expir|valid|guarantee|probation|vacation|leave\b|reimburs|approv|purchas|invoice|payment|lease"
    r"|tenant|pets?\b|dogs?\b|overdraft|loan|"
    r"retention|retain|records?\b|rotat|file size|upload|rate limit|quota|bagg?age|checked bag|passengers?"
    r"|departure|business days|working days|processed|"
    r"maximum|minimum|notice|sla|response time|timeline|appointment|trial|policy"
    r"|accident|driver|vehicle|"
    r"move-?(?:in|out)|guests?|dispute|billing|speeds?|activation|account|order|quiet|flight"
    r"|reembols|devoluci|garant|plazo|fianza|inquilin|alquiler|renta|entrega|envío|rembours|retour|livraison"
    r"|caution|loyer|préavis|délai|"
    r"erstatt|rückgabe|kaution|miete|frist|liefer|kündig|stornier|mahn)"
)
# A share is a rule only next to terms of money or contract; elsewhere it is a statistic or a style.
_SHARE_TOPIC = re.compile(
    r"\b(?:deposit|fee\b|fees\b|rent\b|income|refund|cancel|down payment|premium|discount|coinsur|deductible"
    r"|commission|fianza|caution|kaution|miete|loyer)"
)
_QUANTITY = re.compile(
    r"\d(?<![\w.$€£/:#-].)\d{0,8}(?:[.,]\d{1,3}){0,3}(?: ?(?:-|–|to|or|bis|a|à) ?\d{1,4})?[ -]?"
    r"(?:(?:business|working|calendar|full|consecutive|más|free|checked) ){0,2}(?P<u>[a-zà-ÿ]{1,12}|%\+?)(?![\w])"
)
_TAIL = re.compile(
    r" (?:max(?:imum)?|min(?:imum)?|window|period|notice|hábiles|ouvrés|before [\w-]{1,15}|after [\w-]{1,15}"
    r"|per [\w-]{1,12})(?!\w)"
)
_LEAD = re.compile(
    r"\b(?:within|up to|at least|at most|no (?:more|later|less) than|minimum(?: of)?|maximum(?: of)?|under"
    r"|over|more than|less than|after|before|first|last|"
    r"dentro de|hasta|antes de|en menos de|dans les|sous|jusqu'à|innerhalb von|bis zu|mindestens|höchstens"
    r"|max\.?|min\.?) \Z"
)
_UNITS = TIME_UNITS | frozenset(
    [
        "lb", "lbs", "pounds", "kg", "miles", "km", "points", "mb", "gb", "tb", "times", "bag", "bags", "passenger",
        "passengers", "guest", "guests", "people", "person", "persons", "pet", "pets", "req", "requests", "lines",
        "credit", "credits", "referral", "referrals", "x", "personas", "personnes", "personen",
    ]
)  # fmt: skip
_DAY_OF_MONTH = re.compile(
    r"\b(?:by|after|before|on|until) the \d{1,2}(?:st|nd|rd|th)\b(?! (?:floor|century|step|item|row|column))"
    r"|\b(?:bis|ab) zum \d{1,2}\.|\bantes del (?:día )?\d{1,2}\b|\bavant le \d{1,2}\b"
)
_DAY_LEADS = ("the ", "zum ", "del ", "día ", "le ")
_CELL = re.compile(r"\| ?(?P<c>(?:[<>≤≥] ?)?\d{1,4} (?:minutes?|mins?|hours?|days|months?|years?|req)) ?(?=\|)")
_THRESHOLD = re.compile(r"[<>≤≥]=? ?\d{1,7}(?:\.\d{1,3})? ?(?:%|[a-z]{1,8}\b)?")
_PROMISE = re.compile(
    r"\b(?:within|in under|up to|in less than|innerhalb von|binnen|sous|dans les|en menos de|entro) \d{1,3}"
    r"(?: ?(?:-|–|to) ?\d{1,3})? (?:business |working )?(?:minutes?|hours?|days?|weeks?|minuten|stunden|tagen|minutes"
    r"|heures|jours|minutos|horas|días|giorni|ore)\b"
)
_CONDITION = re.compile(
    r"\b(?:non-?refundable|refund(?:s|ed)?\b[^.\n]{0,60}\b(?:original payment|store credit|gift card"
    r"|processed)|no minimum (?:balance|purchase|order)|"
    r"(?:is|are|be|not) (?:not )?(?:eligible|covered|refundable|transferable|exchangeable)\b|(?:is"
    r"|are) (?:open to all|only (?:available|open) (?:to|for)|(?:available|open) only (?:to|for)) [\w ]{3,40}|"
    r"original payment method|must be unused|proof of (?:income|insurance|purchase)|(?:no|not) (?:smoking"
    r"|pets) (?:allowed|permitted)|(?:can|may) be cancell?ed|"
    r"cannot be (?:cancell?ed|modified|changed|refunded|returned|exchanged|combined)|free for [\w ]{3,30}"
    r"|(?:reembolso|remboursement|erstattung)[^.\n]{0,40}\b(?:solo|uniquement|nur)\b)"
)
_CONDITION_WORDS = frozenset(
    [
        "refund", "refunds", "refunded", "refundable", "nonrefundable", "minimum", "eligible", "covered",
        "transferable", "exchangeable", "available", "open", "original", "unused", "proof", "allowed",
        "permitted", "canceled", "cancelled", "cannot", "free", "reembolso", "reembolsos", "remboursement",
        "remboursements", "erstattung", "erstattungen",
    ]
)  # fmt: skip


def find(passage: Passage) -> list[Span]:
    """Return the figures and conditions of business rules in the text."""
    low = passage.low
    spans: list[Span] = []
    if passage.names(_CONDITION_WORDS):
        spans += [
            Span(m.start(), m.end(), KIND, CONDITION, "a condition the firm sets") for m in _CONDITION.finditer(low)
        ]
    return spans + _figured(low, passage) if passage.digits else spans


def _figured(low: str, passage: Passage) -> list[Span]:
    """Return the rules that are written with figures."""
    spans: list[Span] = []
    found = [m for m in matches(_QUANTITY, low, passage.figures) if m.group("u")[0] == "%" or m.group("u") in _UNITS]
    if found and _TOPIC.search(low):
        shares = _SHARE_TOPIC.search(low) is not None
        spans += [_widened(m) for m in found if shares or m.group("u")[0] != "%"]
    elif found and low.startswith("|"):
        spans += [Span(m.start("c"), m.end("c"), KIND, CELL, "a limit in a table") for m in _CELL.finditer(low)]
    if not spans:
        spans += _loose(low)
    if any(low.endswith(_DAY_LEADS, 0, at) for at in passage.figures):
        spans += [
            Span(m.start(), m.end(), KIND, FIGURE, "a day of the month in a rule") for m in _DAY_OF_MONTH.finditer(low)
        ]
    return spans


def _loose(low: str) -> list[Span]:
    """Return thresholds in a table row, and promised times, where no business term stands by."""
    spans = []
    if low.startswith("|"):
        rows = list(_THRESHOLD.finditer(low))
        if len(rows) > 1 or (rows and "%" in low):
            spans = [Span(m.start(), m.end(), KIND, THRESHOLDS, "a threshold in a table") for m in rows]
    return spans + [Span(m.start(), m.end(), KIND, PROMISE, "a time somebody promises") for m in _PROMISE.finditer(low)]


def _widened(match: re.Match[str]) -> Span:
    """The limit belongs to the fact: "within 14 days" is one, "14 days" is not yet."""
    lead = _LEAD.search(match.string, max(0, match.start() - 20), match.start())
    tail = _TAIL.match(match.string, match.end())
    return Span(
        lead.start() if lead else match.start(),
        tail.end() if tail else match.end(),
        KIND,
        FIGURE,
        "a figure in a business rule",
    )
