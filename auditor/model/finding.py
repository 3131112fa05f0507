"""A failed decision, an observation about the fleet or a flaw of the input, with its place."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Literal

Severity = Literal["info", "low", "medium", "high"]
Confidence = Literal["low", "medium", "high"]

SEVERITIES: tuple[Severity, ...] = ("info", "low", "medium", "high")


@dataclass(frozen=True, slots=True)
class Rule:
    """What a rule is about, for SARIF and for readers."""

    id: str
    title: str
    help: str
    severity: Severity


@dataclass(frozen=True, slots=True)
class Location:
    """A line of a file; lines count from 1; the file is as the user named it, with forward slashes."""

    file: str
    line: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What was found, where, how bad it is and how sure we are."""

    rule: str
    agent: str | None
    severity: Severity
    confidence: Confidence
    message: str
    location: Location
    subject: str = ""
    """What within the agent the finding is about, when one rule can fire twice."""

    @property
    def fingerprint(self) -> str:
        """A name that survives edits elsewhere: rule, agent and subject, not the line."""
        return hashlib.sha256(
            "\0".join((self.rule, self.agent or "", self.subject)).encode("utf-8", "surrogatepass")
        ).hexdigest()[:16]
