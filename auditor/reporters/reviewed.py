"""What people decided, in words for every report: marked, never hidden."""

from __future__ import annotations

from auditor.model.review import Decision, Reviewed, SavingAbove
from auditor.model.run import Audited, Run
from auditor.reporters.words import clean


def mark(run: Run, audited: Audited) -> str:
    """A word for a row: what stands decided about the agent, `reopened` where it did, or nothing."""
    found = run.reviews.get((audited.agent.id, None))
    if found is None or found.decision.decision == "open":
        return ""
    return "reopened" if found.because else found.state


def sentence(one: Decision) -> str:
    """Such as: Snoozed until 2027-01-31 by Ana on 2026-11-22: “after the peak”."""
    word = "Taken back" if one.decision == "open" else one.decision.capitalize()
    by = f" by {clean(one.who)}" if one.who else ""
    why = f": “{clean(one.why)}”" if one.why else ""
    end = f" until {until(one)}" if one.until else ""
    return f"{word}{end}{by} on {one.at:%Y-%m-%d}{why}."


def told(found: Reviewed) -> str:
    """The decision, and why it is open again if it is."""
    is_reopened = found.because and found.decision.decision != "open"
    return sentence(found.decision) + (f" Open again: {found.because}." if is_reopened else "")


def until(one: Decision) -> str:
    """When a snoozed decision ends, in words that follow `until`; empty if it does not."""
    if one.until is None:
        return ""
    if one.until == "verdict-changes":
        return "its verdict changes"
    if isinstance(one.until, SavingAbove):
        return f"it saves more than ${one.until.usd:f} a month"
    return one.until.isoformat()
