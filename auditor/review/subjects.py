"""The agents of a run document as somebody decides about them: what to do, why, what it is worth, on what evidence."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from auditor.errors import InputError
from auditor.model.money import Range
from auditor.model.review import Decision, Evidence, Reviewed, Rise, rounded, standing

FORMAT = 1
_IDLE = ("keep", "needs-data")
"""Families of verdicts that ask for no change; an agent of these is walked only if something can be saved there."""


@dataclass(frozen=True, slots=True)
class Advice:
    """One thing to do, why, and what it saves (USD per month; None: not known or not money)."""

    action: str
    because: str
    saves: Range | None


@dataclass(frozen=True, slots=True)
class Noted:
    """A finding of an agent."""

    rule: str
    severity: str
    message: str
    place: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """An agent to decide about."""

    id: str
    name: str | None
    owner: str | None
    verdict: str
    family: str
    confidence: str
    because: str
    cost: Range | None
    saving: Range | None
    advice: tuple[Advice, ...]
    gates: tuple[tuple[str, str, str], ...]
    """Name, outcome and because."""
    findings: tuple[Noted, ...]
    prompt: str
    """The SHA-256 of the prompt."""

    def evidence(self) -> Evidence:
        """What a decision about the agent would be taken on now."""
        saving = None if self.saving is None else rounded(self.saving.point)
        return Evidence(self.verdict, saving, self.prompt[:12])

    @property
    def is_actionable(self) -> bool:
        """Whether there is something to change, or to save, beyond supplying data."""
        return self.family not in _IDLE or (self.saving is not None and self.saving.point > 0)


def subjects(document: Mapping[str, Any], label: str) -> dict[str, Subject]:
    """The agents of a run document by id, most to save first; raises InputError if it is none."""
    if document.get("format") != FORMAT:
        found = document.get("format")
        raise InputError.at(label, f"expected a run document of format {FORMAT}, as auditor audit writes; got {found}")
    try:
        findings = document["findings"]
        listed = [_subject(one, findings) for one in document["agents"]]
        listed.sort(key=lambda one: (-(one.saving.point if one.saving else Decimal(0)), one.id))
    except (KeyError, TypeError, ValueError, AttributeError, InvalidOperation) as error:
        said = f"a field is missing: {error}" if isinstance(error, KeyError) else str(error)
        raise InputError.at(label, f"is not a whole run document ({said}); run auditor audit again") from error
    return {one.id: one for one in listed}


def open_first(
    agents: Mapping[str, Subject], decisions: Iterable[Decision], today: date, rise: Rise
) -> dict[str, Reviewed]:
    """The latest decision about each agent as a whole, and whether it stands today."""
    return {
        agent: Reviewed(one, one.reopened(agents[agent].evidence(), today, rise))
        for (agent, rule), one in standing(decisions).items()
        if rule is None and agent in agents
    }


def _subject(one: Mapping[str, Any], findings: Iterable[Mapping[str, Any]]) -> Subject:
    return Subject(
        id=_text(one["id"]),
        name=_text(one["name"] or "") or None,
        owner=_text(one["owner"] or "") or None,
        verdict=_text(one["verdict"]),
        family=_text(one["family"]),
        confidence=_text(one["confidence"]),
        because=_text(one["because"]),
        cost=_range(one["costs"]["per_month"]),
        saving=_range(one["costs"]["saves_per_month"]),
        advice=tuple(
            Advice(_text(advice["action"]), _text(advice["because"]), _range(advice["saves_per_month"]))
            for advice in one["recommendations"]
        ),
        gates=tuple((_text(gate["name"]), _text(gate["outcome"]), _text(gate["because"])) for gate in one["gates"]),
        findings=tuple(
            Noted(
                _text(found["rule"]),
                _text(found["severity"]),
                _text(found["message"]),
                f"{found['location']['file']}:{found['location']['line']}",
            )
            for found in findings
            if found["agent"] == one["id"]
        ),
        prompt=_text(one["prompt"]["sha256"]),
    )


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError(f"expected a text, got {value!r:.40}")
    return value


def _range(value: Mapping[str, str] | None) -> Range | None:
    return None if value is None else Range(*(Decimal(value[end]) for end in ("low", "point", "high")))
