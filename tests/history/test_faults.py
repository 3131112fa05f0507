"""A full disk, a folder that cannot be written, a damaged file, another program's file: told, and nothing is lost."""

from __future__ import annotations

import resource
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from auditor import history
from auditor.history import HistoryError
from tests.conftest import ROOT, Auditor
from tests.history import child
from tests.history.made_up import agent, made

NOBODY = 65534


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A history with three runs."""
    found = tmp_path / "history.sqlite3"
    for number in range(3):
        history.keep(child.run(number), found, audit_name="nightly")
    return found


def still_holds(path: Path, runs: int = 3) -> bool:
    return [run.id for run in history.runs(path)] == list(range(1, runs + 1)) and all(
        history.run_at(path, number + 1).agents == child.run(number).agents for number in range(runs)
    )


@pytest.mark.parametrize("room", [0, 1, 2000, 20_000])
def test_a_full_disk_costs_the_run_and_nothing_else(path: Path, room: int) -> None:
    size = path.stat().st_size
    done = subprocess.run(
        [sys.executable, "-m", "tests.history.child", str(path), "nightly", "3", "50"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (size + room, size + room)),
    )
    assert 2 == done.returncode
    assert str(path) in done.stderr
    assert "no room to write" in done.stderr
    assert "what was kept before is as it was" in done.stderr
    kept = done.stdout.count("kept")
    assert still_holds(path, 3 + kept)
    assert history.keep(child.run(3 + kept), path, audit_name="nightly") == 4 + kept, "once there is room again"


@pytest.fixture
def closed_folder() -> Iterator[Path]:
    """A folder with a history in which nobody but its owner may write, and that everybody may read."""
    folder = Path(tempfile.mkdtemp())
    file = folder / "history.sqlite3"
    for number in range(3):
        history.keep(child.run(number), file, audit_name="nightly")
    file.chmod(0o444)
    folder.chmod(0o555)
    yield folder
    folder.chmod(0o755)
    shutil.rmtree(folder)


ONE_OF_MANY = f"""
import os, sys
from pathlib import Path
from auditor import history
from tests.history import child
os.seteuid({NOBODY}) if os.geteuid() == 0 else None  # once all is imported, no more than anybody
print([run.id for run in history.runs(Path(sys.argv[1]))], flush=True)
child.main(sys.argv[2], "nightly", "3", "1")
"""
"""Reads one history and keeps a run in another, as somebody who may do no more than anybody; tests may run as root."""


@pytest.mark.parametrize("name", ["history.sqlite3", "new.sqlite3"])
def test_a_folder_that_cannot_be_written_is_told_and_can_still_be_read(closed_folder: Path, name: str) -> None:
    path, target = closed_folder / "history.sqlite3", closed_folder / name
    done = subprocess.run(
        [sys.executable, "-c", ONE_OF_MANY, str(path), str(target)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (2, "[1, 2, 3]") == (done.returncode, done.stdout.strip()), done.stderr
    assert str(target) in done.stderr
    assert "cannot be opened or written" in done.stderr
    assert still_holds(path)


def test_a_folder_that_cannot_be_made_is_told() -> None:
    with pytest.raises(HistoryError, match=r"^/proc/nowhere/history.sqlite3: the folder cannot be made"):
        history.keep(made([agent(1)]), Path("/proc/nowhere/history.sqlite3"), audit_name="a")


def damage(path: Path, where: float = 0.5, count: int = 3000) -> bytes:
    content = bytearray(path.read_bytes())
    at = int(len(content) * where)
    content[at : at + count] = b"\xa5" * min(count, len(content) - at)
    path.write_bytes(content)
    return bytes(content)


@pytest.mark.parametrize("where", [0.0, 0.05, 0.3, 0.6, 0.95])
def test_a_damaged_file_is_named_copied_and_left_as_it_is(path: Path, where: float) -> None:
    content = damage(path, where)
    for _ in range(2):
        with pytest.raises(HistoryError) as told:
            history.keep(child.run(3), path, audit_name="nightly")
    said = str(told.value)
    assert said.startswith(f"{path}: ")
    if where == 0.0:  # who can say what it was
        assert ("is not a history" in said, [path]) == (True, list(path.parent.iterdir()))
        assert content == path.read_bytes()
        return
    assert "is damaged" in said
    assert "To go on" in said
    (copy,) = path.parent.glob("*.damaged-*")
    assert copy.name in said
    assert content == copy.read_bytes() == path.read_bytes()


def test_a_record_that_is_not_what_was_kept_is_found_when_it_is_read(path: Path) -> None:
    with closing(sqlite3.connect(path)) as file, file:
        file.execute("drop trigger records_stay_update")
        file.execute("update records set body = (select body from records where id = 2) where id = 1")
    with pytest.raises(HistoryError, match="record 1 is not what was kept"):
        history.run_at(path, 1)


def test_a_file_that_is_no_database_is_told(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("dear diary, " * 100, "utf-8")
    with pytest.raises(HistoryError, match=r"notes\.txt: is not a history, and stays as it is"):
        history.keep(made([agent(1)]), path, audit_name="a")
    assert path.read_text("utf-8").startswith("dear diary")
    assert [path] == list(tmp_path.iterdir()), "no copy of what is no history"


def test_the_database_of_another_program_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "theirs.sqlite3"
    with closing(sqlite3.connect(path)) as file, file:
        file.execute("create table theirs (x)")
    content = path.read_bytes()
    with pytest.raises(HistoryError, match="is the database of another program"):
        history.keep(made([agent(1)]), path, audit_name="a")
    assert content == path.read_bytes()


def test_an_empty_file_becomes_a_history(tmp_path: Path) -> None:
    path = tmp_path / "history.sqlite3"
    path.touch()
    assert 1 == history.keep(made([agent(1)]), path, audit_name="a")


def test_where_there_is_no_history_it_says_how_to_begin(tmp_path: Path, auditor: Auditor) -> None:
    path = tmp_path / "none.sqlite3"
    for command in ("history", "diff"):
        result = auditor(command, "--history", path)
        assert (2, True) == (result.exit_code, "auditor audit SOURCE --history" in result.stderr)
    assert not path.exists()


def test_what_was_kept_cannot_be_changed_even_by_hand(path: Path) -> None:
    with closing(sqlite3.connect(path)) as file:
        for statement in (
            "delete from runs",
            "update runs set at = ''",
            "delete from records",
            "update records set id=9",
        ):
            with pytest.raises(sqlite3.IntegrityError, match="a history is only added to"):
                file.execute(statement)
