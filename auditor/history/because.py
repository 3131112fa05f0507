"""Why a verdict changed: the inputs that the deciding gates can read, and of these the ones that changed.

A gate declares the groups of facts that it reads, and each group of facts comes from certain inputs; so whatever else
changed, it cannot have changed the answer of that gate. Where one input is left, it decided. Where several are, one of
them still stands out if it alone passed the value at which the answer turned; otherwise all are named, and so marked.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from auditor.model.kept import GROUPS, AgentRecord, ChangedInput, RunRecord
from auditor.model.since import Because, Certainty, GateChange

Fields = Mapping[str, frozenset[str]]
"""Groups of evidence with the fields that matter; an empty set is all of them."""

ALL: frozenset[str] = frozenset()

READS: dict[str, tuple[str, ...]] = {
    "prompting-exhausted": ("prompting",),
    "knowledge-stable": ("knowledge", "history"),
    "examples-ready": ("dataset",),
    "task-narrow": ("scope", "history"),
    "scale-pays": ("traffic", "economics"),
    "option-open": ("path",),
}
"""The facts that each gate declares to read; a test holds them against the gates themselves."""

POLICY: dict[str, tuple[str, ...]] = {
    "prompting-exhausted": ("prompting_exhausted",),
    "knowledge-stable": ("knowledge_stable",),
    "examples-ready": ("examples_ready",),
    "task-narrow": ("task_narrow",),
    "scale-pays": ("scale_pays", "option_open"),
    "option-open": ("option_open",),
}
"""The sections of the policy that each gate, or what measures for it, reads."""

FROM: dict[str, Fields] = {
    "prompting": {"prompt": ALL, "quality": ALL, "past": ALL, "use": frozenset({"cache hit rate"})},
    "knowledge": {
        "prompt": ALL,
        "architecture": ALL,
        "knowledge": ALL,
        "dataset": frozenset({"ageing answers", "wrong by"}),
    },
    "history": {"past": ALL},
    "dataset": {"dataset": ALL},
    "scope": {"task": ALL},
    "traffic": {"volume": ALL, "use": ALL},
    "economics": {
        "prompt": ALL,
        "model": ALL,
        "architecture": ALL,
        "price": ALL,
        "volume": ALL,
        "use": ALL,
        "knowledge": ALL,
        "tuning": ALL,
        "time": ALL,
        "quality": frozenset({"techniques"}),
        "dataset": frozenset({"examples", "distinct", "tokens per example"}),
    },
    "path": {"model": ALL, "tuning": ALL},
}
"""The inputs that each group of facts comes from."""

_BOOK = frozenset({"scale-pays", "option-open"})
"""Gates that the price book acts on."""

_DRIFTS = frozenset({"knowledge-stable", "task-narrow", "scale-pays", "option-open"})
"""Gates whose facts change with the days alone: the past grows longer, prices and services have dates."""

_FOLLOWS = {"model": ("price", "tuning", "time"), "tuning": ("time",)}
"""What changes only because something else did: another model has other prices, and is tuned and served otherwise."""

_FLIPS = {"calls_per_month": "volume", "growth_per_month": "volume"}
"""Inputs of the cost model by their group of evidence; all others that an agent states are its use."""

_USE = ("user_tokens", "output_tokens", "cache_hit_rate")


def changed(before: AgentRecord, after: AgentRecord, only: Fields | None = None) -> tuple[ChangedInput, ...]:
    """The groups of an agent's inputs that are not what they were, in the order of GROUPS; `only` narrows them down."""
    found = []
    for group in GROUPS:
        if group == "pool" or (only is not None and group not in only):
            continue  # who shares a deployment is an outcome, of the inputs of all who might
        fields = only[group] if only is not None else ALL
        said = _said(group, before.evidence.get(group), after.evidence.get(group), fields)
        if said:
            found.append(ChangedInput(group, said))
    follows = {other for one in found for other in _FOLLOWS.get(one.name, ())}
    return tuple(one for one in found if one.name not in follows)


