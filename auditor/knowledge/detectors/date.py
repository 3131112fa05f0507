"""Dates, deadlines, cutoffs and opening hours: each has a day on which it stops being true."""

from __future__ import annotations

import re

from auditor.knowledge.labels import Kind, Span
from auditor.knowledge.passage import Passage, matches
from auditor.knowledge.words import MONTH, MONTHS, WEEKDAY, WEEKDAYS

KIND: Kind = "date"

CUED = 0.93
HOURS = 0.85
# "24/7" is said of services that never close as of a figure of speech.
ALWAYS = 0.62
# A full date without a cue may be history; the context step decides with this in hand.
PLAIN = 0.6
# "14/9/22" may be a date, a stock level or a ratio.
BARE = 0.5
YEAR = 0.58
# "currently", "coming soon": the writer says himself that it will change.
NOWISH = 0.65
# Dates before this year are history for any prompt written for a language model.
_HISTORY_ENDS = 2015

_YEAR = r"(?:19|20)\d\d"
_NUMERIC = re.compile(
    rf"\d(?<![\w.-].)(?:(?<=[12])[09]\d\d-[01]\d(?:-[0-3]\d)?(?:[t ]\d\d:\d\d(?::\d\d)?)?"
    rf"|(?<=[12])[09]\d\d[/.][01]?\d[/.][0-3]?\d|\d?[/.][0-3]?\d[/.](?:{_YEAR}|\d\d\b))(?![\d.-])"
)
_MONTHLY = re.compile(
    rf"(?<![\w.-])(?:{MONTH} [0-3]?\d(?:st|nd|rd|th)?(?:,? {_YEAR})?(?!\d)|[0-3]?\d(?:st|nd|rd|th|er"
    rf"|\.)? (?:of |de )?{MONTH}(?:,? (?:de |del )?{_YEAR})?"
    rf"|{MONTH},? (?:de |of )?{_YEAR}\b)"
)
_PARTS = re.compile(r"\d{1,2}[/.]\d{1,2}[/.]\d{1,2}")
_QUARTER = re.compile(rf"\bq[1-4][ /-]?{_YEAR}|{_YEAR} q[1-4]\b")
_CUE = re.compile(
    r"(?:(?:current|today'?s?|now|aktuelle[sr]?|heutige[sr]?|actuelle?|actual|fecha"
    r"|date du jour)\W{0,3}(?:date|time|year|datum|zeit|fecha|hora|heure)?[^\n\d]{0,25}"
    r"|(?:knowledge|training|data)[ -]?(?:base)?[^.\n]{0,15}(?:cut-?off|cut off|updated|ends?"
    r"|until|up to)[^\n\d]{0,30}"
    r"|\b(?:as of|since|by|until|before|through|deadline|due|expires?|valid|effective|updated|last|starting"
    r"|starts?|begins?|ends?|from|ab|seit|bis|desde|hasta|depuis|jusqu|vence|stand|release[ds]?|beyond"
    r"|after|revised|à partir|gültig)\b[^\n\d]{0,18})\Z"
)
_CLOCK = r"(?:[01]?\d|2[0-4])(?:[:.h][0-5]\d)? ?(?:[ap]m|[ap]\.m\.|uhr|hrs?|h)?"
_TO = r" ?(?:-|–|—|to|until|till|through|a|à|bis|hasta|y|até) ?(?:las |la )?"
_HOURS = re.compile(
    rf"\d(?<![\w:.,$€£].)\d?(?:(?<=\d)[:.h][0-5]\d)? ?(?:[ap]m|[ap]\.m\.|uhr|hrs?|h)?{_TO}(?:{_CLOCK}|noon"
    rf"|midnight)(?![\w%:])"
)
_ALWAYS = re.compile(r"24/7|24 hours(?= a day| daily|,|\.|\Z)")
_WEEK = re.compile(
    rf"\b(?:{WEEKDAY}(?: ?(?:-|–|—|to|through|thru|bis|a|à|al|au|and|y|&|,) ?{WEEKDAY}){{1,4}}"
    rf"|(?:closed|open|cerrado|abierto|fermé|ouvert|geschlossen|geöffnet)(?: on| all| every| los| le| am)? {WEEKDAY})"
)
_SLOT_TIME = re.compile(
    r"\W{0,6}(?P<t>\d{1,2}[:.]\d\d(?: ?[ap]\.?m\.?)?) (?:—|–|-) |daily at (?P<d>\d{1,2}(?::\d\d)? ?[ap]m)"
)
_MARKED = re.compile(r"[ap]\.?m\b|\d[:h]\d\d|uhr|\d ?h\b|noon")
_AGEING_YEAR = re.compile(r"20[12]\d(?<![\w/.-]....)(?![\w-]|[.,/]\d)")
_YEAR_BEFORE = re.compile(
    r"\b(?:as of|since|by|until|cut ?off (?:is |in |date )?|for|in|updated|en"
    r"|año|seit|depuis|desde|ab|im jahr|season|fiscal|fy|tax year|beyond|before|after) \Z"
)
_YEAR_AFTER = re.compile(
    r" (?:season|edition|rates?|prices?|tax|limits?|schedule|calendar|guidelines?|standards?|budget|trends"
    r"|data|version)\b"
)
_CUTOFF = re.compile(
    r"(?:knowledge|information|training|data|conocimientos|connaissances|wissen)[^.\n]{0,40}(?:cut|limited|until"
    r"|beyond|up to|interr|cort|limit|bis)"
    r"|cut-?off|current(?:ly)? (?:date|time|year)|today is|last updated|as of\b"
)
_NOWISH = re.compile(
    r"\bas of (?:now|today|this writing)\b|\bcoming soon\b|\bcurrently (?:no\b|only|offers?|offering|supports?"
    r"|available|unavailable|closed|open\b|under|the (?:only|latest|default)|running)"
    r"|\b(?:at this time|for the time being)\b(?=\W{0,3}\Z)|\bno longer (?:offers?|supports?|available"
    r"|sells?)\b|\bactualmente (?:no|solo|ofrece)|\bactuellement (?:pas|en|seul)|\bderzeit (?:nicht|nur|kein)"
)
_NOW_WORDS = frozenset(
    [
        "now", "today", "writing", "soon", "currently", "time", "longer", "actualmente", "actuellement",
        "derzeit",
    ]
)  # fmt: skip
# "1/2/24" has no fewer digits.
_SHORTEST_DATE = 4


