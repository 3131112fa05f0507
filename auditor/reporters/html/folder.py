"""The report as a folder: the overview, style and script beside it, and a page for every agent that needs no script."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from auditor.model.review import fleet_key, standing
from auditor.model.run import Audited, Run
from auditor.reporters.html import document
from auditor.reporters.html.decisions import decisions_block, review_block
from auditor.reporters.html.details import Details, Way
from auditor.reporters.html.overview import ranked
from auditor.reporters.html.page import page_of
from auditor.reporters.html.signs import Links, file_of
from auditor.reporters.html.single_file import data_blocks, first_rows, table
from auditor.reporters.html.workers import each
from auditor.reporters.look import Look
from auditor.reporters.texts import Texts

INDEX = "index.html"
_UP = "../../"
"""From an agent's page to the folder's root."""


def files(run: Run, texts: Texts, look: Look) -> Iterator[tuple[str, str]]:
    """Every file of the folder by its path within it, one after the other: none is held longer than it takes."""
    agents = ranked(run)
    details = Details(run, agents, texts, look, home=_UP + INDEX, to=lambda agent_id: _UP + file_of(agent_id))
    yield INDEX, _index(run, agents, look, details)
    yield from document.beside_files(look.assets).items()
    yield from _pages(run, agents, details, look)


def _index(run: Run, agents: Sequence[Audited], look: Look, details: Details) -> str:
    note = "" if details.whole == len(agents) else f"{details.note()}."
    links = Links({audited.agent.id: audited.agent.title for audited in agents}, href=file_of)
    shown = first_rows(len(agents))
    page = page_of(run, agents, links, shown, since=look.since)
    assets = document.assets(look.assets)
    return document.rendered(
        "report",
        page=replace(page, left_out=" ".join(part for part in (page.left_out, note) if part)),
        blocks=tuple(data_blocks(run, agents, links, look, shown)),
        home="",
        style=assets.style,
        script=assets.script,
        policy=assets.policy,
    )


def _pages(run: Run, agents: Sequence[Audited], details: Details, look: Look) -> Iterator[tuple[str, str]]:
    assets, key, frame = document.assets(look.assets, _UP), fleet_key(run.name), review_block(run)
    taken = {agent: one for (agent, rule), one in standing(look.decisions).items() if rule is None}

    def page(number: int) -> tuple[str, str]:
        audited = agents[number]
        agent_id = audited.agent.id
        decided = [decisions_block([taken[agent_id]])] if agent_id in taken else []
        return file_of(agent_id), details.in_document(
            audited,
            way=Way(f"{number + 1:,} of {len(agents):,}", _beside(agents, number - 1), _beside(agents, number + 1)),
            title=f"{run.name} fleet audit",
            key=key,
            assets=assets,
            blocks=[table([audited]), frame, *decided],
        )

    return each(page, range(len(agents)), len(agents))


def _beside(agents: Sequence[Audited], place: int) -> str:
    """The address of another agent's page; empty beyond either end."""
    return _UP + file_of(agents[place].agent.id) if 0 <= place < len(agents) else ""
