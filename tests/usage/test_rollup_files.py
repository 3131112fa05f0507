"""A rollup made elsewhere is a file like any other: what no sum of ours can be is left out and told."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from auditor.model.usage import UsageLog
from auditor.usage import read
from tests.usage.month import SUMMED, month, used
from tests.usage.writers.tables import rollup


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The month's rollup as a warehouse gives it."""
    path = tmp_path_factory.mktemp("warehouse") / "rollup.csv"
    rollup(month(sessions=20), path)
    return path


def changed(warehouse: Path, tmp_path: Path, grain: str, **cells: str) -> UsageLog:
    """The month's rollup with cells of its first row of a grain changed."""
    path = tmp_path / "rollup.csv"
    with warehouse.open(newline="") as file:
        rows = list(csv.DictReader(file))
    next(row for row in rows if row["grain"] == grain).update(cells)
    with path.open("w", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return read(path)


@pytest.mark.parametrize(
    "cells",
    [
        {"seconds": "1e17"},
        {"seconds": "7200"},
        {"cost": "NaN"},
        {"cost": "sNaN"},
        {"cost": "-5"},
        {"cost": "1e400"},
        {"cost": "1e30"},
        {"cost": "Infinity"},
        {"calls": "5", "failed": "50"},
        {"calls": "1e300000"},
        {"calls": "1.5"},
        {"calls": "9" * 5000},
        {"output": "1e19"},
        {"last_at": "9999-12-31 23:59:59", "seconds": "86400"},
        {"first_at": "0001-01-01 00:00:00"},
    ],
    ids=str,
)
def test_a_sum_that_cannot_be_is_left_out_and_told(warehouse: Path, cells: dict[str, str], tmp_path: Path) -> None:
    log = changed(warehouse, tmp_path, "day", **cells)
    assert [(flaw.kind, flaw.count) for flaw in log.flaws] == [("unreadable", 1)]
    assert sum(one.calls for one in log.used) < len(month(sessions=20))
    assert all(0 <= one.cost < 1 and one.failed <= one.calls for one in log.used)


@pytest.mark.parametrize("cells", [{"input_bin": "-7"}, {"hour": "24"}, {"calls": "1e300000"}])
def test_a_size_that_cannot_be_is_left_out_and_told(warehouse: Path, cells: dict[str, str], tmp_path: Path) -> None:
    assert [flaw.kind for flaw in changed(warehouse, tmp_path, "size", **cells).flaws] == ["unreadable"]


def test_sums_in_another_dress_are_the_same(warehouse: Path, tmp_path: Path) -> None:
    log = changed(warehouse, tmp_path, "day", seconds="0.0", cents="0E+2")
    assert (log.used, log.flaws) == (used(month(sessions=20), SUMMED), ())
