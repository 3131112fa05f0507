"""A cheap first look that lets most segments pass without running a single detector."""

from __future__ import annotations

import re

from auditor.knowledge.words import holds

# Anything that ages is written with a figure, a sign or one of a few words; the rest need not be read closely.
_SIGNS = re.compile(r"[\d$€£¥₹₩₽₺₪@]")
_MARKER = re.compile(r"\s{0,20}(?:[-*>|] )?\**\d{1,3}(?:\.\d{1,2}){0,2}[.):]\**\s")
_LONGEST_MARKER = 24
_WORDS = (
    "free", "grati", "kostenlos", "sin costo", "www.", "://",
    "refund", "no minimum", "eligib", "covered", "only available", "available only", "open to all", "only open",
    "open only", "original payment", "unused", "proof of", "pets allowed", "smoking allowed", "permitted", "cancel",
    "cannot be", "reembols", "rembours", "erstatt", "transferable", "exchangeable",
    "closed", "monday", "mon-", "mon -", "weekday", "saturday", "sunday", "friday", "lunes", "lundi", "montag",
    "domingo", "dimanche", "sonntag", "cerrado", "fermé",
    "as of", "coming soon", "currently", "at this time", "no longer", "actualmente", "actuellement", "derzeit",
    "owner", "manager", "director", "dr. ", "contact", "calls to", "call to", "speak", "ask for", "escalate",
    "transfer", "founder", "sdxl",
)  # fmt: skip
# Few dots have a letter behind them, so that one look at each dot costs less than a search for each ending.
_HOST = re.compile(
    r"\.(?:co|org|net|io|ai|dev|app|gov|edu|gg|ly|pro|live|bot|tech|at|info|me|us|uk|de|fr|es|eu|mx|ca|be)"
)


def may_age(text: str, low: str) -> bool:
    """Return whether the text could hold a fact that ages; a wrong yes only costs time."""
    return may_figure(text) or holds(low, _WORDS) or _HOST.search(low) is not None


def may_figure(text: str) -> bool:
    """Return whether a figure or a sign stands in the text, not counting the number of a list item."""
    found = _SIGNS.search(text)
    return found is not None and counts(text, found.start())


def counts(text: str, first: int) -> bool:
    """Return whether the first sign of the text, or one after it, is more than the number of a list item."""
    marker = _MARKER.match(text) if first < _LONGEST_MARKER else None
    return marker is None or _SIGNS.search(text, marker.end()) is not None


def next_sign(prompt: str, at: int) -> int:
    """Return where the next figure or sign stands, or a place behind the end."""
    found = _SIGNS.search(prompt, at)
    return found.start() if found else len(prompt) + 1


def word_spots(low: str) -> list[int]:
    """Return, in order, where the telling words stand in a whole prompt: cheaper than asking each segment for each."""
    spots = [match.start() for match in _HOST.finditer(low)]
    for word in _WORDS:
        at = low.find(word)
        while at >= 0:
            spots.append(at)
            at = low.find(word, at + len(word))
    spots.sort()
    return spots


def lower(text: str) -> str:
    """Return the text in lower case and of the same length, so that offsets hold."""
    low = text.lower()
    if len(low) == len(text):
        return low
    return "".join(c.lower() if len(c.lower()) == 1 else c for c in text)
