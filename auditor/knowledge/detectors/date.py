"""Dates, deadlines, cutoffs and opening hours: each has a day on which it stops being true."""

from __future__ import annotations

import re

from auditor.knowledge.labels import Kind, Span
from auditor.knowledge.words import MONTH, WEEKDAY

KIND: Kind = "date"

CUED = 0.93
HOURS = 0.85
# A full date without a cue may be history; the context step decides with this in hand.
PLAIN = 0.6
YEAR = 0.55

_YEAR = r"(?:19|20)\d\d"
_FULL = (
    rf"(?:{_YEAR}[-/.][01]?\d[-/.][0-3]?\d(?:[T ]\d\d:\d\d(?::\d\d)?)?|{_YEAR}-[01]\d\b|[0-3]?\d[/.][0-3]?\d[/.](?:{_YEAR}|\d\d\b)"
    rf"|{MONTH} [0-3]?\d(?:st|nd|rd|th)?(?:,? {_YEAR})?(?!\d)|[0-3]?\d(?:st|nd|rd|th|er|\.)? (?:of |de )?{MONTH}(?:,? (?:de |del )?{_YEAR})?\b"
    rf"|{MONTH},? (?:de |of )?{_YEAR}\b|Q[1-4][ /-]?{_YEAR}|{_YEAR} Q[1-4])"
)
_CLOCK = r"(?:(?:[01]?\d|2[0-4])(?:[:.h][0-5]\d)? ?(?:a\.?m\.?|p\.?m\.?|Uhr|hrs?|h)?|noon|midnight)"
_TO = r" ?(?:-|–|—|to|until|till|through|a|à|bis|hasta|y|até) ?(?:las |la )?"
_CUE = re.compile(
    r"(?:current|today'?s?|now|aktuelle[sr]?|heutige[sr]?|actuelle?|actual|fecha|date du jour)\W{0,3}(?:date|time|year|datum|zeit|fecha|hora|heure)?[^\n\d]{0,25}$"
    r"|(?:knowledge|training|data)[ -]?(?:base)?[^.\n]{0,15}(?:cut-?off|cut off|updated|interrupted|ends?|until|up to)[^\n\d]{0,30}$"
    r"|(?:as of|since|by|until|before|through|deadline|due|expires?|valid|effective|updated|last|starting|starts?|begins?|ends?|from|ab|seit|bis|desde|hasta|depuis|jusqu|vence|stand|anchored|release[ds]?|beyond|after|revised|à partir|gültig)\b[^\n\d]{0,18}$",
    re.I,
)
_DATE = re.compile(rf"(?<![\w.-]){_FULL}", re.I)
_WEEK_RANGE = rf"{WEEKDAY}(?: ?(?:-|–|—|to|through|thru|bis|a|à|al|au|and|y|&|,) ?{WEEKDAY}){{1,4}}"
_HOURS = re.compile(
    rf"\b(?P<week>{_WEEK_RANGE})\b|(?<![\w:.,$€£])(?P<clock>{_CLOCK}{_TO}{_CLOCK})(?![\w%:])"
    rf"|(?P<closed>\b(?:closed|open|cerrado|abierto|fermé|ouvert|geschlossen|geöffnet)(?: on| all| every| los| le| am)? {WEEKDAY})\b|(?<!\w)(?P<always>24/7|24 hours)(?!\w)",
    re.I,
)
_MARKED = re.compile(r"[ap]\.?m\b|\d[:h]\d\d|uhr|\d ?h\b|noon", re.I)
_AGEING_YEAR = re.compile(
    rf"\b(?:as of|since|by|until|cut ?off (?:is |in |date )?|for|in|interrupted in|optimized for|updated|en|seit|depuis|desde|ab|im jahr|en el año|season|fiscal|FY|tax year|beyond|before|after|version) ?(?P<y>20[12]\d)(?![\d-])"
    r"|\b(?P<y2>20[12]\d) (?:season|edition|rates?|prices?|tax|limits?|schedule|calendar|guidelines?|standards?|budget|trends|data|version)\b",
    re.I,
)
_CUTOFF = re.compile(r"knowledge[^.\n]{0,20}(?:cut|limited|until)|cut ?off|current(?:ly)? (?:date|time|year)|today is|last updated|as of\b", re.I)


def find(text: str, low: str) -> list[Span]:
    """Return the dates and hours in the text that somebody has to keep right."""
    if not _DIGIT.search(text) and not _maybe_week(low):
        return []
    spans = [_dated(m) for m in _DATE.finditer(text)]
    for match in _HOURS.finditer(text):
        if match.lastgroup != "clock" or _MARKED.search(match.group()):
            spans.append(Span(match.start(), match.end(), KIND, HOURS, "hours or days of service"))
    if "20" in text:
        certain = CUED if _CUTOFF.search(text) else YEAR
        spans += [_year(m, certain) for m in _AGEING_YEAR.finditer(text)]
    return spans


_DIGIT = re.compile(r"\d")


def _maybe_week(low: str) -> bool:
    return "day" in low or "tag" in low or "mon" in low or "lun" in low


def _dated(match: re.Match[str]) -> Span:
    cued = _CUE.search(match.string, max(0, match.start() - 60), match.start())
    if cued:
        return Span(match.start(), match.end(), KIND, CUED, "a date with a deadline or a now attached")
    return Span(match.start(), match.end(), KIND, PLAIN, "a calendar date")


def _year(match: re.Match[str], confidence: float) -> Span:
    group = match.lastgroup or "y"
    return Span(match.start(group), match.end(group), KIND, confidence, "a year the text treats as now")
