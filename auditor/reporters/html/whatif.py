"""The what-if panel: words for the template, and the coefficients for the page's script."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from auditor.costs.whatif import parts
from auditor.model.run import Audited
from auditor.model.verdict import VERDICTS, VerdictName
from auditor.model.whatif import Coefficients, Variant
from auditor.reporters.html.figures import plural
from auditor.reporters.html.levers import AUDITED, Lever, fleet_at, goal, lever, levers
from auditor.reporters.html.sensitivity import Sensitivity, dollars, sensitivity
from auditor.reporters.html.signs import Link, Links

OPTIONS = ("prompted", "cached", "moved", "retrieval", "smaller", "tuned", "hosting")
GOALS = ("", "retrieval", "tuned", "prompt")
FIGURES = (
    "own_hit_rate",
    "hit_rate",
    "fallback_share",
    "smaller_share",
    "once",
    "per_month",
    "per_month_longest",
    "longest",
    "decline",
)
"""Columns of the packed data with a figure for each agent, under the names that `Coefficients` has for them."""

MOST_NAMED = 20


@dataclass(frozen=True, slots=True)
class WhatIf:
    """The panel as it stands before anything is moved, and what moves the total."""

    saving: str
    cost: str
    held: str
    left_out: str
    left_out_agents: tuple[Link, ...]
    left_out_more: str
    sensitivity: Sensitivity


def whatif(agents: Sequence[Audited], links: Links) -> WhatIf | None:
    """The part of the page for these agents, in the order of the table; None if no agent has a cost."""
    able = levers(agents)
    if not able:
        return None
    audited = fleet_at(able, AUDITED)
    inside = {one.agent.agent.id for one in able}
    others = [one for one in agents if one.agent.id not in inside]
    return WhatIf(
        saving=dollars(audited.saving),
        cost=dollars(audited.cost),
        held=_held(able),
        left_out=plural(len(others), "agent") if others else "",
        left_out_agents=tuple(links.to(one.agent.id, one.agent.title) for one in others[:MOST_NAMED]),
        left_out_more=f" and {len(others) - MOST_NAMED:,} more" if len(others) > MOST_NAMED else "",
        sensitivity=sensitivity(able, audited),
    )


def columns(agents: Sequence[Audited]) -> dict[str, Any]:
    """What the script multiplies: variants one after the other, and a figure or a letter for each row.

    A row for each agent, in the order of the table, then the deciding ones of each agent whose verdict can flip.
    `counts` has seven digits a row: how many variants each of `OPTIONS` has, all 0 if no cost is known.
    """
    found = [lever(audited) for audited in agents]
    rows = [one.of if one else None for one in found]
    rows += [end for one in found if one and one.said for end in one.of.deciding]
    variants = [variant for of in rows if of for name in OPTIONS for variant in getattr(of, name)]
    names = list(VERDICTS)
    return {
        **{name: [_plain(getattr(variant, name)) for variant in variants] for name in Variant._fields},
        "counts": "".join("".join(str(len(getattr(of, name)) if of else 0) for name in OPTIONS) for of in rows),
        **{name: [_figure(of, name) for of in rows] for name in FIGURES},
        "can_move": "".join("1" if of and of.can_move else "0" for of in rows),
        "tuned": "".join("1" if of and of.is_tuned else "0" for of in rows),
        "said": "".join(one.said[0] if one and one.said else "-" for one in found),
        "goals": "".join(
            str(GOALS.index(goal(audited, verdict))) for audited in agents for verdict in _verdicts(audited)
        ),
        "names": [[name, said.family.id, said.family.shape] for name, said in VERDICTS.items()],
        "verdicts": [[names.index(verdict) for verdict in _verdicts(audited)] for audited in agents],
        "parts": list(parts(next((of.discount for of in rows if of), 0.0))),
    }


def _verdicts(audited: Audited) -> tuple[VerdictName, ...]:
    """As audited, and by what gate 5 may say: pass, fail, unknown."""
    verdict = audited.verdict
    return verdict.name, verdict.if_pays, verdict.if_not, verdict.if_unknown


def _figure(of: Coefficients | None, name: str) -> float | int | None:
    figure = getattr(of, name) if of else None
    return None if figure is None or figure == float("inf") else _plain(figure)


def _plain(figure: float) -> float | int:
    """The same number in fewer characters."""
    return int(figure) if figure.is_integer() else figure


def _held(able: Sequence[Lever]) -> str:
    """How many verdicts can move with the levers at all."""
    free = sum(one.said is not None for one in able)
    if not free:
        return "No verdict here hangs on volume and prices alone, so none can flip."
    return f"The verdicts of {plural(free, 'agent hangs', 'agents hang')} on volume and prices; all others stay."
