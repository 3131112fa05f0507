"""What people decided about recommendations: accepted, dismissed, snoozed; who, when, why, until, on what evidence."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal, TypeAlias, get_args

from auditor.model.fleet import sha256

Review = Literal["accepted", "dismissed", "snoozed", "open"]
REVIEWS: tuple[Review, ...] = get_args(Review)


@dataclass(frozen=True, slots=True)
class Rise:
    """When a saving has risen materially above that of a decision: by both so large a share of it and so many USD.

    The policy holds the figures with their reasons (`review`).
    """

    share: Decimal
    usd: Decimal


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a decision was taken on; `saving` is in USD a month to two digits, None if unknown."""

    verdict: str
    saving: Decimal | None
    prompt: str


@dataclass(frozen=True, slots=True)
class SavingAbove:
    """Until the saving exceeds so many USD a month."""

    usd: Decimal


Until: TypeAlias = date | SavingAbove | Literal["verdict-changes"] | None


@dataclass(frozen=True, slots=True)
class Decision:
    """A person's decision about an agent (`rule` None) or about one finding of it."""

    agent: str
    rule: str | None
    decision: Review
    who: str | None
    at: datetime
    why: str
    until: Until
    evidence: Evidence

    def reopened(self, now: Evidence, today: date, rise: Rise) -> str:
        """Why the decision no longer stands on the evidence of `now`; empty if it stands.

        A decision about a finding has no saving of its own, so its evidence is the verdict alone.
        """
        if self.decision == "open":
            return "it was taken back"
        if now.verdict != self.evidence.verdict:
            return f"the verdict was {self.evidence.verdict}"
        if isinstance(self.until, date) and self.until <= today:
            return f"it was snoozed until {self.until.isoformat()}"
        if isinstance(self.until, SavingAbove):
            is_above = now.saving is not None and now.saving > self.until.usd
            return f"it was snoozed until the saving exceeds ${self.until.usd:f} a month" if is_above else ""
        before = self.evidence.saving or Decimal(0)
        has_risen = now.saving is not None and now.saving > max(before * (1 + rise.share), before + rise.usd)
        is_asked_again = self.decision != "accepted" and self.rule is None
        return "it saves more now" if has_risen and is_asked_again else ""


@dataclass(frozen=True, slots=True)
class Reviewed:
    """The latest decision about an agent or a finding, and why it stands no more (empty while it stands)."""

    decision: Decision
    because: str

    @property
    def state(self) -> Review:
        """What the decision says, or `open` once it stands no more."""
        return "open" if self.because else self.decision.decision


@dataclass(frozen=True, slots=True)
class Decisions:
    """A whole file of decisions about one fleet."""

    fleet: str
    exported_at: datetime
    decisions: tuple[Decision, ...]

    @property
    def key(self) -> str:
        """What the fleet is known by in browsers and ledgers."""
        return fleet_key(self.fleet)


def fleet_key(name: str) -> str:
    """The same for every report of a fleet of this name."""
    return sha256(name)[:16]


def rounded(amount: Decimal) -> Decimal:
    """To two significant digits, to the cent at finest, without an exponent."""
    if not amount:
        return Decimal(0)
    step = Decimal(1).scaleb(max(-2, amount.adjusted() - 1))
    return Decimal(f"{amount.quantize(step, ROUND_HALF_UP).normalize():f}")


def standing(decisions: Iterable[Decision]) -> dict[tuple[str, str | None], Decision]:
    """The latest decision by agent and rule; of two at the same moment the later in order."""
    found: dict[tuple[str, str | None], Decision] = {}
    for one in decisions:
        before = found.get((one.agent, one.rule))
        if before is None or one.at >= before.at:
            found[one.agent, one.rule] = one
    return found
