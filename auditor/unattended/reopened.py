"""Decisions that stand no more and stood at an earlier run: news for those who took them."""

from __future__ import annotations

from auditor.model.kept import RunRecord
from auditor.model.review import Decision, Evidence, Rise, rounded
from auditor.model.run import Run
from auditor.model.since import NewsItem


def reopened(run: Run, before: RunRecord) -> tuple[NewsItem, ...]:
    """The decisions that opened again since that run, by agent; what a person took back is no news to people."""
    return tuple(
        NewsItem("decision", agent, f"{_what(one.decision)} is open again: {one.because}")
        for (agent, _), one in sorted(run.reviews.items(), key=lambda item: (item[0][0], item[0][1] or ""))
        if one.because and one.decision.decision != "open" and _stood(one.decision, before, run.rise)
    )


def _stood(one: Decision, before: RunRecord, rise: Rise) -> bool:
    """Whether it stood on what that run found, on that run's day; one that was taken later stood when it was taken."""
    agent = before.agents.get(one.agent)
    if agent is None or one.at > before.at:
        return True
    saving = None if agent.saving is None else rounded(agent.saving.point)
    return not one.reopened(Evidence(agent.verdict, saving, agent.prompt_sha256[:12]), before.at.date(), rise)


def _what(one: Decision) -> str:
    about = "" if one.rule is None else f" about {one.rule}"
    return f"what {one.who or 'somebody'} {one.decision}{about}"
