"""Rules with figures or conditions that a firm sets and revises: windows, limits, eligibility."""

from __future__ import annotations

import re

from auditor.knowledge.labels import Kind, Span
from auditor.knowledge.words import DAY_UNIT, NUMBER

KIND: Kind = "policy"

# A figure beside a business term is what a policy handbook holds; a condition alone is a weaker sign.
FIGURE = 0.82
CONDITION = 0.66

_TOPIC = re.compile(
    r"\b(?:refund|return(?:s|ed)?\b(?! (?:a|the|only|json|null|\d+ ))|exchange|cancel|warrant|deposit|grace|overdue|past due|late\b|deliver|shipp|booking|reservation|"
    r"check-?(?:in|out)|eligib|qualif|cover(?:age|ed)|claim|deductible|allowance|fee\b|fees\b|rent\b|income|credits?\b|tier|member|subscri|"
    r"renew|expir|valid|guarantee|probation|vacation|leave\b|reimburs|approv|purchas|invoice|payment|lease|tenant|pets?\b|dogs?\b|overdraft|loan|"
    r"retention|retain|records?\b|rotat|file size|upload|rate limit|quota|bagg?age|checked bag|passengers?|departure|business days|working days|processed|"
    r"maximum|minimum|at most|up to|limit|notice|adjuster|sla|response time|call duration|timeline|appointment|trial|policy|accident|driver|vehicle|"
    r"move-?(?:in|out)|guests?|dispute|billing|speeds?|data\b|activation|account|order|"
    r"reembols|devoluci|garant|plazo|fianza|inquilin|alquiler|renta|entrega|envío|rembours|retour|livraison|caution|loyer|préavis|délai|"
    r"erstatt|rückgabe|kaution|miete|frist|liefer|kündig|stornier|mahn)",
    re.I,
)
_QUANTITY = re.compile(
    rf"(?:\b(?:within|up to|at least|at most|no (?:more|later|less) than|minimum(?: of)?|maximum(?: of)?|under|over|more than|less than|after|before|first|last|"
    rf"dentro de|hasta|antes de|en menos de|dans les|sous|jusqu'à|innerhalb von|bis zu|mindestens|höchstens|max\.?|min\.?) )?"
    rf"(?<![\w.$€£/-])(?P<n>{NUMBER}(?: ?(?:-|–|to|or|bis|a|à) ?\d{{1,4}})?)[ -]?"
    rf"(?P<u>(?:(?:business|working|calendar|full|consecutive|días hábiles|jours ouvrés) )?{DAY_UNIT}|hábiles|ouvrés|lbs?|pounds|kg|miles|km|points|%(?:\+)?|[MGT]B|x (?:the )?(?:monthly )?rent|"
    rf"times|free|checked|bags?|passengers?|guests?|people|persons?|pets?|req(?:uests)?|units|nights|lines|credits?|referrals?|per (?:user|account|day|month|year))"
    rf"(?![\w])(?: (?:max(?:imum)?|min(?:imum)?|window|period|notice|before [\w-]{{1,15}}|after [\w-]{{1,15}}|per [\w-]{{1,12}}|of [\w-]{{1,15}}))?",
    re.I,
)
_DAY_OF_MONTH = re.compile(r"\b(?:by|after|before|on|until) the \d{1,2}(?:st|nd|rd|th)\b(?! (?:floor|century|step|item|row|column))|\b(?:bis|ab) zum \d{1,2}\.|\bantes del (?:día )?\d{1,2}\b|\bavant le \d{1,2}\b", re.I)
_CONDITION = re.compile(
    r"\b(?P<c>(?:non-?refundable|refund(?:s|ed)?\b[^.\n]{0,60}\b(?:original payment|store credit|gift card|processed)|no minimum (?:balance|purchase|order)|"
    r"(?:is|are|be|not) (?:not )?(?:eligible|covered|refundable|transferable|exchangeable)\b|(?:is|are) (?:only )?(?:available|open) (?:only )?(?:to|for) [\w ]{3,40}|"
    r"original payment method|must be unused|proof of (?:income|insurance|purchase)|(?:no|not) (?:smoking|pets) (?:allowed|permitted)|(?:can|may) be cancell?ed|"
    r"cannot be (?:cancell?ed|modified|changed|refunded|returned|exchanged|combined)|free for [\w ]{3,30}|(?:reembolso|remboursement|Erstattung)[^.\n]{0,40}(?:solo|uniquement|nur)\b))",
    re.I,
)


def find(text: str, low: str) -> list[Span]:
    """Return the figures and conditions of business rules in the text."""
    del low
    spans = [Span(m.start("c"), m.end("c"), KIND, CONDITION, "a condition the firm sets") for m in _CONDITION.finditer(text)]
    if not _DIGIT.search(text) or not _TOPIC.search(text):
        return spans
    spans += [Span(m.start(), m.end(), KIND, FIGURE, "a figure in a business rule") for m in _QUANTITY.finditer(text)]
    spans += [Span(m.start(), m.end(), KIND, FIGURE, "a day of the month in a business rule") for m in _DAY_OF_MONTH.finditer(text)]
    return spans


_DIGIT = re.compile(r"\d")
