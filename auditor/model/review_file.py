"""The file in which decisions travel from the report to the ledger and back: `fleet-decisions.json`.

The report's page writes the file, the review's ledger reads it, and a later report shows what it holds. UTF-8 JSON:

    {"schema": 1,
     "fleet": {"name": "PropTechUSA.ai", "key": "9f2c…"},     key: the first 16 hex digits of the name's SHA-256
     "exported_at": "2026-11-22T20:24:43Z",                  UTC, to the second
     "decisions": [
       {"agent": "refund-judge",                              its id in the inventory
        "rule": null,                                         a finding's rule, or null: the agent's verdict as a whole
        "decision": "snoozed",                                accepted | dismissed | snoozed | open (taken back)
        "who": "Ana",                                         null where nobody said: who imports it answers for it
        "at": "2026-11-22T20:20:00Z",
        "why": "after the peak season",                       one line; may be "" only for accepted and open
        "until": "2027-01-31",                                see below; null unless snoozed
        "evidence": {"verdict": "fine-tune", "saving": "9100", "prompt": "3f2a9c01d4e5"}}]}

`until` is a day ("2027-01-31": the agent is open again from that day on), {"saving_above": "500"} (USD a month, as a
decimal string) or "verdict-changes". `evidence` is what the decision was taken on: the verdict's name, the saving in
USD a month to two significant digits (null if unknown), and the first 12 hex digits of the prompt's SHA-256. At most
one decision stands for an agent and rule: the latest. For programs the same is in `reporters/decisions.schema.json`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, cast

from auditor.errors import InputError, Problem
from auditor.model.money import as_decimal
from auditor.model.review import REVIEWS, Decision, Decisions, Evidence, SavingAbove, Until, fleet_key

SCHEMA = 1
MOST_TEXT = 500
"""Characters of a reason or of a name."""

_SHA = re.compile(r"[0-9a-f]{12}")
_KEY = re.compile(r"[0-9a-f]{16}")
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_USD = re.compile(r"-?\d{1,60}(\.\d{1,9})?")
_BREAK = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")


def to_json(document: Decisions) -> dict[str, Any]:
    """The file as plain lists, words and numbers."""
    return {
        "schema": SCHEMA,
        "fleet": {"name": document.fleet, "key": document.key},
        "exported_at": _moment(document.exported_at),
        "decisions": [decision_json(one) for one in document.decisions],
    }


def decision_json(one: Decision) -> dict[str, Any]:
    """One decision as it stands in the file."""
    saving = one.evidence.saving
    until: Any = one.until
    if isinstance(one.until, date):
        until = one.until.isoformat()
    elif isinstance(one.until, SavingAbove):
        until = {"saving_above": f"{one.until.usd:f}"}
    return {
        "agent": one.agent,
        "rule": one.rule,
        "decision": one.decision,
        "who": one.who,
        "at": _moment(one.at),
        "why": one.why,
        "until": until,
        "evidence": {
            "verdict": one.evidence.verdict,
            "saving": None if saving is None else f"{saving:f}",
            "prompt": one.evidence.prompt,
        },
    }


def from_json(value: Any, where: str = "fleet-decisions.json") -> Decisions:
    """The file again. Raises InputError with every problem at once, each with its place in the document."""
    reading = _Reading(where)
    document = reading.fields("", value, "schema", "fleet", "exported_at", "decisions")
    if document.get("schema", SCHEMA) != SCHEMA:
        reading.wrong("schema", f"expected {SCHEMA}, got {document['schema']!r:.40}; a newer auditor may read it")
    fleet = reading.fields("fleet", document.get("fleet", {}), "name", "key")
    name = reading.text("fleet.name", fleet.get("name", ""))
    key = reading.like("fleet.key", fleet.get("key", "0" * 16), _KEY, "16 hex digits")
    if {"name", "key"} <= fleet.keys() and not reading.problems and key != fleet_key(name):
        reading.wrong("fleet.key", f"expected {fleet_key(name)} for a fleet of this name, got {key!r}")
    exported = reading.moment("exported_at", document.get("exported_at", "1970-01-01T00:00:00Z"))
    listed = document.get("decisions", [])
    if not isinstance(listed, list):
        reading.wrong("decisions", f"expected a list, got {listed!r:.40}")
        listed = []
    decisions = tuple(_decision(reading, f"decisions[{number}]", one) for number, one in enumerate(listed))
    if reading.problems:
        raise InputError(reading.problems)
    return Decisions(name, exported, decisions)


def decisions_from(listed: Sequence[Any], place: Callable[[str], str]) -> tuple[Decision, ...]:
    """Decisions from plain data in the file's form; `place` says where the value at a path such as decisions[3].at is.

    Raises InputError with every problem at once.
    """
    reading = _Reading("", place)
    decisions = tuple(_decision(reading, f"decisions[{number}]", one) for number, one in enumerate(listed))
    if reading.problems:
        raise InputError(reading.problems)
    return decisions


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


class _Reading:
    """A document being read: every problem is noted with its place, and reading goes on with something harmless."""

    def __init__(self, where: str, place: Callable[[str], str] | None = None) -> None:
        self.where, self.problems = where, list[Problem]()
        self._place = place or (lambda path: f"{self.where}: {path}" if path else self.where)

    def wrong(self, path: str, message: str) -> None:
        self.problems.append(Problem(self._place(path), message))

    def fields(self, path: str, value: Any, *names: str) -> Mapping[str, Any]:
        """A mapping with exactly these fields; one that is missing or unknown is a problem."""
        if not isinstance(value, dict):
            self.wrong(path, f"expected an object, got {value!r:.40}")
            return {}
        inside = f"{path}." if path else ""
        for name in names:
            if name not in value:
                self.wrong(f"{inside}{name}", "is missing")
        for name in value:
            if name not in names:
                self.wrong(f"{inside}{name!s:.40}", f"is no field here; there are {', '.join(names)}")
        return value

    def like(self, path: str, value: Any, pattern: re.Pattern[str], wanted: str) -> str:
        if isinstance(value, str) and pattern.fullmatch(value):
            return value
        self.wrong(path, f"expected {wanted}, got {value!r:.40}")
        return ""

    def text(self, path: str, value: Any, most: int = 10_000) -> str:
        if isinstance(value, str) and len(value) <= most:
            return value
        self.wrong(path, f"expected a text of at most {most:,} characters, got {value!r:.40}")
        return ""

    def line(self, path: str, value: Any) -> str:
        """A text on one line."""
        text = self.text(path, value, MOST_TEXT)
        if _BREAK.search(text):
            self.wrong(path, "expected one line without control characters")
        return text

    def moment(self, path: str, value: Any) -> datetime:
        wanted = "a UTC moment such as 2026-11-22T20:24:43Z"
        text = self.like(path, value, _MOMENT, wanted)
        return cast("datetime", self._parsed(path, text, datetime.fromisoformat, wanted)) or datetime.fromtimestamp(
            0, UTC
        )

    def day(self, path: str, value: Any) -> date | None:
        wanted = 'a day such as 2027-01-31, {"saving_above": "500"} or "verdict-changes"'
        text = self.like(path, value, _DAY, wanted)
        return cast("date | None", self._parsed(path, text, date.fromisoformat, wanted))

    def _parsed(self, path: str, text: str, parse: Callable[[str], object], wanted: str) -> object:
        try:
            return parse(text) if text else None
        except ValueError:
            self.wrong(path, f"expected {wanted}, got {text!r}")
            return None

    def usd(self, path: str, value: Any) -> Decimal:
        text = self.like(path, value, _USD, 'an amount in USD as a text such as "500"')
        return as_decimal(text or 0)


def _decision(reading: _Reading, path: str, value: Any) -> Decision:
    found = reading.fields(path, value, "agent", "rule", "decision", "who", "at", "why", "until", "evidence")
    decision = found.get("decision", "open")
    if decision not in REVIEWS:
        reading.wrong(f"{path}.decision", f"expected one of {', '.join(REVIEWS)}, got {decision!r:.40}")
    why = reading.line(f"{path}.why", found.get("why", "-"))
    until = _until(reading, f"{path}.until", found.get("until"))
    if decision in ("dismissed", "snoozed") and not why.strip():
        reading.wrong(f"{path}.why", f"a decision to be {decision} needs its reason")
    if (decision == "snoozed") != (until is not None) and "until" in found and decision in REVIEWS:
        reading.wrong(f"{path}.until", "what is snoozed needs an end, and nothing else has one")
    rule, who = found.get("rule"), found.get("who")
    return Decision(
        reading.text(f"{path}.agent", found.get("agent", "")),
        None if rule is None else reading.line(f"{path}.rule", rule),
        decision,
        None if who is None else reading.line(f"{path}.who", who),
        reading.moment(f"{path}.at", found.get("at", "1970-01-01T00:00:00Z")),
        why,
        until,
        _evidence(reading, f"{path}.evidence", found["evidence"]) if "evidence" in found else Evidence("", None, ""),
    )


def _until(reading: _Reading, path: str, value: Any) -> Until:
    if value is None or value == "verdict-changes":
        return cast("Until", value)
    if isinstance(value, dict):
        return SavingAbove(
            reading.usd(f"{path}.saving_above", reading.fields(path, value, "saving_above").get("saving_above", "0"))
        )
    return reading.day(path, value)


def _evidence(reading: _Reading, path: str, value: Any) -> Evidence:
    found = reading.fields(path, value, "verdict", "saving", "prompt")
    saving = found.get("saving")
    return Evidence(
        reading.line(f"{path}.verdict", found.get("verdict", "")),
        None if saving is None else reading.usd(f"{path}.saving", saving),
        reading.like(f"{path}.prompt", found.get("prompt", "0" * 12), _SHA, "12 hex digits"),
    )