def find(passage: Passage) -> list[Span]:
    """Return the dates and hours in the text that somebody has to keep right."""
    low = passage.low
    spans: list[Span] = []
    if passage.names(_NOW_WORDS):
        spans += [_span(m, NOWISH, "the text itself says that it is so for now") for m in _NOWISH.finditer(low)]
    if passage.names(WEEKDAYS):
        spans += [_span(m, HOURS, "days of service") for m in _WEEK.finditer(low)]
    return spans + _figured(low, passage) if passage.digits else spans


def _figured(low: str, passage: Passage) -> list[Span]:
    """Return the dates and hours that are written with figures."""
    spans = _days(low, passage)
    found = matches(_HOURS, low, passage.figures)
    spans += [_span(m, HOURS, "hours of service") for m in found if _MARKED.search(m.group())]
    if "24" in low:
        spans += [_span(m, ALWAYS, "a service around the clock") for m in _ALWAYS.finditer(low)]
    slot = _SLOT_TIME.match(low)
    if slot and slot.lastgroup:
        spans.append(Span(slot.start(slot.lastgroup), slot.end(slot.lastgroup), KIND, NOWISH, "a time on a schedule"))
    return spans


def _days(low: str, passage: Passage) -> list[Span]:
    found = list(matches(_NUMERIC, low, passage.figures)) if passage.digits >= _SHORTEST_DATE else []
    if passage.names(MONTHS):
        found += _MONTHLY.finditer(low)
    if "20" not in low:
        return [_dated(m) for m in found if not _modal(m)]
    if "q" in low:
        found += _QUARTER.finditer(low)
    years = [m for m in _AGEING_YEAR.finditer(low) if _now(m)]
    certain = CUED if years and _CUTOFF.search(low) else YEAR
    return [_dated(m) for m in found if not (_past(m) or _modal(m))] + [
        _span(m, certain, "a year the text treats as now") for m in years
    ]


def _modal(match: re.Match[str]) -> bool:
    """Tell the verb in "part 6 may be written" from the month."""
    return match.group().endswith(" may") and match.string[match.end() : match.end() + 2].strip()[:1].isalpha()


def _past(match: re.Match[str]) -> bool:
    year = re.search(_YEAR, match.group())
    return year is not None and int(year.group()) < _HISTORY_ENDS


def _now(match: re.Match[str]) -> bool:
    before = _YEAR_BEFORE.search(match.string, max(0, match.start() - 20), match.start())
    return before is not None or _YEAR_AFTER.match(match.string, match.end()) is not None


def _dated(match: re.Match[str]) -> Span:
    if _CUE.search(match.string, max(0, match.start() - 60), match.start()):
        return _span(match, CUED, "a date with a deadline or a now attached")
    return _span(match, BARE if _PARTS.fullmatch(match.group()) else PLAIN, "a calendar date")


def _span(match: re.Match[str], confidence: float, because: str) -> Span:
    return Span(match.start(), match.end(), KIND, confidence, because)
