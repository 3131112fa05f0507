"""Whatever a source notes stands under a rule that the reports know."""

from __future__ import annotations

import re
from pathlib import Path

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


def test_every_note_has_a_rule() -> None:
    used = {rule for path in SOURCES.rglob("*.py") for rule in _RULE.findall(path.read_text("utf-8"))}
    assert {"file-skipped", "files-skipped", "model-from-alias", "default-model"} <= used
    assert set() == used - {rule.id for rule in RULES}
