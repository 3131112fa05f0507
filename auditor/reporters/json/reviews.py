"""What people decided about an agent as plain data: as it stands in the ledger, with whether it stands today."""

from __future__ import annotations

from typing import Any

from auditor.model.review import Reviewed
from auditor.model.review_file import decision_json
from auditor.model.run import Run


def reviews(run: Run, agent: str) -> dict[str, Any]:
    """`review` of the agent as a whole and `finding_reviews`, each only where something was decided."""
    found: dict[str, Any] = {}
    own = run.reviews.get((agent, None))
    if own is not None:
        found["review"] = _review(own)
    about = [_review(one) for (who, rule), one in sorted(_ruled(run).items()) if who == agent and rule]
    return found | ({"finding_reviews": about} if about else {})


def _ruled(run: Run) -> dict[tuple[str, str], Reviewed]:
    return {(agent, rule): one for (agent, rule), one in run.reviews.items() if rule is not None}


def _review(one: Reviewed) -> dict[str, Any]:
    """The state is `open` where the decision stands no more, and `open_because` says why."""
    return decision_json(one.decision) | {"state": one.state, "open_because": one.because or None}
