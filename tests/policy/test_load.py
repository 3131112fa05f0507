"""A policy file: laid over the default field by field, and refused with file, line and field."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from auditor import policy
from auditor.errors import InputError

OUT_OF_BOUNDS = """\
scale_pays:
  horizon_months: 0
  removable_share: 1.5
  output_factor: 11
  cache_hit_rate: [-1, 0, 1]
  retrain_every_months: 0
  upkeep_per_month: -1
  training_price: .inf
"""


def loaded(tmp_path: Path, text: str) -> policy.Policy:
    path = tmp_path / "policy.yaml"
    path.write_text(text, "utf-8")
    return policy.load(path)[0]


def test_what_a_file_does_not_say_stays_as_it_is(tmp_path: Path) -> None:
    changed = loaded(tmp_path, "scale_pays: {removable_share: [0.1, 0.2, 0.3], horizon_months: 6}\n")
    assert (6, Decimal("0.2")) == (
        changed.scale_pays.horizon_months.value,
        changed.scale_pays.removable_share.value.point,
    )
    assert policy.load()[0].task_narrow == changed.task_narrow


@pytest.mark.parametrize("text", ["", "# nothing but a comment\n"])
def test_an_empty_file_changes_nothing(text: str, tmp_path: Path) -> None:
    assert policy.load()[0] == loaded(tmp_path, text)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("- a\n", ["policy.yaml:1: expected a mapping"]),
        ("a: &a [*a]\n", ["an alias refers to itself"]),
        ("[" * 60_000, ["nested more than 200 levels deep"]),
        ("graph: {}\ngraph: {}\n", ["policy.yaml:2: key 'graph' stands twice"]),
        ("prices: {max_age_days: 2026-13-45}\n", ["policy.yaml:1:", "month must be in 1..12"]),
        ("prices: {max_age: 5}\n", ["policy.yaml:1: prices.max_age: unknown key"]),
        (
            "prices: {max_age_days: true}\n",
            ["prices.max_age_days.value: expected a whole number from 0 to 36500, got True"],
        ),
        ("prices: {max_age_days: 40000}\n", ["from 0 to 36500, got 40000"]),
        ("graph: {near_similarity: .nan}\n", ["graph.near_similarity.value: expected a finite number"]),
        ("scale_pays: {project_cost: 1.0e9}\n", ["got '1.0e9'; write 1.0e+9"]),
        ("scale_pays: {project_cost: [1, .nan, 3]}\n", ["scale_pays.project_cost.value: expected a finite number"]),
        ("scale_pays: {project_cost: [3, 2, 1]}\n", ["expected a number or [low, most likely, high] in this order"]),
        (
            OUT_OF_BOUNDS,
            [
                "policy.yaml:2: scale_pays.horizon_months.value: expected a whole number from 1 to 1200, got 0",
                "policy.yaml:3: scale_pays.removable_share: expected a number between 0 and 1, got 1.5",
                "policy.yaml:4: scale_pays.output_factor: expected a number between 0 and 10",
                "policy.yaml:5: scale_pays.cache_hit_rate",
                "policy.yaml:6: scale_pays.retrain_every_months",
                "policy.yaml:7: scale_pays.upkeep_per_month",
                "policy.yaml:8: scale_pays.training_price",
            ],
        ),
    ],
)
def test_what_is_wrong_is_told_with_line_and_field(text: str, said: list[str], tmp_path: Path) -> None:
    with pytest.raises(InputError) as told:
        loaded(tmp_path, text)
    assert [] == [part for part in said if part not in str(told.value)], str(told.value)


def test_what_is_no_text_is_told_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "policy.yaml").write_bytes(b"graph: {}\n# \xff\n")
    with pytest.raises(InputError, match=r"policy\.yaml:2: is not UTF-8"):
        policy.load(tmp_path / "policy.yaml")
