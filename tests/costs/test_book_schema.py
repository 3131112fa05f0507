"""The files of the price book keep to their form: an unknown key, a wrong value or a missing source names its row."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pytest

from auditor.costs import Row, rows
from auditor.costs.book.reading import FIGURES, UNITS

ORIGIN = {"source", "read", "confidence", "valid_from", "valid_to"}
OWN = ORIGIN | {"value", "unit", "note"}
ABOUT: dict[str, set[str]] = {
    "caching": {"provider", "models"},
    "tuning": {"provider", "models", "because", "methods"},
    "open_models": {"provider", "name", "because"},
    "gpus": {"provider", "name"},
    "smaller": {"provider", "models", "because"},
}
REQUIRED: dict[str, set[str]] = {
    "caching": {"provider", "models", "automatic", "min_tokens", "write_factor"},
    "tuning": {"provider", "models", "offered", "because"},
    "open_models": {"provider", "name", "because", "serving"},
    "gpus": {"provider", "name", "price_per_hour"},
    "smaller": {"provider", "models"},
}
FORMS: dict[str, type | tuple[type, ...]] = {
    "automatic": bool,
    "renews": bool,
    "offered": bool,
    "tunable_until": date,
    "served_until": date,
    "serving": str,
    "smaller": str,
    "min_tokens": int,
    "block": int,
    "adapters_per_deployment": int,
}
PARTS = {"long": {"ttl_minutes", "write_factor"}, "tokens_per_second": {"low", "point", "high"}}


def flaws(row: Row) -> Iterator[str]:
    """What is wrong with a row, each flaw with the row's name."""
    name = f"{row.table}.yaml: {row.subject()}"
    values = dict(row.values)
    yield from (
        f"{name}: {key} is missing" for key in (REQUIRED[row.table] | {"source", "read", "confidence"}) - set(values)
    )
    yield from (
        f"{name}: unknown key {key}" for key in set(values) - ABOUT[row.table] - ORIGIN - set(FIGURES[row.table])
    )
    yield from (f"{name}: {flaw}" for flaw in origin_flaws(values))
    if row.table == "caching" and "ttl_minutes" in values and "renews" not in values:
        yield f"{name}: says how long a prefix lives, but not whether a hit renews it"
    if row.table == "smaller" and ("smaller" in values) == ("because" in values):
        yield f"{name}: names a smaller model or says why not"
    for key in set(values) & set(FIGURES[row.table]):
        yield from (f"{name}: {key}: {flaw}" for flaw in figure_flaws(key, values[key]))


def figure_flaws(key: str, written: Any) -> Iterator[str]:
    several = written if isinstance(written, list) else [written]
    for one in several:
        own = one if isinstance(one, dict) and "value" in one else {"value": one}
        yield from (f"unknown key {word}" for word in set(own) - OWN)
        yield from origin_flaws(own)
        yield from value_flaws(key, own["value"])
    if isinstance(written, list):
        spans = [(one.get("valid_from") or date.min, one.get("valid_to") or date.max) for one in several]
        if any(one[1] >= other[0] for one, other in pairwise(sorted(spans))):
            yield "two of its values hold on the same day"


def value_flaws(key: str, value: Any) -> Iterator[str]:
    if key in PARTS:
        if not isinstance(value, dict) or set(value) != PARTS[key]:
            yield f"expected {', '.join(sorted(PARTS[key]))}, got {value!r}"
        return
    form = FORMS.get(key, (int, float))
    if not isinstance(value, form) or (isinstance(value, bool) and form is not bool):
        yield f"got {value!r}"
    elif isinstance(value, (int, float)) and value < 0:
        yield f"got {value!r}, which is less than nothing"
    elif key == "serving" and value not in ("per_token", "per_hour", "self_hosted"):
        yield f"got {value!r}"
    elif key not in UNITS and key not in FORMS:
        yield "has no unit"


def origin_flaws(values: dict[str, Any]) -> Iterator[str]:
    if values.get("confidence", "low") not in ("low", "medium", "high"):
        yield f"confidence is {values['confidence']!r}"
    if not isinstance(values.get("source", "said"), str) or not values.get("source", "said").strip():
        yield "the source is not said"
    for key in ("read", "valid_from", "valid_to"):
        if key in values and type(values[key]) is not date:
            yield f"{key} is {values[key]!r}, no day"
    if values.get("confidence") != "low" and any(word in values.get("source", "") for word in ("memory", "guess")):
        yield "what is from memory or a guess is of low confidence"


@pytest.mark.parametrize("row", rows(), ids=lambda row: f"{row.table} {row.subject()}")
def test_a_row_of_the_book_keeps_to_its_form(row: Row) -> None:
    assert [] == list(flaws(row))


GOOD: dict[str, Any] = {
    "provider": "acme",
    "models": ["*"],
    "offered": True,
    "because": "it does",
    "source": "acme.example",
    "read": date(2026, 11, 22),
    "confidence": "high",
}
TODAY = date(2026, 11, 22)


def changed(**values: Any) -> Row:
    return Row("tuning", "acme", ("*",), GOOD | values)


@pytest.mark.parametrize(
    ("values", "flaw"),
    [
        ({"hosting": 3}, "tuning.yaml: acme *: unknown key hosting"),
        ({"source": " "}, "tuning.yaml: acme *: the source is not said"),
        ({"confidence": "sure"}, "tuning.yaml: acme *: confidence is 'sure'"),
        ({"read": "2026-11-22"}, "tuning.yaml: acme *: read is '2026-11-22', no day"),
        ({"hosting_per_hour": "3 USD"}, "tuning.yaml: acme *: hosting_per_hour: got '3 USD'"),
        ({"hosting_per_hour": -1}, "tuning.yaml: acme *: hosting_per_hour: got -1, which is less than nothing"),
        ({"hosting_per_hour": True}, "tuning.yaml: acme *: hosting_per_hour: got True"),
        ({"hosting_per_hour": {"value": 1, "seen": TODAY}}, "tuning.yaml: acme *: hosting_per_hour: unknown key seen"),
        ({"served_until": "soon"}, "tuning.yaml: acme *: served_until: got 'soon'"),
        ({"serving": "free"}, "tuning.yaml: acme *: serving: got 'free'"),
        (
            {"input_factor": {"value": 1, "source": "a guess"}},
            "tuning.yaml: acme *: input_factor: what is from memory or a guess is of low confidence",
        ),
        (
            {"input_factor": [{"value": 1, "valid_to": TODAY}, {"value": 2, "valid_from": TODAY}]},
            "tuning.yaml: acme *: input_factor: two of its values hold on the same day",
        ),
    ],
)
def test_a_row_that_does_not_is_named(values: dict[str, Any], flaw: str) -> None:
    assert [flaw] == list(flaws(changed(**values)))


def test_a_row_that_does_is_not() -> None:
    later = {"value": 2, "valid_from": TODAY + timedelta(days=1), "note": "announced"}
    assert [] == list(flaws(changed(input_factor=[{"value": 1, "valid_to": TODAY}, later])))