def _said(group: str, old: Mapping[str, str] | None, new: Mapping[str, str] | None, fields: frozenset[str]) -> str:
    """What changed within a group, in words; empty where nothing did, or where neither run tells."""
    if old is None and new is None:
        return ""
    if old is None or new is None:
        return "kept by one of the two runs only"
    parts = []
    for name in sorted(old.keys() | new.keys()):
        if (fields and name not in fields) or old.get(name) == new.get(name):
            continue
        if group == "time" and "unknown" in (old.get(name), new.get(name)):
            continue  # whether a horizon is known follows from the rest
        if name in old and name in new:
            parts.append(_pair(name, old[name], new[name]))
        elif group != "price" or name == "missing":  # a line that came or went is no other price
            parts.append(f"{name}: {new[name]}, new" if name in new else f"{name}: {old[name]}, gone")
    return "; ".join(parts)


def _pair(name: str, old: str, new: str) -> str:
    if name == "text":
        return "another text"
    return f"{name} {old} → {new}"


def for_all(before: RunRecord, after: RunRecord) -> tuple[ChangedInput, ...]:
    """What changed for every agent: policy, price book, auditor."""
    found = []
    policy = _policy(before, after)
    if policy:
        found.append(ChangedInput("policy", policy))
    if before.inputs.prices_sha256 != after.inputs.prices_sha256:
        editions = (before.inputs.prices_edition, after.inputs.prices_edition)
        said = f"{editions[0]} → {editions[1]}" if editions[0] != editions[1] else "other figures"
        found.append(ChangedInput("book", said))
    if before.auditor != after.auditor:
        found.append(ChangedInput("version", f"{before.auditor} → {after.auditor}"))
    return tuple(found)


def _policy(before: RunRecord, after: RunRecord, sections: Iterable[str] | None = None) -> str:
    """The sections of the policy that differ, in words; where they were not kept, that it differs at all."""
    old, new = before.inputs.policy_parts, after.inputs.policy_parts
    if not old or not new:
        return "another policy" if before.inputs.policy_sha256 != after.inputs.policy_sha256 else ""
    names = sorted(old.keys() | new.keys()) if sections is None else sections
    return ", ".join(name for name in names if old.get(name) != new.get(name))


def gates(before: AgentRecord, after: AgentRecord) -> tuple[GateChange, ...]:
    """The gates that answer otherwise, with those marked from which the change of the verdict follows."""
    old = {gate.name: gate.outcome for gate in before.gates}
    found = [gate for gate in after.gates if old.get(gate.name) not in (None, gate.outcome)]
    deciding = _deciding(before, after, [gate.name for gate in found])
    return tuple(
        GateChange(gate.name, old[gate.name], gate.outcome, gate.because, gate.name in deciding) for gate in found
    )


def _deciding(before: AgentRecord, after: AgentRecord, moved: Sequence[str]) -> frozenset[str]:
    """Of the gates that moved those up to the later of both first failures; all of them where a walk has none.

    The first gate that fails gives the verdict, so what stands behind it in both walks cannot have mattered; a verdict
    that rests on the whole walk (tune, or not enough is known) can have been changed by any.
    """
    if before.verdict == after.verdict:
        return frozenset()
    order = [gate.name for gate in after.gates]
    firsts = [_first_failure(agent) for agent in (before, after)]
    if None in firsts or "fine-tune-with-retrieval" in (before.verdict, after.verdict):
        return frozenset(moved)
    last = max(order.index(name) for name in firsts if name in order)
    return frozenset(name for name in moved if order.index(name) <= last)


def _first_failure(agent: AgentRecord) -> str | None:
    return next(
        (gate.name for gate in agent.gates if gate.outcome == "fail" and not _is_passed_over(agent, gate.name)), None
    )


def _is_passed_over(agent: AgentRecord, gate: str) -> bool:
    """Whether a gate has no say for an agent that is tuned already."""
    return agent.is_tuned and gate in ("prompting-exhausted", "examples-ready", "task-narrow")


