"""Locks where the drive has none: said in words, with a way out, and never another kind of lock instead."""

from __future__ import annotations

import errno
import os
import sys
from pathlib import Path

import pytest

from auditor.errors import OutputError
from auditor.review.lock import locked
from auditor.unattended.lock import alone


@pytest.fixture(params=[errno.ENOSYS, errno.ENOLCK, errno.EOPNOTSUPP])
def refusal(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """A drive that refuses to lock, as network drives do; gives what it says."""
    if sys.platform == "win32":
        pytest.skip("locks are not flock's there")
    import fcntl

    def refuse(*_: object) -> None:
        raise OSError(request.param, os.strerror(request.param))

    monkeypatch.setattr(fcntl, "flock", refuse)
    return os.strerror(request.param)


def test_an_audit_is_not_run_without_the_systems_own_lock(tmp_path: Path, refusal: str) -> None:
    with pytest.raises(OutputError) as told, alone(tmp_path, "nightly", 0.0):
        pytest.fail("it was run")
    assert f"{tmp_path / 'nightly.lock'}: the lock of nightly cannot be taken: {refusal}" in str(told.value)
    assert "as `state`" in str(told.value)


def test_a_ledger_is_not_written_without_a_lock(tmp_path: Path, refusal: str) -> None:
    with pytest.raises(OutputError) as told, locked(tmp_path):
        pytest.fail("it was written")
    assert f"{tmp_path}: the folder cannot be locked, so nothing was written: {refusal}; put the" in str(told.value)
