"""A cheap first look that lets most segments pass without running a single detector."""

from __future__ import annotations

import re

# Anything that ages is written with a figure, a sign or one of a few words; the rest need not be read closely.
_SIGNS = re.compile(r"[\d$€£¥₹₩₽₺₪@]")
_MARKER = re.compile(r"\s{0,20}(?:[-*>|] )?\**\d{1,3}(?:\.\d{1,2}){0,2}[.):]\**\s")
_LONGEST_MARKER = 24
# Of texts without a figure, those with one of these words may state a fact.
_TELLING = frozenset(
    [
        "free", "gratis", "gratuit", "kostenlos", "complimentary", "waived", "dollars", "euros", "pounds", "percent",
        "refund", "refunds", "refunded", "refundable", "eligible", "covered", "unused", "permitted", "allowed",
        "cancelled", "canceled", "reembolso", "reembolsos", "remboursement", "remboursements", "erstattung",
        "erstattungen", "transferable", "exchangeable", "monday", "tuesday", "wednesday", "thursday", "friday",
        "saturday", "sunday", "mondays", "saturdays", "sundays", "weekdays", "weekends", "mon", "sat", "lunes",
        "lundi", "montag", "montags", "domingo", "domingos", "dimanche", "sonntag", "sonntags", "samstags", "closed",
        "cerrado", "fermé", "geschlossen", "currently", "soon", "actualmente", "actuellement", "derzeit", "owner",
        "manager", "director", "founder", "ceo", "dr", "gerente", "directora", "geschäftsführer", "speak", "escalate",
        "sdxl", "cutoff", "fortnight", "days", "weeks", "months", "hours", "tage", "monate", "wochen", "jours",
        "mois", "giorni", "accept", "accepts", "accepted", "supports", "integrates", "stocks", "sells", "carries",
        "bieten", "ofrecemos", "proposons", "supported", "services", "branches", "brands", "amenities", "courses",
        "programs", "latest", "deprecated",
    ]
)  # fmt: skip
TELLING = frozenset(word.encode("latin-1", "replace") for word in _TELLING)
# Everything that is no letter parts words; one byte for each character, so that offsets hold. A figure or sign of
# ASCII becomes a gap of its own, which one `in` finds.
_SIGN, _GAP = b"\v", b" "
_PARTS = b"".join(
    chr(code).encode("latin-1") if chr(code).isalpha() else _SIGN if chr(code) in "0123456789$@" else _GAP
    for code in range(256)
)
_PHRASES = re.compile(
    r"a(?:s of|t this time|sk for|vailable in)|c(?:annot be|ontact |alls? to)|knowledge cut|no (?:longer|minimum)"
    r"|proof of|sin costo|transfer to|w(?:e offer|ww\.)|://"
)
# Few dots have a letter behind them, so that one look at each dot costs less than a search for each ending.
_HOST = re.compile(
    r"\.(?:co|org|net|io|ai|dev|app|gov|edu|gg|ly|pro|live|bot|tech|at|info|me|us|uk|de|fr|es|eu|mx|ca|be)"
)


def may_age(text: str, low: str) -> bool:
    """Return whether the text could hold a fact that ages; a wrong yes only costs time."""
    letters = plain(low)
    # Other scripts have figures of their own, which only the regex knows.
    if (_SIGN in letters or not text.isascii()) and may_figure(text):
        return True
    if not TELLING.isdisjoint(letters.split()):
        return True
    # Most dots end the text; a host has letters behind its own.
    return (low.find(".", 0, -2) >= 0 and _HOST.search(low) is not None) or _PHRASES.search(low) is not None


def plain(low: str) -> bytes:
    """Return the text with a space for all that is no letter, one byte for each character."""
    return low.encode("latin-1", "replace").translate(_PARTS)


def may_figure(text: str) -> bool:
    """Return whether a figure or a sign stands in the text, not counting the number of a list item."""
    found = _SIGNS.search(text)
    if found is None:
        return False
    marker = _MARKER.match(text) if found.start() < _LONGEST_MARKER else None
    return marker is None or _SIGNS.search(text, marker.end()) is not None


def lower(text: str) -> str:
    """Return the text in lower case and of the same length, so that offsets hold."""
    low = text.lower()
    if len(low) == len(text):
        return low
    return "".join(c.lower() if len(c.lower()) == 1 else c for c in text)
