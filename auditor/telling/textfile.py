"""Numbers for a monitor, in the text format of Prometheus' textfile collector.

What is unknown has no series, never a 0. The age of a run is `time() - auditor_run_timestamp_seconds`: an age written
into a file would stand still.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import get_args

from auditor.model.money import Range, plain
from auditor.model.outcome import Figures, Outcome
from auditor.model.verdict import VerdictName

Series = Iterable[tuple[Mapping[str, str], str]]


def textfile(outcome: Outcome, figures: Figures | None, last_success: datetime | None) -> str:
    """The metrics after a run: whether it succeeded, and the figures of the last one that did."""
    own = {"audit": outcome.audit}
    parts = [
        _metric("auditor_run_success", "Whether the last run was done: 1 or 0.", [(own, _flag(outcome))]),
        _metric("auditor_run_exit_code", "What the last run exits with.", [(own, str(outcome.code))]),
        _metric("auditor_run_duration_seconds", "How long it took.", [(own, f"{outcome.seconds:.3f}")]),
        _metric("auditor_run_attempt_timestamp_seconds", "When the last run began.", [(own, _time(outcome.at))]),
    ]
    if last_success is not None:
        parts.append(
            _metric(
                "auditor_run_timestamp_seconds",
                "When the last run began that succeeded; its age is time() less this.",
                [(own, _time(last_success))],
            )
        )
    if figures is not None:
        parts += _of_fleet(figures, {**own, "fleet": figures.fleet})
    return "".join(parts)


def _of_fleet(figures: Figures, own: Mapping[str, str]) -> list[str]:
    verdicts = [({**own, "verdict": name}, str(figures.verdicts.get(name, 0))) for name in get_args(VerdictName)]
    severities = [({**own, "severity": name}, str(number)) for name, number in figures.findings.items()]
    return [
        _metric("auditor_agents", "Agents by verdict.", verdicts),
        _metric("auditor_agents_costed", "Agents whose cost is known.", [(own, str(figures.costed))]),
        _metric("auditor_findings", "Findings by severity.", severities),
        _metric("auditor_cost_usd_per_month", "What the agents of known cost cost.", _range(figures.cost, own)),
        _metric(
            "auditor_avoidable_cost_usd_per_month",
            "What the recommendations save together.",
            _range(figures.avoidable, own),
        ),
    ]


def _range(amount: Range | None, own: Mapping[str, str]) -> Series:
    if amount is None:
        return []
    ends = {"low": amount.low, "point": amount.point, "high": amount.high}
    return [({**own, "bound": name}, plain(value)) for name, value in ends.items()]


def _metric(name: str, says: str, series: Series) -> str:
    lines = [f"{name}{{{_labels(labels)}}} {value}\n" for labels, value in series]
    return "".join([f"# HELP {name} {says}\n", f"# TYPE {name} gauge\n", *lines]) if lines else ""


def _labels(labels: Mapping[str, str]) -> str:
    return ",".join(f'{name}="{_escaped(value)}"' for name, value in labels.items())


def _escaped(value: str) -> str:
    return value.replace("\\", "\\\\").replace("\n", "\\n").replace('"', '\\"').encode("utf-8", "replace").decode()


def _flag(outcome: Outcome) -> str:
    return str(int(outcome.ending == "done"))


def _time(moment: datetime) -> str:
    return str(int(moment.timestamp()))
