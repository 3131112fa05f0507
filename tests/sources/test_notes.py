"""Whatever a source notes stands under a rule that the reports know."""

from __future__ import annotations

import re
from pathlib import Path

import auditor.sources
from auditor.findings import RULES

SOURCES = Path(auditor.sources.__file__).parent
_RULE = re.compile(r"""(?:note|Remark)\(\s*"([a-z-]+)\"""")


def test_every_note_has_a_rule() -> None:
    used = {rule for path in SOURCES.rglob("*.py") for rule in _RULE.findall(path.read_text("utf-8"))}
    assert {"file-skipped", "files-skipped", "model-from-alias", "default-model"} <= used
    assert set() == used - {rule.id for rule in RULES}
