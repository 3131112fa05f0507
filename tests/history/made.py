"""Runs for the tests: real audits of small fleets, as records."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

from auditor import history
from auditor.costs import Prices
from auditor.model.kept import RunRecord
from auditor.model.policy import Policy
from auditor.reporters import json as json_report
from tests.fleets import POLICY, read_fleet, run_of


def record_of(
    folder: Path, *agents: dict[str, Any], limits: Policy = POLICY, prices: Prices | None = None, **how: Any
) -> RunRecord:
    """What is kept of the audit of these agents, by way of the run document as it is written."""
    folder.mkdir(parents=True, exist_ok=True)
    run = run_of(read_fleet(folder, list(agents), **how), prices, limits)
    inputs = replace(run.inputs, policy_parts=limits.parts(), policy_sha256=str(hash(limits.model_dump_json())))
    return history.record(json.loads(json.dumps(json_report.document(replace(run, inputs=inputs)))), "a run")
