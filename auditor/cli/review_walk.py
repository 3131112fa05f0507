"""The walk through what is open, agent by agent in the terminal, and how decisions read there."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from auditor.cli import review_source, writing
from auditor.cli.deciding import decided
from auditor.errors import InputError

if TYPE_CHECKING:
    from auditor.model.review import Decision, Reviewed, Until
    from auditor.review import Gathered, Subject

CHOICES = "[a]ccept  [d]ismiss  [s]nooze  s[k]ip  [q]uit"
_LETTERS = {"a": "accepted", "d": "dismissed", "s": "snoozed", "k": "", "q": "quit"}
MOST_FINDINGS = 8


def is_terminal() -> bool:
    """Whether there is somebody to ask."""
    return sys.stdin is not None and sys.stdin.isatty() and sys.stdout is not None and sys.stdout.isatty()


def width() -> int:
    """Columns to fill."""
    return max(40, min(shutil.get_terminal_size((80, 24)).columns, 100))


def walk(case: review_source.Case, who: str, *, is_all: bool) -> None:
    """Ask about every agent that is open; each decision is in the ledger before the next is asked for."""
    from auditor import review

    taken = review.open_first(case.agents, case.decisions, case.now.date(), case.rise)
    waiting = [
        one
        for one in case.agents.values()
        if (is_all or one.is_actionable or one.id in taken) and (one.id not in taken or taken[one.id].state == "open")
    ]
    done = 0
    try:
        for number, subject in enumerate(waiting, 1):
            writing.show("\n".join(told(subject, taken.get(subject.id), f"{number} of {len(waiting)}")))
            answer = _asked(case, subject, who)
            if answer == "quit":
                break
            done += bool(answer)
    except click.Abort:
        writing.show()
    rest = len(waiting) - done
    where = f" in {case.ledger.as_posix()}" if done else ""
    writing.show(f"{done} decided{where}; {rest} of {len(waiting)} open." if waiting else "Nothing is open.")


def _asked(case: review_source.Case, subject: Subject, who: str) -> str:
    """Ask for a decision and write it; gives it, `quit`, or nothing if the agent was skipped."""
    letter = ""
    while letter not in _LETTERS:
        letter = str(click.prompt(CHOICES, default="k", show_default=False, prompt_suffix=" > ")).strip().lower()[:1]
    done = _LETTERS[letter]
    if letter in "kq":
        return done
    why = _why(is_needed=done != "accepted")
    until = _until(case) if done == "snoozed" else None
    writing.show("  " + decided(case, subject.id, None, done, why, until, who))
    return done


def _why(*, is_needed: bool) -> str:
    while True:
        text = click.prompt("  Why" if is_needed else "  Why (optional)", default="", show_default=False)
        try:
            why = review_source.one_line(text)
        except click.BadParameter as error:
            writing.show(f"  {error.message}")
            continue
        if why or not is_needed:
            return why
        writing.show("  Say why: the reason goes with the decision.")


def _until(case: review_source.Case) -> Until:
    from auditor.reporters.terminal.layout import indented
    from auditor.review import until_from

    while True:
        text = click.prompt("  Until (2027-01-31, saving>500 or verdict-changes)", default="", show_default=False)
        try:
            return until_from(text, "until", case.now.date())
        except InputError as error:
            writing.show("\n".join(indented(str(error), width())))


def told(subject: Subject, before: Reviewed | None, place: str) -> Iterator[str]:
    """What, why, worth and evidence of one agent."""
    from auditor.model.verdict import FAMILIES
    from auditor.reporters.terminal.layout import indented
    from auditor.reporters.terminal.paint import COLOURS, GLYPHS
    from auditor.reporters.words import clean, usd

    wide = width()
    shape = next((family.shape for family in FAMILIES if family.id == subject.family), "")
    name = f" ({clean(subject.name)})" if subject.name and subject.name != subject.id else ""
    owner = f" · {clean(subject.owner)}" if subject.owner else ""
    yield ""
    yield from (
        _style(line, bold=True) for line in indented(f"{place}  {clean(subject.id)}{name}{owner}", wide, "", "  ")
    )
    verdict = f"{shape} {clean(subject.verdict)}"
    yield f"{_style(verdict, fg=COLOURS.get(subject.family))}  confidence {clean(subject.confidence)}"
    if before is not None:
        yield from indented(f"! {sentence(before.decision)} Open again: {before.because}.", wide)
    yield from indented(f"Why: {clean(subject.because)}", wide)
    worth = f"saves {usd(subject.saving)} a month" if subject.saving else "no saving is known"
    yield from indented(f"Worth: {worth}; costs {usd(subject.cost)} a month today", wide)
    yield "  What to do:"
    for number, advice in enumerate(subject.advice, 1):
        saves = f" (saves {usd(advice.saves)} a month)" if advice.saves else ""
        yield from indented(f"{number}. {clean(advice.action)}{saves}", wide, "    ", "       ")
    yield "  Evidence:"
    for gate, outcome, because in subject.gates:
        yield from indented(f"{GLYPHS.get(outcome, '?')} {clean(gate)}: {clean(because)}", wide, "    ", "      ")
    for found in subject.findings[:MOST_FINDINGS]:
        text = f"{found.severity} {found.rule}: {found.message} ({found.place})"
        yield from indented(f"- {clean(text)}", wide, "    ", "      ")
    yield ""


def sentence(one: Decision) -> str:
    """A decision as a sentence."""
    from auditor.reporters.reviewed import sentence as said

    return said(one)


def list_lines(case: review_source.Case, latest: Sequence[Decision]) -> Iterator[str]:
    """The decisions as lines, those that are open again with the reason."""
    from auditor.reporters.terminal.layout import indented
    from auditor.reporters.words import clean

    if not latest:
        yield f"Nothing was decided yet ({case.ledger.as_posix()})."
    for one in latest:
        what = one.agent if one.rule is None else f"{one.agent}: {one.rule}"
        because = _because(case, one)
        state = f" Open again: {because}." if because and one.decision != "open" else ""
        yield from indented(f"{clean(what)}: {sentence(one)}{state}", width(), "", "  ")


def listed(case: review_source.Case, latest: Sequence[Decision]) -> dict[str, Any]:
    """The decisions as plain data: as in fleet-decisions.json, each with its state now."""
    from auditor.model.review_file import decision_json

    found = []
    for one in latest:
        because = _because(case, one)
        state = "open" if because else one.decision
        found.append(decision_json(one) | {"state": state, "open_because": because or None})
    return {"format": 1, "fleet": case.fleet, "ledger": case.ledger.as_posix(), "decisions": found}


def _because(case: review_source.Case, one: Decision) -> str:
    if one.agent not in case.agents:
        return "the fleet has no such agent"
    return one.reopened(case.agents[one.agent].evidence(), case.now.date(), case.rise)


def gathered_lines(found: Gathered, ledger: Path) -> Iterator[str]:
    """What an import did, decision by decision where it did nothing."""
    from auditor.reporters.words import clean

    yield f"{len(found.new)} new in {ledger.as_posix()}, {len(found.known)} known already."
    for one in found.new:
        yield f"  new: {clean(one.agent)}: {sentence(one)}"
    for one, last in found.superseded:
        yield f"  superseded: {clean(one.agent)}: {sentence(one)} Later: {sentence(last)}"
    for one in found.unknown:
        yield f"  unknown agent, not added: {clean(one.agent)}: {sentence(one)}"


def _style(text: str, **how: Any) -> str:
    return text if os.environ.get("NO_COLOR") else click.style(text, **how)
