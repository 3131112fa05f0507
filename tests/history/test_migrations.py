"""A history of every earlier version is read on, with a copy of it kept; the fixture was written by version 1."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from auditor import history
from auditor.history import HistoryError
from auditor.history.migrations import VERSION
from tests.history.made_up import agent, made

OLD = Path(__file__).with_name("version-1.sqlite3")


def version(path: Path) -> int:
    with closing(sqlite3.connect(path)) as file:
        found: int = file.execute("pragma user_version").fetchone()[0]
    return found


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return Path(shutil.copy(OLD, tmp_path / "history.sqlite3"))


def test_the_fixture_is_of_the_first_version_and_there_are_later_ones() -> None:
    assert 1 == version(OLD) < VERSION


def test_old_runs_are_read_with_all_their_agents(path: Path) -> None:
    first, second = history.runs(path)
    assert (first.id, second.id, first.moved, second.moved) == (1, 2, None, None)
    assert ["cal", "carl", "claudia"] == list(history.run_at(path, 1).agents)
    assert "wait-for-scale" in {agent.verdict for agent in history.run_at(path, 2).agents.values()}
    assert VERSION == version(path)


def test_a_copy_of_the_old_file_is_kept(path: Path) -> None:
    history.runs(path)
    copy = path.with_name("history.sqlite3.version-1")
    assert 1 == version(copy)
    assert [2] == [row for (row,) in sqlite3.connect(copy).execute("select count(*) from runs")]


def test_runs_are_added_to_an_old_file(path: Path) -> None:
    assert 3 == history.keep(made([agent(1)], day=40), path, audit_name="proptech")
    moved = history.runs(path)[-1].moved
    assert moved is not None
    assert (2, 1, 3) == (moved.previous, moved.new, moved.gone)


def test_a_file_from_the_future_is_refused_and_left_alone(path: Path) -> None:
    with closing(sqlite3.connect(path)) as file:
        file.execute(f"pragma user_version = {VERSION + 1}")
    content = path.read_bytes()
    with pytest.raises(HistoryError, match=f"newer auditor .version {VERSION + 1}"):
        history.keep(made([agent(1)]), path, audit_name="a")
    assert content == path.read_bytes()
