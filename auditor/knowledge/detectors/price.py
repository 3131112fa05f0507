"""Amounts of money, discounts and rates: the figures firms and markets change most often."""

from __future__ import annotations

import re

from auditor.knowledge.labels import Kind, Span
from auditor.knowledge.words import MONEY_WORD, NUMBER, SIGN

KIND: Kind = "price"

# An amount with its currency is nearly always somebody's price; a percentage needs a word to say of what.
AMOUNT = 0.9
RATE = 0.85
GRATIS = 0.75

_PER = r"(?: ?(?:/|per|a|pro|par|por|al|im|each|je) ?(?:month|mo|year|yr|day|hour|hr|night|week|user|seat|person|unit|incident|item|mes|mois|Monat|Jahr|año|an|passenger|season|\d{1,4}[a-z]{0,2}|1M|page)\b)?"
_AMOUNT = re.compile(
    rf"{SIGN} ?{NUMBER}(?:[kKmMbB]\b)?(?:{{0,1}} ?(?:-|–|to) ?{SIGN}? ?{NUMBER})?\+?{_PER}"
    rf"|(?<![\w.]){NUMBER} ?(?:{MONEY_WORD}\b|[€£¥₹₽]){_PER}|\b(?:USD|EUR|GBP|CHF|CAD|AUD|INR) ?{NUMBER}{_PER}".replace("{0,1}", ""),
)
_OF = (
    r"(?:off|discount|rebate|cash ?back|APR|APY|interest|surcharge|commission|markup|tax|VAT|GST|HST|down payment|fixed|"
    r"descuento|dto|interés|IVA|réduction|remise|TVA|Rabatt|Zinsen|MwSt|Provision|Skonto|savings?|fee|gratuity|tip)"
)
_PERCENT = r"\d{1,3}(?:[.,]\d{1,3})? ?%"
_RATE = re.compile(
    rf"(?P<a>{_PERCENT}(?: ?(?:-|–|to) ?{_PERCENT})?)(?= ?\)?(?: [\w-]{{1,15}}){{0,2}} {_OF}\b)"
    rf"|\b{_OF}\b(?: [\w-]{{1,15}}){{0,3}}:? ?(?P<b>{_PERCENT})",
    re.I,
)
_GRATIS = re.compile(
    r"\bfree (?:(?:standard|fast|express|local|first|checked|same-day|home|unlimited) ){0,2}(?:shipping|delivery|trial|parking|of charge|consultation|returns?|estimates?|cancellation|bags?|plan|tier)\b"
    r"|(?<=: )free(?=\W{0,3}$)|(?<=\| )free(?= \|)|(?<!\w)(?:gratis|gratuit|kostenlos|sin costo)\b",
    re.I,
)
_CHEAP_WORDS = ("usd", "eur", "dollar", "euro", "chf", "cad", "gbp", "peso", "dólar", "rupee", "pound", "cent", "franc", "aud", "inr", "reais", "mxn", "yen", "hst")
_SIGNS = "$€£¥₹₩₽₺₪"


def find(text: str, low: str) -> list[Span]:
    """Return the amounts, rates and promises of "free" in the text."""
    spans = []
    if any(sign in text for sign in _SIGNS) or any(word in low for word in _CHEAP_WORDS):
        spans += [_span(m, 0, AMOUNT, "an amount of money") for m in _AMOUNT.finditer(text)]
    if "%" in text:
        spans += [_span(m, m.lastgroup or 0, RATE, "a rate or discount") for m in _RATE.finditer(text)]
    if "free" in low or "grat" in low or "kosten" in low or "sin costo" in low:
        spans += [_span(m, 0, GRATIS, "a promise that something costs nothing") for m in _GRATIS.finditer(text)]
    return spans


def _span(match: re.Match[str], group: str | int, confidence: float, because: str) -> Span:
    return Span(match.start(group), match.end(group), KIND, confidence, because)
