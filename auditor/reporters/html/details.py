"""Every agent's own page, whole or in brief, with as much of the prompt as the reader may see."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from auditor.model.reviewed import evidence_of
from auditor.model.run import Audited, Run, saving_of
from auditor.reporters.html import document
from auditor.reporters.html.agent_section import Advice, agent_section
from auditor.reporters.html.decisions import evidence_words
from auditor.reporters.html.figures import plural
from auditor.reporters.html.neighbours_part import Neighbours
from auditor.reporters.html.prefix_part import without_words
from auditor.reporters.html.prompt_text import Piece, PromptText
from auditor.reporters.html.ranges import shared_notes
from auditor.reporters.html.signs import Badge, Links, address, badge
from auditor.reporters.html.trend_part import Trend, Trends
from auditor.reporters.look import Look
from auditor.reporters.reviewed import told
from auditor.reporters.texts import Texts, left_out, shows
from auditor.reporters.words import usd

To = Callable[[str], str]
"""From an agent's id to the address of its page, as the pages of others name it."""

AROUND = 80
"""Characters shown on either side of an ageing fact where prompts are not shown whole."""
_CUT = " […] "
_IDLE = frozenset({"keep", "needs-data"})
"""Families of verdicts that leave an agent as it is, unless something is saved all the same."""


@dataclass(frozen=True, slots=True)
class Way:
    """Where an agent stands in the order of the table, with the pages before and after it (empty at the ends)."""

    place: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Brief:
    """An agent's page without its evidence."""

    name: str
    id: str
    evidence: str
    badge: Badge
    because: str
    confidence: str
    advice: tuple[Advice, ...]
    note: str


class Details:
    """Renders the pages of agents, given in the order of the table; each is a part of a page, or of a document."""

    def __init__(
        self, run: Run, agents: Sequence[Audited], texts: Texts, look: Look, home: str = "", to: To = address
    ) -> None:
        self._look, self._home, self._number = look, home, len(agents)
        self._texts = left_out if look.prompts == "none" else texts
        self.has_words = look.prompts == "full" and shows(texts)
        """Whether words of prompts may stand outside of the prompts' own texts."""
        links = Links({audited.agent.id: audited.agent.title for audited in agents}, href=to)
        self._fleet = Neighbours(run, links)
        self._shared = frozenset(shared_notes(run))
        self._reviews = run.reviews
        self._trends = None if look.since is None else Trends(look.since)
        self._is_whole = _chosen(agents, look)
        self.whole = sum(map(self._is_whole, agents))
        """How many of the pages are whole."""

    def page(self, audited: Audited, *, has_room: bool = True) -> str:
        """The page of an agent; in brief where it is not asked for, or where there is no room."""
        name, agent = self._of(audited, has_room=has_room)
        return document.rendered(
            name, agent=agent, home=self._home, decided=self._decided(audited), since=self._since(audited)
        )

    def in_document(self, audited: Audited, **values: object) -> str:
        """The page as a whole document, with what such a document needs beside the agent."""
        name, agent = self._of(audited, has_room=True)
        part = f"{name}.html.j2"
        values |= {"decided": self._decided(audited), "since": self._since(audited)}
        return document.rendered("agent_document", part=part, agent=agent, home=self._home, **values)

    def _since(self, audited: Audited) -> Trend | None:
        return None if self._trends is None else self._trends.of(audited.agent.id)

    def _decided(self, audited: Audited) -> str:
        """What was decided about the agent, for readers without script; with it the script says the same."""
        found = self._reviews.get((audited.agent.id, None))
        return "" if found is None or found.decision.decision == "open" else told(found)

    def _of(self, audited: Audited, *, has_room: bool) -> tuple[str, object]:
        if not has_room or not self._is_whole(audited):
            return "agent_brief", _brief(audited, self.note(has_room=has_room), has_prompts=self.has_words)
        section = agent_section(audited, self._texts, self._shared, self._fleet, has_prompts=self.has_words)
        if self._look.prompts == "spans":
            section = replace(section, prompt=spans_only(section.prompt))
        return "agent", section

    def note(self, *, has_room: bool = True) -> str:
        """What the brief pages leave out, and why."""
        if not has_room:
            return "This report is one file, and its room went to the agents with most to save"
        if self._look.details == "actionable":
            return "This report has whole pages for agents with something to do only"
        return f"This report has whole pages for the first {plural(self.whole, 'agent')} only"


def _chosen(agents: Sequence[Audited], look: Look) -> Callable[[Audited], bool]:
    """Whether an agent's page is asked for whole."""
    if look.details == "all":
        return lambda _: True
    if look.details == "actionable":
        return is_actionable
    first = {audited.agent.id for audited in agents[: look.details]}
    return lambda audited: audited.agent.id in first


def is_actionable(audited: Audited) -> bool:
    """Whether there is something to do about an agent beyond supplying data: a change, or a saving."""
    saving = saving_of(audited)
    return audited.verdict.family.id not in _IDLE or (saving is not None and saving.point > 0)


def _brief(audited: Audited, note: str, *, has_prompts: bool) -> Brief:
    verdict = audited.verdict
    return Brief(
        audited.agent.title,
        audited.agent.id,
        evidence_words(evidence_of(audited)),
        badge(verdict),
        verdict.because,
        verdict.confidence,
        tuple(
            Advice(
                one.action if has_prompts else without_words(one.action, audited),
                one.because,
                usd(one.saves_per_month) if one.saves_per_month else "",
            )
            for one in verdict.recommendations
        ),
        note,
    )


def spans_only(prompt: PromptText) -> PromptText:
    """Only the ageing facts of a prompt, with some characters on either side; the rest is cut out."""
    if not prompt.pieces:
        return prompt
    note = f"Of the prompt only its ageing facts are shown, with at most {AROUND} characters on either side."
    pieces: list[Piece] = []
    gap, has_fact = "", False
    for piece in prompt.pieces:
        if not piece.number:
            gap += piece.text
            continue
        pieces += [*_kept(gap, is_first=not has_fact), piece]
        gap, has_fact = "", True
    if has_fact:
        pieces += _kept(gap, is_last=True)
    return replace(prompt, pieces=tuple(pieces), notes=(*prompt.notes, note))


def _kept(gap: str, *, is_first: bool = False, is_last: bool = False) -> list[Piece]:
    """What is shown of the text between two facts, before the first and behind the last."""
    before, after = gap[:AROUND], gap[-AROUND:]
    if is_first:
        gap = after if len(gap) <= AROUND else _CUT + after
    elif is_last:
        gap = before if len(gap) <= AROUND else before + _CUT
    elif len(gap) > 2 * AROUND:
        gap = before + _CUT + after
    return [Piece(gap)] if gap else []
