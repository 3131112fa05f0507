"""A process that keeps runs is killed again and again: nothing that was said to be kept is lost or torn."""

from __future__ import annotations

import random
import shutil
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest

from auditor import history
from tests.conftest import ROOT
from tests.history import child
from tests.history.made_up import agent, made
from tests.unattended.made import rest_of

SEED = 20261122
LONGEST = 0.12
"""Seconds from a run that is safe to the kill: some thirty runs are kept meanwhile, so that it comes at any moment."""


def started(path: Path, audit: str, first: int, count: int) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "tests.history.child", str(path), audit, str(first), str(count)]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def intact(path: Path) -> bool:
    with closing(sqlite3.connect(path)) as file:
        checked: str = file.execute("pragma integrity_check").fetchone()[0]
    return checked == "ok"


def test_killed_at_any_moment_nothing_is_lost_or_torn(tmp_path: Path, request: pytest.FixtureRequest) -> None:
    path, moments, begun = tmp_path / "history.sqlite3", random.Random(SEED), 0
    journals = 0
    for _ in range(min(200, request.config.getoption("--kills"))):
        process = started(path, "nightly", begun, 0)
        assert process.stdout is not None
        said = [process.stdout.readline()]
        time.sleep(moments.uniform(0, LONGEST))
        process.kill()
        rest, wrong = rest_of(process)
        assert (wrong, process.returncode) == ("", -9)
        said += rest.splitlines()
        journals += path.with_name(f"{path.name}-journal").exists()

        reported = [int(line.split()[1]) for line in said if line.startswith("kept") and len(line.split()) == 4]
        runs = history.runs(path)  # rolls back what was half written; no hand is needed
        assert [run.id for run in runs] == list(range(1, len(runs) + 1))
        assert len(runs) in (reported[-1] + 1, reported[-1] + 2), "kept, or kept and not yet said"
        begun = len(runs)
    assert intact(path)
    for number in sorted({0, begun // 2, begun - 1}):
        assert history.run_at(path, number + 1).agents == child.run(number).agents
    assert history.keep(child.run(begun), path, audit_name="nightly") == begun + 1
    print(f"{begun} runs kept, {journals} kills in the middle of a transaction")


def test_killed_while_the_file_is_made_it_can_still_be_made(tmp_path: Path) -> None:
    moments, half = random.Random(SEED), 0
    for number in range(12):
        path = tmp_path / f"{number}.sqlite3"
        process = started(path, "nightly", 0, 1)
        while not path.exists() and process.poll() is None:
            time.sleep(0.0005)
        time.sleep(moments.uniform(0, 0.02))
        process.kill()
        said, _ = process.communicate()
        half += not said
        assert history.keep(child.run(1), path, audit_name="nightly") in ((2,) if said else (1, 2))
        assert intact(path)
    print(f"{half} of 12 killed before the first run was reported kept")


def test_two_processes_bring_an_old_file_up_to_date_at_once(tmp_path: Path) -> None:
    path = tmp_path / "history.sqlite3"
    shutil.copy(Path(__file__).with_name("version-1.sqlite3"), path)
    for process in [started(path, audit, 0, 3) for audit in ("one", "other")]:
        _, wrong = process.communicate(timeout=120)
        assert (wrong, process.returncode) == ("", 0)
    assert [2, 3, 3] == [len(history.runs(path, audit)) for audit in ("proptech", "one", "other")]


def test_two_processes_keep_at_once_and_both_are_kept(tmp_path: Path) -> None:
    path = tmp_path / "history.sqlite3"
    both = [started(path, audit, 0, 15) for audit in ("one", "other")]
    for process in both:
        _, wrong = process.communicate(timeout=120)
        assert (wrong, process.returncode) == ("", 0)
    for audit in ("one", "other"):
        runs = history.runs(path, audit)
        assert [run.at for run in runs] == [child.run(number).at for number in range(15)]
    assert ("one", "other") == history.audits(path)
    assert intact(path)


def test_who_waits_too_long_for_another_process_is_told(tmp_path: Path) -> None:
    path = tmp_path / "history.sqlite3"
    history.keep(made([agent(1)]), path, audit_name="a")
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("begin exclusive")
        with pytest.raises(history.HistoryError, match=r"another process has held the history for 0.2 seconds"):
            history.keep(made([agent(1)], day=1), path, audit_name="a", wait=0.2)
    assert history.keep(made([agent(1)], day=1), path, audit_name="a") == 2
