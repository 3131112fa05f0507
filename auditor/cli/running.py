"""What the commands that audit share: their options, the clock, progress, and one way to run."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import click

from auditor.cli import reading, usage
from auditor.errors import InputError

if TYPE_CHECKING:
    from auditor.costs import Prices
    from auditor.model.fleet import Fleet
    from auditor.model.policy import Policy
    from auditor.model.run import Run

F = TypeVar("F", bound=Callable[..., object])

YEARS = range(1970, 3000)
"""Days outside of them are slips, and nothing can be reckoned around the ends of the calendar."""

FILE = click.Path(path_type=Path, exists=True, dir_okay=False)


def options(command: F) -> F:
    """The options of every command that audits."""
    for option in reversed(
        (
            *reading.OPTIONS,
            click.option("--traffic", type=FILE, metavar="FILE.csv", help="Call volumes by agent id, from a CSV file."),
            *usage.OPTIONS,
            click.option(
                "--policy", type=FILE, metavar="FILE", help="Thresholds and assumptions laid over the default policy."
            ),
            click.option("--allow-outside", is_flag=True, help="Let the inventory name files outside its own folder."),
            click.option(
                "--at",
                metavar="DATE",
                help="Audit as of this UTC date or time; default the inventory's as_of, else now (or"
                " SOURCE_DATE_EPOCH).",
            ),
            click.option(
                "--no-cache", is_flag=True, help="Measure every prompt anew, and keep no facts for the next run."
            ),
        )
    ):
        command = option(command)
    return command


def history_options(command: F) -> F:
    """The options of every command that reads the history of runs."""
    named = click.option("--audit", "audit_name", metavar="NAME", help="The runs of this audit only.")
    kept_in = click.option(
        "--history",
        "kept_in",
        type=click.Path(path_type=Path, dir_okay=False),
        default=Path("reports") / "history.sqlite3",
        show_default=True,
        envvar="AUDITOR_HISTORY",
        metavar="FILE",
        help="The history (or AUDITOR_HISTORY).",
    )
    return kept_in(named(command))


def run_audit(
    paths: tuple[Path, ...],
    *,
    traffic: Path | None,
    usage_logs: tuple[Path, ...] = (),
    usage_format: str | None = None,
    usage_map: Path | None = None,
    match: Path | None = None,
    policy: Path | None,
    allow_outside: bool,
    read_as: tuple[str, ...] = (),
    default_model: str | None = None,
    at: str | None,
    no_cache: bool,
    quiet: bool = False,
    watch: Callable[[], None] | None = None,
    change: Callable[[Fleet, Prices], Fleet] | None = None,
    assume: Callable[[Policy], Policy] | None = None,
) -> Run:
    """Read, join, change where asked, audit; raises InputError for whatever is wrong with the input."""
    from auditor import policy as policies
    from auditor.audit import audit
    from auditor.cache import Cache
    from auditor.costs import PriceBook

    now = clock(at)
    rules, digest = policies.load(policy)
    if assume is not None:
        rules = assume(rules)
    options = reading.options(read_as, default_model, now.date(), is_outside_allowed=allow_outside)
    fleet = reading.fleet(paths, options)
    if traffic is not None:
        fleet = _with_traffic(fleet, traffic)
    if usage_logs:
        fleet = usage.joined(fleet, usage_logs, form=usage_format, columns=usage_map, match=match, now=now)
    cache = None if no_cache else Cache()
    memory = cache if cache is not None else {}
    declared = fleet.as_of if at is None else None  # who asks for a day outranks the file
    prices = PriceBook(declared or now.date(), memory)
    progress = Progress(is_quiet=quiet, watch=watch)
    try:
        if fleet.seen is not None:
            fleet = usage.settled(fleet, memory, progress)
        if change is not None:
            fleet = change(fleet, prices)
        return audit(fleet, rules, digest, prices, now, memory, progress)
    finally:
        progress.close()
        if cache is not None:
            cache.close()


def _with_traffic(fleet: Fleet, path: Path) -> Fleet:
    from auditor.usage import traffic_csv

    return traffic_csv.joined(fleet, traffic_csv.read(path), path)


def clock(at: str | None) -> datetime:
    """The moment of the audit: as asked for, else as the build system fixes it, else now."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    if at is None and epoch is None:
        return datetime.now(UTC).replace(microsecond=0)
    try:
        if at is None:
            return datetime.fromtimestamp(int(epoch or 0), UTC)
        moment = datetime.fromisoformat(at)
    except (ValueError, OverflowError, OSError):
        name, value = ("--at", at) if at is not None else ("SOURCE_DATE_EPOCH", epoch)
        raise InputError.at(name, f"expected a date such as 2026-11-22, got {value!r}") from None
    if moment.year not in YEARS:
        raise InputError.at("--at", f"expected a date from {YEARS[0]} to {YEARS[-1]}, got {at!r}")
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


class Progress:
    """A line on standard error for what takes longer than a second, where somebody looks."""

    def __init__(self, *, is_quiet: bool, watch: Callable[[], None] | None = None) -> None:
        self._watch = watch
        self._is_shown = not is_quiet and sys.stderr is not None and sys.stderr.isatty()
        self._next = time.monotonic() + 1
        self._width = 0

    def __call__(self, name: str, done: int, total: int) -> None:
        """Show how far the audit is, at most ten times a second."""
        if self._watch is not None:
            self._watch()
        self.show(f"{name}: {done:,} of {total:,} agents")

    def show(self, line: str, *, is_due: bool = False) -> None:
        """Show a line in the last one's place; one that is due even in the first second, and soon after another."""
        if not self._is_shown or ((now := time.monotonic()) < self._next and not is_due):
            return
        self._next = now + 0.1
        sys.stderr.write("\r" + line.ljust(self._width))
        sys.stderr.flush()
        self._width = len(line)

    def close(self) -> None:
        """Take the line away again."""
        if self._width:
            sys.stderr.write("\r" + " " * self._width + "\r")
            sys.stderr.flush()
            self._width = 0
