"""Run audits at their times in one process that stays: APScheduler keeps the times, cronsim says them.

APScheduler's own reading of cron expressions counts weekdays from Monday and joins day and weekday otherwise than cron
does, so the trigger is ours. It sleeps by a clock that stands still while the machine does; a tick every half minute
has it look again, so that what was missed runs once soon after the machine wakes.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.base import BaseTrigger

from auditor.model.outcome import Outcome
from auditor.model.project import UnattendedAudit
from auditor.unattended import memory
from auditor.unattended.due import is_due, next_time
from auditor.unattended.means import Means, Stopped
from auditor.unattended.run import Job, run_one

TICK_SECONDS = 30


class Times(BaseTrigger):  # type: ignore[misc]  # APScheduler has no types
    """The times of an audit, by its own cron expression and zone."""

    def __init__(self, audit: UnattendedAudit) -> None:
        self._audit = audit

    def get_next_fire_time(self, previous: datetime | None, now: datetime) -> datetime | None:
        """The next time after the one before, which may lie in the past: APScheduler then runs once for all missed."""
        return next_time(self._audit, previous or now)


class Server:
    """The audits of a project at their times, until the event says stop; `means.stop` watches the same event."""

    def __init__(self, jobs: Sequence[Job], means: Means, stop: threading.Event) -> None:
        self._stop = stop
        self._means = replace(means, sleep=self._sleep)
        one_at_a_time = {"default": ThreadPoolExecutor(1)}
        self.scheduler = BackgroundScheduler(timezone=UTC, executors=one_at_a_time)
        for job in jobs:
            self._add(job)
        self.scheduler.add_job(_tick, "interval", seconds=TICK_SECONDS, id="tick", executor="ticks")
        self.scheduler.add_executor(ThreadPoolExecutor(1), "ticks")

    def serve(self) -> None:
        """Run until stopped; an audit under way is given up before it writes anything, or finished if it writes."""
        self.scheduler.start()
        try:
            self._stop.wait()
        finally:
            self.scheduler.shutdown(wait=True)

    def _add(self, job: Job) -> None:
        """An audit with its times: at once if its time came while nobody was running, else the next time."""
        now = self._means.now()
        state, _ = memory.load(job.state_path)
        first = now if is_due(job.audit, state.last_success, now) else next_time(job.audit, now)
        self.scheduler.add_job(
            self._run,
            Times(job.audit),
            args=[job],
            id=job.name,
            next_run_time=first,
            coalesce=True,  # however often it was missed, it runs once
            misfire_grace_time=None,  # however late
            max_instances=1,
        )
        self._means.event("scheduled", audit=job.name, next=str(first))

    def _run(self, job: Job) -> Outcome | None:
        try:
            return run_one(job, self._means, wait=5.0)
        except Stopped:
            self._means.event("stopped", audit=job.name)
            return None

    def _sleep(self, seconds: float) -> None:
        self._stop.wait(seconds)
        self._means.stop()


def _tick() -> None:
    """Nothing: that it is due makes the scheduler look at the clock."""
