"""Links and hosts: they move, expire and are taken over."""

from __future__ import annotations

import re

from auditor.knowledge.labels import Kind, Span

KIND: Kind = "url"

# A written-out link is an endpoint somebody has to keep alive; a bare host may just be the name of a site.
LINK = 0.93
HOST = 0.75

_LINK = re.compile(r"(?:https?|wss?|ftp|postgres|redis|mongodb)://[^\s<>\"'`|]{1,300}|\bwww\.[\w-]{1,60}\.[^\s<>\"'`|)\]]{1,200}", re.I)
_HOST = re.compile(
    r"(?<![\w@./-])(?:[a-z0-9][a-z0-9-]{0,40}\.){1,4}"
    r"(?:com|org|net|io|ai|dev|app|co|gov|edu|gg|ly|me|us|uk|de|fr|es|eu|mx|ca|be|pro|at|bot|live|tech|codes|one|chat)"
    r"(?![\w@-]|\.\w|\()(?:/[^\s<>\"'`|)\]]{0,200})?",
    re.I,
)
_ENDING = ".,;:!?)]}*_'\""
# Names set aside for documentation (RFC 2606, RFC 6761) and the machine itself never change hands.
_RESERVED = re.compile(
    r"^(?:\w{1,10}://)?(?:[\w-]{1,40}\.)?(?:example\.(?:com|org|net)|localhost|127\.0\.0\.1|0\.0\.0\.0|"
    r"(?:your|my|user|some|test|site|domain|website)[\w-]{0,20}\.(?:com|org|net)|url\b|link\b|\.\.\.|…|[<\[{$%])",
    re.I,
)
_FILE_LIKE = re.compile(r"^(?:next|node|vue|react|socket|asp|e|ex|i|p)\.\w+$", re.I)


def find(text: str, low: str) -> list[Span]:
    """Return the links and bare hosts in the text."""
    spans = []
    if "://" in text or "www." in low:
        spans = [_span(m, LINK, "a link somebody else can move") for m in _LINK.finditer(text) if _real(m.group())]
    if not spans and "." in text:
        spans = [_span(m, HOST, "a host name that can change owner") for m in _HOST.finditer(text) if _host(m.group())]
    return spans


def _real(link: str) -> bool:
    return not _RESERVED.match(link) and len(link) > len("http://x")


def _host(name: str) -> bool:
    return not _RESERVED.match(name) and not _FILE_LIKE.match(name) and name.lower() == name


def _span(match: re.Match[str], confidence: float, because: str) -> Span:
    end = match.start() + len(match.group().rstrip(_ENDING))
    return Span(match.start(), max(end, match.start() + 1), KIND, confidence, because)
