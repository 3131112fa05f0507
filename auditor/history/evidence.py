"""What each agent's verdict rests on, by group and field, in short texts: two runs compared by it tell why they differ.

Only what comes from outside stands here (a prompt, a price, a volume, a declaration), not what was worked out from it.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from auditor.model.kept import Evidence

Json = dict[str, Any]

_COUNTED = ("examples", "distinct", "near_duplicates", "flawed", "holdout", "overlap", "near_overlap")
_PRICED = ("USD/Mtok", "USD/h")
"""Units of prices that come from a list; the others are assumptions of the policy."""


def of(agent: Json, pools: dict[str, Json]) -> Evidence:
    """The evidence of one agent of a run document; groups that the document does not tell are left out."""
    traffic, said = agent["traffic"], agent.get("inputs")
    found: Evidence = {
        "prompt": {"text": agent["prompt"]["sha256"], "tools tokens": _text(agent["prompt"]["tools_tokens"])},
        "model": {"name": model(agent)},
        "architecture": {"is": agent["architecture"]},
        "price": _prices(agent["costs"]["options"], is_tuned=is_tuned(agent)),
        "volume": _fields(traffic, ("calls_per_month", "growth_per_month")),
        "use": _fields(traffic, ("user_tokens", "output_tokens", "cache_hit_rate", "batch_share"))
        | {"arrivals": _arrivals(traffic.get("arrivals"))},
        "dataset": _dataset(agent["dataset"]),
        "past": _past(agent["history"]),
        "pool": _pool(agent["id"], pools),
        "time": {"horizon months": _text(agent["break_even"]["horizon_months"])},
    }
    return found if said is None else found | _said(said)


def _said(said: Json) -> Evidence:
    tuning = said["tuning"]
    return {
        "quality": _fields(said["prompting"], ("techniques", "iterations", "score", "target", "spread")),
        "knowledge": {"sources": "not declared"}
        if said["sources"] is None
        else {one["name"]: _source(one) for one in said["sources"]},
        "task": _fields(said["task"], ("scope", "tasks", "changes_per_quarter")),
        "tuning": _fields(tuning, ("offered", "tunable_until", "served_until")),
    }


def is_tuned(agent: Json) -> bool:
    """Whether something was trained into weights for this agent."""
    return agent["architecture"] in ("fine_tuned", "hybrid")


def model(agent: Json) -> str:
    """Provider and name in one text; empty where neither is declared."""
    return " ".join(filter(None, (agent["model"]["provider"], agent["model"]["name"])))


def today(agent: Json) -> Json:
    """The option that the agent is deployed as."""
    options = {option["name"]: option for option in agent["costs"]["options"]}
    route: str = (agent["break_even"]["route"] or _own(options)) if is_tuned(agent) else "prompted"
    found: Json = options[route]
    return found


def _own(options: dict[str, Json]) -> str:
    dedicated = options["fine_tuned_dedicated"]
    return "fine_tuned_dedicated" if dedicated["available"] and not dedicated["model"] else "fine_tuned"


def _prices(options: list[Json], *, is_tuned: bool) -> dict[str, str]:
    """The agent's own rates by line, and those of other options where they are others."""
    own = {
        line["name"]: line["price"]
        for option in options
        if option["name"] == "prompted"
        for line in option["lines"]
        if line["price_unit"] in _PRICED
    }
    found = dict(own)
    for option in options:
        for line in option["lines"]:
            if line["price_unit"] in _PRICED and own.get(line["name"]) != line["price"]:
                found[f"{option['model'] or option['name']}: {line['name']}"] = line["price"]
    missing = next((option["because"] for option in options if option["name"] == "prompted"), "")
    if missing and not is_tuned and "traffic." not in missing:
        found["missing"] = missing
    return found


def _fields(of: Json, names: Iterable[str]) -> dict[str, str]:
    return {name.replace("_", " "): _text(of.get(name)) for name in names}


def _text(value: Any) -> str:
    """A value in few characters; `unknown` where there is none."""
    if value is None:
        return "unknown"
    if isinstance(value, dict):
        low, high = _number(value["low"]), _number(value["high"])
        return low if low == high else f"{low} to {high}"
    if isinstance(value, list):
        return ", ".join(map(str, value)) or "none"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return _number(str(value)) if isinstance(value, int) else str(value)


def _number(text: str) -> str:
    """A plain decimal with its thousands apart."""
    whole, point, rest = text.partition(".")
    return f"{int(whole):,}{point}{rest}" if whole.lstrip("-").isdigit() and whole != "-0" else text


def _arrivals(found: Json | None) -> str:
    return "none" if found is None else f"{found['calls']:,} calls in {found['file']}"


def _dataset(data: Json) -> dict[str, str]:
    ageing = data["ageing"]
    found = {name.replace("_", " "): _text(data[name]) for name in (*_COUNTED, "baseline_measured")}
    private = sum(one["rows"] for name in ("credentials", "personal") for one in data[name])
    return found | {
        "tokens per example": _text(data["tokens_per_example"]),
        "rows with private data": _text(private),
        "ageing answers": _text(ageing["share"]),
        "wrong by": _text(ageing["wrong_by"]),
    }


def _past(past: Json | None) -> dict[str, str]:
    """How often the prompt was edited; what follows from that drifts with the days, and is no input."""
    if past is None:
        return {"edits": "unknown"}
    return {"edits": _text(past["edits"]), "source": past["source"], "revisions": _text(len(past["revisions"]))}


def _source(one: Json) -> str:
    tokens = "unknown" if one["tokens"] is None else f"{one['tokens']:,}"
    return f"{tokens} tokens, updated {one['updated'] or 'unknown'}, lives in {one['lives_in'] or 'unknown'}"


def _pool(agent: str, pools: dict[str, Json]) -> dict[str, str]:
    if agent not in pools:
        return {"with": "nobody"}
    pool = pools[agent]
    others = sorted(member["agent"] for member in pool["members"] if member["agent"] != agent)
    return {"with": ", ".join(others) or "nobody", "deployment": pool["deployment"]}
