"""The report as one file: the overview as it stands, and the agents' pages packed for the script to open."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from auditor.model.run import Audited, Run
from auditor.reporters.html import document
from auditor.reporters.html.agent_section import agent_section
from auditor.reporters.html.columns import columns, words
from auditor.reporters.html.decisions import decisions_block, review_block
from auditor.reporters.html.overview import ranked, rows
from auditor.reporters.html.packed import Packed, in_chunks, packed
from auditor.reporters.html.page import page_of
from auditor.reporters.html.ranges import shared_notes
from auditor.reporters.html.signs import Links
from auditor.reporters.look import PLAIN, Look
from auditor.reporters.texts import Texts

STATIC_ROWS = 500
"""Up to so many agents have their row in the table as it is written; of more, the first `FIRST_ROWS`."""
FIRST_ROWS = 200


def one_file(run: Run, texts: Texts, look: Look = PLAIN) -> str:
    """The whole report as one HTML document."""
    agents = ranked(run)
    links = Links({audited.agent.id: audited.agent.title for audited in agents})
    shown = len(agents) if len(agents) <= STATIC_ROWS else FIRST_ROWS
    page = page_of(run, agents, links, shown)
    assets = document.inline()
    return document.rendered(
        "report",
        page=page,
        blocks=(*_blocks(run, agents, links, texts, shown), *_decided(look)),
        home="",
        style=assets.style,
        script=assets.script,
        policy=assets.policy,
    )


def _blocks(run: Run, agents: Sequence[Audited], links: Links, texts: Texts, shown: int) -> Iterator[Packed]:
    """What the script needs: columns to filter and sort by, the other rows, and every agent's page."""
    yield packed("columns", {**words(agents), "columns": columns(agents)})
    if shown < len(agents):
        row = document.macro("row", "agent_row")
        yield packed("rows", [document.showable(str(row(one))) for one in rows(agents, links)])
    yield review_block(run.name)
    shared = frozenset(shared_notes(run))
    pages = [document.rendered("agent", agent=agent_section(audited, texts, shared), home="") for audited in agents]
    yield from in_chunks("pages", pages)


def _decided(look: Look) -> Iterator[Packed]:
    """What people decided before, if anything."""
    if look.decisions:
        yield decisions_block(look.decisions)
