"""What people decided about an agent as plain data: as it stands in the ledger, with whether it stands today."""

from __future__ import annotations

from typing import Any

from auditor.model.review import Reviewed
from auditor.model.review_file import decision_json
from auditor.model.run import Run


def reviews(run: Run, agent: str) -> dict[str, Any]:
    """The latest decision about the agent as a whole (null: none), and those about its findings."""
    own = run.reviews.get((agent, None))
    ruled = sorted(rule for who, rule in run.reviews if who == agent and rule is not None)
    return {
        "review": None if own is None else _review(own),
        "finding_reviews": [_review(run.reviews[agent, rule]) for rule in ruled],
    }


def _review(one: Reviewed) -> dict[str, Any]:
    """The state is `open` where the decision stands no more, and `open_because` says why."""
    return decision_json(one.decision) | {"state": one.state, "open_because": one.because or None}
