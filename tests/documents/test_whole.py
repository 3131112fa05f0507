"""Files written whole: what is there keeps its permissions, what is new gets what the user's umask leaves."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from auditor.cli import writing
from auditor.documents import to_files
from auditor.review import add
from tests.model.test_review import DISMISSED

pytestmark = pytest.mark.skipif(os.name == "nt", reason="there are no such permissions there")


@pytest.fixture(autouse=True)
def umask() -> Iterator[None]:
    before = os.umask(0o027)
    yield
    os.umask(before)


def mode(path: Path) -> int:
    return path.stat().st_mode & 0o777


@pytest.mark.parametrize("kept", [0o600, 0o664, 0o400])
def test_a_file_that_is_there_keeps_its_permissions(kept: int, tmp_path: Path) -> None:
    path, new = tmp_path / "audit.json", tmp_path / "new.json"
    path.write_text("old", "utf-8")
    path.chmod(kept)
    to_files({path: "new", new: "new"})
    assert ("new", kept, 0o640) == (path.read_text("utf-8"), mode(path), mode(new))


def test_so_does_the_file_behind_a_link(tmp_path: Path) -> None:
    path, link = tmp_path / "audit.json", tmp_path / "latest.json"
    path.write_text("old", "utf-8")
    path.chmod(0o600)
    link.symlink_to(path)
    to_files({link: "new"})
    assert ("new", 0o600, True) == (path.read_text("utf-8"), mode(path), link.is_symlink())


def test_so_does_a_folder_of_pages(tmp_path: Path) -> None:
    folder = tmp_path / "report"
    writing.to_folder(folder, [("index.html", "old")], {})
    assert 0o750 == mode(folder)
    folder.chmod(0o700)
    writing.to_folder(folder, [("index.html", "new")], {})
    assert ("new", 0o700) == ((folder / "index.html").read_text("utf-8"), mode(folder))


def test_so_does_the_ledger(tmp_path: Path) -> None:
    path = tmp_path / "decisions.yaml"
    add(path, [DISMISSED])
    assert 0o640 == mode(path)
    path.chmod(0o600)
    add(path, [DISMISSED])
    assert 0o600 == mode(path)
