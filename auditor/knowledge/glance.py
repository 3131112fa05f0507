"""A cheap first look that lets most segments pass without running a single detector."""

from __future__ import annotations

import re

from auditor.knowledge.words import holds

# Anything that ages is written with a figure, a sign or one of a few words; the rest need not be read closely.
_SIGNS = re.compile(r"[\d$€£¥₹₩₽₺₪@]")
_SLOT_SIGNS = re.compile(r"[{<\[%$]")
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
# Everything that is no letter parts words; one byte for each character, so that offsets hold.
_PARTS = bytes(code if chr(code).isalpha() else 32 for code in range(256))
_PHRASES = (
    "www.",
    "://",
    "as of",
    "at this time",
    "no longer",
    "no minimum",
    "proof of",
    "cannot be",
    "ask for",
    "sin costo",
    "we offer",
    "available in",
    "contact ",
    "call to",
    "calls to",
    "transfer to",
    "knowledge cut",
)
# Few dots have a letter behind them, so that one look at each dot costs less than a search for each ending.
_HOST = re.compile(
    r"\.(?:co|org|net|io|ai|dev|app|gov|edu|gg|ly|pro|live|bot|tech|at|info|me|us|uk|de|fr|es|eu|mx|ca|be)"
)


def may_age(text: str, low: str) -> bool:
    """Return whether the text could hold a fact that ages; a wrong yes only costs time."""
    return (
        may_figure(text)
        or _HOST.search(low) is not None
        or not TELLING.isdisjoint(plain(low).split())
        or holds(low, _PHRASES)
    )


def plain(low: str) -> bytes:
    """Return the text with a space for all that is no letter, one byte for each character."""
    return low.encode("latin-1", "replace").translate(_PARTS)


def may_figure(text: str) -> bool:
    """Return whether a figure or a sign stands in the text, not counting the number of a list item."""
    found = _SIGNS.search(text)
    return found is not None and counts(text, found.start())


def counts(text: str, first: int) -> bool:
    """Return whether the first sign of the text, or one after it, is more than the number of a list item."""
    marker = _MARKER.match(text) if first < _LONGEST_MARKER else None
    return marker is None or _SIGNS.search(text, marker.end()) is not None


class Glance:
    """A first look at a whole prompt, asked of its segments in order: cheaper than looking at each for each sign."""

    __slots__ = ("_next_sign", "_next_slot", "_spot", "_spots", "_words", "low", "prompt")

    def __init__(self, prompt: str) -> None:
        self.prompt = prompt
        self.low = lower(prompt)
        self._words = plain(self.low)
        self._spots = [*_phrase_spots(self.low), len(prompt) + 1]
        self._spot = 0
        self._next_sign = -1
        self._next_slot = -1

    def sees(self, text: str, start: int, end: int) -> bool:
        """Return whether a stretch behind all that were asked about before could hold a fact that ages."""
        if self._next_sign < start:
            found = _SIGNS.search(self.prompt, start)
            self._next_sign = found.start() if found else len(self.prompt) + 1
        if self._next_sign < end and counts(text.strip(), self._next_sign - start - len(text) + len(text.lstrip())):
            return True
        while self._spots[self._spot] < start:
            self._spot += 1
        return self._spots[self._spot] < end or not TELLING.isdisjoint(self._words[start:end].split())

    def next_slot(self, start: int) -> int:
        """Return where the next sign of a slot stands, or a place behind the end."""
        if self._next_slot < start:
            found = _SLOT_SIGNS.search(self.prompt, start)
            self._next_slot = found.start() if found else len(self.prompt) + 1
        return self._next_slot


def _phrase_spots(low: str) -> list[int]:
    """Return, in order, where hosts and telling phrases stand."""
    spots = [match.start() for match in _HOST.finditer(low)]
    for phrase in _PHRASES:
        at = low.find(phrase)
        while at >= 0:
            spots.append(at)
            at = low.find(phrase, at + len(phrase))
    spots.sort()
    return spots


def lower(text: str) -> str:
    """Return the text in lower case and of the same length, so that offsets hold."""
    low = text.lower()
    if len(low) == len(text):
        return low
    return "".join(c.lower() if len(c.lower()) == 1 else c for c in text)
