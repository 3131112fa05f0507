"""Random settings of the what-if panel on made agents: what a browser is to get, to the last bit, as Python does."""

from __future__ import annotations

import math
import struct
from dataclasses import replace
from random import Random

from auditor.costs import Move, Simulation
from auditor.costs.fleet import Fleet
from auditor.costs.whatif import answer, evaluate, gain
from auditor.model.run import Audited
from auditor.model.verdict import VERDICTS
from auditor.model.whatif import Coefficients, Setting
from auditor.reporters.html.document import folder
from auditor.reporters.html.levers import At, agent_at, fleet_at, lever, levers
from tests.laws.made import made

AGENTS, SEED = 200, 20261122

RECKON = """
([packed, settings]) => {
  %s
  const of = arrays(packed), found = {}, told = [];
  const hex = (number) => {
    const view = new DataView(new ArrayBuffer(8));
    view.setFloat64(0, number);
    return view.getBigUint64(0).toString(16).padStart(16, "0");
  };
  for (const at of settings) {
    for (let i = 0; i < packed.tuned.length; i++) {
      const gain = gainAt(of, i, at, found);
      optionsAt(of, i, at.calls, at, found);
      const costs = [found.prompted, found.cached, found.moved, found.retrieval, found.smaller, found.tuned];
      told.push([...costs, gain].map(hex));
    }
    for (let i = 0; i < of.size; i++) {
      agentAt(of, i, at, found);
      told.push([found.cost, found.saving].map(hex).concat([packed.names[of.verdicts[i][found.verdict]][0]]));
    }
    const total = fleetAt(of, at);
    told.push([total.cost, total.saving].map(hex).concat(total.flips.map(([i, to]) => i + ":" + packed.names[to][0])));
  }
  return told;
}
"""


def sums() -> str:
    return (folder() / "script" / "sums.js").read_text("utf-8")


def generated(audited: Audited, luck: Random, count: int = AGENTS) -> list[Audited]:
    """Agents with the costs of made cases, and verdicts by chance."""
    cases = [made(luck, is_sure=False) for _ in range(count)]
    fleet, moves = Fleet.made(cases), Random(SEED)
    after = [moves.randint(int(one.layout.before_slot), int(one.layout.total - one.layout.slots)) for one in cases]
    moved = [Move.of(*one) for one in zip(after, fleet.orders(after, [0] * count), strict=True)]
    found = fleet.coefficients(["fine_tuned"] * count, [None] * count, Simulation(SEED, 100), moved)
    return [_agent(audited, number, of, luck) for number, of in enumerate(found)]


def _agent(audited: Audited, number: int, of: Coefficients | None, luck: Random) -> Audited:
    own = None if of is None or luck.random() < 0.05 else _other(of, luck)
    names = list(VERDICTS)
    verdict = replace(
        audited.verdict, **{name: luck.choice(names) for name in ("name", "if_pays", "if_not", "if_unknown")}
    )
    said = (answer(own, Setting()) if own else None) or "fail"
    gates = tuple(
        replace(gate, decision=replace(gate.decision, outcome=said)) if gate.name == "scale-pays" else gate
        for gate in audited.gates
    )
    facts = replace(audited.facts, economics=replace(audited.facts.economics, coefficients=own))
    named = audited.agent.model_copy(update={"id": f"made-{number}"})
    return replace(audited, agent=named, facts=facts, verdict=verdict, gates=gates)


def _other(of: Coefficients, luck: Random) -> Coefficients:
    """The same under what made cases never have: a policy's one discount, an agent that is tuned, an end of service."""
    changed = {"discount": 0.01, "is_tuned": luck.random() < 0.3, "longest": luck.choice([3.5, 40.0, math.inf])}
    return replace(of, **changed, deciding=tuple(replace(one, **changed) for one in of.deciding))


def settings(luck: Random) -> list[Setting]:
    return [
        Setting(),
        Setting(luck.uniform(0, 10), luck.uniform(0, 3), luck.random(), luck.randint(1, 60)),
        Setting(luck.uniform(0, 10), luck.uniform(0, 3), None, luck.randint(1, 60)),
        Setting(luck.uniform(0, 2), 1.0, luck.random(), None),
        Setting(0.1, 0.7, 0.3, 6),
    ]


def hexed(*figures: float) -> list[str]:
    return [struct.pack(">d", figure).hex() for figure in figures]


def wanted(agents: list[Audited], at: Setting) -> list[list[str]]:
    """What Python makes of a setting, in the order in which the browser tells it."""
    found = [lever(audited) for audited in agents]
    ends = [end for one in found if one and one.said for end in one.of.deciding]
    rows = [one.of if one else None for one in found] + ends
    told = [hexed(*evaluate(of, at), gain(of, at)) if of else hexed(*[math.inf] * 6, math.nan) for of in rows]
    for one, audited in zip(found, agents, strict=True):
        here = agent_at(one, at) if one else At(math.inf, 0.0, audited.verdict.name)
        told.append([*hexed(here.cost, here.saving), here.verdict])
    total, places = fleet_at(levers(agents), at), {audited.agent.id: place for place, audited in enumerate(agents)}
    flips = [f"{places[one.agent.agent.id]}:{to}" for one, to in total.flips]
    return [*told, [*hexed(total.cost, total.saving), *flips]]


def as_given(asked: list[Setting]) -> list[dict[str, float | None]]:
    """The settings in the words of the script."""
    return [{"calls": at.calls, "prices": at.prices, "hit": at.hit_rate, "months": at.months} for at in asked]
