"""What concerns the fleet as a whole: shared blocks, sources, hand-offs and findings."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from auditor.model.finding import SEVERITIES, Finding
from auditor.model.measurement import Unknown
from auditor.model.money import ZERO
from auditor.model.run import Audited, Run
from auditor.model.shared import SharedBlock
from auditor.reporters.html.figures import count, plural
from auditor.reporters.html.signs import Link, Links
from auditor.reporters.words import UNKNOWN, usd_point

MOST_ROWS, MOST_FINDINGS, MOST_PACKED = 30, 50, 2000
MOST_LINKS = 12
"""Agents named in one row."""
_SHAPES = {"high": "▲▲▲", "medium": "▲▲", "low": "▲", "info": "△"}


@dataclass(frozen=True, slots=True)
class Use:
    """An agent that has a shared block, and the line of its prompt."""

    agent: Link
    line: str


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph that stands in several prompts."""

    kind: str
    tokens: str
    total: str
    volatile: str
    copies: str
    sent: str
    """USD a month for sending all copies, which is the most that consolidating them can save."""
    uses: tuple[Use, ...]
    more: str


@dataclass(frozen=True, slots=True)
class HandOff:
    """An agent, or a source, and the agents that it leads to."""

    agent: Link
    to: tuple[Link, ...]
    more: str


@dataclass(frozen=True, slots=True)
class Found:
    """A finding with its place."""

    severity: str
    shape: str
    rule: str
    title: str
    message: str
    agent: Link | None
    folder: str
    """Of the file, with its last slash; left out on paper, where a long one would take more room than the finding."""
    place: str


@dataclass(frozen=True, slots=True)
class FleetParts:
    """The fleet's own part of the page."""

    blocks: tuple[Block, ...]
    blocks_note: str
    hand_offs: tuple[HandOff, ...]
    cycles: tuple[tuple[Link, ...], ...]
    sources: tuple[HandOff, ...]
    findings: tuple[Found, ...]
    findings_says: str
    findings_more: str
    """How many more the script can show; empty where all are shown."""
    findings_note: str


def fleet_parts(run: Run, links: Links) -> FleetParts:
    """Shared blocks by what they cost together, hand-offs by agent, findings by severity."""
    blocks = sorted(run.graph.blocks, key=lambda block: (-block.total_tokens, block.id))
    more = len(run.findings[MOST_FINDINGS:MOST_PACKED])
    prices = {audited.agent.id: price for audited in run.agents if (price := _month_of_a_token(audited)) is not None}
    return FleetParts(
        tuple(_block(block, links, prices) for block in blocks[:MOST_ROWS]),
        _left_out(len(blocks), "shared block"),
        _hand_offs(run, links),
        tuple(_cycle(cycle, links) for cycle in run.graph.cycles[:MOST_ROWS]),
        tuple(_leads(Link(source.name, ""), source.agents, links) for source in run.graph.sources[:MOST_ROWS]),
        findings(run, links)[:MOST_FINDINGS],
        _severities(run),
        plural(more, "more finding") if more else "",
        _left_out(len(run.findings), "finding", MOST_FINDINGS),
    )


def _left_out(number: int, what: str, most: int = MOST_ROWS) -> str:
    if number <= most:
        return ""
    return f"{plural(number - most, f'more {what}')} not shown here; audit.json has all."


def _more(number: int) -> str:
    return f" and {number - MOST_LINKS:,} more" if number > MOST_LINKS else ""


def _leads(one: Link, others: Sequence[str], links: Links) -> HandOff:
    return HandOff(one, tuple(links.to(other) for other in others[:MOST_LINKS]), _more(len(others)))


def _cycle(cycle: Sequence[str], links: Links) -> tuple[Link, ...]:
    """The agents of a cycle and its first again; of a long one the first, and how many follow."""
    shown = [links.to(agent) for agent in cycle[:MOST_LINKS]]
    more = len(cycle) - len(shown)
    return (*shown, *([Link(f"{more:,} more", "")] if more > 0 else []), *shown[:1])


def _month_of_a_token(audited: Audited) -> Decimal | None:
    """USD a month for a token of the prompt as it is sent today, cached or not; None if that is unknown."""
    calls = audited.facts.traffic.calls_per_month
    lines = [
        line
        for line in audited.facts.economics.option("prompted").lines
        if line.unit == "USD/call" and line.of == "tokens"
    ]
    prefix = [line for line in lines if line.name.startswith("prefix")] or [
        one for one in lines if one.name != "output"
    ]
    tokens = sum((line.quantity for line in prefix), ZERO)
    if isinstance(calls, Unknown) or not tokens:
        return None
    return calls.value.point * sum((line.amount for line in prefix), ZERO) / tokens


def _sent(block: SharedBlock, prices: Mapping[str, Decimal]) -> str:
    known = [use.tokens * prices[use.agent] for use in block.uses if use.agent in prices]
    left = len(block.uses) - len(known)
    if not known:
        return UNKNOWN
    return usd_point(sum(known, ZERO)) + (f" + {count(left)} unknown" if left else "")


def _block(block: SharedBlock, links: Links, prices: Mapping[str, Decimal]) -> Block:
    return Block(
        "word for word" if block.kind == "exact" else "drifted apart",
        count(block.tokens),
        count(block.total_tokens),
        "yes" if block.is_volatile else "no",
        count(len(block.uses)),
        _sent(block, prices),
        tuple(Use(links.to(use.agent), f"{use.line:,}") for use in block.uses[:MOST_LINKS]),
        _more(len(block.uses)),
    )


def _hand_offs(run: Run, links: Links) -> tuple[HandOff, ...]:
    targets: dict[str, list[str]] = {}
    for one, other in run.graph.hand_offs:
        targets.setdefault(one, []).append(other)
    return tuple(_leads(links.to(one), others, links) for one, others in list(targets.items())[:MOST_ROWS])


def findings(run: Run, links: Links) -> tuple[Found, ...]:
    """The findings by severity, at most `MOST_PACKED`."""
    titles = {rule.id: rule.title for rule in run.rules}
    ordered = sorted(run.findings, key=lambda finding: -SEVERITIES.index(finding.severity))[:MOST_PACKED]
    return tuple(_found(finding, titles.get(finding.rule, ""), links) for finding in ordered)


def _found(finding: Finding, title: str, links: Links) -> Found:
    folder, slash, name = finding.location.file.rpartition("/")
    return Found(
        finding.severity,
        _SHAPES[finding.severity],
        finding.rule,
        title,
        finding.message,
        None if finding.agent is None else links.to(finding.agent),
        folder + slash,
        f"{name}:{finding.location.line}",
    )


def _severities(run: Run) -> str:
    found = Counter(finding.severity for finding in run.findings)
    return (
        ", ".join(f"{found[severity]:,} {severity}" for severity in reversed(SEVERITIES) if found[severity]) or "none"
    )
