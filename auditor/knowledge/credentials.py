"""Secrets somebody left in a prompt: they belong in a vault, and are never printed whole."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from auditor.knowledge.glance import lower


@dataclass(frozen=True, slots=True)
class Credential:
    """A stretch of prompt that looks like a secret, what it is and why it was taken for one."""

    start: int
    end: int
    what: str
    because: str


# Issuers give their keys a prefix so that scanners can find them; the plain texts rule most prompts out at once.
_ISSUED: tuple[tuple[str, tuple[str, ...], re.Pattern[str]], ...] = (
    ("private key", ("PRIVATE KEY",), re.compile(r"-----BEGIN (?:[A-Z]{2,12} ){0,3}PRIVATE KEY-----")),
    ("API key", ("sk-",), re.compile(r"(?<![\w-])sk-(?:[a-z]{2,8}-){0,2}[A-Za-z0-9_-]{16,200}")),
    (
        "API key",
        ("_live_", "_test_", "AIza"),
        re.compile(r"(?<![\w-])(?:sk|rk|pk)_(?:live|test)_[A-Za-z0-9]{10,120}|(?<![\w-])AIza[\w-]{30,45}"),
    ),
    (
        "GitHub token",
        ("ghp_", "gho_", "ghu_", "ghs_", "ghr_", "github_pat_"),
        re.compile(r"(?<![\w-])(?:gh[pousr]_[A-Za-z0-9]{16,255}|github_pat_\w{20,255})"),
    ),
    ("AWS key", ("AKIA", "ASIA"), re.compile(r"(?<![\w-])(?:AKIA|ASIA)[A-Z0-9]{12,20}(?!\w)")),
    ("Slack token", ("xox",), re.compile(r"(?<![\w-])xox[abprs]-[A-Za-z0-9-]{10,250}")),
    ("JSON web token", ("eyJ",), re.compile(r"(?<![\w-])eyJ[\w-]{8,2000}\.eyJ[\w-]{4,4000}\.[\w-]{8,1000}")),
)
# What follows "://" rules most links out; only then is the name of the protocol looked for before it.
_LOGIN = re.compile(r"://[^\s:/@<>{}\"']{1,100}:(?P<value>[^\s:/@<>{}\"']{3,100})@")
_PROTOCOL = re.compile(r"\b[a-z][a-z0-9+]{1,20}\Z", re.IGNORECASE)
_LONGEST_PROTOCOL = 21
_NAMES = (
    "pass",
    "api",
    "secret",
    "access",
    "auth",
    "bearer",
    "token",
    "contraseña",
    "clave",
    "mot de passe",
    "kennwort",
    "gate code",
    "door code",
    "pin",
)
"""How the words that `_SAID` looks for begin."""
_CODES = ("pin", "gate code", "door code", "access code", "passcode")
_SAID = re.compile(
    r"(?<![a-z])(?P<what>pass(?:word|wd|code|phrase)|api[ _-]?key|secret(?:[ _-]key)?|access[ _-]?(?:key|token"
    r"|code)|auth[ _-]?token|bearer[ _-]token|token|contraseña|clave|mot de passe|passwort|kennwort|gate code"
    r"|door code|pin)"
    r"(?:[_-][a-z]{1,12})?[\"'`*]{0,3}(?: \([^()\n]{1,30}\))?(?: is| es| est| ist|)\s{0,3}"
    r"(?::|=|(?<=is)|(?<=es)|(?<=est)|(?<=ist))\s{0,3}[\"'`*]{0,3}(?P<value>[^\s\"'`<>|,;]{4,200})",
)
_SLOT = re.compile(
    r"[{}<>\[\]]|^\$|^%|\*{3}|^x{3,}|\.{3}|…|•{2}|^(?:your|my|the|an?|env|os|process|secrets?|redacted|none"
    r"|null|true|false|string|required|optional|changeme|example|hidden|masked)\b|^(?:your|my)[_-]|_here$",
    re.IGNORECASE,
)
_VARIED = re.compile(r"(?=.{0,200}\d)(?=.{0,200}[A-Za-z])")


def credentials(prompt: str) -> tuple[Credential, ...]:
    """Return the obvious secrets in a prompt, in order; slots and masks are none."""
    found = [
        Credential(m.start(), m.end(), what, f"the form of a {what}")
        for what, hints, form in _ISSUED
        if any(hint in prompt for hint in hints)
        for m in form.finditer(prompt)
    ]
    found += [_valued(m, "password", "a password in a link") for m in _logins(prompt) if _real(m.group("value"))]
    for match in _said(lower(prompt)):
        value = prompt[match.start("value") : match.end("value")]
        if _secret(match.group("what"), value):
            found.append(_valued(match, match.group("what"), f"a value given as {match.group('what')}"))
    return _apart(found)


def _logins(prompt: str) -> Iterator[re.Match[str]]:
    for match in _LOGIN.finditer(prompt):
        at = match.start()
        if _PROTOCOL.search(prompt, max(0, at - _LONGEST_PROTOCOL), at):
            yield match


def _said(low: str) -> Iterator[re.Match[str]]:
    """Where a value is given in words; looking for the words first is ten times as fast as one expression."""
    for name in _NAMES:
        at = low.find(name)
        while at >= 0:
            match = _SAID.match(low, at)
            if match:
                yield match
            at = low.find(name, at + 1)


def _valued(match: re.Match[str], what: str, because: str) -> Credential:
    return Credential(match.start("value"), match.end("value"), what, because)


def _real(value: str) -> bool:
    return _SLOT.search(value) is None


def _secret(what: str, value: str) -> bool:
    """A word after "token:" is prose; a secret mixes letters with figures, or is a code of figures."""
    value = value.rstrip(".,;:)")
    if not _real(value):
        return False
    if value.isdigit():
        return what in _CODES or "pass" in what
    return _VARIED.match(value) is not None and "(" not in value


def _apart(found: list[Credential]) -> tuple[Credential, ...]:
    kept: list[Credential] = []
    for one in sorted(found, key=lambda c: (c.start, -c.end)):
        if not kept or one.start >= kept[-1].end:
            kept.append(one)
    return tuple(kept)