def of(before: RunRecord, after: RunRecord, agent: str, deciding: Sequence[str]) -> Because:
    """Why the deciding gates of an agent answer otherwise; without any, why its home or its state is another one."""
    old, new = before.agents[agent], after.agents[agent]
    names = tuple(deciding) or ("knowledge-stable", "scale-pays")  # who chooses the home reads what these two read
    found = [
        *changed(old, new, _reachable(names, {"architecture": ALL})),
        *_shared(before, after, names),
    ]
    found += _by_days(before, after, old, names, is_alone=not found)
    if "scale-pays" in names:
        found += _by_others(before, after, agent)
    return weighed(found, old, new)


def _by_others(before: RunRecord, after: RunRecord, agent: str) -> list[ChangedInput]:
    """Agents on the same deployment, then or now, whose own inputs changed: its hosting is shared with them."""
    mates = {name for run in (before, after) for name in _mates(run.agents[agent])}
    moved = [name for name in sorted(mates) if _is_moved(before.agents.get(name), after.agents.get(name))]
    return [ChangedInput("pool", f"other inputs of {', '.join(moved)}, on the same deployment")] if moved else []


def _mates(agent: AgentRecord) -> list[str]:
    said = agent.evidence.get("pool", {}).get("with", "nobody")
    return [] if said == "nobody" else said.split(", ")


def _is_moved(old: AgentRecord | None, new: AgentRecord | None) -> bool:
    return old is not new and (old is None or new is None or bool(changed(old, new)))


def weighed(found: Sequence[ChangedInput], old: AgentRecord, new: AgentRecord) -> Because:
    """The candidates with how sure it is that they decided."""
    if len(found) > 1:
        flipped = _flipped(old, new) & {one.name for one in found}
        certainty: Certainty = "likely" if len(flipped) == 1 else "several"
        ordered = sorted(found, key=lambda one: one.name not in flipped)
        return Because(certainty, tuple(ordered))
    return Because("certain" if found else "unknown", tuple(found))


def _reachable(names: Sequence[str], also: Fields) -> Fields:
    """The inputs that these gates can read, through the facts they declare."""
    found: dict[str, frozenset[str]] = dict(also)
    for name in names:
        for facts in READS.get(name, tuple(FROM)):
            for group, fields in FROM[facts].items():
                is_whole = not fields or (group in found and not found[group])
                found[group] = ALL if is_whole else found.get(group, ALL) | fields
    return found


def _shared(before: RunRecord, after: RunRecord, names: Sequence[str]) -> list[ChangedInput]:
    """What changed for all agents, as far as these gates read it."""
    sections = sorted({section for name in names for section in POLICY.get(name, ())})
    policy = _policy(before, after, sections)
    found = [ChangedInput("policy", policy)] if policy else []
    for one in for_all(before, after):
        if one.name == "version" or (one.name == "book" and _BOOK.intersection(names)):
            found.append(one)
    return found


def _by_days(
    before: RunRecord, after: RunRecord, old: AgentRecord, names: Sequence[str], *, is_alone: bool
) -> list[ChangedInput]:
    """The days between the runs, where they can have done it: nothing else did, or a date on record stands against."""
    dates = (before.inputs.prices_as_of, after.inputs.prices_as_of)
    if dates[0] == dates[1] or not _DRIFTS.intersection(names):
        return []
    dated = old.evidence.get("tuning", {})
    has_end = any(dated.get(name, "unknown") != "unknown" for name in ("tunable until", "served until"))
    if is_alone or ("option-open" in names and has_end):
        return [ChangedInput("time", f"{dates[0]} → {dates[1]}")]
    return []


def _flipped(old: AgentRecord, new: AgentRecord) -> set[str]:
    """The groups of which a figure alone passed the value at which the answer turned, all others as they were."""
    found = set()
    for name, at in old.break_even.flips:
        group = _FLIPS.get(name, "use" if name in _USE else "")
        ends = [_figure(agent.evidence.get(group, {}).get(name.replace("_", " "), "")) for agent in (old, new)]
        if group and ends[0] is not None and ends[1] is not None and (ends[0] < at) != (ends[1] < at):
            found.add(group)
    return found


def _figure(text: str) -> Decimal | None:
    """A sure figure of the evidence; None where it is a range or unknown."""
    bare = text.replace(",", "")
    return Decimal(bare) if bare.replace(".", "", 1).replace("-", "", 1).isdigit() else None
