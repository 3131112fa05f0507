"""A decision from the page to the ledger: read, held against the evidence and the ledger of now, and written."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from auditor import review
from auditor.errors import AuditorError, InputError, Problem
from auditor.model.review import Decision, Evidence, standing
from auditor.model.review_file import decision_json, decisions_from
from auditor.reporters.reviewed import sentence
from auditor.reporters.words import UNKNOWN
from auditor.serving.editions import Edition
from auditor.serving.means import Means

FIELDS = ("agent", "decision", "why", "until", "who", "evidence", "after")


class Conflict(AuditorError):  # noqa: N818  said to the page in these words
    """What the decision was taken on is no longer so; nothing was written."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What the page asks for: the decision, and when the one was taken that stood there as it was made (None: none)."""

    decision: Decision
    after: str | None


def wish(body: bytes, now: datetime, who: str) -> Wish:
    """Read what the page sent.

        {"agent": "carl", "decision": "dismissed", "why": "too small", "until": null, "who": null,
         "evidence": {"verdict": "fine-tune", "saving": "9100", "prompt": "3f2a9c01d4e5"},
         "after": "2026-11-22T20:20:00Z"}

    The form is that of `fleet-decisions.json`, with the same rules; `who` null is whoever serves, if that is one.
    Raises InputError.
    """
    try:
        given = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise InputError.at("the request", f"is not JSON: {error}") from error
    if not isinstance(given, dict) or set(given) != set(FIELDS):
        raise InputError.at("the request", f"expected an object with {', '.join(FIELDS)}")
    after = given.pop("after")
    if after is not None and not isinstance(after, str):
        raise InputError.at("after", "expected the moment of a decision, or null")
    if not (given["who"] or who):
        raise InputError.at("who", "several people decide here: say who you are")
    written = given | {"rule": None, "at": now.strftime("%Y-%m-%dT%H:%M:%SZ"), "who": given["who"] or who}
    (one,) = decisions_from([written], lambda path: path.partition("].")[2] or "the request")
    if isinstance(one.until, date) and one.until <= now.date():
        raise InputError([Problem("until", f"{one.until} is no day to come; today is {now.date()}")])
    return Wish(one, after)


def write(asked: Wish, shown: Edition, means: Means) -> Decision:
    """Write the decision to the ledger; gives it as it stands there.

    Raises Conflict if the evidence has changed since the page was made or somebody else has decided, InputError or
    OutputError if the ledger cannot be read or written.
    """
    one = asked.decision
    now = shown.evidence.get(one.agent)
    if now is None:
        raise Conflict(f"{one.agent} is not in the fleet any more, so nothing was written.")
    if now != one.evidence:
        raise Conflict(f"The evidence changed since this page was made, so nothing was written: {_moved(one, now)}.")

    def allowed(ledger: Sequence[Decision]) -> None:
        last = standing(ledger).get((one.agent, None))
        at = None if last is None else decision_json(last)["at"]
        if at != asked.after:
            said = "the decision was withdrawn" if last is None else sentence(last)
            raise Conflict(f"Somebody else decided meanwhile, so nothing was written: {said}")

    is_first = not means.ledger.exists()
    (added,) = review.add(means.ledger, [one], allowed)
    note = review.merge_hint(means.ledger) if is_first else ""
    if note:
        means.event(f"note: {note}")
    return added


def told(one: Decision) -> dict[str, Any]:
    """What the ledger says now, for the page."""
    return {"decision": decision_json(one), "says": sentence(one)}


def _moved(one: Decision, now: Evidence) -> str:
    before, said = one.evidence, []
    if now.verdict != before.verdict:
        said.append(f"the verdict was {before.verdict} and is {now.verdict}")
    if now.saving != before.saving:
        said.append(f"the saving was {_usd(before)} a month and is {_usd(now)}")
    if now.prompt != before.prompt:
        said.append("the prompt was edited")
    return ", ".join(said)


def _usd(evidence: Evidence) -> str:
    return UNKNOWN if evidence.saving is None else f"${evidence.saving:,f}"
