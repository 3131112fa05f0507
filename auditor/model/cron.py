"""Cron expressions of five fields, as Debian's cron reads them: when they come next, and when they came last."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cronsim import CronSim

LAST = -1000
LAST_WEEKDAY = -1001
"""How the days of the month name the last day and the last working day."""

_EPOCH = datetime(2000, 1, 1, tzinfo=UTC)


class CronError(ValueError):
    """An expression that cannot be read, or that never comes."""


@dataclass(frozen=True, slots=True)
class Cron:
    """The values that each field allows; `both_days` if day of month and weekday must both fit, else either does."""

    text: str
    minutes: tuple[int, ...]
    hours: tuple[int, ...]
    days: tuple[int, ...]
    months: tuple[int, ...]
    weekdays: tuple[int, ...]
    """0 is Sunday."""
    nth_weekdays: tuple[tuple[int, int], ...]
    """Weekdays of one week of the month only: (5, 2) is the second Friday, (5, LAST) the last."""
    both_days: bool

    @property
    def any_day(self) -> bool:
        """Whether every day of the month will do."""
        return self.days == tuple(range(1, 32))

    @property
    def any_weekday(self) -> bool:
        """Whether every weekday will do."""
        return self.weekdays == tuple(range(7))


def parse(text: str) -> Cron:
    """Read an expression; raises CronError in words."""
    found = _simulated(text, _EPOCH)
    try:
        next(found)
    except StopIteration:
        raise CronError(f"{text[:60]!r} never comes") from None
    days = {day for day in found.weekdays if not isinstance(day, tuple)}
    nth = {(day[0] % 7, day[1]) for day in found.weekdays if isinstance(day, tuple)}
    return Cron(
        text=" ".join(text.split()),
        minutes=tuple(sorted(found.minutes)),
        hours=tuple(sorted(found.hours)),
        days=tuple(sorted(found.days)),
        months=tuple(sorted(found.months)),
        weekdays=tuple(sorted({day % 7 for day in days})),
        nth_weekdays=tuple(sorted(nth)),
        both_days=found.day_and,
    )


def next_after(text: str, moment: datetime) -> datetime:
    """The first time after a moment, in UTC; the expression is read in the moment's time zone."""
    return next(_simulated(text, moment)).astimezone(UTC)


def last_until(text: str, moment: datetime) -> datetime | None:
    """The last time at or before a moment, in UTC; None if there was none within fifty years."""
    try:
        return next(_simulated(text, moment + timedelta(seconds=1), is_reverse=True)).astimezone(UTC)
    except StopIteration:
        return None


def _simulated(text: str, moment: datetime, *, is_reverse: bool = False) -> CronSim:
    from cronsim import CronSim, CronSimError

    if len(text.split()) != 5:
        raise CronError(
            f"expected the five fields of a cron expression (minute hour day month weekday), such as '0 6 * * 1-5', "
            f"got {text[:60]!r}"
        )
    try:
        return CronSim(text, moment, reverse=is_reverse)
    except CronSimError as error:
        raise CronError(f"{str(error).lower()} in {text[:60]!r}") from None
