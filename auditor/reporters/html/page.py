"""The whole page as display-ready words and numbers: what a template gets, and all that it gets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from auditor.model.review import fleet_key
from auditor.model.run import Audited, Run
from auditor.model.since import Since
from auditor.reporters.html import charts, overview
from auditor.reporters.html.figures import Said, day, plural
from auditor.reporters.html.fleet_parts import FleetParts, fleet_parts
from auditor.reporters.html.missing_part import MissingPart, missing_part
from auditor.reporters.html.pools_part import PoolsPart, pools_part
from auditor.reporters.html.ranges import shared_notes, told_once
from auditor.reporters.html.shared_part import SharedPart, shared_part
from auditor.reporters.html.showback_part import ShowbackTable, showback_part
from auditor.reporters.html.signs import Links
from auditor.reporters.html.since_part import SincePart, since_part
from auditor.reporters.html.told import told
from auditor.reporters.html.whatif import WhatIf, whatif
from auditor.reporters.html.workflows_part import WorkflowsPart, workflows_part


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """The report's page."""

    title: str
    key: str
    """What the browser keeps decisions and settings under: the same for every report of a fleet."""
    name: str
    date: str
    agents: str
    prompt_tokens: str
    answer: tuple[overview.Phrase, ...]
    aside: str
    figures: tuple[overview.Figure, ...]
    families: tuple[overview.FamilyCount, ...]
    steps: tuple[overview.Step, ...]
    fleet_map: charts.FleetMap | None
    concentration: charts.Concentration | None
    bars: tuple[charts.Bar, ...]
    missing: MissingPart
    since: SincePart | None
    whatif: WhatIf | None
    rows: tuple[overview.Row, ...]
    shown: str
    left_out: str
    fleet: FleetParts
    shared: SharedPart
    workflows: WorkflowsPart
    pools: PoolsPart
    showback: tuple[ShowbackTable, ...]
    ranges: tuple[Said, ...]
    method: tuple[Said, ...]
    command: str


def page_of(
    run: Run, agents: Sequence[Audited], links: Links, shown: int, *, has_words: bool, since: Since | None = None
) -> Page:
    """The overview of a run: its agents in the order of the table, whose first `shown` rows are written into it."""
    answer, first = overview.answer(run), overview.first(run)
    shared = shared_notes(run)
    return Page(
        title=f"{run.name} fleet audit, {day(run.at.date())}: {''.join(phrase.text for phrase in answer)}",
        key=fleet_key(run.name),
        name=run.name,
        date=day(run.at.date()),
        agents=plural(len(run.agents), "agent"),
        prompt_tokens=told("count", run.prompt_tokens, "fleet", "prompt_tokens"),
        answer=answer,
        aside=overview.aside(run),
        figures=overview.figures(run),
        families=overview.families(run),
        steps=overview.steps(first, links),
        fleet_map=charts.fleet_map(run.agents, first),
        concentration=charts.concentration(overview.undismissed(run), links),
        bars=charts.gate_bars(run.agents),
        missing=missing_part(run, links),
        since=since_part(since, links),
        whatif=whatif(agents, links),
        rows=overview.rows(run, agents[:shown], links),
        shown=plural(len(agents), "agent")
        if shown == len(agents)
        else f"the first {shown:,} of {plural(len(agents), 'agent')}",
        left_out="" if shown == len(agents) else _left_out(shown, len(agents)),
        fleet=fleet_parts(run, links),
        shared=shared_part(run, links, has_prompts=has_words),
        workflows=workflows_part(run),
        pools=pools_part(run, links),
        showback=showback_part(run),
        ranges=told_once(shared),
        method=_method(run),
        command=f"auditor audit {run.inputs.path}",
    )


def _left_out(shown: int, number: int) -> str:
    return (
        f"Without JavaScript this table holds the first {shown:,} of {number:,} agents, those with most to save, then "
        "the most expensive; with it, all of them in pages. Your browser’s own search sees one page: use the filter."
    )


def _method(run: Run) -> tuple[Said, ...]:
    inputs = run.inputs
    return (
        Said("Audited at", run.at.strftime("%Y-%m-%d %H:%M:%S UTC")),
        Said("Auditor", run.auditor),
        Said("Inventory", f"{inputs.path}, sha256 {inputs.sha256}"),
        Said("Policy", f"sha256 {inputs.policy_sha256}"),
        Said(
            "Prices", f"as of {inputs.prices_as_of.isoformat()}, {inputs.prices_edition}, sha256 {inputs.prices_sha256}"
        ),
        Said("Currency", f"{run.currency}; a month is 730 hours"),
    )
