"""Whatever a source notes stands under a rule that the reports know."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import auditor.sources
from auditor import sources
from auditor.findings import RULES

SOURCES = Path(auditor.sources.__file__).parent
_RULE = re.compile(r"""(?:note|Remark)\(\s*"([a-z-]+)\"""")


def test_an_inventory_among_other_files_is_told_as_what_it_is(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("---\nname: a\n---\nBe kind.\n", "utf-8")
    (tmp_path / "fleet.yaml").write_text("schema: 1\nagents: [{id: b, prompt: {text: Be brief.}}]\n", "utf-8")
    (told,) = sources.read(tmp_path).notes
    assert "it is an inventory of the auditor's own" in told.message


AGENT = "---\nname: {}\ndescription: d\n---\nBe kind.\n"


def test_a_linked_folder_is_followed_where_that_is_allowed_and_else_told(tmp_path: Path) -> None:
    for name in ("outside", "in", "in/there", "in/node_modules/x"):
        (tmp_path / name).mkdir(parents=True)
        (tmp_path / name / "a.md").write_text(AGENT.format(f"at {name}"), "utf-8")
    (tmp_path / "outside" / "round").symlink_to(tmp_path)
    (tmp_path / "in" / "agents").symlink_to(tmp_path / "outside")
    (tmp_path / "in" / "again").symlink_to(tmp_path / "outside")
    (tmp_path / "in" / "same").symlink_to(tmp_path / "in" / "there")
    (tmp_path / "in" / "theirs").symlink_to(tmp_path / "in" / "node_modules" / "x")
    told = sources.read(tmp_path / "in")
    assert ["at in", "at in/there"] == [one.agent.name for one in told.members]
    assert ["again", "agents", "theirs"] == sorted(Path(note.location.file).name for note in told.notes)
    followed = sources.read(tmp_path / "in", sources.Options(allow_outside=True))
    assert ["at in", "at in/node_modules/x", "at in/there", "at outside"] == sorted(
        one.agent.name or "" for one in followed.members
    )


def test_a_folder_that_cannot_be_read_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.md").write_text(AGENT.format("a"), "utf-8")
    monkeypatch.chdir(tmp_path)
    for _ in range(30):  # beyond what a path may be long
        Path("x" * 200).mkdir()
        monkeypatch.chdir("x" * 200)
    monkeypatch.chdir(tmp_path)
    (told,) = sources.read(tmp_path).notes
    assert "it cannot be read (File name too long)" in told.message


def test_every_note_has_a_rule() -> None:
    used = {rule for path in SOURCES.rglob("*.py") for rule in _RULE.findall(path.read_text("utf-8"))}
    assert {"file-skipped", "files-skipped", "model-from-alias", "default-model"} <= used
    assert set() == used - {rule.id for rule in RULES}
