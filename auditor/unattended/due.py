"""Whether an audit's time has come since its last success: once, however often it was missed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from auditor.model.cron import last_until, next_after
from auditor.model.project import UnattendedAudit, zone

SET_BACK = timedelta(hours=1)
"""A success that lies further in the future than this was written down by a clock that was wrong."""


def is_due(audit: UnattendedAudit, last_success: datetime | None, now: datetime) -> bool:
    """Whether to run now. What never succeeded is due; without a schedule nothing ever is.

    A clock that was set back within the hour does not bring a run again that was made; one that was far ahead does not
    keep runs off until that day comes.
    """
    if audit.schedule is None:
        return False
    if last_success is None or last_success > now + SET_BACK:
        return True
    came = last_until(audit.schedule, now.astimezone(zone(audit.timezone)))
    return came is not None and last_success < came


def next_time(audit: UnattendedAudit, now: datetime) -> datetime | None:
    """When the schedule comes next, in UTC; None without one."""
    if audit.schedule is None:
        return None
    return next_after(audit.schedule, now.astimezone(zone(audit.timezone))).astimezone(UTC)
