"""The training data of an agent as plain data: counts and places, and a few facts quoted with what is private named."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from auditor.model.dataset import ContextFacts, DatasetFacts, FoundIn
from auditor.model.facts import Facts
from auditor.model.measurement import Known, Measurement, known
from auditor.model.money import plain
from auditor.reporters.json.economics import span

_COUNTS = ("examples", "distinct", "near_duplicates", "flawed", "holdout", "overlap", "near_overlap")


def dataset(facts: Facts) -> dict[str, Any]:
    """What is known of the examples at hand; null where nothing is."""
    data, knowledge = facts.dataset, facts.knowledge
    share = knowledge.volatile_examples
    wrong_by = known(knowledge.wrong_by)
    return {
        **{name: known(getattr(data, name)) for name in _COUNTS},
        "baseline_measured": known(data.baseline_measured),
        "tokens_per_example": span(known(data.tokens_per_example)),
        "contexts": _contexts(data.contexts.value) if isinstance(data.contexts, Known) else None,
        "told_apart": span(known(data.told_apart)),
        "compared_with": data.compared_with,
        "flaws": _found(data.flaw_kinds),
        "personal": _found(data.personal),
        "credentials": _found(data.credentials),
        "ageing": {
            "share": plain(share.value) if isinstance(share, Known) else None,
            "note": share.note if isinstance(share, Known) else "",
            "sampled": data.sampled,
            "kinds": [{"kind": kind, "answers": count} for kind, count in data.ageing_kinds],
            "quotes": [
                {"file": one.file, "line": one.line, "kind": one.kind, "text": one.text, "said": one.said}
                for one in data.quotes
            ],
            "wrong_by": None if wrong_by is None else f"{wrong_by:%Y-%m}",
        },
    }


def unknown_dataset(facts: Facts) -> dict[str, Measurement[Any]]:
    """The facts that may be null above, by the name of their field."""
    data: DatasetFacts = facts.dataset
    return {
        **{
            f"dataset.{name}": getattr(data, name)
            for name in (*_COUNTS, "baseline_measured", "tokens_per_example", "contexts", "told_apart")
        },
        "dataset.ageing.share": facts.knowledge.volatile_examples,
        "dataset.ageing.wrong_by": facts.knowledge.wrong_by,
    }


def _contexts(found: ContextFacts) -> dict[str, Any]:
    shares = {name: plain(getattr(found, name)) for name in ("none", "same", "near", "part", "other", "without")}
    return {
        "examples": found.rows,
        **shares,
        "agents": [{"agent": name, "share": plain(share)} for name, share in found.agents],
    }


def _found(found: Sequence[FoundIn]) -> list[dict[str, Any]]:
    return [{"what": one.what, "rows": one.rows, "file": one.file, "line": one.line} for one in found]
