"""What a firm has on offer, in whole: plans, services, branches, brands; the next season changes the list."""

from __future__ import annotations

import re

from auditor.knowledge.labels import Kind, Span
from auditor.knowledge.passage import Passage

KIND: Kind = "listing"

# An offer with its list is a strong sign, but many texts list what their reader should offer.
OFFER = 0.6

_ITEM = r"[\w&'’./+-]{2,30}(?: [\w&'’./+-]{1,20}){0,3}"
_ITEMS = rf"{_ITEM}(?:, {_ITEM}){{1,14}}(?:,? (?:and|or|&|y|e|o|et|ou|und|oder) {_ITEM})?"
_PAIR = rf"{_ITEM},? (?:and|y|e|et|und) {_ITEM}"
_OFFER = re.compile(
    rf"(?:\b(?:we|our [\w-]{{3,20}}|the [\w-]{{3,20}}|it|this \w{{3,12}}) (?:also )?(?:offers?|accepts?|carry|carries"
    rf"|sells?|stocks?|repairs?|supports?|integrates with|provides?|serves?|teach(?:es)?) (?P<a>{_ITEMS}|{_PAIR})"
    rf"|\b(?:are|is) (?:available|accepted|supported) (?:in|at|through|via|for|with|as) (?P<b>{_ITEMS}|{_PAIR})"
    rf"|\b(?:supported|available|accepted|current|popular|our|offered) [\w-]{{3,20}}(?: [\w-]{{3,20}})?"
    rf"(?::\**| include| are(?::)?) (?P<c>{_ITEMS}|{_PAIR})"
    rf"|^\W{{0,6}}(?:services|products|courses|brands|plans|branches|locations|amenities|specials|menu|toppings|sides"
    rf"|drinks|payment methods|languages|integrations|insurances?|departments|team|leistungen|servicios)"
    rf"(?: [a-z]{{2,12}})?:\**(?P<d> {_ITEMS})"
    rf"|\bwir bieten (?P<e>{_ITEMS}|{_PAIR})|\bofrecemos (?P<f>{_ITEMS}|{_PAIR})|\bnous proposons (?P<g>{_ITEMS}"
    rf"|{_PAIR}))"
)
_WORDS = frozenset(
    [
        "offer", "offers", "offered", "accept", "accepts", "accepted", "carry", "carries", "sell", "sells", "stock",
        "stocks", "repair", "repairs", "support", "supports", "supported", "integrates", "provide", "provides",
        "serve", "serves", "teach", "teaches", "available", "current", "popular", "services", "products", "courses",
        "brands", "plans", "branches", "locations", "amenities", "specials", "menu", "toppings", "sides", "drinks",
        "payment", "languages", "integrations", "insurance", "insurances", "departments", "team", "leistungen",
        "servicios", "bieten", "ofrecemos", "proposons", "our",
    ]
)  # fmt: skip
# "It supports the user and ..." lists nothing.
_DEEDS = re.compile(r"(?:the user|you |your |their |help|support|users? )")


def find(passage: Passage) -> list[Span]:
    """Return the lists of what is on offer in the text."""
    if not passage.names(_WORDS) or not ("," in passage.low or " and " in passage.low or " " in passage.low):
        return []
    spans = []
    for match in _OFFER.finditer(passage.low):
        group = match.lastgroup
        if group and not _DEEDS.match(match.group(group).strip()):
            start = match.start(group) + (match.group(group)[:1] == " ")
            end = match.start(group) + len(match.group(group).rstrip(".,:"))
            spans.append(Span(start, end, KIND, OFFER, "a list of what is on offer"))
    return spans
