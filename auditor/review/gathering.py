"""A file of decisions, as the report's page exports it, beside the ledger: what is new, and what is not, and why."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace

from auditor.model.review import Decision, standing


@dataclass(frozen=True, slots=True)
class Gathered:
    """The decisions of a file, each in one of four lists."""

    new: tuple[Decision, ...]
    known: tuple[Decision, ...]
    """In the ledger already."""
    superseded: tuple[tuple[Decision, Decision], ...]
    """Each with the later decision that stands in the ledger."""
    unknown: tuple[Decision, ...]
    """About agents that the fleet does not have."""


def gather(
    ledger: Iterable[Decision], arriving: Iterable[Decision], agents: Collection[str] | None, who: str
) -> Gathered:
    """Sort what arrives; `who` answers for what nobody signed. With `agents` None every agent counts as known."""
    kept = tuple(ledger)
    known_already = {_content(one) for one in kept}
    stands = standing(kept)
    new, known, superseded, unknown = list[Decision](), list[Decision](), list[tuple[Decision, Decision]](), []
    for one in sorted(arriving, key=lambda one: (one.at, one.agent, one.rule or "")):
        last = stands.get((one.agent, one.rule))
        if _content(one) in known_already:
            known.append(one)
        elif agents is not None and one.agent not in agents:
            unknown.append(one)
        elif last is not None and last.at >= one.at:
            superseded.append((one, last))
        else:
            new.append(replace(one, who=one.who or who))
    return Gathered(tuple(new), tuple(known), tuple(superseded), tuple(unknown))


def _content(one: Decision) -> tuple[object, ...]:
    """What makes a decision the same one, whoever is named for it."""
    return one.agent, one.rule, one.decision, one.at, one.why, one.until
