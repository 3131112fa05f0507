"""Which inputs can change the answer of which gate: gate → facts, as it declares; facts → inputs."""

from __future__ import annotations

from collections.abc import Mapping

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
