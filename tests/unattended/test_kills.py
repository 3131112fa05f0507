"""`auditor run` killed at any moment, starved of room, or run twice at once: nothing torn, lost or left locked."""

from __future__ import annotations

import json
import os
import random
import resource
import signal
import sqlite3
import subprocess
import tempfile
import time
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from auditor import history
from auditor.documents import to_files
from auditor.unattended.lock import alone
from tests.unattended.made import agent, command, events, inventory, project, rest_of, run, surroundings, webhook, whole

SEED = 20261122
NOBODY = 65534


def started(folder: Path, *arguments: str, **more: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        command(*arguments),
        cwd=folder,
        env=surroundings(folder, **more),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def wait_for(process: subprocess.Popen[str], event: str) -> list[str]:
    """Read what a process says up to an event."""
    assert process.stdout is not None
    said = []
    for line in process.stdout:
        said.append(line)
        if json.loads(line)["event"] == event:
            return said
    raise AssertionError(said)


def intact(path: Path) -> bool:
    with closing(sqlite3.connect(path)) as file:
        checked: str = file.execute("pragma integrity_check").fetchone()[0]
    return checked == "ok"


def until_written(said: str) -> float:
    """Seconds from the beginning of a run to its written reports."""
    at = {event["event"]: datetime.fromisoformat(event["at"]) for event in events(said)}
    return (at["written"] - at["begun"]).total_seconds()


def kills(request: pytest.FixtureRequest) -> int:
    asked: int = request.config.getoption("--kills")
    return 18 if asked == 40 else min(200, asked)


def test_killed_at_any_moment(tmp_path: Path, request: pytest.FixtureRequest) -> None:
    """Every output is an old or a new one, every kept run stays, and the next run needs no hand."""
    folder = project(tmp_path, *(agent(f"a{one}") for one in range(20)), more='metrics = "reports/n.prom"')
    calm = [run(folder, "run", "--log-format", "json") for _ in range(3)]
    assert [0, 0, 0] == [one.returncode for one in calm]
    path, moments = folder / "reports" / "history.sqlite3", random.Random(SEED)
    kept, stages, writes = 3, [], min(until_written(one.stdout) for one in calm)
    for number in range(kills(request)):
        inventory(
            folder, *(agent(f"a{one}", traffic={"calls_per_month": 1000 * (number + one + 1)}) for one in range(20))
        )
        process = started(folder, "run", "--log-format", "json")
        # a third anywhere, a third about where the reports are written, a third right after, where the run is kept
        begun = wait_for(process, "begun" if number % 3 < 2 else "written")
        span = ((0, writes), (writes * 0.8, writes * 1.3), (0, 0.03))[number % 3]
        time.sleep(moments.uniform(*span))
        process.kill()
        rest, _ = rest_of(process)
        said = [event["event"] for event in events("".join(begun) + rest)]
        stages.append(said[-1])
        kept += "kept" in said
        report = _old_or_new(folder)
        runs = history.runs(path, "nightly")
        assert len(runs) - kept in (0, 1), "kept, or kept and not yet said"
        kept = len(runs)
        assert report["format"] == 1
    assert intact(path)
    done = run(folder, "run", "--wait", "0")
    assert (0, "") == (done.returncode, done.stderr), "no lock is left"
    assert whole(folder) is not None
    assert not [file for file in folder.rglob(".*") if file.is_file() and "auditor-nightly." in file.name]
    print(f"{len(stages)} kills, the last event before each: { {name: stages.count(name) for name in set(stages)} }")


def _old_or_new(folder: Path) -> dict[str, object]:
    reports = folder / "reports" / "nightly"
    assert (reports / "index.html").read_text("utf-8").rstrip().endswith("</html>")
    assert (folder / "reports" / "n.prom").read_text("utf-8").endswith("\n")
    json.loads((folder / ".auditor" / "nightly.json").read_text("utf-8"))
    found: dict[str, object] = json.loads((reports / "audit.json").read_text("utf-8"))
    return found


def test_what_a_killed_run_had_half_written_is_swept_by_the_next_and_nothing_else(tmp_path: Path) -> None:
    folder = project(tmp_path)
    reports = folder / "reports" / "nightly"
    reports.mkdir(parents=True)
    ours, theirs = reports / ".index.html.auditor-nightly.x1", reports / ".index.html.auditor-weekly.x1"
    for path in (ours, theirs):
        path.write_text("half", "utf-8")
    assert run(folder, "run").returncode == 0
    assert (False, True) == (ours.exists(), theirs.exists())


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_asked_to_stop_it_stops_and_leaves_nothing(tmp_path: Path, number: signal.Signals) -> None:
    folder = project(tmp_path, *(agent(f"a{one}") for one in range(100)))
    process = started(folder, "run", "--log-format", "json")
    wait_for(process, "begun")
    process.send_signal(number)
    _, wrong = rest_of(process)
    assert (128 + number, "") == (process.returncode, wrong)
    assert whole(folder) is None
    assert run(folder, "run", "--wait", "0").returncode == 0


# --- two at once


def test_two_at_once_one_waits_for_the_other(tmp_path: Path) -> None:
    folder = project(tmp_path)
    both = [started(folder, "run") for _ in range(2)]
    for process in both:
        _, wrong = process.communicate(timeout=120)
        assert (0, "") == (process.returncode, wrong)
    assert [1, 2] == [line.id for line in history.runs(folder / "reports" / "history.sqlite3")]


def test_who_does_not_wait_is_told_and_who_asks_for_the_due_goes_on(tmp_path: Path) -> None:
    folder = project(tmp_path)
    with alone(folder / ".auditor", "nightly", 0):
        done = run(folder, "run", "--wait", "0")
        assert 2 == done.returncode
        assert "nightly: is being run by another process, which holds .auditor/nightly.lock" in done.stderr
        skipped = run(folder, "run", "--due")
        assert (0, "") == (skipped.returncode, skipped.stderr)
        assert "is being run by another process" in skipped.stdout
    assert run(folder, "run", "--due").returncode == 0


def test_two_that_find_the_same_audit_due_run_it_once(tmp_path: Path) -> None:
    folder = project(tmp_path)
    at = datetime(2026, 11, 22, 12, tzinfo=UTC)
    both = [started(folder, "run", "--due", SOURCE_DATE_EPOCH=str(int(at.timestamp()))) for _ in range(2)]
    for process in both:
        assert (0, "") == (process.wait(timeout=120), process.communicate()[1])
    assert [1] == [line.id for line in history.runs(folder / "reports" / "history.sqlite3")]


# --- a full disk, a folder that cannot be written


def contents(folder: Path) -> dict[str, bytes]:
    """Every file of the reports and the history."""
    return {
        str(path.relative_to(folder)): path.read_bytes() for path in (folder / "reports").rglob("*") if path.is_file()
    }


@pytest.mark.parametrize("room", [0, 3000, 40_000])
def test_a_full_disk_is_told_and_nothing_is_lost(tmp_path: Path, room: int) -> None:
    folder = project(tmp_path)
    assert run(folder, "run").returncode == 0
    before = contents(folder)
    inventory(folder, agent(traffic={"calls_per_month": 5000}))
    done = subprocess.run(
        command("run"),
        cwd=folder,
        env=surroundings(folder, AUDITOR_CACHE_DIR=str(tmp_path / "cache")),
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (room, room)),
    )
    assert 2 == done.returncode, done.stdout
    assert "cannot be written: File too large" in done.stderr
    assert "Traceback" not in done.stderr
    assert before == contents(folder)
    assert whole(folder) is not None
    assert run(folder, "run").returncode == 0, "once there is room again"


