"""The report as one file: the overview as it stands, and the agents' pages packed for the script to open."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from auditor.errors import AuditorError
from auditor.model.run import Audited, Run
from auditor.reporters.html import document, whatif
from auditor.reporters.html.agent_section import agent_section
from auditor.reporters.html.columns import columns, words
from auditor.reporters.html.neighbours_part import Neighbours
from auditor.reporters.html.overview import ranked, rows
from auditor.reporters.html.packed import Packed, in_chunks, packed
from auditor.reporters.html.page import page_of
from auditor.reporters.html.ranges import shared_notes
from auditor.reporters.html.signs import Links
from auditor.reporters.json import agent_document
from auditor.reporters.texts import Texts

STATIC_ROWS = 500
"""Up to so many agents have their row in the table as it is written; of more, the first `FIRST_ROWS`."""
FIRST_ROWS = 200
FIRST_DOCUMENTS = 16
"""So many agents carry their part of audit.json, about 3 KB each; for the others the page says where it is."""


def one_file(run: Run, texts: Texts) -> str:
    """The whole report as one HTML document."""
    agents = ranked(run)
    links = Links({audited.agent.id: audited.agent.title for audited in agents})
    shown = len(agents) if len(agents) <= STATIC_ROWS else FIRST_ROWS
    page = page_of(run, agents, links, texts, shown)
    assets = document.inline()
    return document.rendered(
        "report",
        page=page,
        blocks=tuple(_blocks(run, agents, links, texts, shown)),
        home="",
        style=assets.style,
        script=assets.script,
        policy=assets.policy,
    )


def _blocks(run: Run, agents: Sequence[Audited], links: Links, texts: Texts, shown: int) -> Iterator[Packed]:
    """What the script needs: columns to filter and sort by, the other rows, and every agent's page."""
    yield packed("columns", {**words(agents), "columns": columns(agents)})
    yield packed("whatif", whatif.columns(agents))
    if shown < len(agents):
        row = document.macro("row", "agent_row")
        yield packed("rows", [document.showable(str(row(one))) for one in rows(agents, links)])
    shared = frozenset(shared_notes(run))
    fleet = Neighbours(run, links)
    pages = [
        document.rendered("agent", agent=agent_section(audited, texts, shared, fleet), home="") for audited in agents
    ]
    yield from in_chunks("pages", pages)
    yield packed("documents", _by_field([agent_document(audited) for audited in _told_whole(agents, texts)]))


def _by_field(documents: Sequence[dict[str, Any]]) -> dict[str, list[Any]]:
    """Documents of the same fields as a list for each field: what is alike then stands close together."""
    return {name: [document[name] for document in documents] for name in (documents[0] if documents else {"id": ()})}


def _told_whole(agents: Sequence[Audited], texts: Texts) -> Iterator[Audited]:
    """The first agents whose document may be in the page: not where prompts are left out, nor near a credential."""
    for audited in agents[:FIRST_DOCUMENTS]:
        try:
            may_be = texts(audited) is not None and not audited.facts.prompt.secrets
        except (AuditorError, OSError):
            continue
        if may_be:
            yield audited
