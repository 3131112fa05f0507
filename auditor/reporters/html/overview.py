"""The first screen: the answer, how the fleet divides, what to do first, and the table of agents."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from auditor.model.measurement import Unknown
from auditor.model.money import Range
from auditor.model.run import Audited, Run, cost_today, saving_of
from auditor.model.verdict import FAMILIES, UNDO
from auditor.reporters.html.charts.concentration import needed, savings_of
from auditor.reporters.html.figures import NOTHING, compact, count, percent, plural
from auditor.reporters.html.signs import GLYPHS, Badge, Link, Links, Mark, badge, slug
from auditor.reporters.html.told import in_path, told
from auditor.reporters.seen_words import coverage
from auditor.reporters.words import UNKNOWN, is_crossed, usd

FIRST_STEPS = 5
COST, AVOIDABLE = ("fleet", "monthly_cost"), ("fleet", "avoidable_per_month")


@dataclass(frozen=True, slots=True)
class Phrase:
    """A part of a sentence; a figure is never broken over two lines."""

    text: str
    is_figure: bool = False


@dataclass(frozen=True, slots=True)
class Figure:
    """A headline figure with its name and what it must be read with."""

    name: str
    value: str
    note: str


@dataclass(frozen=True, slots=True)
class FamilyCount:
    """How many agents have a verdict of this family."""

    id: str
    shape: str
    word: str
    count: str
    is_empty: bool


@dataclass(frozen=True, slots=True)
class Step:
    """Something to do first: where, what and what it saves."""

    agent: Link
    badge: Badge
    action: str
    saving: str


@dataclass(frozen=True, slots=True)
class Row:
    """An agent in the table; where its figures stand, the heads of their columns say from `key` on."""

    key: str
    agent: Link
    id: str
    owner: str
    model: str
    calls: str
    tokens: str
    volatile: str
    gates: tuple[Mark, ...]
    badge: Badge
    cost: str
    saving: str
    review: str


def ranked(run: Run) -> list[Audited]:
    """The agents as a reader wants them: most to save first, then most expensive, the unknown last."""

    def key(audited: Audited) -> tuple[Decimal, Decimal, str]:
        saving, cost = saving_of(audited), cost_today(audited)
        return (-saving.point if saving else Decimal(0), -cost.point if cost else Decimal(1), audited.agent.id)

    return sorted(run.agents, key=key)


def answer(run: Run) -> tuple[Phrase, ...]:
    """The whole report in one sentence."""
    cost, saved = run.monthly_cost, run.avoidable
    if not run.agents:
        return (Phrase("The inventory holds no agent, so there is nothing to decide."),)
    if cost is None:
        return (Phrase("What this fleet costs is unknown: no agent has the figures that a cost needs."),)
    spent = Phrase(told("usd", cost, *COST), is_figure=True)
    if saved is None or saved.high <= 0:
        return (Phrase("Of "), spent, Phrase(" a month, nothing is known to be avoidable."))
    if saved.low < 0:
        most, risk = (Phrase(usd(Range.sure(end)), is_figure=True) for end in (saved.high, -saved.low))
        ends = Phrase(" a month is avoidable, but following all advice may cost "), risk, Phrase(" more.")
        return (Phrase("Up to "), most, Phrase(" of "), spent, *ends)
    return (
        Phrase(told("usd", saved, *AVOIDABLE), is_figure=True),
        Phrase(" of "),
        spent,
        Phrase(" a month is avoidable."),
    )


def aside(run: Run) -> str:
    """What is not in the answer's figures."""
    unknown, apart = len(run.agents) - len(run.costed), len(run.dismissed_agents)
    said = []
    if unknown and run.costed:
        said.append(f"What {plural(unknown, 'other agent costs', 'other agents cost')} is unknown, and in no total.")
    if apart:
        agents = plural(apart, "agent")
        amount = told("usd", run.dismissed, "fleet", "dismissed_per_month")
        known = f"+{amount} a month dismissed ({agents}), in no total but the what-if’s."
        said.append(known if run.dismissed else f"{agents} dismissed, with no known saving.")
    said += [coverage(run)] if run.seen else []
    return " ".join(said)


