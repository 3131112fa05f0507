"""`auditor serve-schedule`: its times are cron's, what was missed runs once, a failure or a signal breaks nothing."""

from __future__ import annotations

import signal
import subprocess
import threading
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from auditor import history
from auditor.cli import projects
from auditor.model.run import Run
from auditor.unattended import Means, watching
from auditor.unattended.serve import Server, Times
from tests.unattended.made import agent, command, events, project, rest_of, run, surroundings, whole
from tests.unattended.test_kills import wait_for


def served(folder: Path, said: list[str], audit: object = None) -> tuple[Server, threading.Event]:
    jobs = projects.jobs(projects.read(folder), ())

    def event(name: str, **what: object) -> None:
        said.append(f"{what['audit']} {name}")

    stop = threading.Event()
    means = Means(audit or projects.auditing(), lambda: datetime.now(UTC), event, stop=watching(stop))  # type: ignore[arg-type]
    return Server(jobs, means, stop), stop


def until(said: list[str], wanted: str, count: int = 1) -> None:
    for _ in range(600):
        if said.count(wanted) >= count:
            return
        time.sleep(0.05)
    raise AssertionError(said)


def test_its_times_are_those_of_cron_with_sunday_as_nought(tmp_path: Path) -> None:
    folder = project(tmp_path)
    path = folder / "auditor.toml"
    path.write_text(path.read_text("utf-8").replace("0 6 * * *", "0 6 * * 1-5"), "utf-8")
    times = Times(projects.read(folder).audit["nightly"])
    friday = datetime(2026, 11, 20, 6, tzinfo=UTC)
    assert times.get_next_fire_time(friday, friday) == datetime(2026, 11, 23, 6, tzinfo=UTC)


def test_what_was_missed_while_nothing_ran_or_the_machine_slept_runs_once(tmp_path: Path) -> None:
    """A job whose time lies days back, as after a sleep: APScheduler finds many times missed and runs it once."""
    folder, said = project(tmp_path), []
    assert run(folder, "run").returncode == 0
    one, stop = served(folder, said)
    job = one.scheduler.get_job("nightly")
    assert job.next_run_time > datetime.now(UTC), "it ran just now, so it is not due"
    job.modify(next_run_time=datetime.now(UTC) - timedelta(days=5))
    thread = threading.Thread(target=one.serve)
    thread.start()
    until(said, "nightly finished")
    time.sleep(0.3)
    stop.set()
    thread.join(timeout=60)
    assert not thread.is_alive()
    assert said.count("nightly begun") == 1
    assert 2 == len(history.runs(folder / "reports" / "history.sqlite3"))


def test_what_never_ran_or_is_overdue_runs_at_once(tmp_path: Path) -> None:
    folder = project(tmp_path)
    one, _ = served(folder, [])
    assert one.scheduler.get_job("nightly").next_run_time <= datetime.now(UTC)


def test_a_failing_audit_is_survived(tmp_path: Path) -> None:
    folder, said, calls = project(tmp_path), [], []

    def breaks(*given: object) -> Run:
        calls.append(given)
        raise RuntimeError("a fault of ours")

    one, stop = served(folder, said, breaks)
    thread = threading.Thread(target=one.serve)
    thread.start()
    until(said, "nightly finished")
    one.scheduler.get_job("nightly").modify(next_run_time=datetime.now(UTC))
    until(said, "nightly finished", 2)
    stop.set()
    thread.join(timeout=60)
    assert (2, 2) == (len(calls), said.count("nightly fault"))


@pytest.mark.parametrize(
    ("delay", "number"),
    [(0.0, signal.SIGTERM), (0.0, signal.SIGINT), (0.3, signal.SIGTERM), (0.8, signal.SIGINT)],
)
def test_stopped_in_the_middle_of_an_audit_it_leaves_nothing_torn(tmp_path: Path, number: int, delay: float) -> None:
    folder = project(tmp_path, *(agent(f"a{one}") for one in range(60)))
    process = subprocess.Popen(
        command("serve-schedule", "--log-format", "json"),
        cwd=folder,
        env=surroundings(folder),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    wait_for(process, "begun")
    time.sleep(delay)
    process.send_signal(number)
    rest, wrong = rest_of(process)
    names = [event["event"] for event in events(rest)]
    assert (0, "") == (process.returncode, wrong)
    assert names[-1] == "ended"
    assert ("stopped" in names) != ("finished" in names)
    report = whole(folder)
    assert (report is not None) == ("finished" in names)
    assert run(folder, "run", "--wait", "0").returncode == 0
