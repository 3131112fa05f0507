"""A run beside what people decided about it: which decisions stand on the evidence of now, and which are open again."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from auditor.model.review import Decision, Evidence, Reviewed, rounded, standing
from auditor.model.run import Audited, Run, saving_of


def evidence_of(audited: Audited) -> Evidence:
    """What a decision about this agent would be taken on now."""
    saving = saving_of(audited)
    return Evidence(
        audited.verdict.name, None if saving is None else rounded(saving.point), audited.facts.prompt.sha256[:12]
    )


def reviewed(run: Run, decisions: Iterable[Decision]) -> Run:
    """The run with the latest decision about each of its agents and their findings, judged on the run's own day.

    Decisions about agents that are not in the run are left out. What is dismissed leaves the run's avoidable total.
    """
    evidence = {audited.agent.id: evidence_of(audited) for audited in run.agents}
    today, found = run.at.date(), dict[tuple[str, str | None], Reviewed]()
    for key, one in standing(decisions).items():
        if one.agent in evidence:
            found[key] = Reviewed(one, one.reopened(evidence[one.agent], today, run.rise))
    return replace(run, reviews=found)