TWICE = f"""
import os, sys
from pathlib import Path
from auditor.cli import main
for place in (None, sys.argv[1]):
    if place is not None:  # now that all is imported, no more than anybody may do
        for path in [Path(), *Path().rglob("*")]:
            path.chmod(0o777)
        Path(place).chmod(0o555)
        os.seteuid({NOBODY}) if os.geteuid() == 0 else None
    try:
        main(["run", "--wait", "0"])
    except SystemExit as ended:
        print("exit", ended.code, flush=True)
"""
"""Runs a project, and once more while a folder of it is closed; tests may run as root, whom nothing is closed to."""


@pytest.mark.parametrize("which", ["reports/nightly", ".auditor", "reports"])
def test_a_folder_that_cannot_be_written_is_told_and_nothing_is_lost(which: str) -> None:
    with tempfile.TemporaryDirectory() as name:  # pytest's own folders are closed to others
        folder = project(Path(name) / "project")
        Path(name).chmod(0o755)
        (cache := Path(name) / "cache").mkdir()
        done = subprocess.run(
            [command()[0], "-c", TWICE, which],
            cwd=folder,
            env=surroundings(folder, AUDITOR_CACHE_DIR=str(cache), HOME=str(cache)),
            capture_output=True,
            text=True,
            check=False,
        )
        (folder / which).chmod(0o755)
        assert "Traceback" not in done.stderr
        assert ["exit 0", "exit 2"] == [line for line in done.stdout.splitlines() if line.startswith("exit")], (
            done.stderr
        )
        assert f"error: nightly: {which}/" in done.stderr
        assert [1] == [line.id for line in history.runs(folder / "reports" / "history.sqlite3")]
        assert whole(folder) is not None
        assert run(folder, "run").returncode == 0


