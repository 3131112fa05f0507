"""Declarations laid over others: what stands above counts, and drops what it excludes."""

from __future__ import annotations

from typing import Any

ONE_OF = (
    {"file", "text"},
    {"agent", "text"},
    {"format", "text"},
    {"tools", "tools_tokens"},
    {"calls_per_month", "calls_per_day"},
    {"every_minutes", "session"},
)
"""Keys of which a mapping may have one only."""


def excludes(held: Any, path: str) -> bool:
    """Whether a mapping has a key that excludes one of the steps, joined by dots, to a value."""
    for step in path.split("."):
        if not isinstance(held, dict):
            return False
        if any(step in group and step not in held and group & held.keys() for group in ONE_OF):
            return True
        held = held.get(step)
    return False


def merged(under: Any, over: Any) -> Any:
    """`over` laid deeply over `under`; a key that excludes another drops it from the defaults."""
    if not (isinstance(under, dict) and isinstance(over, dict)):
        return over
    kept = dict(under)
    for group in ONE_OF:
        if group & over.keys():
            kept = {key: value for key, value in kept.items() if key not in group}
    return kept | {key: merged(kept[key], value) if key in kept else value for key, value in over.items()}
