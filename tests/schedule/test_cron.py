"""Cron expressions: when they come, whether an audit is due, and systemd's calendar saying exactly the same."""

from __future__ import annotations

import re
import shutil
import subprocess
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from auditor.errors import InputError
from auditor.model.cron import CronError, last_until, next_after, parse
from auditor.model.project import UnattendedAudit, zone
from auditor.schedule.entry import Entry, plain
from auditor.schedule.systemd import calendar
from auditor.unattended.due import is_due

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


def entry(text: str, timezone: str = "UTC") -> Entry:
    audit = UnattendedAudit.model_validate({"source": "f", "schedule": text, "timezone": timezone})
    return Entry("nightly", audit, parse(text))


@pytest.mark.parametrize(
    "text", ["", "* * * *", "* * * * * *", "61 * * * *", "0 0 31 2 *", "a * * * *", "@daily", "0 6 * * 8"]
)
def test_what_is_no_expression_or_never_comes_is_refused(text: str) -> None:
    with pytest.raises(CronError):
        parse(text)


def values(low: int, high: int) -> some.SearchStrategy[str]:
    one = some.integers(low, high)
    pair = some.tuples(one, one).map(lambda ends: f"{min(ends)}-{max(ends)}")
    step = some.tuples(some.sampled_from(["*", f"{low}-{high}"]), some.integers(2, 9)).map(
        lambda two: f"{two[0]}/{two[1]}"
    )
    part = one.map(str) | pair | step
    return some.just("*") | part | some.lists(one.map(str) | pair, min_size=2, max_size=3).map(",".join)


EXPRESSIONS = some.tuples(
    values(0, 59),
    values(0, 23),
    values(1, 28) | some.sampled_from(["L", "LW", "1,L"]),
    values(1, 12),
    values(0, 7) | some.sampled_from(["5#2", "5L", "1#1,3#3", "MON-FRI"]),
).map(" ".join)


@given(EXPRESSIONS, some.integers(0, 10**6))
def test_the_last_time_and_the_next_enclose_every_moment(text: str, minutes: int) -> None:
    moment = NOON + timedelta(minutes=minutes)
    try:
        parse(text)
    except CronError:
        return
    last, coming = last_until(text, moment), next_after(text, moment)
    assert last is not None
    assert last <= moment < coming
    assert next_after(text, last) == coming


@given(EXPRESSIONS, some.integers(-5000, 5000), some.integers(0, 5000))
def test_due_at_most_once_for_all_that_was_missed(text: str, since: int, asked: int) -> None:
    try:
        audit = entry(text).audit
    except ValueError:
        return
    success = NOON - timedelta(minutes=since)
    now = success + timedelta(minutes=asked)
    came = next_after(text, success) <= now
    assert is_due(audit, success, now) == came
    assert not is_due(audit, now, now), "what has just been run is not due"


def test_a_clock_that_went_back_neither_repeats_nor_stops_runs() -> None:
    audit = entry("0 6 * * *").audit
    at = datetime(2026, 11, 22, 6, 0, 5, tzinfo=UTC)
    assert not is_due(audit, at, at - timedelta(seconds=7))
    assert not is_due(audit, at, at + timedelta(hours=23))
    assert is_due(audit, at + timedelta(days=400), at), "the clock was a year ahead when that was written down"


def test_what_never_succeeded_is_due_and_what_has_no_schedule_never() -> None:
    assert is_due(entry("0 6 * * *").audit, None, NOON)
    assert not is_due(UnattendedAudit.model_validate({"source": "f"}), None, NOON)


@pytest.mark.parametrize(
    ("day", "at_utc"),
    [("2026-03-28", 5), ("2026-03-30", 4), ("2026-10-24", 4), ("2026-10-26", 5)],
)
def test_six_in_berlin_is_six_in_berlin_in_summer_and_winter(day: str, at_utc: int) -> None:
    audit = entry("0 6 * * *", "Europe/Berlin").audit
    came = datetime.fromisoformat(f"{day}T{at_utc:02}:00:00+00:00")
    assert is_due(audit, came - timedelta(hours=1), came)
    assert not is_due(audit, came - timedelta(hours=1), came - timedelta(seconds=1))


@pytest.mark.parametrize("text", ["30 2 * * *"])
def test_an_hour_that_summer_time_leaves_out_or_repeats_brings_one_run(text: str) -> None:
    for start in (datetime(2026, 3, 28, tzinfo=UTC), datetime(2026, 10, 24, tzinfo=UTC)):
        moment, times = start.astimezone(zone("Europe/Berlin")), []
        for _ in range(3):
            moment = next_after(text, moment).astimezone(zone("Europe/Berlin"))
            times.append(moment.date())
        assert len(set(times)) == 3


# --- the same for other schedulers


def by_systemd(line: str, count: int) -> list[datetime]:
    command = ["systemd-analyze", "calendar", f"--iterations={count}", "--base-time=2026-11-22 12:00:00 UTC", line]
    done = subprocess.run(
        command, capture_output=True, text=True, check=True, env={"TZ": "UTC", "PATH": "/usr/bin:/bin"}
    )
    found = re.findall(r"(?:Next elapse|Iter\. #\d+): \w+ (\S+ \S+) UTC", done.stdout)
    return [datetime.fromisoformat(one).replace(tzinfo=UTC) for one in found]


SYSTEMD = pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd-analyze is not installed")

EXACT = (
    "0 6 * * 1-5",
    "*/15 * * * *",
    "0 6 1,15 * *",
    "0 6 1 * 1",
    "0 6 */2 * 1",
    "0 6 L * *",
    "0 6 LW * *",
    "0 6 1,L * 3",
    "0 6 * * 5#2",
    "0 6 * * 5L",
    "0 6 * * 1#5",
    "5-10 */6 1-7 1,7 0,7",
    "0 0 29 2 *",
)


def agrees(text: str, count: int) -> None:
    wanted, moment = [], NOON
    for _ in range(count):
        moment = next_after(text, moment)
        wanted.append(moment)
    lines = calendar(entry(text))
    found = sorted({one for line in lines for one in by_systemd(f"{line} UTC", count)})[:count]
    assert wanted == found, lines


@SYSTEMD
@pytest.mark.parametrize("text", EXACT)
def test_systemd_says_exactly_what_cron_says(text: str) -> None:
    agrees(text, 12)


@SYSTEMD
@settings(max_examples=25)
@given(EXPRESSIONS)
def test_systemd_says_what_any_expression_says_or_it_is_refused(text: str) -> None:
    try:
        found = entry(text)
    except ValueError:
        return
    try:
        calendar(found)
    except InputError:
        assert found.cron.nth_weekdays
        assert not found.cron.any_day
        return
    agrees(text, 4)


@given(EXPRESSIONS)
def test_the_plain_expression_comes_at_the_same_times_or_is_refused(text: str) -> None:
    try:
        found = entry(text)
    except ValueError:
        return
    try:
        said = plain(found, "Kubernetes")
    except InputError:
        assert found.cron.nth_weekdays or min(found.cron.days) < 0 or found.cron.both_days
        return
    assert re.fullmatch(r"[0-9*,\- ]+", said)
    moment = NOON
    for _ in range(4):
        assert next_after(said, moment) == next_after(text, moment)
        moment = next_after(text, moment)
