"""The report as one file: the overview as it stands, and the agents' pages packed for the script to open."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from auditor.errors import AuditorError
from auditor.model.run import Audited, Run
from auditor.model.since import Since
from auditor.reporters.html import document, whatif
from auditor.reporters.html.columns import columns, words
from auditor.reporters.html.decisions import decisions_block, review_block
from auditor.reporters.html.details import Details
from auditor.reporters.html.figures import plural
from auditor.reporters.html.fleet_parts import MOST_FINDINGS, findings
from auditor.reporters.html.overview import ranked, rows
from auditor.reporters.html.packed import Packed, packed
from auditor.reporters.html.page import page_of
from auditor.reporters.html.signs import Links
from auditor.reporters.html.whole_pages import WholePages
from auditor.reporters.json import agent_document
from auditor.reporters.look import PLAIN, Look
from auditor.reporters.texts import Texts

STATIC_ROWS = 500
"""Up to so many agents have their row in the table as it is written; of more, the first `FIRST_ROWS`."""
FIRST_ROWS = 100
MOST_DOCUMENTS, DOCUMENTS_BYTES = 12, 15_000
"""Agents that carry their part of audit.json, as far as it fits (3 KB each); the others say how to get it."""

MOST_BYTES = 25_000_000
"""A file beyond this is slow to open and is refused as an attachment nearly everywhere."""
OVERVIEW_BYTES = 2_000_000
"""Set aside for the overview, whose own tables are capped."""


@dataclass(frozen=True, slots=True)
class Shown:
    """The page, and what somebody must be told who did not ask for it to be cut."""

    page: str
    note: str


def one_file(run: Run, texts: Texts, look: Look = PLAIN) -> Shown:
    """The whole report as one HTML document; beyond `MOST_BYTES` the last agents' pages are brief, and it says so."""
    agents = ranked(run)
    links = Links({audited.agent.id: audited.agent.title for audited in agents})
    shown = first_rows(len(agents))
    details = Details(run, agents, texts, look)
    whole = WholePages(agents, details)
    page = page_of(run, agents, links, shown, since=look.since)
    data = (*data_blocks(run, agents, links, look, shown), _documents(agents, texts, look))
    pages, kept = whole.within(MOST_BYTES - OVERVIEW_BYTES - sum(len(block.text) for block in data))
    note = "" if kept == len(agents) else cut_note(kept, len(agents))
    told = note or ("" if details.whole == len(agents) else f"{details.note()}.")
    assets = document.served() if look.edition else document.assets(look.assets)
    return Shown(
        document.rendered(
            "report",
            page=replace(page, left_out=" ".join(part for part in (page.left_out, told) if part)),
            blocks=(*data, *pages),
            home="",
            style=assets.style,
            script=assets.script,
            policy=assets.policy,
        ),
        note,
    )


def first_rows(agents: int) -> int:
    """How many of so many agents have their row in the table as it is written."""
    return agents if agents <= STATIC_ROWS else FIRST_ROWS


def data_blocks(run: Run, agents: Sequence[Audited], links: Links, look: Look, shown: int) -> Iterator[Packed]:
    """What the script needs on the overview: columns to filter and sort by, the other rows, what was decided."""
    yield table(agents, look.since)
    yield packed("whatif", whatif.columns(agents))
    if shown < len(agents):
        row = document.macro("row", "agent_row")
        yield packed("rows", [document.showable(str(row(one))) for one in rows(run, agents, links)])
    more = findings(run, links)[MOST_FINDINGS:]
    if more:
        row = document.macro("finding", "finding_row")
        yield packed("further", [document.showable(str(row(one))) for one in more])
    yield review_block(run, run.dismissed_agents)
    if look.decisions:
        yield decisions_block(look.decisions)
    if look.edition:
        yield packed("served", {"edition": look.edition})


def table(agents: Sequence[Audited], since: Since | None = None) -> Packed:
    """What the table can be filtered and sorted by."""
    return packed("columns", {**words(agents), "columns": columns(agents, since)})


def _documents(agents: Sequence[Audited], texts: Texts, look: Look) -> Packed:
    """What audit.json says of the first agents, by field: what is alike then stands close together."""
    told = [agent_document(audited) for audited in _told_whole(agents, texts)] if look.prompts == "full" else []
    while len((block := packed("documents", _by_field(told))).text) > DOCUMENTS_BYTES:
        told.pop()
    return block


def _by_field(told: Sequence[dict[str, Any]]) -> dict[str, list[Any]]:
    return {name: [one[name] for one in told] for name in (told[0] if told else {"id": ()})}


def _told_whole(agents: Sequence[Audited], texts: Texts) -> Iterator[Audited]:
    """The first agents whose document may be in the page: not where prompts are left out, nor near a credential."""
    for audited in agents[:MOST_DOCUMENTS]:
        try:
            may_be = texts(audited) is not None and not audited.facts.prompt.secrets
        except (AuditorError, OSError):
            continue
        if may_be:
            yield audited


def cut_note(kept: int, agents: int) -> str:
    """That a single file does not hold all, and the way out."""
    return (
        f"One file of {MOST_BYTES // 10**6} MB has room for the whole pages of {plural(kept, 'agent')}, those with "
        f"most to save; the other {agents - kept:,} are brief. A folder of pages has all of them: --layout dir."
    )
