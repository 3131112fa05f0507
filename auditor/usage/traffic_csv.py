"""Call volumes from a CSV file, joined to the fleet by agent id."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from auditor.documents import bytes_of, text_of
from auditor.errors import InputError, Problem
from auditor.model.agent import Traffic
from auditor.model.finding import Finding, Location
from auditor.model.fleet import Deployed, Fleet

COLUMNS = ("calls_per_month", "calls_per_day", "growth_per_month", "user_tokens", "output_tokens", "cache_hit_rate")
"""Columns read, besides `agent`; an empty cell says nothing, and `low..high` is a range."""


def read(path: Path) -> dict[str, tuple[int, Traffic]]:
    """Traffic and its line by agent id; raises InputError with every bad cell, each with its line."""
    rows = csv.DictReader(io.StringIO(text_of(bytes_of(path), str(path))))
    try:
        return _rows(rows, path)
    except csv.Error as error:
        raise InputError.at(f"{path}:{rows.line_num}", f"is not valid CSV: {error}") from None


def _rows(rows: csv.DictReader[str], path: Path) -> dict[str, tuple[int, Traffic]]:
    rows.fieldnames = _header(rows.fieldnames or [], path)
    problems: list[Problem] = []
    traffic: dict[str, tuple[int, Traffic]] = {}
    for row in rows:
        line, agent = rows.line_num, (row["agent"] or "").strip()
        if None in row:  # where DictReader puts what stands under no column
            count, said = len(rows.fieldnames), "write numbers without thousands separators"
            problems.append(Problem(f"{path}:{line}", f"has more cells than the {count} columns; {said}"))
            continue
        if not agent or agent in traffic:
            problems.append(Problem(f"{path}:{line}", f"agent {agent!r} stands twice" if agent else "no agent id"))
            continue
        cells = {column: _number(row[column]) for column in COLUMNS if (row.get(column) or "").strip()}
        try:
            traffic[agent] = line, Traffic.model_validate(cells)
        except ValidationError as error:
            for item in error.errors():
                problems.append(Problem(": ".join([f"{path}:{line}", *map(str, item["loc"])]), str(item["msg"])))
    if problems:
        raise InputError(problems)
    return traffic


def _header(cells: Sequence[str], path: Path) -> list[str]:
    header = [cell.strip() for cell in cells]
    unknown = [column for column in header if column not in ("agent", *COLUMNS)]
    twice = [column for column in header if header.count(column) > 1]
    if unknown:
        said = f"unknown column {unknown[0]!r}"
    elif twice:
        said = f"column {twice[0]!r} stands twice"
    elif "agent" not in header:
        said = "there is no column 'agent'"
    else:
        return header
    raise InputError.at(f"{path}:1", f"{said}; known: agent, {', '.join(COLUMNS)}")


def _number(cell: str) -> Any:
    parts = [part.strip().replace("_", "") for part in cell.split("..")]
    try:
        numbers = [float(part) for part in parts]
    except ValueError:
        return cell
    return numbers if len(numbers) > 1 else numbers[0]


def joined(fleet: Fleet, traffic: Mapping[str, tuple[int, Traffic]], path: Path) -> Fleet:
    """The fleet with the file's figures laid over what the inventory says; rows without an agent become notes."""
    members = tuple(
        _with(member, traffic[member.agent.id][1]) if member.agent.id in traffic else member for member in fleet.members
    )
    known = {member.agent.id for member in fleet.members}
    notes = tuple(
        Finding(
            rule="traffic-without-agent",
            agent=None,
            severity="low",
            confidence="high",
            message=f"The traffic file has calls for {agent!r}, which is no agent of this fleet.",
            location=Location(path.as_posix(), line),
            subject=agent,
        )
        for agent, (line, _) in traffic.items()
        if agent not in known
    )
    return replace(fleet, members=members, notes=fleet.notes + notes)


def _with(member: Deployed, traffic: Traffic) -> Deployed:
    said = {name: getattr(traffic, name) for name in traffic.model_fields_set}
    if {"calls_per_month", "calls_per_day"} & said.keys():
        said = {"calls_per_month": None, "calls_per_day": None} | said
    return replace(
        member, agent=member.agent.model_copy(update={"traffic": member.agent.traffic.model_copy(update=said)})
    )
