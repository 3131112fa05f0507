"""One finished audit: immutable, and all that a reporter, the history or a review ever reads."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal

from auditor.model.agent import Agent
from auditor.model.decision import GateDecision
from auditor.model.estimate import Simulated
from auditor.model.facts import Facts
from auditor.model.finding import Finding, Location, Rule
from auditor.model.fleet import Origin, Text
from auditor.model.money import Range
from auditor.model.observed import Coverage
from auditor.model.review import Review, Reviewed, Rise
from auditor.model.shared import FleetGraph
from auditor.model.verdict import Verdict

Winner = Literal["prompting", "fine-tuning", "draw", "unknown"]


@dataclass(frozen=True, slots=True)
class Round:
    """One round of prompting against fine-tuning, judged on the agent's own numbers."""

    round: str
    winner: Winner
    because: str


@dataclass(frozen=True, slots=True)
class Audited:
    """One agent with everything that was found out about it; `text` is where its prompt can be read again."""

    agent: Agent
    location: Location
    text: Text
    facts: Facts
    gates: tuple[GateDecision, ...]
    scorecard: tuple[Round, ...]
    verdict: Verdict
    origin: Origin | None = None
    """Where it was read, if not in an inventory."""


@dataclass(frozen=True, slots=True)
class Inputs:
    """What went in, by digest: the same inputs give the same run."""

    path: str
    sha256: str
    policy_sha256: str
    prices_as_of: date
    prices_edition: str
    prices_sha256: str
    policy_parts: dict[str, str] = field(default_factory=dict)
    """A digest of the values of each section of the policy."""


@dataclass(frozen=True, slots=True)
class Run:
    """The whole audit."""

    auditor: str
    at: datetime
    inputs: Inputs
    name: str
    currency: str
    agents: tuple[Audited, ...]
    graph: FleetGraph
    together: Simulated | None
    """USD gained within their horizons if all agents are tuned whose verdict says so; None if there is none."""
    findings: tuple[Finding, ...]
    rules: tuple[Rule, ...]
    """Every rule that a finding can cite, found or not."""
    rise: Rise
    """When a saving has risen so much that a decision about it is open again."""
    seen: Coverage | None = None
    """How much of what logs tell is of this fleet; None where none was read."""
    reviews: Mapping[tuple[str, str | None], Reviewed] = field(default_factory=dict)
    """What people decided, by agent and rule (None: the agent as a whole); see `model.reviewed`."""

    @property
    def prompt_tokens(self) -> int:
        """Tokens of all system prompts together."""
        return sum(audited.facts.prompt.tokens for audited in self.agents)

    @property
    def costed(self) -> tuple[Audited, ...]:
        """The agents whose monthly cost today is known; the others are not free, they are unknown."""
        return tuple(audited for audited in self.agents if cost_today(audited) is not None)

    @property
    def monthly_cost(self) -> Range | None:
        """USD per month of all agents whose cost is known, or None if none is."""
        costs = [cost for audited in self.agents if (cost := cost_today(audited)) is not None]
        return sum(costs[1:], costs[0]) if costs else None

    @property
    def avoidable(self) -> Range | None:
        """USD per month that the recommendations save together; None if nothing is known to be saved.

        What was dismissed is not in it, but in `dismissed`. Never more than the fleet costs: each agent follows one
        option, and no option costs less than nothing.
        """
        return _saved(audited for audited in self.agents if self.review(audited) != "dismissed")

    @property
    def dismissed(self) -> Range | None:
        """USD per month that the recommendations which people dismissed would save; None if nothing is known."""
        return _saved(self.dismissed_agents)

    @property
    def dismissed_agents(self) -> tuple[Audited, ...]:
        """The agents about which a dismissal stands."""
        return tuple(audited for audited in self.agents if self.review(audited) == "dismissed")

    def review(self, audited: Audited, rule: str | None = None) -> Review:
        """What stands decided about an agent, or about one of its findings."""
        found = self.reviews.get((audited.agent.id, rule))
        return "open" if found is None else found.state


def _saved(agents: Iterable[Audited]) -> Range | None:
    savings = [saving for audited in agents if (saving := saving_of(audited)) is not None]
    return sum(savings[1:], savings[0]) if savings else None


def cost_today(audited: Audited) -> Range | None:
    """USD per month of an agent as it is deployed today, or None if that is unknown."""
    economics = audited.facts.economics
    return economics.option(economics.own_route if audited.agent.is_tuned else "prompted").per_month


def saving_of(audited: Audited) -> Range | None:
    """USD per month that an agent's recommendations save together; each is counted on top of those before it."""
    savings = [part.saves_per_month for part in audited.verdict.recommendations if part.saves_per_month is not None]
    return sum(savings[1:], savings[0]) if savings else None
