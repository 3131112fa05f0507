"""What nobody declared: for how many agents, and what a report could tell with it; and what is told without it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from auditor.model.measurement import Unknown
from auditor.model.run import Audited, Run
from auditor.reporters.html.figures import percent, plural
from auditor.reporters.html.signs import Link, Links
from auditor.reporters.html.told import told

MOST_AGEING = 10


@dataclass(frozen=True, slots=True)
class Missing:
    """A part of the inventory that is missing, for how many agents, and what it would tell."""

    add: str
    agents: str
    tells: str


@dataclass(frozen=True, slots=True)
class Ageing:
    """An agent whose prompt holds facts that age."""

    agent: Link
    tokens: str
    share: str
    kinds: str


@dataclass(frozen=True, slots=True)
class MissingPart:
    """What to add, what that would tell, and where facts age: the last only where no cost is known."""

    missing: tuple[Missing, ...]
    is_most: bool
    """Whether more is missing than not: then it is the first thing to see to."""
    ageing: tuple[Ageing, ...]


Lacks = Callable[[Audited], bool]

NEEDED: tuple[tuple[str, Lacks, str], ...] = (
    (
        "model: {provider: …, name: …}",
        lambda audited: not audited.agent.model.name,
        "what a call costs, what caching saves, and whether somebody tunes and serves the model (gate 6)",
    ),
    (
        "traffic: {calls_per_month: …}",
        lambda audited: isinstance(audited.facts.traffic.calls_per_month, Unknown),
        "the cost of a month, what is avoidable, and on which side of the break-even the agent is (gate 5)",
    ),
    (
        "traffic: {user_tokens: …, output_tokens: …}",
        lambda audited: (
            isinstance(audited.facts.traffic.user_tokens, Unknown)
            or isinstance(audited.facts.traffic.output_tokens, Unknown)
        ),
        "how much of a call’s cost the prompt is, and so what a shorter one saves",
    ),
    (
        "prompting: {quality: {metric: …, score: …, target: …}}",
        lambda audited: isinstance(audited.facts.prompting.score, Unknown),
        "whether prompting has reached what it can (gate 1)",
    ),
    (
        "dataset: {file: …} or {examples: …, holdout: …}",
        lambda audited: isinstance(audited.facts.dataset.examples, Unknown),
        "whether there is enough to tune on and to test with (gate 3)",
    ),
    (
        "task: {scope: …, tasks: […]}",
        lambda audited: isinstance(audited.facts.scope.scope, Unknown),
        "whether the task is one narrow one or many (gate 4)",
    ),
    (
        "knowledge: [{name: …, updated: …, lives_in: …}]",
        lambda audited: isinstance(audited.facts.knowledge.sources, Unknown),
        "what it must know beyond what its prompt says, and how often that changes (gate 2)",
    ),
)
"""Parts of the inventory by how much they tell: what to write, who lacks it, and what it would tell."""


def missing_part(run: Run, links: Links) -> MissingPart:
    """What is missing in a fleet, the most telling first."""
    found = [(add, sum(map(lacks, run.agents)), tells) for add, lacks, tells in NEEDED]
    lacking = sum(number for _, number, _ in found)
    return MissingPart(
        tuple(Missing(add, plural(number, "agent"), tells) for add, number, tells in found if number),
        is_most=2 * lacking > len(NEEDED) * len(run.agents),
        ageing=_ageing(run.agents, links) if run.monthly_cost is None else (),
    )


def _ageing(agents: Sequence[Audited], links: Links) -> tuple[Ageing, ...]:
    """The prompts with most text that will be wrong one day; that needs neither volumes nor prices."""
    held = [audited for audited in agents if audited.facts.knowledge.volatile_tokens]
    held.sort(key=lambda audited: (-audited.facts.knowledge.volatile_tokens, audited.agent.id))
    return tuple(_told(audited, links) for audited in held[:MOST_AGEING])


def _told(audited: Audited, links: Links) -> Ageing:
    knowledge, own = audited.facts.knowledge, ("agents", audited.agent.id, "knowledge")
    kinds = Counter(span.kind.replace("_", " ") for span in audited.facts.prompt.spans)
    return Ageing(
        links.to(audited.agent.id, audited.agent.title),
        told("count", knowledge.volatile_tokens, *own, "volatile_tokens"),
        percent(knowledge.volatile_share),
        ", ".join(f"{number} {kind}" for kind, number in kinds.most_common(4)),
    )
