"""What had to be made of agents' files, as notes: one for each, or one for all of whom the same holds."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from auditor.model.finding import Finding, Location
from auditor.sources.found import Read, Remark
from auditor.sources.reading import note

_FEW = 3
"""So many agents of whom the same holds are told one by one; a fleet may have hundreds."""
_NAMED = 5


def notes(agents: Sequence[Read], ids: Sequence[str], root: Path) -> Iterator[Finding]:
    """A note for each remark on an agent; one of many agents names the first few."""
    held: dict[Remark, list[tuple[Read, str]]] = {}
    for agent, id in zip(agents, ids, strict=True):
        for remark in dict.fromkeys(agent.found.remarks):
            held.setdefault(remark, []).append((agent, id))
    for remark, of in held.items():
        if len(of) > _FEW:
            yield _of_many(remark, [id for _, id in of], root)
            continue
        for agent, id in of:
            message = f"The {remark.about} of {id} {remark.says}."
            place = agent.file.at(agent.found.line)
            yield note(remark.rule, place, message, "info", f"{id} {remark.says}", id)


def _of_many(remark: Remark, ids: Sequence[str], root: Path) -> Finding:
    who = f"{', '.join(ids[:_NAMED])}" + (f" and {len(ids) - _NAMED:,} more" if len(ids) > _NAMED else "")
    message = f"The {remark.about} of {len(ids):,} agents {remark.says}: {who}."
    return note(remark.rule, Location(root.as_posix()), message, "info", remark.says)
