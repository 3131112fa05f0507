"""Links and hosts: they move, expire and are taken over."""

from __future__ import annotations

import re

from auditor.knowledge.labels import Kind, Span
from auditor.knowledge.passage import Passage

KIND: Kind = "url"

# A written-out link is an endpoint somebody has to keep alive; a bare host may just be the name of a site.
LINK = 0.93
HOST = 0.6
# A picture is often there for show, and one whose address spells out what is on it was drawn for one answer.
PICTURE = 0.6
DRAWN = 0.35

_LINK = re.compile(
    r"(?:https?|wss?|ftp|postgres|redis|mongodb)://[^\s<>\"'`|]{1,300}|www\.[\w-]{1,60}\.[^\s<>\"'`|)\]]{1,200}"
)
_TLD = (
    "com|org|net|io|ai|dev|app|co|gov|edu|gg|ly|me|us|uk|de|fr|es|eu|mx|ca|be|pro|at|bot|live|tech|codes|one"
    "|chat|info|biz"
)
# Anchored on the dot: few words have one inside, and the name before it is found by looking back.
_DOMAIN = re.compile(rf"\.(?:{_TLD})(?![\w@(-]|\.\w)(?:/[^\s<>\"'`|)\]]{{0,200}})?")
_BEFORE_DOT = re.compile(r"(?<![\w@./-])(?:[a-z0-9][a-z0-9-]{0,40}\.){0,3}[a-z0-9][a-z0-9-]{1,40}\Z")
_ENDING = ".,;:!?)]}*_'\""
# Names set aside for documentation (RFC 2606, RFC 6761), slots, and the machine itself never change hands.
_RESERVED = re.compile(
    r"(?:\w{1,10}://)?(?:[\w-]{1,40}\.){0,3}(?:example(?:\.(?:com|org|net)|\b)|localhost|127\.0\.0\.1|0\.0\.0\.0|"
    r"(?:your|my|user|some|test|site|domain|website)[\w-]{0,20}\.(?:com|org|net)|url\b|link\b|\.\.\.|…|[<\[{$%])"
)
# A path for whoever reads it to fill in.
_SOMEBODY = re.compile(r"/(?:user-?name|your[\w-]{0,20}|my-?(?:repo|org|project)|owner/repo|xxx+)\b|-xxx+")
# An editor made a link of two sentences without a space between them: no such domain is for sale.
_MADE_BY_EDITOR = re.compile(rf"https?://\w{{2,30}}\.(?!(?:{_TLD})\b)(?:[a-z]{{3,12}})\)?\W{{0,3}}\Z")
_FILE_LIKE = re.compile(r"(?:next|node|vue|react|socket|asp|e|ex|i|p)\.\w+\Z")
_IMAGE = re.compile(r"!\[[^\]]{0,100}\]\($")
_SPELLED = re.compile(r"(?:%20|\+|-)\w{2,30}(?:%20|\+|-)|\?\w+$|/prompt/|\.(?:gif|png|jpe?g)$")


def find(passage: Passage) -> list[Span]:
    """Return the links and bare hosts in the text."""
    text, low = passage.text, passage.low
    spans: list[Span] = []
    if "://" in low or "www." in low:
        return [_linked(m) for m in _LINK.finditer(low) if _real(m)]
    if "." in low:
        for match in _DOMAIN.finditer(low):
            name = _BEFORE_DOT.search(low, max(0, match.start() - 130), match.start())
            if name and _host(name.group() + match.group(), text[name.start() : match.end()]):
                spans.append(_span(name.start(), name.group() + match.group(), HOST, "a host that can change owner"))
    return spans


def _real(match: re.Match[str]) -> bool:
    link = match.group()
    if _RESERVED.match(link) or len(link) <= len("http://x"):
        return False
    return _SOMEBODY.search(link) is None and not _MADE_BY_EDITOR.match(link)


def _linked(match: re.Match[str]) -> Span:
    """A link to a picture is a weaker sign than one to a page or an endpoint."""
    link = match.group()
    if "![" in match.string and _IMAGE.search(match.string, max(0, match.start() - 120), match.start()):
        drawn = "{" not in link and "[" not in link and _SPELLED.search(link)
        return _span(match.start(), link, DRAWN if drawn else PICTURE, "a link to a picture")
    return _span(match.start(), link, LINK, "a link somebody else can move")


def _host(name: str, written: str) -> bool:
    return written == name and not _RESERVED.match(name) and not _FILE_LIKE.match(name)


def _span(start: int, link: str, confidence: float, because: str) -> Span:
    return Span(start, start + max(1, len(link.rstrip(_ENDING))), KIND, confidence, because)
