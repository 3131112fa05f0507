"""For systemd: a service and a timer for each audit; times in systemd's own calendar, said exactly."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from auditor.errors import InputError
from auditor.model.cron import LAST, LAST_WEEKDAY, Cron
from auditor.schedule.entry import Entry, Place, refused

DAYS = ("Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat")
EVERY = frozenset(range(7))

Term = tuple[frozenset[int], str]
"""Weekdays, and days of the month as systemd writes them behind the month: `-01,15` or `~01`."""

SERVICE = """\
[Unit]
Description=Audit {name} of {home}
Wants=network-online.target
After=network-online.target

[Service]
Type=oneshot
WorkingDirectory={home}
ExecStart={command}
# Who is to be told stands here, in lines NAME=value, readable by root alone{variables}
EnvironmentFile=-/etc/auditor/{name}.env
# User=
NoNewPrivileges=true
PrivateTmp=true
Nice=10
"""

TIMER = """\
# {when}
[Unit]
Description=Times of audit {name}

[Timer]
{times}
# what was missed while the machine was off comes once when it is on again
Persistent=true

[Install]
WantedBy=timers.target
"""


def files(entries: Sequence[Entry], place: Place) -> dict[str, str]:
    """Two units for each audit, for /etc/systemd/system (or ~/.config/systemd/user)."""
    found = {}
    for entry in entries:
        words = (*place.program, "run", entry.name, *place.arguments)
        unit = f"auditor-{entry.name}"
        found[f"{unit}.service"] = SERVICE.format(
            name=entry.name,
            home=_path(str(place.home)),
            command=" ".join(_word(word) for word in words),
            variables=f": {', '.join(entry.variables)}" if entry.variables else "",
        )
        times = "\n".join(f"OnCalendar={time} {entry.audit.timezone}" for time in calendar(entry))
        found[f"{unit}.timer"] = TIMER.format(name=entry.name, when=entry.when, times=times)
    return found


def calendar(entry: Entry) -> list[str]:
    """The times without their zone: each line one expression, together exactly the cron expression.

    Raises InputError for the last day of a month that must also be the second Friday or the like.
    """
    cron = entry.cron
    months = _listed(cron.months, 12)
    clock = f"{_listed(cron.hours, 24)}:{_listed(cron.minutes, 60)}:00"
    return [f"{_weekdays(weekdays)}*-{months}{days} {clock}" for weekdays, days in _terms(entry, cron)]


def _terms(entry: Entry, cron: Cron) -> Iterator[Term]:
    """The days, as terms of which any may fit."""
    weekly: list[Term] = [(frozenset(cron.weekdays), "-*")] if cron.weekdays else []
    nth = [(frozenset({day}), _nth(number)) for day, number in cron.nth_weekdays]
    if not cron.both_days:
        yield from (*_monthly(cron.days), *weekly, *nth)
        return
    if cron.any_day:
        yield from (*weekly, *nth)
        return
    if nth:
        raise refused(entry, "systemd cannot tell days of the month and an nth weekday of it together")
    for weekdays, days in _monthly(cron.days):
        if weekdays & frozenset(cron.weekdays):
            yield weekdays & frozenset(cron.weekdays), days


def _monthly(days: tuple[int, ...]) -> Iterator[Term]:
    plain = tuple(day for day in days if day > 0)
    if plain:
        yield EVERY, f"-{_listed(plain, 31)}"
    if LAST in days:
        yield EVERY, "~01"
    if LAST_WEEKDAY in days:  # the last day, if it is a working day; else the Friday before
        yield frozenset(range(1, 6)), "~01"
        yield frozenset({5}), "~02"
        yield frozenset({5}), "~03"


def _nth(number: int) -> str:
    """The week of the month in which a weekday is its nth."""
    if number == LAST:
        return "~07/1"
    return f"-{7 * number - 6:02}..{min(7 * number, 31):02}"


def _weekdays(days: frozenset[int]) -> str:
    return "" if days == EVERY else ",".join(DAYS[day] for day in sorted(days)) + " "


def _listed(values: tuple[int, ...], count: int) -> str:
    return "*" if len(values) == count else ",".join(f"{value:02}" for value in values)


def _path(path: str) -> str:
    """A path as the value of a setting: to its end of line, with its per cent signs doubled."""
    if any(ord(char) < 32 for char in path) or path.endswith("\\"):
        raise InputError.at("systemd", f"a path with a line break or at its end a backslash cannot be told: {path!r}")
    return path.replace("%", "%%")


def _word(word: str) -> str:
    """A word of a command line as systemd reads it."""
    escaped = word.replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%").replace("$", "$$")
    if any(ord(char) < 32 for char in word):
        raise InputError.at("systemd", f"a path with a line break cannot be told: {word!r}")
    return f'"{escaped}"' if escaped != word or not word or any(char in word for char in " ';#") else word
