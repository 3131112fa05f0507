"""The detectors, in the order in which their finds win when two claim the same stretch."""

from __future__ import annotations

from collections.abc import Callable

from auditor.knowledge.detectors import contact, date, listing, policy, price, stat, url, version
from auditor.knowledge.labels import Span
from auditor.knowledge.passage import Passage

Detector = Callable[[Passage], list[Span]]

DETECTORS: tuple[Detector, ...] = (
    url.find,
    contact.find,
    price.find,
    version.find,
    date.find,
    policy.find,
    stat.find,
    listing.find,
)