def figures(run: Run) -> tuple[Figure, ...]:
    """The headline figures, each said once."""
    crossed = sum(map(is_crossed, run.agents))
    misused = sum(audited.verdict.name == "pull-knowledge-out-of-weights" for audited in run.agents)
    advised = sum(audited.verdict.family.id == "fine-tune" for audited in run.agents)
    unknown = len(run.agents) - len(run.costed)
    return (
        Figure("Avoidable a month", told("usd", run.avoidable, *AVOIDABLE), _concentration(run)),
        Figure("Cost a month today", told("usd", run.monthly_cost, *COST), _coverage(len(run.costed), unknown)),
        Figure(
            "Past the break-even",
            plural(crossed, "agent"),
            f"{_open(run)}verdict fine-tune: {advised:,}{_together(run)}",
        ),
        Figure(
            "Volatile facts in weights",
            plural(misused, "agent"),
            _weights(run, misused),
        ),
    )


def _open(run: Run) -> str:
    """How many agents may be past the break-even for all that is known."""
    unknown = sum(audited.facts.economics.break_even.crossed == "unknown" for audited in run.agents)
    return f"unknown for {unknown:,} more; " if unknown else ""


def _weights(run: Run, misused: int) -> str:
    if misused:
        return "weights hold what should be updatable"
    if not any(audited.agent.is_tuned for audited in run.agents):
        return "no agent is declared as tuned"
    return "no weights are known to hold what should be updatable"


def _together(run: Run) -> str:
    """What tuning all that should be tuned gains, in draws in which prices and growth move together."""
    return f"; tuned together they gain {usd(run.together.net)} within their horizons" if run.together else ""


def _coverage(known: int, unknown: int) -> str:
    if not unknown:
        return f"known for all {plural(known, 'agent')}"
    if not known:
        return f"of all {plural(unknown, 'agent')}; that is not free"
    return f"{plural(known, 'agent')}; {unknown:,} more of unknown cost, not free"


def _concentration(run: Run) -> str:
    """How few agents make up most of what can be saved."""
    number = needed([saving for saving, _ in savings_of(undismissed(run))], Decimal("0.8"))
    return f"{plural(number, 'agent makes', 'agents make')} up 80 % of it" if number else "no saving is known"


def undismissed(run: Run) -> list[Audited]:
    """The agents whose savings the totals hold."""
    return [audited for audited in run.agents if run.review(audited) != "dismissed"]


def families(run: Run) -> tuple[FamilyCount, ...]:
    """How many agents each family of verdicts has, in the order in which a reader wants them."""
    found = Counter(audited.verdict.family.id for audited in run.agents)
    return tuple(
        FamilyCount(family.id, family.shape, family.word, f"{found[family.id]:,}", not found[family.id])
        for family in FAMILIES
    )


def first(run: Run) -> list[Audited]:
    """The agents that save most, then those to undo whatever it saves; at most five, and there may be none."""
    agents = [audited for audited in ranked(run) if run.review(audited) not in ("dismissed", "snoozed")]
    saving = [audited for audited in agents if (known := saving_of(audited)) and known.point > 0]
    undone = [audited for audited in agents if audited.verdict.family is UNDO and audited not in saving[:FIRST_STEPS]]
    return [*saving, *undone][:FIRST_STEPS]


def steps(agents: Sequence[Audited], links: Links) -> tuple[Step, ...]:
    """What to do first at each of these agents."""
    return tuple(
        Step(
            links.to(audited.agent.id, audited.agent.title),
            badge(audited.verdict),
            audited.verdict.recommendations[0].action,
            told("usd", saving, "agents", audited.agent.id, "costs", "saves_per_month")
            if (saving := saving_of(audited))
            else "",
        )
        for audited in agents
    )


def rows(run: Run, agents: Sequence[Audited], links: Links) -> tuple[Row, ...]:
    """The table's rows, in the order given."""
    return tuple(_row(run, audited, links) for audited in agents)


def _row(run: Run, audited: Audited, links: Links) -> Row:
    agent, facts = audited.agent, audited.facts
    saving, calls = saving_of(audited), facts.traffic.calls_per_month
    return Row(
        key=f"/agents/{in_path(agent.id)}/",
        agent=links.to(agent.id, agent.title),
        id="" if slug(agent.id) == slug(agent.title) else agent.id,
        owner=agent.owner or NOTHING,
        model=agent.model.name or UNKNOWN,
        calls=UNKNOWN if isinstance(calls, Unknown) else compact(calls.value),
        tokens=count(facts.prompt.tokens),
        volatile=percent(facts.knowledge.volatile_share),
        gates=tuple(_marks(audited)),
        badge=badge(audited.verdict),
        cost=usd(cost_today(audited)),
        saving=usd(saving) if saving else NOTHING,
        review="" if run.review(audited) == "open" else run.review(audited),
    )


def _marks(audited: Audited) -> Iterator[Mark]:
    for gate in audited.gates:
        yield Mark(gate.decision.outcome, GLYPHS[gate.decision.outcome], gate.name)
