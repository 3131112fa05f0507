"""What the commands that audit share about usage logs: their options, and the fleet joined with what the logs tell."""

from __future__ import annotations

from collections.abc import Callable, MutableMapping, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from auditor.errors import InputError, Problem
from auditor.model.address import Address, Place, place

if TYPE_CHECKING:
    from auditor.model.fleet import Fleet
    from auditor.model.usage import UsageLog
    from auditor.usage.log import Counts

_FILE = click.Path(path_type=Path, exists=True, dir_okay=False)


class _Log(click.Path):
    """A file, a folder or a pattern, which the shell completes; or an address."""

    name = "log"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        return value if isinstance(value, Address) else place(str(super().convert(value, param, ctx)))


LOG = _Log()

F = TypeVar("F", bound=Callable[..., object])

OPTIONS = (
    click.option(
        "--usage",
        "usage_logs",
        type=LOG,
        multiple=True,
        metavar="LOG",
        help="A log of calls, whose volumes and tokens count instead of declared ones: a file, a folder, a pattern, an"
        " address in S3 or PostgreSQL; may be repeated.",
    ),
    click.option(
        "--usage-format", metavar="NAME", help="The format of the logs, where it is not told by what stands in them."
    ),
    click.option(
        "--usage-map",
        type=_FILE,
        metavar="FILE",
        help="Which column of a table of your own holds what, as YAML: see auditor usage --map-schema.",
    ),
    click.option(
        "--match",
        type=_FILE,
        metavar="FILE",
        help="Which caller in the logs is which agent, as YAML: caller: agent id.",
    ),
)


def options(command: F) -> F:
    """The options on usage logs, for a command that does not audit."""
    for option in reversed(OPTIONS):
        command = option(command)
    return command


def joined(
    fleet: Fleet,
    places: Sequence[Place],
    *,
    form: str | None,
    columns: Path | None,
    match: Path | None,
    now: datetime | None = None,
) -> Fleet:
    """The fleet with what the logs tell; raises InputError with everything that is wrong with logs and mappings."""
    from auditor.usage import join, match_file

    named = match_file.read(match, {member.agent.id for member in fleet.members}) if match else {}
    return join.joined(fleet, _read(places, form, columns, now), named)


def _read(places: Sequence[Place], form: str | None, columns: Path | None, now: datetime | None) -> list[UsageLog]:
    from auditor import usage

    usage.refuse_twice(places)
    options = usage.UsageOptions(format=form, now=now, map=columns)
    logs: list[UsageLog] = []
    buckets: dict[int, Counts] = {}
    problems: list[Problem] = []
    for one in places:
        try:
            logs.append(usage.read(one, options, buckets))
        except InputError as error:
            problems += error.problems
    if problems:
        raise InputError(problems)
    return logs


def settled(fleet: Fleet, memory: MutableMapping[str, str], progress: Callable[[str, int, int], None]) -> Fleet:
    """The fleet with what its calls sent beyond their prompts, which are measured for that."""
    from auditor import measures

    seen = tuple(member for member in fleet.members if member.observed is not None and member.observed.used)
    measures.measure_new(seen, memory, lambda done: progress("measuring prompts", done, len(seen)))
    return replace(fleet, members=measures.settled(fleet.members, memory))
