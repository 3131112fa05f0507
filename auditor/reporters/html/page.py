"""The whole page as display-ready words and numbers: what a template gets, and all that it gets."""

from __future__ import annotations

from dataclasses import dataclass

from auditor.model.run import Run
from auditor.reporters.html import charts, overview
from auditor.reporters.html.agent_section import AgentSection, agent_section
from auditor.reporters.html.figures import Said, count, day, plural
from auditor.reporters.html.fleet_parts import FleetParts, fleet_parts
from auditor.reporters.html.pools_part import PoolsPart, pools_part
from auditor.reporters.html.ranges import shared_notes, told_once
from auditor.reporters.html.shared_part import SharedPart, shared_part
from auditor.reporters.html.signs import Links
from auditor.reporters.texts import Texts, shows

MOST_AGENTS = 500
"""Agents that the page shows one by one; audit.json always has all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """The report's page."""

    title: str
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
    bars: tuple[charts.Bar, ...]
    rows: tuple[overview.Row, ...]
    shown: str
    left_out: str
    fleet: FleetParts
    shared: SharedPart
    pools: PoolsPart
    sections: tuple[AgentSection, ...]
    ranges: tuple[Said, ...]
    method: tuple[Said, ...]
    command: str


def page_of(run: Run, texts: Texts) -> Page:
    """The page of a run."""
    ranked = overview.ranked(run)
    answer = overview.answer(run)
    shown, first = ranked[:MOST_AGENTS], overview.first(run)
    shared = shared_notes(run)
    links = Links({audited.agent.id: audited.agent.title for audited in shown})
    return Page(
        title=f"{run.name} fleet audit, {day(run.at.date())}: {''.join(phrase.text for phrase in answer)}",
        name=run.name,
        date=day(run.at.date()),
        agents=plural(len(run.agents), "agent"),
        prompt_tokens=count(run.prompt_tokens),
        answer=answer,
        aside=overview.aside(run),
        figures=overview.figures(run),
        families=overview.families(run),
        steps=overview.steps(first, links),
        fleet_map=charts.fleet_map(run.agents, first),
        bars=charts.gate_bars(run.agents),
        rows=overview.rows(shown, links),
        shown=f"{len(shown):,}",
        left_out=_left_out(len(ranked) - len(shown)),
        fleet=fleet_parts(run, links),
        shared=shared_part(run, links, has_prompts=shows(texts)),
        pools=pools_part(run, links),
        sections=tuple(agent_section(audited, texts, frozenset(shared)) for audited in shown),
        ranges=told_once(shared),
        method=_method(run),
        command=f"auditor audit {run.inputs.path}",
    )


def _left_out(number: int) -> str:
    if not number:
        return ""
    most = f"the {MOST_AGENTS:,} agents with most to save, then most expensive"
    return f"This page lists {most}. {plural(number, 'agent is', 'agents are')} not listed; audit.json has all of them."


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
