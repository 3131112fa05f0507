"""What the page's review needs: the fleet's name, when a saving counts as risen, and decisions taken before."""

from __future__ import annotations

from collections.abc import Iterable

from auditor.model.review import RISE, RISE_USD, Decision, Evidence, fleet_key, standing
from auditor.model.review_file import decision_json
from auditor.reporters.html.packed import Packed, packed


def review_block(fleet: str) -> Packed:
    """The frame in which decisions are taken and exported."""
    frame = {"fleet": {"name": fleet, "key": fleet_key(fleet)}, "rise": float(RISE), "rise_usd": float(RISE_USD)}
    return packed("review", frame)


def decisions_block(decisions: Iterable[Decision]) -> Packed:
    """Decisions from elsewhere, such as the ledger, for the page to show: the latest for each agent and rule."""
    return packed("decisions", [decision_json(one) for one in standing(decisions).values()])


def evidence_words(evidence: Evidence) -> str:
    """Verdict, saving (? if unknown) and the prompt's digest in three words, for the page to hand on."""
    return f"{evidence.verdict} {'?' if evidence.saving is None else f'{evidence.saving:f}'} {evidence.prompt}"
