"""Amounts of money, discounts and rates: the figures firms and markets change most often."""

from __future__ import annotations

import re

from auditor.knowledge.labels import Kind, Span
from auditor.knowledge.passage import Passage, matches
from auditor.knowledge.words import MONEY_WORD, NUMBER, SIGN, holds

KIND: Kind = "price"

# An amount with its currency is nearly always somebody's price; a percentage needs a word to say of what.
AMOUNT = 0.9
RATE = 0.85
GRATIS = 0.75

_PER = (
    r"(?: ?(?:/|per|a|pro|par|por|al|im|each|je) ?(?:month|mo|year|yr|day|hour|hr|night|week|user|seat|person"
    r"|unit|incident|item|"
    r"mes|mois|monat|jahr|año|an|passenger|season|\d{1,4}[a-z]{0,2}|1m|page)\b)?"
)
_SIGNED = re.compile(rf"[$€£¥₹₩₽₺₪] ?{NUMBER}(?:[kmb]\b)?(?: ?(?:-|–|to) ?{SIGN}? ?{NUMBER})?\+?{_PER}")
# NUMBER after its first digit, so that the search can leap from digit to digit.
_REST = r"\d{0,8}(?:[.,'’ ]\d{3}(?!\d)){0,4}(?:[.,]\d{1,4})?"
_NAMED = re.compile(rf"\d(?<![\w.].){_REST} ?(?:{MONEY_WORD}\b|[€£¥₹₽]){_PER}")
_PREFIXED = re.compile(rf"(?:usd|eur|gbp|chf|cad|aud|inr) ?{NUMBER}{_PER}")
# "$x$" and "$1 - \sin" are formulas, not money.
_FORMULA = re.compile(r"\$[^$\n]{0,80}(?:\\[a-z]|[\^_=])[^$\n]{0,80}\$")
_OF = (
    r"(?:off|discount|rebate|cash ?back|apr|apy|interest|surcharge|commission|markup|tax|vat|gst|hst"
    r"|down payment|fixed|"
    r"descuento|dto|interés|iva|réduction|remise|tva|rabatt|zinsen|mwst|provision|skonto|savings?|fee|gratuity|tip)"
)
_PERCENT = re.compile(r"\d(?<![\d.,].)\d{0,2}(?:[.,]\d{1,3})? ?%(?: ?(?:-|–|to) ?\d{1,3}(?:[.,]\d{1,3})? ?%)?")
_OF_AFTER = re.compile(rf" ?\)?(?: [\w-]{{1,15}}){{0,2}} {_OF}\b")
_OF_BEFORE = re.compile(rf"\b{_OF}\b(?: [\w-]{{1,15}}){{0,3}}:? ?\Z")
_GRATIS = re.compile(
    r"\bfree (?:(?:standard|fast|express|local|first|checked|same-day|home|unlimited) ){0,2}(?:shipping"
    r"|delivery|trial|parking|of charge|"
    r"consultation|returns?|estimates?|cancellation|bags?|plan|tier)\b|(?<=: )free(?=\W{0,3}\Z)"
    r"|(?<=\| )free(?= \|)|\b(?:gratis|gratuit|kostenlos|sin costo)\b"
)
_CURRENCIES = frozenset(
    [
        "usd", "eur", "gbp", "chf", "cad", "aud", "nzd", "mxn", "inr", "jpy", "cny", "brl", "sek", "dkk",
        "nok", "pln", "hst", "dollar", "dollars", "euro", "euros", "pound", "pounds", "rupees", "cent",
        "cents", "pesos", "dólares", "francs", "franken", "reais", "yen", "yuan",
    ]
)  # fmt: skip
_PREFIXES = ("usd", "eur", "gbp", "chf", "cad", "aud", "inr")
_SIGNS = ("$", "€", "£", "¥", "₹", "₩", "₽", "₺", "₪")
_FREE = frozenset(
    [
        "free", "gratis", "gratuit", "kostenlos", "costo",
    ]
)  # fmt: skip


def find(passage: Passage) -> list[Span]:
    """Return the amounts, rates and promises of "free" in the text."""
    low, figures = passage.low, passage.figures
    spans: list[Span] = []
    if holds(low, _SIGNS) and not ("\\" in low and _FORMULA.search(low)):
        spans += [_span(m, AMOUNT, "an amount of money") for m in _SIGNED.finditer(low)]
        spans += [_span(m, AMOUNT, "an amount of money") for m in matches(_NAMED, low, figures)]
    else:
        if passage.names(_CURRENCIES):
            spans += [_span(m, AMOUNT, "an amount of money") for m in matches(_NAMED, low, figures)]
        if holds(low, _PREFIXES):
            spans += [_span(m, AMOUNT, "an amount of money") for m in _PREFIXED.finditer(low)]
    if "%" in low:
        spans += [_span(m, RATE, "a rate or discount") for m in matches(_PERCENT, low, figures) if _of_money(m)]
    if passage.names(_FREE):
        spans += [_span(m, GRATIS, "a promise that something costs nothing") for m in _GRATIS.finditer(low)]
    return spans


def _of_money(match: re.Match[str]) -> bool:
    if _OF_AFTER.match(match.string, match.end()):
        return True
    return _OF_BEFORE.search(match.string, max(0, match.start() - 60), match.start()) is not None


def _span(match: re.Match[str], confidence: float, because: str) -> Span:
    return Span(match.start(), match.end(), KIND, confidence, because)
