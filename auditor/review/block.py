"""One decision as a block of `decisions.yaml`, and back: plain words where YAML allows, quoted where it does not.

    - at: 2026-11-22T20:20:00Z
      agent: refund-judge
      decision: snoozed
      who: Ana <ana@example.org>
      why: after the peak season
      until: 2027-01-31
      evidence: {verdict: fine-tune, saving: "9100", prompt: "3f2a9c01d4e5"}
      id: "5f3a9c0e1b2d"

`rule` (a finding of the agent) and `until` stand only where there is one. The first and the last line are a block's
own, and no more than three lines between lines of its own can be alike in decisions of two people: that is what lets
git's union merge put two people's blocks one after the other without tearing either.
"""

from __future__ import annotations

import hashlib
import json
import re
from typing import Any

from auditor.errors import InputError
from auditor.model.review import Decision, SavingAbove
from auditor.model.review_file import decision_json
from auditor.review.until import until_from, until_words

_PLAIN = re.compile(r"[A-Za-z](?:[A-Za-z0-9_./@<>()+,'; -]{0,498}[A-Za-z0-9_.@>)+'])?")
_WORDS = frozenset(["y", "n", "yes", "no", "on", "off", "true", "false", "null"])
"""Texts that some reader of YAML takes for something else."""


def identity(one: Decision) -> str:
    """The first 12 hex digits of the SHA-256 of everything that the decision says."""
    return hashlib.sha256(json.dumps(decision_json(one), sort_keys=True).encode()).hexdigest()[:12]


def written(one: Decision, indent: str = "") -> list[str]:
    """The lines of the block."""
    plain = decision_json(one)
    fields = {
        "at": plain["at"],
        "agent": quoted(one.agent),
        "rule": None if one.rule is None else quoted(one.rule),
        "decision": one.decision,
        "who": "null" if one.who is None else quoted(one.who),
        "why": quoted(one.why),
        "until": until_words(one.until) or None,
        "evidence": _evidence(plain["evidence"]),
        "id": f'"{identity(one)}"',
    }
    lines = [f"{name}: {value}" for name, value in fields.items() if value is not None]
    return [f"{indent}{'- ' if number == 0 else '  '}{line}" for number, line in enumerate(lines)]


def plain_form(entry: Any, place: str) -> Any:
    """The entry in the form of `fleet-decisions.json`, without its `id`; what is no mapping comes back as it is."""
    if not isinstance(entry, dict):
        return entry
    found = {"rule": None, "who": None, "why": "", "until": None} | {
        name: value for name, value in entry.items() if name != "id"
    }
    if isinstance(found["until"], str):
        end = until_from(found["until"], place)
        found["until"] = {"saving_above": f"{end.usd:f}"} if isinstance(end, SavingAbove) else found["until"].strip()
    if found["why"] is None:
        found["why"] = ""
    return found


def quoted(text: str) -> str:
    """A text as a YAML scalar on one line; in quotes, and what does not print as escapes, unless it is plain words."""
    if _PLAIN.fullmatch(text) and text.lower() not in _WORDS:
        return text
    if any("\ud800" <= letter <= "\udfff" for letter in text):
        raise InputError.at(repr(text)[:60], "holds half a character (a lone surrogate) and cannot be written to YAML")
    return '"' + "".join(map(_escaped, text)) + '"'


def _escaped(letter: str) -> str:
    if letter in '"\\':
        return "\\" + letter
    if letter.isprintable():
        return letter
    return f"\\u{ord(letter):04x}" if ord(letter) < 0x10000 else f"\\U{ord(letter):08x}"


def _evidence(found: dict[str, Any]) -> str:
    saving = "null" if found["saving"] is None else f'"{found["saving"]}"'
    verdict = found["verdict"] if re.fullmatch(r"[a-z][a-z-]*[a-z]", found["verdict"]) else None
    verdict = verdict if verdict is not None and verdict not in _WORDS else '"' + _inside(found["verdict"]) + '"'
    return f'{{verdict: {verdict}, saving: {saving}, prompt: "{found["prompt"]}"}}'


def _inside(text: str) -> str:
    return "".join(map(_escaped, text))
