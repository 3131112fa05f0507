"""FOCUS rows add up to the report's cost and keep the rules of their columns; Parquet holds the CSV's figures."""

from __future__ import annotations

import csv
import io
import json
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest

from auditor.model.run import Run, cost_today
from auditor.model.spend import today
from auditor.reporters import csv as table
from auditor.reporters import focus, left_out, parquet
from tests.fleets import DAY, FakePrices, Listed, read_fleet, ready, run_of

HOSTILE = '=cmd|"x"!A1'
MANDATORY = (
    *("BilledCost", "BillingAccountId", "BillingCurrency", "BillingPeriodEnd", "BillingPeriodStart", "ChargeCategory"),
    *("ChargePeriodEnd", "ChargePeriodStart", "ContractedCost", "EffectiveCost", "HostProviderName"),
    *("InvoiceIssuerName", "ListCost", "PricingQuantity", "PricingUnit", "ServiceCategory", "ServiceName"),
    "ServiceProviderName",
)
"""Columns of FOCUS 1.4 that must be there, and not be null in a row of usage."""


@pytest.fixture
def run(tmp_path: Path) -> Run:
    claude = {"provider": "anthropic", "name": "claude-sonnet-5-5"}
    agents = [
        ready(id="nova", owner="leasing", cost_centre=4711),
        ready(id="claude", model=claude, prompt={"text": "You are kind.\n" * 900}),
        {"id": "unknown", "prompt": {"text": "Hello."}},
        ready(id=HOSTILE, name="two 👾", team="a,b"),
    ]
    return run_of(read_fleet(tmp_path, agents))


def rows(run: Run) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(focus.render(run, left_out))))


def test_the_rows_of_an_agent_add_up_to_its_cost(run: Run) -> None:
    for audited in run.agents:
        own = [row for row in rows(run) if row["x_AgentId"].lstrip("'") == audited.agent.id]
        cost = cost_today(audited)
        if cost is None:
            assert [] == own
        else:
            assert float(sum(Decimal(row["EffectiveCost"]) for row in own)) == pytest.approx(
                float(cost.point), rel=1e-6
            )


def test_every_row_keeps_the_rules_of_the_specification(run: Run) -> None:
    found = rows(run)
    assert found
    for row in found:
        assert all(row[name] for name in MANDATORY)
        quantity = Decimal(row["PricingQuantity"])
        assert quantity * 1_000_000 == Decimal(row["ConsumedQuantity"])
        for cost, price in (("ListCost", "ListUnitPrice"), ("ContractedCost", "ContractedUnitPrice")):
            assert float(Decimal(row[price]) * quantity) == pytest.approx(float(row[cost]))
        assert ("2026-11-01T00:00:00Z", "2026-12-01T00:00:00Z") == (row["BillingPeriodStart"], row["BillingPeriodEnd"])
        details: dict[str, Any] = json.loads(row["SkuPriceDetails"])
        assert ("TokenCacheAction" in details) == ("Input" == details["TokenDirection"])
        assert details.get("TokenCacheAction", "Read") in {"Uncached", "Read", "Write", "Other"}
    assert len(found) == len({(row["ResourceId"], row["SkuPriceId"]) for row in found})


def test_columns_of_our_own_say_so(run: Run) -> None:
    own = [name for name in focus.COLUMNS if name.startswith("x_")]
    assert {"x_AgentId", "x_AgentName", "x_Recommendation", "x_ProjectedEffectiveCost", "x_CostBasis"} == set(own)
    assert {"estimated"} == {row["x_CostBasis"] for row in rows(run)}
    tags = {row["x_AgentId"]: json.loads(row["Tags"]) for row in rows(run)}
    assert {"owner": "leasing", "cost_centre": "4711"} == tags["nova"]


def test_a_december_ends_with_the_year() -> None:
    assert ("2026-12-01T00:00:00Z", "2027-01-01T00:00:00Z") == focus.month_of(date(2026, 12, 31))


def test_no_cell_is_a_formula(run: Run) -> None:
    assert not [value for row in rows(run) for value in row.values() if value.startswith("=")]


def test_parquet_holds_the_figures_of_the_csv_with_their_types(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "agents.parquet"
    path.write_bytes(parquet.content(run))
    found = duckdb.sql(f"SELECT * FROM '{path}'")
    assert list(table.COLUMNS) == found.columns
    wanted = [table.cells(run, audited) for audited in sorted(run.agents, key=lambda audited: audited.agent.id)]
    for row, cells in zip(found.fetchall(), wanted, strict=True):
        for name, value in zip(table.COLUMNS, row, strict=True):
            told = cells[name]
            if told is None or told == "":
                assert value is None
            elif parquet.kind_of(name) == "DOUBLE":
                assert value == float(told)
            elif name not in ("name", "because", "first_action"):
                assert str(value) == told
    kinds = dict(zip(found.columns, map(str, found.types), strict=True))
    assert ("DOUBLE", "BIGINT", "VARCHAR") == tuple(kinds[name] for name in ("monthly_cost_usd", "prompt_tokens", "id"))


def test_two_parquet_files_of_a_run_are_the_same(run: Run) -> None:
    assert parquet.content(run) == parquet.content(run)


def test_a_deployment_of_its_own_is_billed_by_the_hour(tmp_path: Path) -> None:
    llama = "accounts/fireworks/models/llama-v3p1-8b-instruct"
    tuned = ready(
        id="tuned",
        architecture="fine_tuned",
        model={"provider": "fireworks", "name": llama},
        fine_tune={"base": llama, "replaced_prompt_tokens": 2000},
    )
    run = run_of(read_fleet(tmp_path, [tuned]), FakePrices(DAY, {llama: Listed("fireworks", "0.9", "0.9", "0.45")}))
    (hosting,) = [row for row in rows(run) if row["SkuMeter"] == "Deployment Hours"]
    assert ("Hours", "Hours") == (hosting["ConsumedUnit"], hosting["PricingUnit"])
    assert hosting["ConsumedQuantity"] == hosting["PricingQuantity"]
    lines = {line.name: line for line in today(run.agents[0]).lines}
    assert Decimal(hosting["EffectiveCost"]) == lines["hosting"].amount > 0
    billed = sum(Decimal(row["EffectiveCost"]) for row in rows(run))
    own_work = lines["upkeep"].amount + lines["retraining"].amount
    cost = cost_today(run.agents[0])
    assert cost is not None
    assert float(billed + own_work) == pytest.approx(float(cost.point), rel=1e-6), "nobody bills one's own work"
