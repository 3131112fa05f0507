"""Many agents are written by several processes, and what comes of it is what one process writes."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from auditor.reporters import html, read_again
from auditor.reporters.html import folder, workers
from auditor.reporters.look import PLAIN
from tests.benchmarks.report import generated

OWN = os.getpid()

forking = pytest.mark.skipif(sys.platform != "linux", reason="forks are made on Linux only")


@pytest.fixture
def two(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two processors, for as few agents as there are."""
    monkeypatch.setattr(workers, "WORTH_IT", 1)
    monkeypatch.setattr(workers, "processors", lambda: 2)


def _process(_: int) -> int:
    return os.getpid()


def _ends(task: int) -> int:
    if os.getpid() != OWN and task == 1:
        os._exit(1)
    return 2 * task


@forking
@pytest.mark.usefixtures("two")
def test_work_is_done_elsewhere_and_comes_back_in_order() -> None:
    assert OWN not in set(workers.each(_process, range(9), 9))
    assert list(workers.each(lambda task: 2 * task, range(9), 9)) == list(range(0, 18, 2))


@forking
@pytest.mark.usefixtures("two")
def test_what_an_ended_worker_leaves_is_done_here() -> None:
    assert list(workers.each(_ends, range(9), 9)) == list(range(0, 18, 2))


@forking
@pytest.mark.usefixtures("two")
def test_an_error_in_a_worker_is_raised_here() -> None:
    with pytest.raises(ZeroDivisionError):
        list(workers.each(lambda task: 1 // task, range(3), 3))


def test_few_agents_and_a_single_processor_need_no_worker(monkeypatch: pytest.MonkeyPatch) -> None:
    assert set(workers.each(_process, range(9), workers.WORTH_IT - 1)) == {OWN}
    monkeypatch.setattr(workers, "processors", lambda: 1)
    assert set(workers.each(_process, range(9), workers.WORTH_IT)) == {OWN}


@forking
def test_a_process_is_forked_only_where_that_is_safe_and_pays(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers.os, "sched_getaffinity", lambda _: set(range(4)))
    monkeypatch.setattr(workers.threading, "active_count", lambda: 2)
    assert workers.processors() == 1
    monkeypatch.setattr(workers.threading, "active_count", lambda: 1)
    for minute, now, free in ((0.0, 1, 4), (1.6, 9, 4), (3.1, 9, 2), (9.0, 9, 1), (9.0, 1, 4), (9.0, 3, 2)):
        monkeypatch.setattr(workers.os, "getloadavg", lambda minute=minute: (minute, 0.0, 0.0))
        monkeypatch.setattr(workers.Path, "read_text", lambda _, __, now=now: f"1.00 1.00 1.00 {now}/345 31957\n")
        assert workers.processors() == free
    monkeypatch.setattr(workers.sys, "platform", "darwin")
    assert workers.processors() == 1


@forking
def test_forks_write_the_same_bytes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run = generated(tmp_path, 30)
    monkeypatch.setattr("auditor.reporters.html.whole_pages.IN_A_BLOCK", 8)
    monkeypatch.setattr("auditor.reporters.html.whole_pages.LEARNT_FROM", 5)

    def written() -> Iterator[object]:
        yield html.render(run, read_again)
        yield dict(folder.files(run, read_again, PLAIN))

    monkeypatch.setattr(workers, "processors", lambda: 1)
    alone = list(written())
    monkeypatch.setattr(workers, "WORTH_IT", 1)
    monkeypatch.setattr(workers, "processors", lambda: 2)
    assert list(written()) == alone
