"""A cheap first look that lets most segments pass without running a single detector."""

from __future__ import annotations

import re

# Anything that ages is written with a figure, a sign or one of a few words; the rest need not be read closely.
_SIGNS = re.compile(r"[\d$€£¥₹₩₽₺₪@]|:/")
_WORDS = (
    "free", "refund", "eligib", "covered", "open", "closed", "cutoff", "cut off", "day", "mon", "www.", ".com", ".org", ".net", ".io", ".ai",
    "owner", "manager", "director", "dr. ", "mr. ", "ms. ", "mrs. ", "contact", "call", "speak", "ask for", "escalate", "transfer", "chef",
    "cancel", "original payment", "no minimum", "available", "unused", "proof of", "allowed", "permitted", "gratis", "gratuit", "kostenlos",
    "reembols", "rembours", "erstatt", "sin costo", "tag", "lun", "president", "supervisor", "gerente", "leiter", "gérant", "founder", "dentist", ".dev", ".app", ".co", ".gov",
)


def may_age(text: str, low: str) -> bool:
    """Return whether the text could hold a fact that ages; a wrong yes only costs time."""
    return _SIGNS.search(text) is not None or any(word in low for word in _WORDS)