def test_one_that_fails_does_not_hold_up_the_others(tmp_path: Path) -> None:
    folder = project(tmp_path)
    text = (folder / "auditor.toml").read_text("utf-8")
    (folder / "auditor.toml").write_text(
        text.replace("schema = 1", 'schema = 1\n[audit.first]\nsource = "none.yaml"'), "utf-8"
    )
    done = run(folder, "run")
    assert 2 == done.returncode
    assert "error: first: none.yaml: no such file or folder" in done.stderr
    assert "nightly: tests: 1 agent" in done.stdout


def test_a_history_that_is_held_is_tried_again_and_then_told(tmp_path: Path) -> None:
    folder = project(tmp_path)
    with webhook() as hook:
        assert run(folder, "run", HOOK=hook.address).returncode == 0
    path = folder / "reports" / "history.sqlite3"
    from dataclasses import replace

    from auditor.cli import projects
    from auditor.unattended import Means, run_one
    from auditor.unattended import keep as keeping

    said, slept = [], []
    job = projects.jobs(projects.read(folder), ())[0]
    means = Means(
        audit=projects.auditing(),
        now=lambda: datetime(2026, 11, 22, tzinfo=UTC),
        event=lambda event, **what: said.append(event),
        sleep=slept.append,
    )
    assert os.environ["AUDITOR_CACHE_DIR"]
    with closing(sqlite3.connect(path, isolation_level=None)) as other, pytest.MonkeyPatch.context() as patched:
        patched.setattr("auditor.history.store.WAIT_SECONDS", 0.05)
        other.execute("begin exclusive")

        def give_up(seconds: float) -> None:
            slept.append(seconds)
            if len(slept) == 2:
                other.execute("rollback")

        outcome = run_one(job, replace(means, sleep=give_up))
    assert ("done", list(keeping.PAUSES)) == (outcome.ending, slept)
    assert said.count("retry") == 2


def test_files_that_cannot_be_completed_leave_nothing(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", "utf-8")
    with pytest.raises(Exception, match="file"):
        to_files({tmp_path / "a": "text", tmp_path / "file" / "b": "text"})
    assert ["file"] == [path.name for path in tmp_path.iterdir()]
