"""What the page's review needs: the fleet's name, when a saving counts as risen, and decisions taken before."""

from __future__ import annotations

from collections.abc import Iterable

from auditor.model.review import Decision, Evidence, fleet_key, standing
from auditor.model.review_file import decision_json
from auditor.model.run import Audited, Run
from auditor.reporters.html.packed import Packed, packed


def review_block(run: Run, apart: Iterable[Audited] = ()) -> Packed:
    """The frame in which decisions are taken and exported; `apart` are agents whose savings are in no total shown."""
    frame = {
        "fleet": {"name": run.name, "key": fleet_key(run.name)},
        "rise": float(1 + run.rise.share),
        "rise_usd": float(run.rise.usd),
        "apart": [audited.agent.id for audited in apart],
    }
    return packed("review", frame)


def decisions_block(decisions: Iterable[Decision]) -> Packed:
    """Decisions from elsewhere, such as the ledger, for the page to show: the latest for each agent and rule."""
    return packed("decisions", [decision_json(one) for one in standing(decisions).values()])


def evidence_words(evidence: Evidence) -> str:
    """Verdict, saving (? if unknown) and the prompt's digest in three words, for the page to hand on."""
    return f"{evidence.verdict} {'?' if evidence.saving is None else f'{evidence.saving:f}'} {evidence.prompt}"
